"""What it costs to start: imports, the first verdict with TensorFlow's import in it, and memory meanwhile."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import psutil
from measuring import LENET5, MIB, ROOT, Figure, cnncheck, peak_resident, run_process, times

FIRST_VERDICT = cnncheck("grade", str(LENET5), "--assignment", "cifar10_cnns", "--task", "lenet5", "--training", "off")

_LOOK_S = 0.02
"""Between two looks at memory; the kernel keeps the peaks, so that only processes that end sooner are missed."""


def imports(runs: int) -> Iterator[Figure]:
    """Whole processes that import and do nothing else, beside one that does nothing at all."""
    group = "Import, whole process"
    for label, command in (
        ("python -c pass", [sys.executable, "-c", "pass"]),
        ("import cnncheck", [sys.executable, "-c", "import cnncheck"]),
        ("import cnncheck.grade, the trusted side", [sys.executable, "-c", "import cnncheck.grade"]),
        ("cnncheck --help", cnncheck("--help")),
    ):
        run_process(command)  # reads the files into the system's cache
        yield from times(group, label, [run_process(command) for _ in range(runs)], unit="ms")


def first_verdict(runs: int) -> Iterator[Figure]:
    """From the shell to a verdict on LeNet5: start, import of TensorFlow, grading, end."""
    used = [run_process(FIRST_VERDICT) for _ in range(runs)]
    yield from times("First verdict, whole process", "cnncheck grade, one LeNet5", used)


def memory(_runs: int) -> Iterator[Figure]:
    """Peak resident memory of the processes that one verdict takes."""
    grader, zygote, worker, own = _peaks()
    group = "Memory, peak resident"
    yield Figure(group, "grader", (grader,), "MiB")
    yield Figure(group, "zygote", (zygote,), "MiB")
    yield Figure(group, "one worker", (worker,), "MiB", "what it shares with the zygote included")
    yield Figure(group, "one worker, its own pages", (own,), "MiB", "what each further worker adds")


def _peaks() -> tuple[float, float, float, float]:
    """Grade once and watch: grader, its child, and what that forks; of the last also the unshared part."""
    process = subprocess.Popen(
        FIRST_VERDICT, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    peaks = [0.0, 0.0, 0.0]
    own = 0.0
    while process.poll() is None:
        with suppress(psutil.Error, OSError):
            grader = psutil.Process(process.pid)
            peaks[0] = max(peaks[0], peak_resident(grader.pid))
            for zygote in grader.children():
                peaks[1] = max(peaks[1], peak_resident(zygote.pid))
                for worker in zygote.children():
                    peaks[2] = max(peaks[2], peak_resident(worker.pid))
                    own = max(own, worker.memory_full_info().uss / MIB)
        time.sleep(_LOOK_S)
    if process.returncode:
        raise RuntimeError(f"{' '.join(FIRST_VERDICT)} ended with {process.returncode}")
    return peaks[0], peaks[1], peaks[2], own
