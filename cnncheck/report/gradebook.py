"""The points of a class as a table that spreadsheets and course systems read: gradebook.csv."""

import csv
import io
from collections.abc import Sequence

from cnncheck.findings import Grade, Status
from cnncheck.report.plain import plain
from cnncheck.report.points import shown

_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Signs that make a spreadsheet compute a cell in place of showing it (OWASP, "CSV Injection")."""


def encode(grades: Grade | Sequence[Grade]) -> bytes:
    """One row a submission, one column a task, two decimals; one the grader failed on is empty and named last."""
    several = [grades] if isinstance(grades, Grade) else list(grades)
    tasks = list(dict.fromkeys((grade.assignment, task.name) for grade in several for task in grade.tasks))
    rows: dict[tuple[str, str], list[Grade]] = {}
    for grade in several:
        rows.setdefault((grade.submission, grade.submission_hash), []).append(grade)
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(
        ["submission", *(cell(f"{assignment}/{task}") for assignment, task in tasks), "total", "incomplete"]
    )
    for (submission, _), its_grades in rows.items():
        points = {
            (grade.assignment, task.name): "" if task.status is Status.ERRORED else shown(task.score)
            for grade in its_grades
            for task in grade.tasks
        }
        errored = [f"{assignment}/{task}" for (assignment, task), value in points.items() if not value]
        total = "" if errored else shown(sum((grade.score for grade in its_grades), start=its_grades[0].score * 0))
        writer.writerow(
            [cell(submission), *(points.get(task, "") for task in tasks), total, cell(" ".join(errored))],
        )
    return table.getvalue().encode()


def cell(text: str) -> str:
    """Text that no spreadsheet takes for a formula.

    >>> cell("=1+1"), cell("student_x")
    ("'=1+1", 'student_x')
    """
    shown_text = plain(text)
    return f"'{shown_text}" if shown_text.lstrip().startswith(_FORMULA) else shown_text
