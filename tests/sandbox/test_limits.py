"""Memory, processor time, files, descriptors and processes: each overrun has a code and a sentence."""

from collections.abc import Callable

import pytest

from cnncheck.sandbox import Limits, StudentProblem, WorkerFailure

Act = Callable[..., tuple[str, ...]]


def failure(act: Act, script: str, limits: Limits) -> WorkerFailure:
    with pytest.raises(WorkerFailure) as caught:
        act(script, limits)
    return caught.value


def test_a_large_array_meets_the_inner_wall_as_memory_error(act: Act) -> None:
    with pytest.raises(StudentProblem, match="MemoryError"):
        act("import numpy\nnumpy.ones(300_000_000)", Limits(memory_mib=1024))


def test_shared_memory_that_the_kernel_does_not_count_is_watched_from_outside(act: Act) -> None:
    script = "import mmap\nhog = mmap.mmap(-1, 2 << 30)\nwhile hog.write(b'x' * (1 << 20)): pass"
    found = failure(act, script, Limits(memory_mib=700))
    assert (found.code, found.message) == ("memory-limit", "the code used more than 700 MiB of memory")


def test_memory_of_children_counts(act: Act) -> None:
    hog = (
        "import mmap, time\nhog = mmap.mmap(-1, 1 << 30)\n"
        "for _ in range(600): hog.write(b'x' * (1 << 20))\ntime.sleep(60)"
    )
    script = f"import subprocess, sys\nsubprocess.run([sys.executable, '-S', '-c', {hog!r}])"
    assert failure(act, script, Limits(memory_mib=600)).code == "memory-limit"


def test_a_pool_of_forked_processes_is_not_counted_many_times(act: Act) -> None:
    """Each shares the memory of the libraries with the others; six times 300 MB would be over the limit."""
    script = (
        "import os, time\nfor _ in range(6):\n    if os.fork() == 0:\n        time.sleep(60)\n"
        "time.sleep(.3)\nnotes.append('done')"
    )
    assert act(script, Limits(memory_mib=1000)) == ("done",)


def test_processor_time_ends_even_what_ignores_the_signal(act: Act) -> None:
    script = "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\nwhile True: pass"
    found = failure(act, script, Limits(cpu_s=1))
    assert (found.code, found.message) == ("timeout", "the code used up its 1 s of processor time")


def test_one_large_file_is_refused_by_the_kernel(act: Act) -> None:
    with pytest.raises(StudentProblem, match="File too large"):
        act("open('large', 'wb').write(b'x' * (3 << 20))", Limits(file_mib=2))


def test_many_files_that_are_large_together_are_too_much(act: Act) -> None:
    script = "import time\nfor n in range(4): open(f'{n}', 'wb').write(b'x' * (1 << 20))\ntime.sleep(60)"
    found = failure(act, script, Limits(scratch_mib=3))
    assert (found.code, found.message) == ("output-limit", "the code wrote more than 3 MiB of files")


def test_a_great_number_of_files_is_too_much(act: Act) -> None:
    script = "import time\nfor n in range(300): open(f'{n}', 'w').close()\ntime.sleep(60)"
    found = failure(act, script, Limits(scratch_entries=200))
    assert (found.code, found.message) == ("output-limit", "the code made more than 200 files")


def test_open_files_are_limited(act: Act) -> None:
    with pytest.raises(StudentProblem, match="Too many open files"):
        act("kept = [open('/dev/null') for _ in range(100)]", Limits(descriptors=64))


def test_a_fork_bomb_is_stopped_and_cleared_away(act: Act) -> None:
    script = "import os, time\nwhile True:\n    try: os.fork()\n    except OSError: pass\n    time.sleep(.01)"
    found = failure(act, script, Limits(processes=20))
    assert found.code in {"crash", "memory-limit"}


def test_a_storm_of_threads_ends_in_an_error_or_a_limit(act: Act) -> None:
    script = (
        "import threading, time\n"
        "for _ in range(20_000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    with pytest.raises((StudentProblem, WorkerFailure)):
        act(script, Limits(memory_mib=1024, request_s=5))
