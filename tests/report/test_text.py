"""The result as text: what a student and an instructor read."""

import unicodedata
from dataclasses import replace

import pytest

from cnncheck.concepts import CONCEPTS
from cnncheck.findings import LEVELS, Finding, Grade, Protection, Where
from cnncheck.report import text
from cnncheck.report.text import class_text, concept_text, finding_text, grade_text, protection_text

FINDING = """\
The first convolution pads its input.
  expected: valid
  received: same
  where:    p31_cifar10_lenet5.py, line 16, c1, the first convolution
            16 | self.c1 = Conv2D(6, 5, padding='same')
  example:  a 5x5 image of ones
  hint:     Keras pads nothing unless it is told to.
  concept:  Padding of a convolution (cnncheck explain padding)"""

GRADE = f"""\
student_y: cifar10_cnns, 1.67 / 5.00 points

Task     Check                                  Status         Points
─────────────────────────────────────────────────────────────────────
lenet5                                          failed    1.67 / 5.00
         The network can be built               passed    1.67 / 1.67
         The output is right                    failed    0.00 / 1.67
         It trains (waits for network.output)   skipped   0.00 / 1.67

lenet5, LeNet5 in p31_cifar10_lenet5.py, line 13
------------------------------------------------

{FINDING}

Advice, no points lost: LeNet was graded in its place.
  concept:  A name is missing (cnncheck explain missing-name)

Notes
  - a.py was read as gb18030, since it is not UTF-8.

Protection: limits. The code ran with limits on time and memory only: cheating is not prevented.
Seed 17. To repeat: cnncheck grade student_y --assignment cifar10_cnns --seed 17
"""

CLASS = """\
Submission   Assignment     Status                     Points   First fault
───────────────────────────────────────────────────────────────────────────────
student_y    cifar10_cnns   failed                1.67 / 5.00   lenet5: padding
student_e    primitives     errored   1.00 / 3.00, incomplete

2 submissions, seed 17
Protection: limits. The code ran with limits on time and memory only: cheating is not prevented.
Protection: namespaces. The code ran in its own namespaces, without network and without sight of other files.
"""


def test_a_finding_reads_in_the_promised_order(finding: Finding) -> None:
    assert finding_text(finding) == FINDING


def test_a_finding_says_no_more_than_it_knows() -> None:
    assert finding_text(Finding("value", "Values differ.")) == (
        "Values differ.\n  concept:  The result has other values (cnncheck explain value)"
    )


def test_several_lines_are_quoted_without_numbers_and_further_lines_are_indented() -> None:
    finding = Finding(
        "value", "Values differ.", where=Where("a.py", 3, 2), expected="1 2\n3 4", source=("x = 1", "\ty")
    )
    assert finding_text(finding).split("\n")[1:6] == [
        "  expected: 1 2",
        "            3 4",
        "  where:    a.py, cell 2, line 3",
        "            | x = 1",
        "            | y",
    ]


def test_a_grade_reads_from_points_to_the_command_that_repeats_it(grade: Grade) -> None:
    assert grade_text(grade) == GRADE


def test_lines_fit_the_width_and_carry_no_terminal_codes(grade: Grade) -> None:
    for width in (80, 120):
        table = grade_text(grade, width=width).split("\n\n")[1]
        assert all(len(line) <= width for line in table.split("\n"))
        assert "\x1b" not in table


def test_a_class_has_a_row_for_each_submission(grade: Grade, errored: Grade) -> None:
    assert class_text([grade, errored]) == CLASS


def test_one_submission_is_shown_in_full_and_several_as_a_table(grade: Grade, errored: Grade) -> None:
    assert text.encode([grade]).decode().startswith("student_y: cifar10_cnns")
    same = replace(errored, submission=grade.submission, submission_hash=grade.submission_hash)
    assert "student_y: primitives" in text.encode([grade, same]).decode()
    assert text.encode([grade, errored]).decode().startswith("Submission")


def test_a_grade_the_grader_failed_on_is_incomplete(errored: Grade) -> None:
    assert grade_text(errored).startswith("student_e: primitives, 1.00 / 3.00 points, incomplete")


def test_only_limits_say_that_cheating_is_not_prevented(grade: Grade) -> None:
    for level in LEVELS:
        sentence = protection_text(level)
        assert sentence.startswith(f"Protection: {level}. The code ")
        assert ("cheating is not prevented" in sentence) == (level == "limits")
        assert sentence in grade_text(replace(grade, protection=Protection(level)))


@pytest.mark.parametrize("code", CONCEPTS)
def test_every_concept_can_be_shown(code: str) -> None:
    shown = concept_text(CONCEPTS[code])
    assert shown.startswith(f"{CONCEPTS[code].title} ({code})\n")
    assert " ".join(shown.split()).count(CONCEPTS[code].explanation) == 1
    assert all(len(line) <= 100 for line in shown.split("\n"))


def test_hostile_text_is_shown_and_does_nothing(hostile: str, hostile_grade: Grade) -> None:
    for shown in (grade_text(hostile_grade), class_text([hostile_grade] * 3), text.encode(hostile_grade).decode()):
        assert {unicodedata.category(character) for character in shown.replace("\n", "")}.isdisjoint({"Cc", "Cf", "Cs"})
        assert len(shown) < 200_000
    if hostile.startswith("[bold]"):
        assert "[bold]not bold[/bold]" in grade_text(hostile_grade)
