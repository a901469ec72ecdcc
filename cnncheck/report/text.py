"""The result as text for a terminal: one submission in full, or a class with a row for each."""

import io
import shutil
from collections.abc import Sequence

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cnncheck.findings import Grade, Severity, Status, TaskResult
from cnncheck.report.finding import concept_text, finding_text
from cnncheck.report.machine import machine_text
from cnncheck.report.plain import block, plain
from cnncheck.report.points import share
from cnncheck.report.protection import protection_text

__all__ = ["class_text", "concept_text", "encode", "finding_text", "grade_text", "machine_text", "protection_text"]

MIN_WIDTH, DEFAULT_WIDTH, MAX_WIDTH = 80, 100, 120
"""Characters of a line, taken from the terminal where there is one."""

NAME = 40
"""Characters of a name in a table."""

REPEAT = 1000
"""Characters of the command that repeats a run; a path may have hundreds."""


def encode(grades: Grade | Sequence[Grade]) -> bytes:
    """One submission in full, whatever the number of its assignments; several as a table of the class."""
    several = [grades] if isinstance(grades, Grade) else list(grades)
    width = min(max(shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns, MIN_WIDTH), MAX_WIDTH)
    if len({(grade.submission, grade.submission_hash) for grade in several}) > 1:
        return class_text(several, width=width).encode()
    return "\n\n".join(grade_text(grade, width=width) for grade in several).encode()


def grade_text(grade: Grade, *, width: int = DEFAULT_WIDTH) -> str:
    """Points by task and check, findings, notes, protection, and how to repeat the run."""
    points = share(grade.score, grade.max_score)
    name, assignment = plain(grade.submission, NAME), plain(grade.assignment, NAME)
    heading = f"{name}: {assignment}, {points} points{_incomplete(grade)}"
    parts = [heading, _rendered(_checks_table(grade), width)]
    parts += [part for task in grade.tasks if (part := _task_findings(task))]
    if grade.notes:
        parts.append("\n".join(["Notes", *(f"  - {plain(note)}" for note in grade.notes)]))
    parts.append(f"{protection_text(grade.protection.level)}\n{_repeat(grade)}")
    return "\n\n".join(parts) + "\n"


def class_text(grades: Sequence[Grade], *, width: int = DEFAULT_WIDTH) -> str:
    """A row for each submission and assignment: points, how it ended and the first fault that was found."""
    table = _table("Submission", "Assignment", "Status")
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("First fault")
    for grade in grades:
        name, assignment = plain(grade.submission, NAME), plain(grade.assignment, NAME)
        points = share(grade.score, grade.max_score) + _incomplete(grade)
        row = (name, assignment, grade.status.value, points, _first_fault(grade))
        table.add_row(*(Text(cell) for cell in row))
    levels = dict.fromkeys(grade.protection.level for grade in grades)
    seeds = ", ".join(str(seed) for seed in sorted({grade.seed for grade in grades}))
    number = len({(grade.submission, grade.submission_hash) for grade in grades})
    closing = [f"{number} submissions, seed {seeds}", *(protection_text(level) for level in levels)]
    return "\n\n".join([_rendered(table, width), "\n".join(closing)]) + "\n"


def _checks_table(grade: Grade) -> Table:
    table = _table("Task", "Check", "Status")
    table.add_column("Points", justify="right", no_wrap=True)
    for task in grade.tasks:
        table.add_row(Text(plain(task.name, NAME)), "", task.status.value, share(task.score, task.max_score))
        for check in task.checks:
            title = Text(plain(check.title))
            if check.blocked_by is not None:
                title.append(f" (waits for {plain(check.blocked_by)})")
            table.add_row("", title, check.status.value, share(check.score, check.max_score))
        table.add_section()
    return table


def _task_findings(task: TaskResult) -> str | None:
    """The findings of a task, faults before advice and otherwise in the order of the checks."""
    findings = [finding for check in task.checks for finding in check.findings]
    findings.sort(key=lambda finding: finding.severity is not Severity.FAULT)
    if not findings:
        return None
    subject = task.subject
    place = f", {plain(subject.name, NAME)} in {plain(subject.file)}" if subject else ""
    line = f", line {subject.line}" if subject and subject.line is not None else ""
    heading = f"{plain(task.name, NAME)}{place}{line}"
    texts = [block(finding_text(finding), limit=20_000, lines=100) for finding in findings]
    return "\n\n".join([f"{heading}\n{'-' * len(heading)}", *texts])


def _incomplete(grade: Grade) -> str:
    return ", incomplete" if grade.status is Status.ERRORED else ""


def _first_fault(grade: Grade) -> str:
    for task in grade.tasks:
        for check in task.checks:
            for finding in check.findings:
                if finding.severity is Severity.FAULT:
                    return plain(f"{task.name}: {finding.code}", NAME)
    return ""


def _repeat(grade: Grade) -> str:
    return f"Seed {grade.seed}." + (f" To repeat: {plain(grade.repeat, REPEAT)}" if grade.repeat else "")


def _table(*columns: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _rendered(table: Table, width: int) -> str:
    console = Console(
        file=io.StringIO(),
        width=width,
        color_system=None,
        markup=False,
        emoji=False,
        highlight=False,
        legacy_windows=False,
    )
    with console.capture() as capture:
        console.print(table)
    return "\n".join(line.rstrip() for line in capture.get().rstrip("\n").split("\n"))
