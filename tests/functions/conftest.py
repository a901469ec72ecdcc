"""Runs the checks of one function task on a function of ours, the way a grade does: blocked checks are skipped."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from cnncheck.findings import Finding, Severity
from cnncheck.functions.inprocess import handed_in
from cnncheck.functions.mistake import Mistake
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

SEEDS = (0, 1, 2, 3, 2**53 - 1) if os.environ.get("CERTIFY") else (0, 2**53 - 1)
"""What every mistake is graded with. Each seed takes a quarter of a minute, and two of them draw no case alike; `make
certify-functions` takes five, to show that no check is left to luck."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "every_seed" in metafunc.fixturenames:
        metafunc.parametrize("every_seed", SEEDS)


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


@pytest.fixture(scope="session")
def mistaken(grade: Grade) -> Grade:
    """The outcome of a mistake, graded once for each seed: its messages are read by one test, its codes by another."""
    known: dict[tuple[str, int], Outcome] = {}

    def graded(specification: Specification, mistake: Mistake, seed: int = 0) -> Outcome:
        key = (mistake.name, seed)
        if key not in known:
            known[key] = grade(specification, mistake.subject(), text=mistake.text, seed=seed)
        return known[key]

    return graded
