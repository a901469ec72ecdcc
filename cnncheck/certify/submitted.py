"""Texts graded one after another as if each were handed in: the real grader, and a worker of its own for each."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cnncheck.findings import Finding, Severity, Status
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.task import FunctionTask
from cnncheck.grade import TaskRun
from cnncheck.sandbox import Zygote
from cnncheck.subjects import Bench, Budget
from cnncheck.submission import Submission

BUDGET = Budget(time_s=40.0)
"""For one text: a mutant may never end, and then costs a quarter of it with each question."""

FILE = "submitted.py"


class GraderFailedError(Exception):
    """The grader itself failed on a text: that says nothing about the text, and is a fault of ours."""


@dataclass(frozen=True, slots=True)
class TextVerdict:
    """What the grader says of a text.

    Attributes:
        check: id of the first check that failed; None where all passed.
        finding: its first fault.
        advice: codes of the advice given, up to there.
    """

    check: str | None = None
    finding: Finding | None = None
    advice: tuple[str, ...] = ()

    @property
    def code(self) -> str | None:
        """The first code, None where nothing is wrong."""
        return self.finding.code if self.finding else None

    @property
    def confirmed(self) -> bool:
        """Whether the grader is sure of its first finding."""
        return self.finding is not None and self.finding.confirmed

    @property
    def said(self) -> str:
        """The verdict in a few words."""
        return told(self.check, self.code, confirmed=self.confirmed)


def told(check: str | None, code: str | None, *, confirmed: bool) -> str:
    """A verdict in a few words: the check that failed, and its first finding.

    >>> told("relu.values", "activation", confirmed=True), told(None, None, confirmed=False)
    ('relu.values: activation, confirmed', 'no fault')
    """
    return "no fault" if check is None else f"{check}: {code}, {'confirmed' if confirmed else 'not confirmed'}"


@dataclass(frozen=True, slots=True)
class TextDesk:
    """Where texts are graded for one task.

    Attributes:
        task: what they are handed in for.
        zygote: forks the workers.
        folder: where each text is put, in the place of the one before.
        reserved: names of all subjects of the assignment.
    """

    task: FunctionTask
    zygote: Zygote
    folder: Path
    reserved: frozenset[str] = frozenset()

    def verdict(self, text: str, seed: int) -> TextVerdict:
        """Grade a text up to the first check that it fails.

        Raises:
            GraderFailedError: the grader did.
            SandboxError: no worker can be had.
        """
        advice: list[str] = []
        with self._bench(text, seed) as bench:
            run = TaskRun(self.task, bench)
            for check in self.task.checks:
                result = run.check(check.id)
                if result.status is Status.ERRORED:
                    (fault,) = run.faults
                    raise GraderFailedError(f"{fault.check}: {fault.error!r}") from fault.error
                advice += [item.code for item in result.findings if item.severity is Severity.ADVICE]
                if result.status is Status.FAILED:
                    first = next(item for item in result.findings if item.severity is Severity.FAULT)
                    return TextVerdict(check.id, first, tuple(advice))
        return TextVerdict(advice=tuple(advice))

    @contextmanager
    def opened(self, text: str, seed: int) -> Generator[RemoteFunction, None, None]:
        """The function of a text, to be asked whatever is to be known.

        Raises:
            Unsuitable: it does not define the function.
            WorkerFailure: running it cost the worker.
        """
        with self._bench(text, seed) as bench:
            yield self.task.open(bench.handed(self.task))

    def _bench(self, text: str, seed: int) -> Bench:
        place = self.folder / FILE
        place.write_text(text, encoding="utf-8")
        return Bench(Submission.read(place), self.zygote, seed, budget=BUDGET, reserved=self.reserved)
