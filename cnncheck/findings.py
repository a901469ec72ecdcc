"""What a grading says: findings, results of checks and tasks, and the whole grade; the standard library only.

Everything a report shows is in these values. Points are exact fractions and are rounded to two decimals only
where they are shown.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

SCHEMA = "cnncheck/result/1"

LEVELS = ("namespaces", "shared", "landlock", "uid", "limits")
"""Levels of protection, the strongest first."""


class Status(StrEnum):
    """How a check or a task ended."""

    PASSED = "passed"
    FAILED = "failed"
    """The submission is wrong."""
    ERRORED = "errored"
    """The grader is at fault or could not run."""
    SKIPPED = "skipped"
    """An earlier check blocks it."""


class Severity(StrEnum):
    """Whether a finding costs points."""

    FAULT = "fault"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Where:
    """A place in the submission.

    Attributes:
        file: path relative to the submission, with forward slashes.
        line: line number from 1, in the file, or in the cell of a notebook.
        cell: number of the notebook cell from 1, None outside notebooks.
        layer: the attribute or variable the student gave the layer, "c1".
        text: the place in words, "c1, the first convolution".
    """

    file: str | None = None
    line: int | None = None
    cell: int | None = None
    layer: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a submission; `code` is one of `cnncheck.concepts.CONCEPTS`.

    Attributes:
        code: the concept that went wrong.
        message: what went wrong, in a sentence that names no part of the grader.
        severity: a fault costs points, an advice does not.
        where: the student's file and line.
        expected: what was specified, short ("valid").
        received: what was found, short ("same").
        hint: where to look and what to think of.
        example: the smallest input that shows it.
        confirmed: whether computation proved that this is the cause.
        source: the student's lines in question.
    """

    code: str
    message: str
    severity: Severity = Severity.FAULT
    where: Where = field(default_factory=Where)
    expected: str | None = None
    received: str | None = None
    hint: str | None = None
    example: str | None = None
    confirmed: bool = False
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The outcome of one check; `score` and `max_score` are in points."""

    id: str
    title: str
    concept: str
    status: Status
    score: Fraction
    max_score: Fraction
    blocked_by: str | None = None
    duration_s: float = 0.0
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Subject:
    """The code that was graded for a task."""

    file: str
    name: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Artifact:
    """Something to show beside a task: `kind` is architecture-diff, curve, confusion-matrix or picture."""

    kind: str
    title: str
    data: dict[str, object]


@dataclass(frozen=True, slots=True)
class TaskResult:
    """The outcome of one task."""

    name: str
    status: Status
    score: Fraction
    max_score: Fraction
    subject: Subject | None = None
    checks: tuple[CheckResult, ...] = ()
    artifacts: tuple[Artifact, ...] = ()


@dataclass(frozen=True, slots=True)
class Protection:
    """What kept the submission in: a level and the probes that were blocked and allowed, as measured."""

    level: str
    blocked: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Environment:
    """Versions and device a grade was made with; a library that never answered is None."""

    cnncheck: str
    python: str
    tensorflow: str | None
    keras: str | None
    device: str


@dataclass(frozen=True, slots=True)
class Grade:
    """One submission against one assignment."""

    assignment: str
    submission: str
    submission_hash: str
    score: Fraction
    max_score: Fraction
    seed: int
    duration_s: float
    protection: Protection
    environment: Environment
    notes: tuple[str, ...] = ()
    tasks: tuple[TaskResult, ...] = ()
    repeat: str = ""

    @property
    def status(self) -> Status:
        """The status of the whole: errored before failed before skipped before passed."""
        return overall([task.status for task in self.tasks])


@dataclass(frozen=True, slots=True)
class Machine:
    """What a machine offers for grading, as measured; None where something is not there.

    Attributes:
        python: version and path of the interpreter.
        system: name and release of the operating system.
        cores: processor cores this process may use.
        memory_mib: of the machine.
        root: whether the grader runs as root.
        libraries: name and version of what grading needs.
        gpus: names of the graphics processors.
        bubblewrap: its version.
        landlock: version of the kernel's interface.
        seccomp: whether the kernel filters system calls.
        user_namespaces: whether an ordinary process may make one.
        protection: the level in force and what it blocks.
        start_s: seconds until workers can be forked.
        spawn_s: seconds for one worker.
        obstacle: why no worker can be had.
    """

    python: str
    system: str
    cores: int
    memory_mib: int
    root: bool
    libraries: tuple[tuple[str, str | None], ...] = ()
    gpus: tuple[str, ...] = ()
    bubblewrap: str | None = None
    landlock: int | None = None
    seccomp: bool = False
    user_namespaces: bool = False
    protection: Protection | None = None
    start_s: float | None = None
    spawn_s: float | None = None
    obstacle: str | None = None

    @property
    def ready(self) -> bool:
        """Whether submissions can be graded here."""
        return self.obstacle is None


def overall(statuses: list[Status]) -> Status:
    """Status of a whole from its parts: errored if any is, else failed if any is, else skipped if all are, else passed.

    >>> overall([Status.PASSED, Status.SKIPPED])
    <Status.PASSED: 'passed'>
    """
    for status in (Status.ERRORED, Status.FAILED):
        if status in statuses:
            return status
    if statuses and all(status is Status.SKIPPED for status in statuses):
        return Status.SKIPPED
    return Status.PASSED
