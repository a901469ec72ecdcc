"""What the trusted side and a zygote say to each other: one connection is one worker.

A connection asks for a worker with `Spawn`, followed by one byte that carries the worker's end of a socket pair. As
long as the connection is open the worker may live; when it closes, the worker and all it started are killed.
"""

import socket
from typing import TypeAlias

import msgspec

from cnncheck.inside.wire import WireClosed

MAX_CONTROL_FRAME = 1 << 16
"""Control messages are paths and numbers; a longer frame is none of them."""

_CARRIER = b"F"


class Walls(msgspec.Struct, frozen=True):
    """The kernel's limits on one worker; None leaves a limit as it is.

    Attributes:
        data_bytes: RLIMIT_DATA, writable private memory including thread stacks.
        file_bytes: RLIMIT_FSIZE, the largest file.
        descriptors: RLIMIT_NOFILE.
        cpu_s: RLIMIT_CPU, seconds of processor time over all threads.
        processes: how many more processes and threads the user may have than there are now (no effect for root).
    """

    data_bytes: int | None = None
    file_bytes: int | None = None
    descriptors: int | None = None
    cpu_s: int | None = None
    processes: int | None = None


class Spawn(msgspec.Struct, frozen=True, tag="spawn"):
    """Fork a worker.

    Attributes:
        submission: absolute path handed to the worker: a folder or a file of its private copy.
        home, temporary: private folders of the worker.
        walls: its limits.
        entry: the module whose `serve(connection, submission)` is called; "" is the one the zygote was started with.
    """

    submission: str
    home: str
    temporary: str
    walls: Walls
    entry: str = ""


class Kill(msgspec.Struct, frozen=True, tag="kill"):
    """Kill this connection's worker and everything it started; answered by `Exited`."""


class Exit(msgspec.Struct, frozen=True, tag="exit"):
    """Tell how the worker ended; one that has not ended within `grace_s` is killed first. Answered by `Exited`."""

    grace_s: float


class Ready(msgspec.Struct, frozen=True, tag="ready"):
    """Ask whether workers can be forked; answered by `Ready` or `Refused`."""


class Spawned(msgspec.Struct, frozen=True, tag="spawned"):
    """The worker runs under this process id."""

    pid: int


class Refused(msgspec.Struct, frozen=True, tag="refused"):
    """No worker can be forked, and why."""

    why: str


class Exited(msgspec.Struct, frozen=True, tag="exited"):
    """How the worker ended.

    Attributes:
        exit_code: what it passed to `exit`, None when a signal ended it.
        signal: the number of the signal that ended it.
        killed: the zygote had to end it.
        cpu_s: processor time it used.
    """

    exit_code: int | None
    signal: int | None
    killed: bool
    cpu_s: float


Request: TypeAlias = Spawn | Kill | Exit | Ready
Response: TypeAlias = Spawned | Refused | Exited | Ready


def send_descriptor(connection: socket.socket, descriptor: int) -> None:
    """Pass an open file descriptor along a Unix socket."""
    socket.send_fds(connection, [_CARRIER], [descriptor])


def receive_descriptor(connection: socket.socket) -> int:
    """Take one file descriptor passed by `send_descriptor`.

    Raises:
        WireClosed: the next byte carries no descriptor, or the other side is gone.
    """
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, len(_CARRIER), 1)
    except OSError as error:
        raise WireClosed("the other side is gone") from error
    if data != _CARRIER or not descriptors:
        raise WireClosed("no descriptor was passed")
    return descriptors[0]
