"""How fast a class is graded, and how well two jobs use the machine meanwhile."""

import os
import resource
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psutil
from measuring import LENET5, ROOT, Figure, OtherLoad, cnncheck, cpu_of, cpu_of_ended_children, run_process

from cnncheck.classroom.engine import Options, grade_all
from cnncheck.sandbox import Zygote

JOBS = 2
SEED = 20
GRADED = (0,)

_LENET5 = LENET5
_BASELINE = LENET5.with_name("p27_cifar10_baseline.py")


@dataclass(frozen=True, slots=True)
class Edit:
    """One way in which a submission differs from the script it is made from."""

    script: Path
    old: str
    new: str

    def text(self) -> str:
        """The script with the edit.

        Raises:
            ValueError: there is nothing to edit.
        """
        text = self.script.read_text(encoding="utf-8")
        if self.old not in text:
            raise ValueError(f"{self.script.name} does not hold {self.old!r}")
        return text.replace(self.old, self.new)


EDITS = (
    Edit(_LENET5, "self.c1", "self.conv1"),
    Edit(_BASELINE, "x = self.b1(x)\n        x = self.a1(x)", "x = self.a1(self.b1(x))"),
    Edit(_LENET5, "MaxPool2D(2, strides=2)", "MaxPool2D()"),
    Edit(_BASELINE, "padding='same'", 'padding="SAME"'),
    Edit(_LENET5, "def call(self, x):", "def call(self, x, training=None):"),
    Edit(_BASELINE, "def call(self, x):", "def call(self, inputs):\n        x = inputs"),
    Edit(_LENET5, "Conv2D(6, 5, activation='sigmoid')", "Conv2D(6, 5, activation=tf.nn.sigmoid)"),
    Edit(_BASELINE, "return self.f2(x)", "x = self.f2(x)\n        return x"),
    Edit(_LENET5, "Conv2D(16, 5, activation='sigmoid')", "Conv2D(16, 5, activation='relu')"),
    Edit(_BASELINE, "Dropout(0.2)", "Dropout(0.5)"),
)
"""Eight correct ways of writing and two faults: most of a class is right, and a fault takes longer to explain."""


def write_class(folder: Path, size: int) -> list[Path]:
    """Write submissions as a class hands them in, one folder each; names and constants differ, so no two are alike."""
    paths = []
    for number, edit in enumerate(islice(cycle(EDITS), size), 1):
        path = folder / f"student_{number:02}"
        path.mkdir()
        (path / edit.script.name).write_text(f"# submission {number}\n{edit.text()}", encoding="utf-8")
        paths.append(path)
    return paths


def whole_class(size: int) -> Iterator[Figure]:
    """A class with a zygote that is up, and by one command from the shell."""
    group = f"A class of {size} with {JOBS} jobs, no training"
    folder = Path(tempfile.mkdtemp(prefix="cnncheck-benchmark-"))
    try:
        paths = write_class(folder, size)
        yield from _warm(group, paths)
        command = cnncheck("grade", str(folder), "--class", "--assignment", "cifar10_cnns", "--training", "off")
        used = run_process([*command, "--jobs", str(JOBS), "--seed", str(SEED)], ROOT, accepted=GRADED)
        yield Figure(
            group,
            "submissions per minute, whole command",
            (60 * size / used.wall_s,),
            "/min",
            f"import of TensorFlow included: {used.wall_s:.1f} s wall, {used.cpu_s:.1f} s CPU",
        )
    finally:
        shutil.rmtree(folder)


def _warm(group: str, paths: list[Path]) -> Iterator[Figure]:
    options = Options(seed=SEED, assignment="cifar10_cnns", training="off")
    before = set(psutil.Process().children())
    with Zygote.start(wait=True) as zygote:
        (forker,) = set(psutil.Process().children()) - before
        load, start = OtherLoad(), time.perf_counter()
        trusted, workers = _trusted_s(), _workers_s(forker.pid)
        outcomes = list(grade_all(paths, zygote, options, jobs=JOBS))
        wall_s = time.perf_counter() - start
        trusted, workers = _trusted_s() - trusted, _workers_s(forker.pid) - workers
        others = load.cores(trusted + workers)
    if faults := [outcome.reason for outcome in outcomes if not outcome.grades]:
        raise RuntimeError(f"not graded: {faults[0]}")
    busy = f"others kept {others:.1f} of {os.cpu_count()} cores busy"
    yield Figure(group, "submissions per minute, zygote up", (60 * len(paths) / wall_s,), "/min", busy)
    yield Figure(group, "wall", (wall_s,), "s")
    yield Figure(group, "CPU, trusted side", (trusted,), "s", f"start of {JOBS} processes included")
    yield Figure(group, "CPU, workers", (workers,), "s", "forking included")
    yield Figure(
        group,
        "wall over CPU / jobs",
        (wall_s * JOBS / (trusted + workers),),
        "x",
        "1 is perfect where nothing else runs",
    )
    left = min(JOBS, max(0.0, (os.cpu_count() or 1) - others))
    yield Figure(
        group,
        "wall over CPU / cores that others left",
        (wall_s * left / (trusted + workers),),
        "x",
        f"{left:.1f} cores were left",
    )


def _trusted_s() -> float:
    """Processor time of this process and of all it has waited for: the pool, and not the zygote while it lives."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def _workers_s(zygote: int) -> float:
    return cpu_of(zygote) + cpu_of_ended_children(zygote)
