"""Finds the subject of a task in a submission, loads its file in a worker and keeps that worker answering."""

import tempfile
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self, TypeVar

import msgspec

from cnncheck.course import Assignment, Check, Handed, Task, Unsuitable
from cnncheck.findings import Finding, Subject, Where
from cnncheck.inside.wire import Calls, Load, Loaded, Problem, Question, Train
from cnncheck.sandbox import Limits, Worker, WorkerFailure, Zygote
from cnncheck.submission import Match, Submission

T = TypeVar("T")

TRAINING_S = 600.0
"""The most that training runs of one submission may take."""

LOAD_BUDGET_S = 20.0
"""Seconds for running a submission's file, unless less is left for the submission."""

PATIENCE = 0.8
"""Share of the time for an answer after which a worker is to stop the student's code itself: it knows the line."""

KINDS: Mapping[str, tuple[str, ...]] = {"function": ("function", "value"), "network": ("class", "function", "value")}
"""What a task's subject may be in the student's file."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Time and memory of one submission.

    Attributes:
        time_s: wall clock without training runs, which state their own.
        memory_mib: resident memory of each worker.
    """

    time_s: float = 120.0
    memory_mib: int = 2048

    @property
    def request_s(self) -> float:
        """The most that one question may take: a quarter."""
        return self.time_s / 4

    @property
    def limits(self) -> Limits:
        """Limits of one worker; they leave room for training, whose time is not counted against `time_s`."""
        wall_s = self.time_s + TRAINING_S
        return Limits(wall_s=wall_s, request_s=TRAINING_S, memory_mib=self.memory_mib)


@dataclass(slots=True)
class Bench:
    """One submission with the workers that run its files; a context manager.

    Attributes:
        submission: what was handed in.
        zygote: forks the workers.
        seed: of the run.
        budget: of the whole submission.
        training: "off", "quick" or "full".
        chosen: task name to the file, or file and name, that a person said is the subject.
        reserved: names of all subjects of the assignment: none is a misspelling of another.
        notes: what was worked around while loading.
        versions, device: as the workers reported them.
    """

    submission: Submission
    zygote: Zygote
    seed: int
    budget: Budget = field(default_factory=Budget)
    training: str = "quick"
    chosen: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    notes: list[str] = field(default_factory=list)
    versions: tuple[str, str] = ("", "")
    device: str = "cpu"
    _files: dict[str, "LoadedFile"] = field(default_factory=dict)
    _matches: dict[str, Match | None] = field(default_factory=dict)
    _recoded: "tempfile.TemporaryDirectory[str] | None" = None
    _started: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the submission's workers."""
        for loaded in self._files.values():
            loaded.close()
        self._files.clear()
        if self._recoded is not None:
            self._recoded.cleanup()
            self._recoded = None

    def handed(self, task: Task[Any]) -> Handed:
        """What was handed in for a task, loaded.

        Raises:
            Unsuitable: nothing was, or its file does not define it when it runs.
            WorkerFailure: running the file cost the worker.
        """
        match = self._match(task)
        if match is None:
            raise Unsuitable(self.submission.missing(task.names, KINDS[task.kind], self._others(task)))
        found = match.definition
        file = self._file(found.file)
        if found.name not in {definition.name for definition in file.loaded.definitions}:
            raise Unsuitable(_undefined(match, file.loaded.problem))
        return Handed(
            worker=file,
            name=found.name,
            file=found.file,
            line=found.line,
            lines=self.submission.lines(found.file),
            facts=file.loaded.facts,
            seed=self.seed,
            training=self.training,
        )

    def subject(self, task: Task[Any]) -> Subject | None:
        """What in the submission is graded for a task, as far as its files tell without being run."""
        match = self._match(task)
        return None if match is None else Subject(match.definition.file, match.definition.name, match.definition.line)

    def advices(self, task: Task[Any], item: Check[Any]) -> list[Finding]:
        """What is to be said about how the subject was found, beside the first check."""
        match = self._match(task)
        if match is None or item.id != task.checks[0].id:
            return []
        advice = match.advice()
        return [] if advice is None or task.name in self.chosen else [advice]

    def left(self) -> float:
        """Seconds that are left for this submission, training not counted."""
        return self._started + self.budget.time_s - time.monotonic()

    def grant(self, seconds: float) -> None:
        """Leave a training run out of the count."""
        self._started += seconds

    def spawn(self) -> Worker:
        """A fresh worker.

        Raises:
            WorkerFailure: no time is left.
        """
        if self.left() <= 0:
            raise WorkerFailure("timeout", f"the {self.budget.time_s:g} s for this submission are used up")
        return self.zygote.spawn(self._place(), self.budget.limits)

    def learn(self, file: str, loaded: Loaded) -> None:
        """Keep what a worker reported about a file it ran."""
        if loaded.versions != ("", ""):
            self.versions, self.device = loaded.versions, loaded.device
        stopped = [] if loaded.problem is None else [_stopped(file, loaded.problem)]
        self.notes.extend(note for note in (*stopped, *loaded.notes) if note not in self.notes)

    def _place(self) -> Path:
        """What a worker gets a copy of: the folder, or the file alone; re-coded where a file is not UTF-8."""
        submission = self.submission
        root = submission.root
        if any(scan.notes for scan in submission.scans):
            if self._recoded is None:
                scratch = Path(self.zygote.address).parent / "scratch"  # goes with the zygote, however that ends
                self._recoded = tempfile.TemporaryDirectory(prefix="recoded-", dir=scratch)
                submission.copy_to(Path(self._recoded.name))
            root = Path(self._recoded.name)
        return root / submission.files[0].name if submission.alone else root

    def _match(self, task: Task[Any]) -> Match | None:
        if task.name not in self._matches:
            self._matches[task.name] = self._look_up(task)
        return self._matches[task.name]

    def _look_up(self, task: Task[Any]) -> Match | None:
        if task.name not in self.chosen:
            return self.submission.find(task.names, KINDS[task.kind], self._others(task))
        file, name = self.chosen[task.name]
        names = (name,) if name else task.names
        for definition in self.submission.definitions():
            if definition.file == file and definition.kind in KINDS[task.kind] and definition.name in names:
                return Match(definition, definition.name)
        return None

    def _others(self, task: Task[Any]) -> frozenset[str]:
        return self.reserved - set(task.names)

    def _file(self, name: str) -> "LoadedFile":
        if name not in self._files:
            self._files[name] = LoadedFile(self, name)
        self._files[name].ready()
        return self._files[name]


class LoadedFile:
    """A file of the submission, loaded in a worker that is replaced when it is lost; it answers questions."""

    def __init__(self, bench: Bench, name: str) -> None:
        self._bench = bench
        self._name = name
        self._worker: Worker | None = None
        self._failure: WorkerFailure | None = None
        self.loaded = Loaded()

    def ready(self) -> None:
        """Load the file unless it is loaded.

        Raises:
            WorkerFailure: running it cost the worker, now or the first time.
        """
        if self._failure is not None:
            raise self._failure
        if self._worker is not None and self._worker.alive:
            return
        worker = self._bench.spawn()
        budget = min(LOAD_BUDGET_S, max(self._bench.left() / 4, 1.0))
        try:
            self.loaded = worker.ask(Load(self._name, budget), Loaded, timeout=budget * 1.5)
        except WorkerFailure as failure:
            self._failure = failure
            raise
        self._worker = worker
        self._bench.learn(self._name, self.loaded)

    def ask(self, question: Question, kind: type[T], *, timeout: float | None = None) -> T:
        """Ask the worker; see `cnncheck.course.Asks`."""
        self.ready()
        if self._worker is None:
            raise WorkerFailure("crash", "the code ended its process while it was loaded")
        started = time.monotonic()
        if isinstance(question, Train):
            try:
                return self._worker.ask(question, kind, timeout=timeout)
            finally:
                self._bench.grant(time.monotonic() - started)
        most = min(self._bench.budget.request_s, max(self._bench.left(), 0.0))
        most = most if timeout is None else min(timeout, most)
        if isinstance(question, Calls):
            question = msgspec.structs.replace(question, budget_s=min(question.budget_s, PATIENCE * most))
        return self._worker.ask(question, kind, timeout=most)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None


def assignments_in(submission: Submission, assignments: Iterable[Assignment]) -> tuple[Assignment, ...]:
    """The assignments of which a submission defines at least one name."""
    return tuple(
        assignment
        for assignment in assignments
        if any(
            submission.find(task.names, KINDS[task.kind], assignment.names - set(task.names)) is not None
            for task in assignment.tasks
        )
    )


def finding_of_problem(problem: Problem, subject: Subject | None = None) -> Finding:
    """What stopped the student's code, as a finding in the student's terms."""
    place = f" in line {problem.line} of {problem.file}" if problem.line and problem.file else ""
    said = {
        "syntax-error": f"The file is not valid Python{place}: {problem.message}",
        "import-error": f"An import fails{place}: {problem.message}",
        "raises": f"The code stops{place}: {problem.message}",
        "build-error": f"The network cannot be built{place}: {problem.message}",
        "timeout": f"The code was still running{place} when its time was up",
    }
    where = Where(file=problem.file, line=problem.line, cell=problem.cell)
    if problem.line is None and subject is not None:
        where = Where(file=subject.file, line=subject.line, text=subject.name)
    return Finding(
        code=problem.code,
        message=_sentence(said.get(problem.code, problem.message)),
        where=where,
        received=problem.message,
        hint=HINTS.get(problem.code),
        source=(problem.source,) if problem.source else (),
        confirmed=True,
    )


def _sentence(text: str) -> str:
    """The text with a capital in front and an end."""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!")) else ".")


def _stopped(file: str, problem: Problem) -> str:
    """A note about a file that did not run to its end, though what it defines may all be there."""
    line = f" in line {problem.line}" if problem.line and problem.file == file else ""
    return f"{file} stopped{line} when it was run: {problem.message}"


def finding_of_failure(failure: WorkerFailure, subject: Subject | None) -> Finding:
    """The loss of a worker, as a finding in the student's terms."""
    where = Where(file=subject.file, line=subject.line, text=subject.name) if subject else Where()
    return Finding(
        code=failure.code,
        message=f"Running this code failed: {failure.message}.",
        where=where,
        received=failure.message,
        hint=HINTS.get(failure.code),
        confirmed=True,
    )


HINTS: Mapping[str, str] = {
    "syntax-error": "Run the file with python yourself: the line Python names, or the one before it, needs mending.",
    "import-error": "Only the libraries of the course are installed here; siblings have to be handed in with the file.",
    "raises": "Run the line with the same input yourself and look at the values that reach it.",
    "build-error": "Call the model on one image of the stated size yourself and look at the shape after each layer.",
    "timeout": "Look for a loop that does not end, or for work that grows with the size of the input.",
    "memory-limit": "Look for a list or an array that grows in a loop, or for a layer far larger than specified.",
    "output-limit": "Take the print out of the loop.",
    "crash": "The process itself ended: look for os._exit, exit handlers and code outside Python.",
}


def _undefined(match: Match, problem: Problem | None) -> Finding:
    """The name stands in the file, but running the file did not define it."""
    if problem is not None:
        return finding_of_problem(problem, Subject(match.definition.file, match.definition.name, match.definition.line))
    found = match.definition
    return Finding(
        code="missing-name",
        message=f"{found.file} mentions {found.name} in line {found.line}, but running the file does not define it.",
        where=Where(file=found.file, line=found.line, text=found.name),
        expected=match.asked,
        received="nothing of that name",
        hint="Define it at the top level of the file, not in a condition that is not taken.",
    )
