"""What `cnncheck certify` does: every task of an assignment in turn, and what was measured of them at any time."""

import datetime as dt
import shlex
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cnncheck import __version__, catalogue
from cnncheck.certify.certificate import Certificate
from cnncheck.certify.function_certificate import FunctionCertificate
from cnncheck.certify.function_tasks import FunctionOrder, certified_functions
from cnncheck.certify.grading import Desk
from cnncheck.certify.labelled import labelled_certification, labelled_tasks
from cnncheck.certify.network_certificate import NetworkCertificate
from cnncheck.certify.networks import Plan, network_certification
from cnncheck.certify.run import NetworkCertification
from cnncheck.course import Assignment
from cnncheck.emission import Style
from cnncheck.functions.task import FunctionTask
from cnncheck.networks import NetworkTask
from cnncheck.sandbox import Zygote

Announce = Callable[[int], None]
"""Told how many programs more will be graded."""


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked for.

    Attributes:
        assignment: name or definition file.
        tasks: only these; empty for all.
        styles: only these; empty for all.
        sample: how many mutants of each task; None for all.
        seed: of the draws and of the grades.
        labelled: a folder of labelled submissions in place of mutants.
        keep: a folder for the programs.
        jobs: how many are graded at a time.
    """

    assignment: str
    tasks: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 0
    labelled: Path | None = None
    keep: Path | None = None
    jobs: int = 1

    @property
    def command(self) -> str:
        """The command that repeats the run."""
        words = ["cnncheck", "certify", self.assignment]
        words += [word for task in self.tasks for word in ("--task", task)]
        words += [word for style in self.styles for word in ("--style", style)]
        words += ["--sample", str(self.sample)] if self.sample is not None else []
        words += ["--seed", str(self.seed)] if self.seed else []
        words += ["--labelled", str(self.labelled)] if self.labelled is not None else []
        return shlex.join(words)


@dataclass(slots=True)
class Certifying:
    """A run over the tasks of an assignment.

    Attributes:
        request: what is asked for.
        assignment: with the tasks wanted.
        networks, functions: what is known so far.
        interrupted: whether the run was ended early.
    """

    request: Request
    assignment: Assignment
    networks: list[NetworkCertificate] = field(default_factory=list)
    functions: list[FunctionCertificate] = field(default_factory=list)
    interrupted: bool = False
    _started: float = field(default_factory=time.monotonic)

    @classmethod
    def of(cls, request: Request) -> "Certifying":
        """A run that has not begun.

        Raises:
            UnknownAssignment: there is none of that name.
            DefinitionError: its definition is faulty, or it has no such task.
            LabelError: the labelled submissions are none.
        """
        assignment = catalogue.load(request.assignment)
        if request.labelled is not None:
            labelled = [task.name for task in labelled_tasks(request.labelled, assignment)]
            wanted = assignment.only(request.tasks).tasks if request.tasks else assignment.tasks
            assignment = assignment.only([task.name for task in wanted if task.name in labelled])
        elif request.tasks:
            assignment = assignment.only(request.tasks)
        return cls(request, assignment)

    def run(self, zygote: Zygote, announce: Announce, progress: Callable[[str], None]) -> None:
        """Certify task after task; Ctrl-C ends the run, and what was measured stays.

        Raises:
            SandboxError: no worker can be had.
            LabelError: a labelled submission is not marked as it should be.
        """
        with self._folder() as folder:
            try:
                for task in self.assignment.tasks:
                    if isinstance(task, NetworkTask):
                        desk = self._desk(task, folder, zygote, progress)
                        self._network(self._certification(task, desk), announce)
                self._functions(zygote, announce, progress)
            except KeyboardInterrupt:
                self.interrupted = True

    def certificate(self) -> Certificate:
        """What is known so far."""
        versions = [f"cnncheck {__version__}", *(one.versions for one in self.networks[:1] if one.versions)]
        return Certificate(
            assignment=self.assignment.name,
            command=self.request.command,
            date=dt.datetime.now(tz=dt.UTC).date().isoformat(),
            versions=", ".join(versions),
            seconds=time.monotonic() - self._started,
            interrupted=self.interrupted,
            networks=tuple(self.networks),
            functions=tuple(self.functions),
        )

    def _network(self, certification: NetworkCertification, announce: Announce) -> None:
        announce(certification.planned)
        try:
            certification.run()
        finally:
            self.networks.append(certification.certificate())

    def _functions(self, zygote: Zygote, announce: Announce, progress: Callable[[str], None]) -> None:
        """Certify the functions, several at a time."""
        request = self.request
        names = [task.name for task in self.assignment.tasks if isinstance(task, FunctionTask)]
        keep = None if request.keep is None else request.keep.absolute()
        announce(len(names))
        order = FunctionOrder(request.assignment, request.sample, request.seed, keep)
        for found in certified_functions(names, order, zygote, jobs=request.jobs):
            self.functions.append(found)
            progress(found.task)
        self.functions.sort(key=lambda found: names.index(found.task))

    def _certification(self, task: NetworkTask, desk: Desk) -> NetworkCertification:
        request = self.request
        if request.labelled is not None:
            return labelled_certification(request.labelled / task.name, desk)
        styles = tuple(map(Style, request.styles)) or tuple(Style)
        return network_certification(task, desk, Plan(styles, request.sample, request.seed))

    def _desk(self, task: NetworkTask, folder: Path, zygote: Zygote, progress: Callable[[str], None]) -> Desk:
        request = self.request
        place, kept = folder / task.name, request.keep is not None
        return Desk(request.assignment, task.name, place, zygote, request.seed, request.jobs, progress, kept)

    @contextmanager
    def _folder(self) -> Iterator[Path]:
        """Where the programs are written: to be kept, or for as long as the run lasts."""
        if self.request.keep is not None:
            yield self.request.keep
            return
        with tempfile.TemporaryDirectory(prefix="certify-") as folder:
            yield Path(folder)
