"""Runs the checks of one function task on a function of ours, the way a grade does: blocked checks are skipped."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cnncheck.findings import Finding, Severity
from cnncheck.functions.inprocess import handed_in
from cnncheck.functions.specification import Specification
from cnncheck.functions.task import FunctionTask


@dataclass
class Outcome:
    """Statuses and findings by check id."""

    statuses: dict[str, str] = field(default_factory=dict)
    findings: dict[str, list[Finding]] = field(default_factory=dict)

    @property
    def faults(self) -> list[Finding]:
        return [item for found in self.findings.values() for item in found if item.severity is Severity.FAULT]

    @property
    def advice(self) -> list[Finding]:
        return [item for found in self.findings.values() for item in found if item.severity is Severity.ADVICE]

    @property
    def failed(self) -> list[str]:
        return [check for check, status in self.statuses.items() if status == "failed"]


Grade = Callable[..., Outcome]


@pytest.fixture(scope="session")
def grade() -> Grade:
    def graded(
        specification: Specification, function: Callable[..., Any], *, text: str | None = None, seed: int = 0
    ) -> Outcome:
        subject = FunctionTask.of(specification, 1).open(handed_in(function, specification.name, text=text, seed=seed))
        outcome = Outcome()
        for check in specification.checks:
            if any(outcome.statuses[item] != "passed" for item in check.requires):
                outcome.statuses[check.id] = "skipped"
                continue
            found = outcome.findings[check.id] = list(check.examine(subject))
            failed = any(item.severity is Severity.FAULT for item in found)
            outcome.statuses[check.id] = "failed" if failed else "passed"
        return outcome

    return graded
