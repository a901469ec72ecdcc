"""The gradebook as a spreadsheet reads it."""

import csv
import io
from dataclasses import replace
from fractions import Fraction

import pytest

from cnncheck.findings import Grade, Status, TaskResult
from cnncheck.report import gradebook


def rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode())))


def test_a_row_for_each_submission_and_a_column_for_each_task(grade: Grade, errored: Grade) -> None:
    other = TaskResult("relu", Status.PASSED, Fraction(3), Fraction(3))
    second = replace(grade, assignment="primitives", score=Fraction(3), max_score=Fraction(3), tasks=(other,))
    assert rows(gradebook.encode([grade, second, errored])) == [
        ["submission", "cifar10_cnns/lenet5", "primitives/relu", "total", "incomplete"],
        ["student_y", "1.67", "3.00", "4.67", ""],
        ["student_e", "", "", "", "primitives/relu"],
    ]


def test_two_submissions_of_one_name_keep_their_rows(grade: Grade) -> None:
    assert len(rows(gradebook.encode([grade, replace(grade, submission_hash="cd")]))) == 3


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", " =", "\t=", "＝"])
def test_no_cell_is_a_formula(grade: Grade, sign: str) -> None:
    table = rows(gradebook.encode(replace(grade, submission=f"{sign}1+1", assignment=f"{sign}2")))
    assert table[1][0].startswith("'")
    assert table[0][1].startswith("'")


def test_hostile_names_leave_a_table(hostile_grade: Grade) -> None:
    content = gradebook.encode([hostile_grade] * 2)
    table = rows(content)
    assert [len(row) for row in table] == [4, 4]
    assert len(content) < 5000
    assert not {byte for byte in content if byte < 0x20} - {0x0A, 0x0D}
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in table for cell in row)


def test_an_empty_class_is_a_table_without_rows() -> None:
    assert rows(gradebook.encode([])) == [["submission", "total", "incomplete"]]
