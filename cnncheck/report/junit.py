"""The result as JUnit XML, which CI systems show: a suite for each submission, a case for each check."""

import math
import platform
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from cnncheck.findings import CheckResult, Finding, Grade, Severity, Status, TaskResult
from cnncheck.report.finding import finding_text
from cnncheck.report.plain import block, plain
from cnncheck.report.points import shown

_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 allows in no form, not even escaped (section 2.2)."""


def encode(grades: Grade | Sequence[Grade], *, timestamp: datetime | None = None) -> bytes:
    """JUnit XML of one or several submissions; `timestamp` is now unless given."""
    several = [grades] if isinstance(grades, Grade) else list(grades)
    moment = (timestamp or datetime.now(UTC)).isoformat(timespec="seconds")
    root = ET.Element("testsuites", name="cnncheck")
    for grade in several:
        _suite(root, grade, moment)
    ET.indent(root)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content + b"\n"


def _suite(root: ET.Element, grade: Grade, moment: str) -> None:
    cases = [(task, check) for task in grade.tasks for check in task.checks]
    counts = {status: sum(check.status is status for _, check in cases) for status in Status}
    suite = ET.SubElement(
        root,
        "testsuite",
        name=_line(f"{grade.submission}/{grade.assignment}"),
        tests=str(len(cases)),
        failures=str(counts[Status.FAILED]),
        errors=str(counts[Status.ERRORED]),
        skipped=str(counts[Status.SKIPPED]),
        time=_seconds(grade.duration_s),
        timestamp=moment,
        hostname=_line(platform.node() or "unknown"),
    )
    facts = {
        "assignment": grade.assignment,
        "submission": grade.submission,
        "submission_hash": grade.submission_hash,
        "score": shown(grade.score),
        "max_score": shown(grade.max_score),
        "seed": str(grade.seed),
        "protection": grade.protection.level,
    }
    _properties(suite, facts)
    for task, check in cases:
        _case(suite, grade, task, check)
    if grade.notes:
        ET.SubElement(suite, "system-out").text = _text("\n".join(plain(note) for note in grade.notes))


def _case(suite: ET.Element, grade: Grade, task: TaskResult, check: CheckResult) -> None:
    case = ET.SubElement(
        suite,
        "testcase",
        classname=_line(f"{grade.assignment}.{task.name}"),
        name=_line(check.id),
        time=_seconds(check.duration_s),
    )
    _properties(case, {"title": check.title, "score": shown(check.score), "max_score": shown(check.max_score)})
    faults = [finding for finding in check.findings if finding.severity is Severity.FAULT]
    advice = [finding for finding in check.findings if finding.severity is Severity.ADVICE]
    if check.status is Status.FAILED:
        message = faults[0].message if faults else check.title
        ET.SubElement(case, "failure", message=_line(message), type=_codes(faults)).text = _findings(faults)
    elif check.status is Status.ERRORED:
        message = check.findings[0].message if check.findings else "The grader failed here; the score is incomplete."
        ET.SubElement(case, "error", message=_line(message), type="grader")
    elif check.status is Status.SKIPPED:
        reason = f"blocked by {check.blocked_by}" if check.blocked_by else "not run"
        ET.SubElement(case, "skipped", message=_line(reason))
    if advice:
        ET.SubElement(case, "system-out").text = _findings(advice)


def _properties(parent: ET.Element, values: dict[str, str]) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=_line(value))


def _codes(faults: list[Finding]) -> str:
    return _line(", ".join(dict.fromkeys(finding.code for finding in faults)) or "failed")


def _findings(findings: list[Finding]) -> str:
    return _text("\n\n".join(finding_text(finding) for finding in findings))


def _seconds(seconds: float) -> str:
    return f"{seconds if math.isfinite(seconds) else 0:.3f}"


def _line(text: str) -> str:
    return _ILLEGAL.sub("", plain(text))


def _text(text: str) -> str:
    return _ILLEGAL.sub("", block(text, limit=20_000, lines=400))
