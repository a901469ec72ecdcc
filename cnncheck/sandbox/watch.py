"""Watching a worker from outside while it is waited for: its memory, its processes, its files."""

import select
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

from cnncheck.inside import processes
from cnncheck.sandbox.failures import WorkerFailure
from cnncheck.sandbox.files import tree_size
from cnncheck.sandbox.limits import MIB, Limits

TICK_S = 0.05
"""Between two looks: a worker can hardly fill more than some 200 MB in that time."""

_FILES_S = 1.0
"""Between two looks at the files, which take longer."""


class Watch:
    """Called as often as one likes; looks when it is time, and raises when a limit is passed.

    Attributes:
        peak_bytes: most resident memory seen.
        seen: processes of the worker seen so far, with their start times.
    """

    def __init__(self, pid: int, limits: Limits, scratch: Path) -> None:
        self.limits = limits
        self.scratch = scratch
        self.peak_bytes = 0
        self.seen: dict[int, psutil.Process] = {}
        self._pid = pid
        self._next = self._next_files = time.monotonic()
        self._fresh_bytes = _resident(pid)
        self._note(pid)

    def __call__(self) -> None:
        """Look, if it is time.

        Raises:
            WorkerFailure: memory-limit, output-limit, or crash for too many processes.
        """
        now = time.monotonic()
        if now >= self._next:
            self._next = now + TICK_S
            self._look_at_processes()
        if now >= self._next_files:
            self._next_files = now + _FILES_S
            self._look_at_files()

    def _look_at_processes(self) -> None:
        below = processes.descendants(self._pid, most=self.limits.processes + 1)
        for pid in below:
            self._note(pid)
        if len(below) > self.limits.processes:
            raise WorkerFailure("crash", f"the code started more than {self.limits.processes} processes")
        most = self.limits.memory_mib * MIB
        used = sum(_resident(pid) for pid in (self._pid, *below))
        if used > most and below:
            used = _resident(self._pid) + sum(self._own(pid) for pid in below)
        self.peak_bytes = max(self.peak_bytes, used)
        if used > most:
            raise WorkerFailure("memory-limit", f"the code used more than {self.limits.memory_mib} MiB of memory")

    def _look_at_files(self) -> None:
        size, entries = tree_size(self.scratch, most_entries=self.limits.scratch_entries)
        if size > self.limits.scratch_mib * MIB:
            raise WorkerFailure("output-limit", f"the code wrote more than {self.limits.scratch_mib} MiB of files")
        if entries > self.limits.scratch_entries:
            raise WorkerFailure("output-limit", f"the code made more than {self.limits.scratch_entries} files")

    def _own(self, pid: int) -> int:
        """Resident memory of a process below the worker, without what it shares since it was forked.

        Shared pages divided among their users, where the kernel tells. It does not tell an ordinary user about what
        was forked from a worker, so there the memory a fresh worker has is taken off: a fork starts with as much.
        """
        with suppress(psutil.Error, AttributeError, OSError):
            return int(psutil.Process(pid).memory_full_info().pss)
        return max(0, _resident(pid) - self._fresh_bytes)

    def _note(self, pid: int) -> None:
        if pid not in self.seen:
            with suppress(psutil.Error):
                self.seen[pid] = psutil.Process(pid)


class WatchedSocket(socket.socket):
    """A stream socket that calls `watch` while it waits, however little arrives at a time."""

    watch: Callable[[], None]

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive; see `socket.socket.recv`."""
        self._wait(select.POLLIN)
        return super().recv(bufsize, flags)

    def send(self, data: bytes | memoryview, flags: int = 0, /) -> int:  # type: ignore[override]
        """Send; see `socket.socket.send`."""
        self._wait(select.POLLOUT)
        return super().send(data, flags)

    def _wait(self, event: int) -> None:
        timeout = self.gettimeout()
        deadline = None if timeout is None else time.monotonic() + timeout
        poll = select.poll()
        poll.register(self, event)
        while True:
            left = TICK_S if deadline is None else min(TICK_S, max(0.0, deadline - time.monotonic()))
            ready = poll.poll(left * 1000)
            self.watch()
            if ready:
                return
            if deadline is not None and time.monotonic() >= deadline:
                raise TimeoutError


def _resident(pid: int) -> int:
    with suppress(psutil.Error):
        return int(psutil.Process(pid).memory_info().rss)
    return 0
