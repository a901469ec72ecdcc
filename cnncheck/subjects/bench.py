"""One submission on the bench: its tasks' subjects, and the workers that run its files."""

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from cnncheck.course import Check, Handed, Task, Unsuitable
from cnncheck.findings import Finding, Severity, Subject
from cnncheck.inside.wire import Loaded
from cnncheck.sandbox import Limits, Worker, WorkerFailure, Zygote
from cnncheck.subjects.loaded import LoadedFile
from cnncheck.subjects.lookup import KINDS, look_up
from cnncheck.subjects.wording import finding_of_problem, stopped, undefined
from cnncheck.submission import Match, Submission

TRAINING_S = 600.0
"""The most that training runs of one submission may take."""


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
        chosen: task name to the file, or file and name, that a person said is the subject.
        sole: tasks that were asked for alone: one model in a file is theirs, whatever it is called.
        reserved: names of all subjects of the assignment: none is a misspelling of another.
        notes: what was worked around while loading.
        versions, device: as the workers reported them.
    """

    submission: Submission
    zygote: Zygote
    seed: int
    budget: Budget = field(default_factory=Budget)
    chosen: Mapping[str, tuple[str, str | None]] = field(default_factory=dict)
    reserved: frozenset[str] = frozenset()
    sole: Sequence[str] = ()
    notes: list[str] = field(default_factory=list)
    versions: tuple[str, str] = ("", "")
    device: str = "cpu"
    _files: dict[str, LoadedFile] = field(default_factory=dict)
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
            raise Unsuitable(undefined(match, file.loaded.problem))
        return Handed(
            worker=file,
            name=found.name,
            file=found.file,
            line=found.line,
            lines=self.submission.lines(found.file),
            facts=file.loaded.facts,
            seed=self.seed,
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
        advices = [] if task.name in self.chosen else [match.advice()]
        loaded = self._files.get(match.definition.file)
        if loaded is not None and loaded.loaded.problem is not None and loaded.loaded.problem.code == "import-error":
            # What it defines is graded all the same, but the student's own Python would not get that far.
            advices.append(replace(finding_of_problem(loaded.loaded.problem), severity=Severity.ADVICE))
        return [advice for advice in advices if advice is not None]

    @property
    def request_s(self) -> float:
        """The most that one question may take."""
        return self.budget.request_s

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
        notes = loaded.notes if loaded.problem is None else (stopped(file, loaded.problem), *loaded.notes)
        self.notes.extend(note for note in notes if note not in self.notes)

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
            self._matches[task.name] = look_up(
                self.submission, task, self._others(task), self.chosen.get(task.name), sole=task.name in self.sole
            )
        return self._matches[task.name]

    def _others(self, task: Task[Any]) -> frozenset[str]:
        return self.reserved - set(task.names)

    def _file(self, name: str) -> LoadedFile:
        if name not in self._files:
            self._files[name] = LoadedFile(self, name)
        self._files[name].ready()
        return self._files[name]
