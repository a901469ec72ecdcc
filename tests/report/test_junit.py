"""JUnit XML as CI systems read it."""

from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from cnncheck.findings import Grade
from cnncheck.report import junit

MOMENT = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def test_suites_hold_a_case_for_each_check(grade: Grade, errored: Grade) -> None:
    root = ET.fromstring(junit.encode([grade, errored], timestamp=MOMENT))  # noqa: S314 - our own
    assert root.tag == "testsuites"
    first, second = root.findall("testsuite")
    assert {key: first.get(key) for key in ("name", "tests", "failures", "errors", "skipped", "time", "timestamp")} == {
        "name": "student_y/cifar10_cnns",
        "tests": "3",
        "failures": "1",
        "errors": "0",
        "skipped": "1",
        "time": "3.200",
        "timestamp": "2026-01-02T03:04:05+00:00",
    }
    assert first.get("hostname")
    assert second.get("errors") == "1"
    cases = first.findall("testcase")
    assert [(case.get("classname"), case.get("name")) for case in cases] == [
        ("cifar10_cnns.lenet5", "network.builds"),
        ("cifar10_cnns.lenet5", "network.output"),
        ("cifar10_cnns.lenet5", "network.training"),
    ]
    assert [[child.tag for child in case] for case in cases] == [
        ["properties", "system-out"],
        ["properties", "failure"],
        ["properties", "skipped"],
    ]


def test_a_failure_says_what_went_wrong(grade: Grade) -> None:
    root = ET.fromstring(junit.encode(grade))  # noqa: S314 - our own
    failure = root.find(".//failure")
    assert failure is not None
    assert failure.get("message") == "The first convolution pads its input."
    assert failure.get("type") == "padding"
    assert failure.text is not None
    assert "expected: valid" in failure.text
    skipped = root.find(".//skipped")
    assert skipped is not None
    assert skipped.get("message") == "blocked by network.output"


def test_the_seed_and_the_points_are_properties(grade: Grade) -> None:
    root = ET.fromstring(junit.encode(grade))  # noqa: S314 - our own
    found = {item.get("name"): item.get("value") for item in root.findall("testsuite/properties/property")}
    assert found["seed"] == "17"
    assert found["score"] == "1.67"
    assert found["protection"] == "limits"


def test_a_fault_of_the_grader_is_an_error_and_no_failure(errored: Grade) -> None:
    root = ET.fromstring(junit.encode(errored))  # noqa: S314 - our own
    assert root.find(".//failure") is None
    error = root.find(".//error")
    assert error is not None
    assert error.get("message") == "The grader failed here; the score is incomplete."


def test_hostile_text_leaves_valid_xml(hostile_grade: Grade) -> None:
    content = junit.encode(hostile_grade)
    root = ET.fromstring(content)  # noqa: S314 - that it can be read is the claim
    assert root.find(".//script") is None
    assert len(root.findall(".//testcase")) == 4
    assert len(content) < 300_000
    assert {case.get("time") for case in root.iter("testcase")} == {"0.000"}
    assert not {byte for byte in content if byte < 0x20} - {0x0A}
    assert "\ufffe" not in content.decode()
