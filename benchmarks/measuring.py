"""What all benchmarks share: processor time of processes, medians of repeated runs, and the state of the machine."""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
"""The checkout."""

_STUDENT_X = ROOT / "assignments" / "student_x"

NETWORKS = {
    "baseline": _STUDENT_X / "p27_cifar10_baseline.py",
    "lenet5": _STUDENT_X / "p31_cifar10_lenet5.py",
    "alexnet8": _STUDENT_X / "p34_cifar10_alexnet8.py",
    "vgg16": _STUDENT_X / "p36_cifar10_vgg16.py",
    "inception10": _STUDENT_X / "p40_cifar10_inception10.py",
    "resnet18": _STUDENT_X / "p46_cifar10_resnet18.py",
}
"""Correct networks as the course writes them, by task: scripts that load CIFAR-10, train, save and plot when run."""

LENET5 = NETWORKS["lenet5"]
"""The one that the figures of a single network are about."""

MIB = 1 << 20

SMALL = 10.0
"""Figures below it are printed with more digits."""


@dataclass(frozen=True, slots=True)
class Used:
    """Time of one run: wall clock, and processor time over all threads and ended children, in seconds."""

    wall_s: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        group: the heading it stands under.
        label: what was measured.
        samples: one value for each run; empty where `remark` says why there is none.
        unit: "ms", "s", "MiB", "x" and so on.
        remark: what has to be known to read it.
    """

    group: str
    label: str
    samples: tuple[float, ...] = ()
    unit: str = ""
    remark: str = ""

    @property
    def median(self) -> float:
        """Median of the runs."""
        return statistics.median(self.samples)

    @property
    def spread(self) -> str:
        """Smallest and largest of several runs."""
        if len(self.samples) < 2:  # noqa: PLR2004 - one value has no spread
            return ""
        return f"{_digits(min(self.samples))}..{_digits(max(self.samples))}"

    def line(self) -> str:
        """The figure as the table shows it."""
        if not self.samples:
            return f"  {self.label}: {self.remark}"
        runs = f"n={len(self.samples)}" if len(self.samples) > 1 else ""
        columns = f"  {self.label:<58}{_digits(self.median):>9} {self.unit:<8}{self.spread:<18}{runs:<6}{self.remark}"
        return columns.rstrip()


def _digits(value: float) -> str:
    return f"{value:.2f}" if abs(value) < SMALL else f"{value:.1f}"


def times(group: str, label: str, runs: Sequence[Used], *, unit: str = "s", remark: str = "") -> list[Figure]:
    """Two figures of repeated runs: wall clock and processor time."""
    scale = 1000.0 if unit == "ms" else 1.0
    wall = tuple(scale * run.wall_s for run in runs)
    cpu = tuple(scale * run.cpu_s for run in runs)
    return [
        Figure(group, f"{label}, wall", wall, unit, remark),
        Figure(group, f"{label}, CPU", cpu, unit),
    ]


def run_process(command: Sequence[str], folder: Path = ROOT, *, accepted: Sequence[int] = (0,)) -> Used:
    """Run a process to its end and tell what it and all the children it waited for used.

    Raises:
        RuntimeError: it ended with a status that is not accepted; the message ends with what it printed last.
    """
    with tempfile.TemporaryFile() as printed:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stdout=printed, stderr=printed)
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in accepted:
            printed.seek(0)
            words = printed.read().decode(errors="replace")[-2000:]
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n{words}")
    return Used(wall_s, usage.ru_utime + usage.ru_stime)


def cnncheck(*arguments: str) -> list[str]:
    """The command line, run by this interpreter from the checkout."""
    return [sys.executable, "-m", "cnncheck.cli", *arguments]


def cpu_of(pid: int) -> float:
    """Processor time of a running process over all its threads, in seconds, without its children.

    Linux has a clock for every process, exact to nanoseconds, under the number that clock_getcpuclockid(3) computes;
    elsewhere the system's counters are taken, which advance in steps of about 10 ms.
    """
    if sys.platform == "linux":
        return time.clock_gettime(~pid << 3 | 2)
    used = psutil.Process(pid).cpu_times()
    return float(used.user + used.system)


def cpu_of_ended_children(pid: int) -> float:
    """Processor time of all children that a running process has waited for, in seconds; in steps of about 10 ms."""
    used = psutil.Process(pid).cpu_times()
    return float(used.children_user + used.children_system)


def peak_resident(pid: int) -> float:
    """Most resident memory that a running process had so far, in MiB, where the kernel tells; else what it has now."""
    status = Path(f"/proc/{pid}/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
    return float(psutil.Process(pid).memory_info().rss) / MIB


class OtherLoad:
    """How many cores all other processes kept busy between its making and `cores`."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._busy = _busy_s()

    def cores(self, own_cpu_s: float) -> float:
        """Cores that others kept busy, given the processor time that was ours."""
        return max(0.0, (_busy_s() - self._busy - own_cpu_s) / (time.perf_counter() - self._start))


def _busy_s() -> float:
    """Processor time that the machine has spent on anything but idling, in seconds."""
    used = psutil.cpu_times()
    return float(sum(used) - used.idle - getattr(used, "iowait", 0.0) - getattr(used, "guest", 0.0))


def machine() -> str:
    """The machine in one line, with how busy it is."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    memory = psutil.virtual_memory().total / MIB / 1024
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, "
        f"Python {platform.python_version()}; load average {load} (1, 5, 15 min)"
    )
