"""The result as JSON, written and read back; its schema is published and never changes its meaning."""

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

import msgspec

from cnncheck.findings import (
    SCHEMA,
    Artifact,
    CheckResult,
    Environment,
    Finding,
    Grade,
    Protection,
    Severity,
    Status,
    Subject,
    TaskResult,
    Where,
)
from cnncheck.report.plain import block

MAX_SOURCE_LINES = 20
"""Lines of code quoted with a finding."""

MAX_INTEGER = 2**53
"""Integers from here on are no longer exact in JavaScript and others."""

MAX_DEPTH = 20
"""Nesting of an artifact's data."""


MAX_DENOMINATOR = 100_000
"""Points are shares of whole points by whole weights; a number in a file is read back as the nearest such share."""


class ResultError(Exception):
    """The bytes are no result of this schema; the message says where they differ from it."""


class _Finding(msgspec.Struct, frozen=True):
    code: str
    severity: Severity
    where: Where
    confirmed: bool
    expected: str | None
    received: str | None
    message: str
    hint: str | None
    example: str | None
    source: list[str]


class _Check(msgspec.Struct, frozen=True):
    id: str
    title: str
    concept: str
    status: Status
    score: float
    max_score: float
    blocked_by: str | None
    duration_s: float
    findings: list[_Finding]


class _Task(msgspec.Struct, frozen=True):
    name: str
    status: Status
    score: float
    max_score: float
    subject: Subject | None
    checks: list[_Check]
    artifacts: list[Artifact]


class _Result(msgspec.Struct, frozen=True):
    schema: Literal["cnncheck/result/1"]
    assignment: str
    submission: str
    submission_hash: str
    score: float
    max_score: float
    seed: int
    duration_s: float
    protection: Protection
    environment: Environment
    notes: list[str]
    tasks: list[_Task]
    repeat: str = ""


def encode(grades: Grade | Sequence[Grade]) -> bytes:
    """The result of one submission as an object, of several as a list."""
    several = [grades] if isinstance(grades, Grade) else list(grades)
    results = [_result(grade) for grade in several]
    content = results[0] if len(results) == 1 else results
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def decode(content: bytes) -> list[Grade]:
    """Grades from a result; points are those that were written, to two decimals.

    Raises:
        ResultError: the content is not JSON of this schema.
    """
    try:
        results = msgspec.json.decode(content, type=_Result | list[_Result])
    except (msgspec.DecodeError, RecursionError) as error:
        raise ResultError(f"This is not a result of the schema {SCHEMA}: {error}") from error
    return [_grade(result) for result in (results if isinstance(results, list) else [results])]


def _result(grade: Grade) -> _Result:
    protection, environment = grade.protection, grade.environment
    return _Result(
        schema="cnncheck/result/1",
        assignment=block(grade.assignment),
        submission=block(grade.submission),
        submission_hash=block(grade.submission_hash),
        score=float(grade.score),
        max_score=float(grade.max_score),
        seed=grade.seed,
        repeat=_text(grade.repeat) or "",
        duration_s=_seconds(grade.duration_s),
        protection=Protection(block(protection.level), _texts(protection.blocked), _texts(protection.allowed)),
        environment=Environment(
            cnncheck=block(environment.cnncheck),
            python=block(environment.python),
            tensorflow=_text(environment.tensorflow),
            keras=_text(environment.keras),
            device=block(environment.device),
        ),
        notes=[block(note) for note in grade.notes],
        tasks=[_task(task) for task in grade.tasks],
    )


def _task(task: TaskResult) -> _Task:
    subject = task.subject
    return _Task(
        name=block(task.name),
        status=task.status,
        score=float(task.score),
        max_score=float(task.max_score),
        subject=Subject(block(subject.file), block(subject.name), subject.line) if subject else None,
        checks=[_check(check) for check in task.checks],
        artifacts=[Artifact(block(one.kind), block(one.title), _mapping(one.data)) for one in task.artifacts],
    )


def _check(check: CheckResult) -> _Check:
    return _Check(
        id=block(check.id),
        title=block(check.title),
        concept=block(check.concept),
        status=check.status,
        score=float(check.score),
        max_score=float(check.max_score),
        blocked_by=_text(check.blocked_by),
        duration_s=_seconds(check.duration_s),
        findings=[_finding(finding) for finding in check.findings],
    )


def _finding(finding: Finding) -> _Finding:
    where = finding.where
    return _Finding(
        code=block(finding.code),
        severity=finding.severity,
        where=Where(_text(where.file), where.line, where.cell, _text(where.layer), _text(where.text)),
        confirmed=finding.confirmed,
        expected=_text(finding.expected),
        received=_text(finding.received),
        message=block(finding.message),
        hint=_text(finding.hint),
        example=_text(finding.example),
        source=[block(line) for line in finding.source[:MAX_SOURCE_LINES]],
    )


def _text(text: str | None) -> str | None:
    return None if text is None else block(text)


def _texts(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(block(text) for text in texts)


def _seconds(seconds: float) -> float:
    return round(seconds, 3) if math.isfinite(seconds) else 0.0


def _mapping(data: dict[str, object]) -> dict[str, object]:
    return {block(str(key)): _value(value, MAX_DEPTH) for key, value in data.items()}


def _value(value: object, depth: int) -> object:
    """Data as JSON can hold it: infinite numbers are null, what is of no JSON type is its text."""
    if depth == 0 or value is None or isinstance(value, bool):
        return None if depth == 0 else value
    match value:
        case int() | float() | Fraction():
            return _number(value)
        case dict():
            return {block(str(key)): _value(item, depth - 1) for key, item in value.items()}
        case list() | tuple():
            return [_value(item, depth - 1) for item in value]
        case _:
            return block(str(value))


def _number(value: float | Fraction) -> float | None:
    """The number where every reader of JSON has it exactly, else as a float, else null."""
    if isinstance(value, int) and abs(value) < MAX_INTEGER:
        return value
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _grade(result: _Result) -> Grade:
    return Grade(
        assignment=result.assignment,
        submission=result.submission,
        submission_hash=result.submission_hash,
        score=_points(result.score),
        max_score=_points(result.max_score),
        seed=result.seed,
        repeat=result.repeat,
        duration_s=result.duration_s,
        protection=result.protection,
        environment=result.environment,
        notes=tuple(result.notes),
        tasks=tuple(_task_result(task) for task in result.tasks),
    )


def _task_result(task: _Task) -> TaskResult:
    return TaskResult(
        name=task.name,
        status=task.status,
        score=_points(task.score),
        max_score=_points(task.max_score),
        subject=task.subject,
        checks=tuple(_check_result(check) for check in task.checks),
        artifacts=tuple(task.artifacts),
    )


def _check_result(check: _Check) -> CheckResult:
    return CheckResult(
        id=check.id,
        title=check.title,
        concept=check.concept,
        status=check.status,
        score=_points(check.score),
        max_score=_points(check.max_score),
        blocked_by=check.blocked_by,
        duration_s=check.duration_s,
        findings=tuple(
            Finding(
                code=finding.code,
                message=finding.message,
                severity=finding.severity,
                where=finding.where,
                expected=finding.expected,
                received=finding.received,
                hint=finding.hint,
                example=finding.example,
                confirmed=finding.confirmed,
                source=tuple(finding.source),
            )
            for finding in check.findings
        ),
    )


def _points(number: float) -> Fraction:
    if not math.isfinite(number):
        raise ResultError(f"Points are finite numbers. Received: {number}")
    return Fraction(number).limit_denominator(MAX_DENOMINATOR)
