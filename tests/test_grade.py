"""Order, blocking and points of checks, over a task whose subject needs no worker."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import pytest

from cnncheck.course import Assignment, Blocked, Check, DefinitionError, Handed, Task, Unsuitable, check
from cnncheck.findings import Artifact, Finding, Severity, Status, Subject
from cnncheck.grade import MAX_FINDINGS, TaskRun
from cnncheck.inside.wire import Facts, Problem
from cnncheck.sandbox import StudentProblem, WorkerFailure

if TYPE_CHECKING:
    from cnncheck.subjects import Bench

Says = dict[str, list[Finding] | Exception]


@dataclass
class Bookkeeping:
    """A subject that answers each check with what it was told to, and counts how often it was asked."""

    says: Says
    asked: list[str] = field(default_factory=list)


def claim(name: str, **options: Any) -> Check[Bookkeeping]:  # noqa: ANN401 - passed on
    def examine(subject: Bookkeeping) -> Iterator[Finding]:
        """The claim holds."""
        subject.asked.append(name)
        said = subject.says.get(name, [])
        if isinstance(said, Exception):
            raise said
        yield from said

    return check(name, concept="value", **options)(examine)


@dataclass(frozen=True, slots=True)
class BookkeepingTask(Task[Bookkeeping]):
    subject: Bookkeeping | Exception = field(kw_only=True)

    @property
    def kind(self) -> str:
        return "function"

    def open(self, handed: Handed) -> Bookkeeping:
        del handed
        if isinstance(self.subject, Exception):
            raise self.subject
        return self.subject


class FakeBench:
    def subject(self, task: Task[Any]) -> Subject | None:
        del task
        return Subject("f.py", "f", 1)

    def handed(self, task: Task[Any]) -> Handed:
        del task
        return Handed(cast("Any", None), "f", "f.py", 1, (), Facts(), 0)

    def advices(self, task: Task[Any], item: Check[Any]) -> list[Finding]:
        del task, item
        return []


def task_run(subject: Bookkeeping | Exception, *checks: Check[Bookkeeping], points: int = 10) -> TaskRun:
    task = BookkeepingTask("t", points, ("f",), checks=checks, subject=subject)
    return TaskRun(task, cast("Bench", FakeBench()))


FAULT = Finding("value", "It is wrong.")
ADVICE = Finding("value", "It could be nicer.", Severity.ADVICE)


def test_points_are_shared_exactly() -> None:
    result = task_run(Bookkeeping({}), claim("f.a"), claim("f.b"), claim("f.c", weight=5)).finish()
    assert [one.score for one in result.checks] == [Fraction(10, 7), Fraction(10, 7), Fraction(50, 7)]
    assert result.score == result.max_score == 10
    assert result.status is Status.PASSED


def test_what_requires_a_failed_check_is_skipped_and_never_examined() -> None:
    subject = Bookkeeping({"f.a": [FAULT]})
    result = task_run(subject, claim("f.a"), claim("f.b", requires=("f.a",)), claim("f.c", requires=("f.b",))).finish()
    assert [one.status for one in result.checks] == [Status.FAILED, Status.SKIPPED, Status.SKIPPED]
    assert [one.blocked_by for one in result.checks] == [None, "f.a", "f.b"]
    assert subject.asked == ["f.a"]
    assert result.score == 0


def test_one_check_runs_what_it_requires_first_and_each_once() -> None:
    subject = Bookkeeping({})
    run = task_run(subject, claim("f.a"), claim("f.b", requires=("f.a",)), claim("f.c"))
    run.check("f.b")
    run.check("f.b")
    assert subject.asked == ["f.a", "f.b"]


def test_a_check_earns_only_after_those_it_earns_after() -> None:
    says: Says = {"f.numbers": [FAULT]}
    result = task_run(Bookkeeping(says), claim("f.shape", earns_after=("f.numbers",)), claim("f.numbers")).finish()
    assert result.checks[0].status is Status.PASSED
    assert result.checks[0].score == 0


def test_advice_costs_nothing() -> None:
    result = task_run(Bookkeeping({"f.a": [ADVICE]}), claim("f.a")).finish()
    assert (result.status, result.score) == (Status.PASSED, 10)
    assert result.checks[0].findings == (ADVICE,)


def test_faults_come_before_advice_and_certain_ones_first() -> None:
    certain = Finding("value", "It is certainly wrong.", confirmed=True)
    (one,) = task_run(Bookkeeping({"f.a": [ADVICE, FAULT, certain]}), claim("f.a")).finish().checks
    assert one.findings == (certain, FAULT, ADVICE)


def test_nobody_reads_a_hundred_findings() -> None:
    (one,) = task_run(Bookkeeping({"f.a": [FAULT] * 100}), claim("f.a")).finish().checks
    assert len(one.findings) == MAX_FINDINGS


def test_a_subject_that_does_not_open_fails_the_first_check_and_skips_the_rest() -> None:
    result = task_run(Unsuitable(FAULT), claim("f.a"), claim("f.b")).finish()
    assert [one.status for one in result.checks] == [Status.FAILED, Status.SKIPPED]
    assert result.checks[0].findings == (FAULT,)
    assert result.checks[1].blocked_by == "f.a"
    assert result.score == 0


@pytest.mark.parametrize(
    ("stop", "code"),
    [
        (StudentProblem(Problem("raises", "ValueError: no", "f.py", 3)), "raises"),
        (WorkerFailure("timeout", "the code gave no answer within 30 s"), "timeout"),
        (Unsuitable(FAULT), "value"),
    ],
)
def test_what_stops_the_students_code_fails_the_check(stop: Exception, code: str) -> None:
    result = task_run(Bookkeeping({"f.a": stop}), claim("f.a"), claim("f.b")).finish()
    assert [one.status for one in result.checks] == [Status.FAILED, Status.PASSED]
    assert result.checks[0].findings[0].code == code


def test_a_fault_of_the_grader_is_errored_and_never_a_finding() -> None:
    run = task_run(Bookkeeping({"f.a": ZeroDivisionError("ours")}), claim("f.a"), claim("f.b"))
    result = run.finish()
    assert result.status is Status.ERRORED
    assert result.checks[0].status is Status.ERRORED
    assert result.checks[0].findings == ()
    assert [fault.check for fault in run.faults] == ["f.a"]


def test_a_check_blocked_by_a_finding_elsewhere_is_skipped() -> None:
    result = task_run(Bookkeeping({"f.b": Blocked("f.a")}), claim("f.a"), claim("f.b")).finish()
    assert (result.checks[1].status, result.checks[1].blocked_by) == (Status.SKIPPED, "f.a")


@pytest.mark.parametrize(
    "checks",
    [
        (claim("f.a"), claim("f.a")),
        (claim("f.a", requires=("f.b",)), claim("f.b")),
        (claim("f.a", earns_after=("f.z",)),),
        (claim("f.a", weight=0),),
    ],
    ids=["twice", "requires a later one", "earns after none", "no weight"],
)
def test_a_faulty_definition_is_refused(checks: tuple[Check[Bookkeeping], ...]) -> None:
    with pytest.raises(DefinitionError):
        task_run(Bookkeeping({}), *checks)


def test_a_check_without_a_sentence_for_the_student_is_refused() -> None:
    def silent(subject: Bookkeeping) -> list[Finding]:
        del subject
        return []

    with pytest.raises(DefinitionError, match="docstring"):
        check("f.silent", concept="value")(silent)


def test_tasks_are_chosen_by_name_and_training_left_out() -> None:
    one = BookkeepingTask("one", 3, ("f",), checks=(claim("f.a"), claim("f.b", trains=True)), subject=Bookkeeping({}))
    two = BookkeepingTask("two", 4, ("g",), checks=(claim("g.a"),), subject=Bookkeeping({}))
    assignment = Assignment("a", "A", (one, two))
    assert assignment.points == 7
    assert assignment.only(["two"]).points == 4
    assert [item.id for item in assignment.untrained().tasks[0].checks] == ["f.a"]
    assert assignment.untrained().points == 7
    with pytest.raises(DefinitionError, match="no task 'three'"):
        assignment.only(["three"])


@dataclass(frozen=True, slots=True)
class NotingTask(BookkeepingTask):
    def notes(self, subject: Bookkeeping) -> tuple[str, ...]:
        return (f"{len(subject.asked)} checks were examined", str(subject.says["note"]))


def noting(says: Says) -> TaskRun:
    task = NotingTask("t", 10, ("f",), checks=(claim("f.a"),), subject=Bookkeeping(says))
    return TaskRun(task, cast("Bench", FakeBench()))


def test_a_task_notes_what_it_worked_around() -> None:
    run = noting({"note": []})
    run.finish()
    assert run.notes() == ("1 checks were examined", "[]")


def test_a_note_that_cannot_be_written_is_the_graders_fault_and_costs_nothing() -> None:
    run = noting({})
    assert run.finish().score == 10
    assert run.notes() == ()
    assert [fault.check for fault in run.faults] == ["the notes"]


def test_what_could_not_be_opened_has_no_notes() -> None:
    run = task_run(Unsuitable(FAULT), claim("f.a"))
    run.finish()
    assert run.notes() == ()


@pytest.mark.parametrize("stop", [StudentProblem(Problem("raises", "no")), WorkerFailure("timeout", "no answer")])
def test_code_that_stops_what_is_drawn_or_noted_is_no_fault_of_the_grader(stop: Exception) -> None:
    @dataclass(frozen=True, slots=True)
    class Stopping(BookkeepingTask):
        def artifacts(self, subject: Bookkeeping) -> tuple[Artifact, ...]:
            del subject
            raise stop

        def notes(self, subject: Bookkeeping) -> tuple[str, ...]:
            del subject
            raise stop

    task = Stopping("t", 10, ("f",), checks=(claim("f.a"),), subject=Bookkeeping({}))
    run = TaskRun(task, cast("Bench", FakeBench()))
    assert run.finish().score == 10
    assert run.finish().artifacts == ()
    assert run.notes() == ()
    assert run.faults == []
