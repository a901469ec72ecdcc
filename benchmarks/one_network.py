"""What one network costs when the zygote is up: the trusted side, the worker, and how far above the floor they are."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from measuring import LENET5, NETWORKS, Figure, cpu_of, peak_resident

from cnncheck import catalogue
from cnncheck.findings import Grade, Protection, Status
from cnncheck.grade import TaskRun, grade
from cnncheck.inside.wire import Load, Loaded
from cnncheck.sandbox import Limits, Worker, Zygote
from cnncheck.subjects import Bench
from cnncheck.submission import Submission

FLOOR = Path(__file__).with_name("floor.py")
SEED = 20
SPAWNS = 40
LOAD_S = 60.0

SHAPE_AND_COUNT = ("network.builds", "network.output-shape", "network.parameter-count")
"""The checks that see no more than another grader's test of shape and parameter count."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Seconds of one run: wall clock, and processor time of the trusted side and of the worker; the worker's memory."""

    wall_s: float
    trusted_s: float
    worker_s: float
    peak_mib: float

    @property
    def cpu_s(self) -> float:
        """Processor time of both."""
        return self.trusted_s + self.worker_s


class Closes(Protocol):
    """What holds workers until it is closed."""

    def close(self) -> None:
        """End the workers."""


class KeptZygote(Zygote):
    """A zygote that remembers the workers it forked, so that they can be measured before they are closed."""

    workers: list[Worker]

    def spawn(self, submission: Path, limits: Limits | None = None) -> Worker:
        """Fork a worker and remember it."""
        worker = super().spawn(submission, limits)
        self.workers.append(worker)
        return worker

    def measured(self, work: Callable[[], Closes], *, until_closed: bool = True) -> Shares:
        """Do some work and close what it returns, which ends the workers; the closing is counted if asked for."""
        self.workers = []
        start, trusted = time.perf_counter(), time.process_time()
        opened = work()
        peak = max(peak_resident(worker.pid) for worker in self.workers)
        answered = Shares(time.perf_counter() - start, time.process_time() - trusted, self._workers_s(), peak)
        opened.close()
        if not until_closed:
            return answered
        return Shares(time.perf_counter() - start, time.process_time() - trusted, answered.worker_s, peak)

    def _workers_s(self) -> float:
        return sum(cpu_of(worker.pid) for worker in self.workers)


def one_grading(zygote: KeptZygote, checks: tuple[str, ...] = (), file: Path = LENET5, task: str = "lenet5") -> Shares:
    """Grade one network without training: all checks of structure and numbers, or only those named.

    Raises:
        RuntimeError: the network did not pass, so that something else was measured.
    """
    assignment = catalogue.load("cifar10_cnns").only([task]).untrained()
    statuses: list[Status] = []
    notes: list[str] = []

    def work() -> Bench:
        bench = Bench(Submission.read(file), zygote, SEED, reserved=assignment.names)
        if checks:
            run = TaskRun(assignment.tasks[0], bench)
            statuses.extend(run.check(name).status for name in checks)
        else:
            result: Grade = grade(assignment, bench, Protection("limits"))
            statuses.append(result.tasks[0].status)
            notes.extend(result.notes)
        return bench

    shares = zygote.measured(work)
    if any(status is not Status.PASSED for status in statuses):
        raise RuntimeError("\n".join([f"the correct {task} did not pass:", *map(str, statuses), *notes]))
    return shares


def one_floor(zygote: KeptZygote, file: Path = LENET5) -> Shares:
    """The floor once, in a worker of the zygote that serves it."""

    def load() -> Worker:
        worker = zygote.spawn(file)
        worker.ask(Load(file.name, LOAD_S), Loaded, timeout=LOAD_S)
        return worker

    return zygote.measured(load)


def warm(runs: int) -> Iterator[Figure]:
    """Structure and numbers of one LeNet5, in turn with the floor."""
    with KeptZygote.start(wait=True) as zygote, KeptZygote.start(wait=True, worker=FLOOR) as bare:
        first = one_grading(zygote)
        pairs = [(one_grading(zygote), one_floor(bare)) for _ in range(runs)]
    rest = [grading for grading, _ in pairs]
    group = "One LeNet5, warm: all checks but training"
    yield Figure(group, "wall", tuple(1000 * run.wall_s for run in rest), "ms")
    yield Figure(group, "CPU, trusted side", tuple(1000 * run.trusted_s for run in rest), "ms")
    yield Figure(group, "CPU, worker", tuple(1000 * run.worker_s for run in rest), "ms")
    total = Figure(group, "CPU, both", tuple(1000 * run.cpu_s for run in rest), "ms")
    yield total
    yield Figure(group, "CPU, both, first of a process", (1000 * first.cpu_s,), "ms", "fills caches a class shares")
    least = Figure(
        group,
        "floor: define, build, trace, run twice; CPU",
        tuple(1000 * floor.worker_s for _, floor in pairs),
        "ms",
        "bare TensorFlow in the same kind of worker",
    )
    yield least
    yield Figure(group, "CPU, both, over the floor", (total.median / least.median,), "x", "ratio of medians")


def every_network(runs: int) -> Iterator[Figure]:
    """Structure, numbers and update oracle of every network of the course, each in turn with its floor."""
    for task, file in NETWORKS.items():
        with KeptZygote.start(wait=True) as zygote, KeptZygote.start(wait=True, worker=FLOOR) as bare:
            one_grading(zygote, file=file, task=task)  # fills the caches a class shares
            pairs = [(one_grading(zygote, file=file, task=task), one_floor(bare, file)) for _ in range(runs)]
        group = f"One {task}, warm: all checks but training"
        yield Figure(group, "wall", tuple(run.wall_s for run, _ in pairs), "s")
        yield Figure(group, "CPU, trusted side", tuple(run.trusted_s for run, _ in pairs), "s")
        yield Figure(group, "CPU, worker", tuple(run.worker_s for run, _ in pairs), "s")
        least = tuple(bare.worker_s for _, bare in pairs)
        yield Figure(group, "floor: define, build, trace, run twice; CPU", least, "s")
        over = tuple(run.cpu_s / bare.worker_s for run, bare in pairs)
        yield Figure(group, "CPU, both, over the floor", over, "x", "run by run")
        yield Figure(group, "memory of the worker, peak resident", tuple(run.peak_mib for run, _ in pairs), "MiB")


def empty_worker(_runs: int) -> Iterator[Figure]:
    """From asking for a worker to its first answer, for which it has run an empty file."""
    with tempfile.TemporaryDirectory(prefix="cnncheck-benchmark-") as folder, KeptZygote.start(wait=True) as zygote:
        file = Path(folder) / "empty.py"
        file.write_text("")

        def begin() -> Worker:
            worker = zygote.spawn(file)
            worker.ask(Load(file.name, LOAD_S), Loaded, timeout=LOAD_S)
            return worker

        runs = [zygote.measured(begin, until_closed=False) for _ in range(SPAWNS)]
    group = "An empty worker, until its first answer"
    yield Figure(group, "wall", tuple(1000 * run.wall_s for run in runs), "ms")
    yield Figure(group, "CPU, worker", tuple(1000 * run.worker_s for run in runs), "ms")
    yield Figure(group, "CPU, trusted side", tuple(1000 * run.trusted_s for run in runs), "ms")
