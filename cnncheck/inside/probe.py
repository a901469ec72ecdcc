"""A worker that tries what a submission might try, and tells what it could do.

It runs where submissions run, in a worker of its own; the trusted side plants what it reaches for.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec

from cnncheck.inside.wire import receive, send


class Probe(msgspec.Struct, frozen=True):
    """What was planted.

    Attributes:
        canary: a file outside the worker's folders.
        folder: a folder outside them, to list and to write to.
        port: where a socket listens on 127.0.0.1.
        grader: process id of the trusted side.
        data_bytes, file_bytes: the limits that should hold.
    """

    canary: str
    folder: str
    port: int
    grader: int
    data_bytes: int
    file_bytes: int


class Probed(msgspec.Struct, frozen=True):
    """Names of the attempts that succeeded and of those that did not."""

    allowed: tuple[str, ...]
    blocked: tuple[str, ...]


def serve(connection: socket.socket, submission: str) -> None:
    """Make every attempt once and answer with the outcome."""
    probe = receive(connection, Probe)
    scratch = Path(submission).parent
    outcome = {name: _succeeds(attempt) for name, attempt in _attempts(probe, scratch).items()}
    allowed = tuple(name for name, done in outcome.items() if done)
    send(connection, Probed(allowed, tuple(name for name in outcome if name not in allowed)))


def _attempts(probe: Probe, scratch: Path) -> dict[str, Callable[[], object]]:
    return {
        "read-file": lambda: _read(Path(probe.canary)),
        "list-folder": lambda: list(Path(probe.folder).iterdir()),
        "write-file": lambda: _write(Path(probe.folder) / "planted", 1),
        "connect": lambda: socket.create_connection(("127.0.0.1", probe.port), timeout=1).close(),
        "start-process": _fork,
        "run-program": lambda: subprocess.run([sys.executable, "-S", "-c", ""], check=True, timeout=10),
        "grader-environment": lambda: _read(Path(f"/proc/{probe.grader}/environ")),
        "grader-memory": lambda: _read_memory(probe.grader),
        "signal-grader": lambda: os.kill(probe.grader, 0),
        "signal-zygote": lambda: os.kill(os.getppid(), 0),
        "huge-memory": lambda: bytearray(probe.data_bytes),
        "huge-file": lambda: _write(scratch / "huge", probe.file_bytes + 1),
        "core-dump": lambda: _positive(resource.getrlimit(resource.RLIMIT_CORE)[1]),
    }


def _succeeds(attempt: Callable[[], object]) -> bool:
    try:
        attempt()
    except (OSError, MemoryError, ValueError, subprocess.SubprocessError):
        return False
    return True


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(1)


def _read_memory(pid: int) -> bytes:
    """Read the first mapped page of another process."""
    with Path(f"/proc/{pid}/maps").open("rb") as maps:
        start = int(maps.readline().split(b"-")[0], 16)
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        memory.seek(start)
        return memory.read(1)


def _write(path: Path, size: int) -> None:
    """Make a file of `size` bytes; a hole is enough to meet the limit."""
    try:
        with path.open("wb") as file:
            file.truncate(size)
    finally:
        path.unlink(missing_ok=True)


def _fork() -> None:
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    os.waitpid(pid, 0)


def _positive(limit: int) -> None:
    if limit == 0:
        raise ValueError
