"""What a run says at its end: advice, points by task, the seed and how to repeat it.

Items may have run in other processes, whose reports alone arrive here: so what is told travels as their properties,
which JUnit XML shows too.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from cnncheck.pytest_plugin.run import SEED, pytest_command

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from _pytest.terminal import TerminalReporter

_PREFIX = "cnncheck."


@dataclass(frozen=True, slots=True)
class Told:
    """What an item tells beside its outcome.

    Attributes:
        task: "student_x/lenet5".
        points: what it earned, exactly.
        max_points: what it could have earned.
        advice: its advice, as text.
        withheld: for a check that passed without earning, those that have to pass first.
        repeat: the command without pytest that repeats it.
    """

    task: str
    points: Fraction
    max_points: Fraction
    advice: tuple[str, ...]
    withheld: str
    repeat: str

    def properties(self) -> list[tuple[str, object]]:
        """As properties of a report: text under a name."""
        pairs = [("task", self.task), ("points", str(self.points)), ("max_points", str(self.max_points))]
        pairs += [("withheld", self.withheld)] if self.withheld else []
        pairs += [("repeat", self.repeat), *(("advice", text) for text in self.advice)]
        return [(_PREFIX + name, value) for name, value in pairs]

    @classmethod
    def of(cls, report: pytest.TestReport | pytest.CollectReport) -> Told | None:
        """What a report tells if it is the one of a check's item that counts."""
        if not isinstance(report, pytest.TestReport) or not _decides(report):
            return None
        values = {name: str(value) for name, value in report.user_properties}
        if f"{_PREFIX}task" not in values:
            return None
        return cls(
            task=values[f"{_PREFIX}task"],
            points=Fraction(values[f"{_PREFIX}points"]),
            max_points=Fraction(values[f"{_PREFIX}max_points"]),
            advice=tuple(str(value) for name, value in report.user_properties if name == f"{_PREFIX}advice"),
            withheld=values.get(f"{_PREFIX}withheld", ""),
            repeat=values[f"{_PREFIX}repeat"],
        )


def _decides(report: pytest.TestReport) -> bool:
    """Whether this is the one report of an item that counts: its call, or its setup where it ended there."""
    return report.when == "call" or (report.when == "setup" and report.outcome != "passed")


def outcome_shown(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """Category, letter and words of a check that passed without earning its points; None for all others."""
    told = Told.of(report)
    if told is None or not told.withheld:
        return None
    return "passed", ".", f"PASSED (0 points: earns only after {told.withheld})"


def write_summary(reporter: TerminalReporter, config: pytest.Config) -> None:
    """Write it, if any check was run."""
    told = list(_told(reporter))
    if not told:
        return
    if advice := dict.fromkeys(text for one in told for text in one.advice):
        reporter.section("advice, no points lost")
        reporter.write_line("\n\n".join(advice))
    reporter.section("points")
    for line in _table(told):
        reporter.write_line(line)
    reporter.write_line(f"seed {SEED}; to repeat this run, with pytest or without:")
    for command in (pytest_command(config), *dict.fromkeys(one.repeat for one in told)):
        reporter.write_line(f"  {command}")
    reporter.write_line(
        "This run is for one's own code: it does not keep the code from cheating. "
        "`cnncheck explain CODE` tells more about a finding."
    )


def _told(reporter: TerminalReporter) -> Iterator[Told]:
    for reports in reporter.stats.values():
        for report in reports:
            if (told := Told.of(report)) is not None:
                yield told


def _table(told: Iterable[Told]) -> Iterator[str]:
    """A line of points for each task, with what its passed checks wait for, and one for the whole."""
    tasks: dict[str, list[Told]] = {}
    for one in told:
        tasks.setdefault(one.task, []).append(one)
    width = max(map(len, tasks))
    for task, its in sorted(tasks.items()):
        waiting = [one.withheld for one in its if one.withheld]
        number = "1 passed check earns" if len(waiting) == 1 else f"{len(waiting)} passed checks earn"
        waits = f"  ({number} only after {', '.join(dict.fromkeys(waiting))})" if waiting else ""
        yield _line(task, its, width) + waits
    yield _line("total", [one for its in tasks.values() for one in its], width)


def _line(name: str, told: Iterable[Told], width: int) -> str:
    its = list(told)
    score = sum((one.points for one in its), Fraction())
    most = sum((one.max_points for one in its), Fraction())
    return f"{name:<{width}}  {float(score):6.2f} / {float(most):.2f}"
