"""The JSON result: the published schema, finite numbers, and the way back."""

import json as standard
import math
from dataclasses import replace
from fractions import Fraction

import pytest

from cnncheck.findings import Grade, Status
from cnncheck.report import json


def strict(content: bytes) -> object:
    def refuse(constant: str) -> object:
        raise AssertionError(constant)

    return standard.loads(content, parse_constant=refuse)


def test_a_result_has_exactly_the_published_fields(grade: Grade) -> None:
    assert strict(json.encode(grade)) == {
        "schema": "cnncheck/result/1",
        "assignment": "cifar10_cnns",
        "submission": "student_y",
        "submission_hash": "ab" * 32,
        "score": 5 / 3,
        "max_score": 5.0,
        "seed": 17,
        "repeat": "cnncheck grade student_y --assignment cifar10_cnns --seed 17",
        "duration_s": 3.2,
        "protection": {"level": "limits", "blocked": ["fork"], "allowed": ["network"]},
        "environment": {
            "cnncheck": "0.1",
            "python": "3.11.7",
            "tensorflow": "2.21.0",
            "keras": "3.15.0",
            "device": "cpu",
        },
        "notes": ["a.py was read as gb18030, since it is not UTF-8."],
        "tasks": [
            {
                "name": "lenet5",
                "status": "failed",
                "score": 5 / 3,
                "max_score": 5.0,
                "subject": {"file": "p31_cifar10_lenet5.py", "name": "LeNet5", "line": 13},
                "checks": [
                    {
                        "id": "network.builds",
                        "title": "The network can be built",
                        "concept": "build-error",
                        "status": "passed",
                        "score": 5 / 3,
                        "max_score": 5 / 3,
                        "blocked_by": None,
                        "duration_s": 0.25,
                        "findings": [
                            {
                                "code": "missing-name",
                                "severity": "advice",
                                "where": {"file": None, "line": None, "cell": None, "layer": None, "text": None},
                                "confirmed": False,
                                "expected": None,
                                "received": None,
                                "message": "LeNet was graded in its place.",
                                "hint": None,
                                "example": None,
                                "source": [],
                            },
                        ],
                    },
                    {
                        "id": "network.output",
                        "title": "The output is right",
                        "concept": "value",
                        "status": "failed",
                        "score": 0.0,
                        "max_score": 5 / 3,
                        "blocked_by": None,
                        "duration_s": 0.5,
                        "findings": [
                            {
                                "code": "padding",
                                "severity": "fault",
                                "where": {
                                    "file": "p31_cifar10_lenet5.py",
                                    "line": 16,
                                    "cell": None,
                                    "layer": "c1",
                                    "text": "c1, the first convolution",
                                },
                                "confirmed": True,
                                "expected": "valid",
                                "received": "same",
                                "message": "The first convolution pads its input.",
                                "hint": "Keras pads nothing unless it is told to.",
                                "example": "a 5x5 image of ones",
                                "source": ["        self.c1 = Conv2D(6, 5, padding='same')"],
                            },
                        ],
                    },
                    {
                        "id": "network.training",
                        "title": "It trains",
                        "concept": "gradient-flow",
                        "status": "skipped",
                        "score": 0.0,
                        "max_score": 5 / 3,
                        "blocked_by": "network.output",
                        "duration_s": 0.0,
                        "findings": [],
                    },
                ],
                "artifacts": [{"kind": "curve", "title": "Loss", "data": {"values": [1.5, None], "epochs": 2}}],
            },
        ],
    }


def test_several_results_are_a_list_and_come_back(grade: Grade, errored: Grade) -> None:
    content = json.encode([grade, errored])
    assert [item["submission"] for item in standard.loads(content)] == ["student_y", "student_e"]
    first, second = json.decode(content)
    assert second == errored
    assert first.score == Fraction(5, 3)
    assert first.status is Status.FAILED
    assert first.tasks[0].checks[1] == replace(grade.tasks[0].checks[1], max_score=Fraction(5, 3))
    assert json.encode([first, second]) == content


def test_one_result_comes_back_from_an_object(errored: Grade) -> None:
    assert json.decode(json.encode(errored)) == [errored]
    assert json.decode(json.encode([errored])) == [errored]
    assert json.decode(json.encode([])) == []


def test_hostile_text_leaves_valid_json_with_finite_numbers(hostile_grade: Grade) -> None:
    content = json.encode(hostile_grade)
    strict(content)
    assert len(content) < 2_000_000
    assert not {byte for byte in content if byte < 0x20} - {0x0A}
    assert b"\\u001b" not in content
    again = json.decode(content)
    assert json.encode(again) == content
    assert math.isfinite(again[0].duration_s)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{}",
        b"nonsense",
        b"[1]",
        b"[" * 100_000,
        b'{"schema": "cnncheck/result/2"}',
        b"\xff\xfe",
    ],
)
def test_what_is_no_result_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(json.ResultError, match=r"^This is not a result of the schema cnncheck/result/1: "):
        json.decode(content)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'"score": 1.0', b'"score": "1.0"'),
        (b'"score": 1.0', b'"score": 1e999'),
        (b'"status": "errored"', b'"status": "excellent"'),
        (b'"seed": 17', b'"seed": 17.5'),
    ],
)
def test_a_field_of_another_type_is_refused(errored: Grade, old: bytes, new: bytes) -> None:
    content = json.encode(errored)
    assert old in content
    with pytest.raises(json.ResultError):
        json.decode(content.replace(old, new))
