"""Processes and their descendants, read from /proc; where there is no /proc, what is known is the process itself."""

import os
import signal
import time
from contextlib import suppress
from pathlib import Path

_TASKS = Path("/proc/self/task")
_LISTED = Path("/proc/thread-self/children").exists()
"""Whether the kernel lists children (CONFIG_PROC_CHILDREN); else all processes are asked for their parents."""

_SETTLE_S = 0.002
"""Pause between two rounds of killing: long enough for the kernel to take a killed process down."""


def threads() -> int:
    """How many threads this process has; 1 where that cannot be read."""
    try:
        return sum(1 for _ in _TASKS.iterdir())
    except OSError:
        return 1


def children(pid: int) -> list[int]:
    """Process ids of the direct children of `pid`, as they are at this moment."""
    found: list[int] = []
    if not _LISTED:
        return _children_by_parent(pid)
    with suppress(OSError):  # the process, or one of its threads, ends while it is read
        for task in Path(f"/proc/{pid}/task").iterdir():
            with suppress(OSError):
                found += [int(child) for child in (task / "children").read_bytes().split()]
    return found


def descendants(pid: int, *, most: int = 100_000) -> list[int]:
    """Process ids of everything below `pid`, at most `most` of them, parents before children."""
    found = children(pid)
    for child in found:
        if len(found) >= most:
            break
        found += children(child)
    return found


def parent(pid: int) -> int | None:
    """Process id of the parent, None when it cannot be read."""
    try:
        # the process's name stands in brackets and may hold any character, so the last bracket counts
        return int(Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[1])
    except (OSError, ValueError, IndexError):
        return None


def kill_strays(*, known: frozenset[int], patience_s: float) -> bool:
    """Kill every descendant of this process that hangs from none of the `known` children.

    This process must be a child subreaper: then whatever a dead worker started is now a child of ours, however often
    it forked. Everything is stopped before anything is killed, so that a process that keeps forking stands still.

    Returns:
        Whether nothing of it is left.
    """
    deadline = time.monotonic() + patience_s
    while strays := [child for child in children(os.getpid()) if child not in known]:
        tree = strays + [below for stray in strays for below in descendants(stray)]
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for pid in tree:
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)
        for stray in strays:
            with suppress(ChildProcessError):
                os.waitpid(stray, os.WNOHANG)
        if time.monotonic() > deadline:
            return False
        time.sleep(_SETTLE_S)
    return True


def _children_by_parent(pid: int) -> list[int]:
    """The slow way, for kernels without CONFIG_PROC_CHILDREN."""
    try:
        numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    except OSError:
        return []
    return [number for number in numbers if parent(number) == pid]
