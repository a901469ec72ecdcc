"""Grades one submission against one assignment: order, dependencies, points and budgets."""

import platform
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from cnncheck import __version__
from cnncheck.course import Assignment, Blocked, Check, Task, Unsuitable
from cnncheck.findings import (
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
    overall,
)
from cnncheck.sandbox import SandboxError, StudentProblem, WorkerFailure
from cnncheck.subjects import Bench, finding_of_failure, finding_of_problem

MAX_FINDINGS = 10
"""A check shows at most so many findings: nobody reads more at once."""


@dataclass(frozen=True, slots=True)
class GraderFault:
    """Something went wrong on our side: the check it happened in, and the exception."""

    check: str
    error: BaseException


class TaskRun:
    """The checks of one task on one submission, run on demand and at most once each.

    Attributes:
        faults: what went wrong on the grader's side, for the log; never shown as the student's.
    """

    def __init__(self, task: Task[Any], bench: Bench) -> None:
        self.task = task
        self.faults: list[GraderFault] = []
        self._bench = bench
        self._checks = {item.id: item for item in task.checks}
        self._results: dict[str, CheckResult] = {}
        self._opened: Any = None
        self._handed_subject: Subject | None = None
        self._shown: list[Artifact] = []
        self._refusal: tuple[Finding, ...] | None = None
        self._error: BaseException | None = None
        self._is_open = False

    def check(self, check_id: str) -> CheckResult:
        """The result of one check; what it requires is run before it."""
        if check_id not in self._results:
            self._results[check_id] = self._run(self._checks[check_id])
        return self._results[check_id]

    def finish(self) -> TaskResult:
        """Every check's result, with points taken back where a check earns only after another."""
        for item in self.task.checks:
            self.check(item.id)
        checks = tuple(self.earned(item.id) for item in self.task.checks)
        return TaskResult(
            name=self.task.name,
            status=overall([result.status for result in checks]),
            score=sum((result.score for result in checks), Fraction()),
            max_score=Fraction(self.task.points),
            subject=self._handed_subject,
            checks=checks,
            artifacts=self._artifacts(),
        )

    def _artifacts(self) -> tuple[Artifact, ...]:
        """What there is to show beside the checks; nothing of it may cost a grade."""
        if self._opened is None:
            return ()
        try:
            return (*self.task.artifacts(self._opened), *self._shown)
        except (StudentProblem, WorkerFailure):
            return tuple(self._shown)  # what stops the student's code was told by a check
        except Exception as error:  # noqa: BLE001 - a picture that fails is told in a note, and the grade stands
            self.faults.append(GraderFault("the pictures", error))
            return ()

    def notes(self) -> tuple[str, ...]:
        """What was worked around to examine the subject."""
        try:
            return () if self._opened is None else self.task.notes(self._opened)
        except (StudentProblem, WorkerFailure):
            return ()
        except Exception as error:  # noqa: BLE001 - a note that cannot be written costs no grade
            self.faults.append(GraderFault("the notes", error))
            return ()

    def earned(self, check_id: str) -> CheckResult:
        """The result of one check with the points it earns once the checks it earns after are known."""
        result = self.check(check_id)
        conditions = self._checks[check_id].earns_after
        if result.score and any(self.check(other).status is not Status.PASSED for other in conditions):
            return replace(result, score=Fraction())
        return result

    def _run(self, item: Check[Any]) -> CheckResult:
        for required in item.requires:
            if self.check(required).status is not Status.PASSED:
                return self._result(item, Status.SKIPPED, blocked_by=required)
        first = self.task.checks[0].id
        start = time.perf_counter()
        self._open()
        if self._error is not None:
            return self._errored(item, self._error)
        if self._refusal is not None:
            if item.id != first:
                return self._result(item, Status.SKIPPED, blocked_by=first)
            return self._result(item, Status.FAILED, findings=self._refusal, duration_s=time.perf_counter() - start)
        return self._examine(item, start)

    def _open(self) -> None:
        """Open the subject once; a refusal or an error is kept for the checks to show."""
        if self._is_open:
            return
        self._is_open = True
        try:
            self._handed_subject = self._bench.subject(self.task)
            handed = self._bench.handed(self.task)
            self._shown = handed.shown
            self._opened = self.task.open(handed)
        except Unsuitable as refusal:
            self._refusal = refusal.findings
        except StudentProblem as stop:
            self._refusal = (finding_of_problem(stop.problem, self._handed_subject),)
        except WorkerFailure as failure:
            self._refusal = (finding_of_failure(failure, self._handed_subject),)
        except Exception as error:  # noqa: BLE001 - whatever else happens here is the grader's fault, and is said so
            self._error = error

    def _examine(self, item: Check[Any], start: float) -> CheckResult:
        """Run a check whose clock, with the opening of its subject, began at `start`."""
        try:
            findings = _ordered(self._bench.advices(self.task, item) + list(item.examine(self._opened)))
        except Blocked as blocked:
            return self._result(item, Status.SKIPPED, blocked_by=blocked.check_id)
        except Unsuitable as refusal:
            findings = refusal.findings
        except StudentProblem as stop:
            findings = (finding_of_problem(stop.problem, self._handed_subject),)
        except WorkerFailure as failure:
            findings = (finding_of_failure(failure, self._handed_subject),)
        except Exception as error:  # noqa: BLE001 - whatever else happens here is the grader's fault, and is said so
            return self._errored(item, error)
        status = Status.FAILED if any(one.severity is Severity.FAULT for one in findings) else Status.PASSED
        return self._result(item, status, findings=findings, duration_s=time.perf_counter() - start)

    def _errored(self, item: Check[Any], error: BaseException) -> CheckResult:
        self.faults.append(GraderFault(item.id, error))
        return self._result(item, Status.ERRORED)

    def _result(
        self,
        item: Check[Any],
        status: Status,
        *,
        blocked_by: str | None = None,
        findings: tuple[Finding, ...] = (),
        duration_s: float = 0.0,
    ) -> CheckResult:
        share = self.task.share(item)
        return CheckResult(
            id=item.id,
            title=item.title,
            concept=item.concept,
            status=status,
            score=share if status is Status.PASSED else Fraction(),
            max_score=share,
            blocked_by=blocked_by,
            duration_s=duration_s,
            findings=findings,
        )


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Faults first, then the confirmed ones first, otherwise as they came; at most `MAX_FINDINGS`."""
    ordered = sorted(findings, key=lambda one: (one.severity is not Severity.FAULT, not one.confirmed))
    return tuple(ordered[:MAX_FINDINGS])


def grade(assignment: Assignment, bench: Bench, protection: Protection, *, repeat: str = "") -> Grade:
    """Grade one submission.

    Args:
        assignment: with the tasks wanted.
        bench: the submission with its workers; the caller closes it.
        protection: the level in force, as measured.
        repeat: the command that repeats the run.

    Raises:
        SandboxError: no worker can be had.
    """
    start = time.perf_counter()
    tasks, notes = [], list(bench.submission.notes)
    for task in assignment.tasks:
        run = TaskRun(task, bench)
        tasks.append(run.finish())
        notes.extend(f"{task.name}: {note}" for note in run.notes())
        for fault in run.faults:
            if isinstance(fault.error, SandboxError):
                raise fault.error
            notes.append(
                f"{task.name}: the grader failed in {fault.check}: {type(fault.error).__name__}: {fault.error}"
            )
    return Grade(
        assignment=assignment.name,
        submission=bench.submission.name,
        submission_hash=bench.submission.hash,
        score=sum((task.score for task in tasks), Fraction()),
        max_score=Fraction(assignment.points),
        seed=bench.seed,
        duration_s=time.perf_counter() - start,
        protection=protection,
        environment=environment(bench),
        notes=(*notes, *bench.notes),
        tasks=tuple(tasks),
        repeat=repeat,
    )


def environment(bench: Bench) -> Environment:
    """Versions and device the submission ran with, as its workers reported them."""
    return Environment(
        cnncheck=__version__,
        python=platform.python_version(),
        tensorflow=bench.versions[0] or None,
        keras=bench.versions[1] or None,
        device=bench.device,
    )
