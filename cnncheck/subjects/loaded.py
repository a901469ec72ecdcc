"""A loaded file of a submission, and the worker that answers for it."""

import time
from typing import Protocol, TypeVar

import msgspec

from cnncheck.inside.wire import Calls, Load, Loaded, Question, Train
from cnncheck.sandbox import Worker, WorkerFailure

T = TypeVar("T")

LOAD_BUDGET_S = 20.0
"""Seconds for running a submission's file, unless less is left for the submission."""

PATIENCE = 0.8
"""Share of the time for an answer after which a worker is to stop the student's code itself: it knows the line."""


class Workplace(Protocol):
    """What a loaded file needs of the bench it lies on."""

    @property
    def request_s(self) -> float:
        """The most that one question may take."""

    def left(self) -> float:
        """Seconds that are left for the submission."""

    def grant(self, seconds: float) -> None:
        """Leave that much out of the count."""

    def spawn(self) -> Worker:
        """A fresh worker."""

    def learn(self, file: str, loaded: Loaded) -> None:
        """Keep what a worker reported about a file it ran."""


class LoadedFile:
    """A file of the submission, loaded in a worker that is replaced when it is lost; it answers questions."""

    def __init__(self, bench: Workplace, name: str) -> None:
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
        most = min(self._bench.request_s, max(self._bench.left(), 0.0))
        most = most if timeout is None else min(timeout, most)
        if isinstance(question, Calls):
            question = msgspec.structs.replace(question, budget_s=min(question.budget_s, PATIENCE * most))
        return self._worker.ask(question, kind, timeout=most)

    def close(self) -> None:
        """End the worker."""
        if self._worker is not None:
            self._worker.close()
            self._worker = None
