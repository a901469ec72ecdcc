"""What an instructor writes: assignments, their tasks, and the checks a task is made of.

A definition file holds one `assignment = Assignment(...)`. A task knows how to open its subject from what was handed
in; a check is a function of that subject which yields findings.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Generic, Protocol, TypeVar

from cnncheck.findings import Artifact, Finding
from cnncheck.inside.wire import Facts, Question

S = TypeVar("S")
T = TypeVar("T")


class DefinitionError(Exception):
    """An assignment's definition is faulty; the message says where."""


class Asks(Protocol):
    """Something that answers questions about loaded student code."""

    def ask(self, question: Question, kind: type[T], *, timeout: float | None = None) -> T:
        """Ask, and return the answer of type `kind`.

        Raises:
            cnncheck.sandbox.StudentProblem: the student's code stopped the answer.
            cnncheck.sandbox.WorkerFailure: the worker was lost, by time, memory or a crash.
        """
        ...


@dataclass(frozen=True, slots=True)
class Handed:
    """What was handed in for one task: loaded code and how to ask it.

    Attributes:
        worker: answers questions; the file is loaded.
        name: the function, class, builder or model that is the subject.
        file: where it stands, relative to the submission.
        line: of its definition.
        lines: the file's text by line, for quoting.
        facts: how the file called `compile` and `fit`.
        seed: of the run; every random draw comes from it.
        shown: what checks add, to be shown beside the result.
    """

    worker: Asks
    name: str
    file: str
    line: int | None
    lines: Sequence[str]
    facts: Facts
    seed: int
    shown: list[Artifact] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check(Generic[S]):
    """A claim about a subject, and the function that yields what contradicts it.

    Attributes:
        id: `subject.kebab-case-claim`; published, never changed.
        title: the line a student reads, the first line of the function's docstring.
        concept: the finding code this check is chiefly about.
        examine: yields findings; a fault fails the check, an advice does not.
        weight: share of the task's points, relative to the other checks.
        requires: ids of checks that must pass first; otherwise this one is skipped.
        earns_after: ids of checks that must pass for this one to earn points.
        mistakes: names of the mistakes that this check must catch.
        trains: whether it trains the network; a run without training leaves it out.
    """

    id: str
    title: str
    concept: str
    examine: Callable[[S], Iterable[Finding]]
    weight: int = 1
    requires: tuple[str, ...] = ()
    earns_after: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()
    trains: bool = False

    def __post_init__(self) -> None:
        if self.weight < 0:
            raise DefinitionError(f"check {self.id}: a weight is not negative. Received: {self.weight}")


def check(
    check_id: str,
    *,
    concept: str,
    weight: int = 1,
    requires: tuple[str, ...] = (),
    earns_after: tuple[str, ...] = (),
    mistakes: tuple[str, ...] = (),
    trains: bool = False,
) -> Callable[[Callable[[S], Iterable[Finding]]], Check[S]]:
    """Make a `Check` of a function; its docstring's first line becomes the title."""

    def made(examine: Callable[[S], Iterable[Finding]]) -> Check[S]:
        title = (examine.__doc__ or "").strip().split("\n")[0]
        if not title:
            raise DefinitionError(f"check {check_id} has no docstring to show to a student")
        return Check(check_id, title, concept, examine, weight, requires, earns_after, mistakes, trains)

    return made


class Unsuitable(Exception):  # noqa: N818 - it says why the subject cannot be opened, in the student's terms
    """The subject cannot be opened; carries the findings that say why."""

    def __init__(self, *findings: Finding) -> None:
        super().__init__(*(finding.message for finding in findings))
        self.findings = findings


class Blocked(Exception):  # noqa: N818 - a state of the check, named like one
    """A check cannot say anything because of what another has found; carries that check's id."""

    def __init__(self, check_id: str) -> None:
        super().__init__(check_id)
        self.check_id = check_id


@dataclass(frozen=True, slots=True)
class Task(ABC, Generic[S]):
    """One thing to hand in.

    Attributes:
        name: of the task.
        points: what it is worth.
        names: what students call it; the first is the one asked for.
        checks: in the order they run.
    """

    name: str
    points: int
    names: tuple[str, ...]
    checks: tuple[Check[S], ...] = field(kw_only=True)

    def __post_init__(self) -> None:
        known: set[str] = set()
        for item in self.checks:
            if item.id in known:
                raise DefinitionError(f"task {self.name}: check {item.id} appears twice")
            if missing := set(item.requires) - known:
                raise DefinitionError(f"task {self.name}: {item.id} requires {sorted(missing)}, not listed before it")
            known.add(item.id)
        for item in self.checks:
            if missing := set(item.earns_after) - known:
                raise DefinitionError(f"task {self.name}: {item.id} earns after {sorted(missing)}, which it has not")
        if self.points < 0 or (self.checks and not sum(item.weight for item in self.checks)):
            raise DefinitionError(f"task {self.name}: points are not negative and weights do not all vanish")

    @property
    @abstractmethod
    def kind(self) -> str:
        """What the subject is: "function" or "network"."""

    @abstractmethod
    def open(self, handed: Handed) -> S:
        """Open the subject.

        Raises:
            Unsuitable: it is not what the task asks for; the findings say why.
        """

    def artifacts(self, subject: S) -> tuple[Artifact, ...]:
        """What there is to show beside the checks; nothing unless a task says otherwise."""
        del subject
        return ()

    def notes(self, subject: S) -> tuple[str, ...]:
        """What was worked around to examine a subject, in plain words; nothing unless a task says otherwise."""
        del subject
        return ()

    def share(self, item: Check[S]) -> Fraction:
        """Points of one check: its weight's exact share of the task's."""
        return Fraction(self.points * item.weight, sum(other.weight for other in self.checks))


@dataclass(frozen=True, slots=True)
class Assignment:
    """A set of tasks handed in together."""

    name: str
    title: str
    tasks: tuple[Task[Any], ...]

    def __post_init__(self) -> None:
        names = [task.name for task in self.tasks]
        if len(set(names)) < len(names):
            raise DefinitionError(f"assignment {self.name}: two tasks have the same name")

    @property
    def points(self) -> int:
        """Points of all tasks together."""
        return sum(task.points for task in self.tasks)

    @property
    def names(self) -> frozenset[str]:
        """Names of the subjects of all tasks."""
        return frozenset(name for task in self.tasks for name in task.names)

    def untrained(self) -> "Assignment":
        """The assignment without the checks that train; the others share the points of each task."""
        tasks = (replace(task, checks=tuple(item for item in task.checks if not item.trains)) for task in self.tasks)
        return Assignment(self.name, self.title, tuple(tasks))

    def only(self, names: Sequence[str]) -> "Assignment":
        """The assignment shrunk to the named tasks.

        Raises:
            DefinitionError: it has no task of that name.
        """
        known = [task.name for task in self.tasks]
        for name in names:
            if name not in known:
                raise DefinitionError(f"assignment {self.name} has no task {name!r}; it has {', '.join(known)}")
        return Assignment(self.name, self.title, tuple(task for task in self.tasks if task.name in names))
