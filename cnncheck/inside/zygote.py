"""The zygote: imports TensorFlow once, runs none of it, and forks a worker in milliseconds for whoever connects.

One thread, one loop. After a single TensorFlow operation or a single layer object every forked child would hang, so
nothing here computes, and a fork is refused when a second thread exists.
"""

import gc
import importlib
import os
import selectors
import shutil
import signal
import socket
import struct
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from cnncheck.inside import child, confinement, processes
from cnncheck.inside.control import (
    MAX_CONTROL_FRAME,
    Exit,
    Exited,
    Kill,
    Ready,
    Refused,
    Request,
    Response,
    Spawn,
    Spawned,
    receive_descriptor,
)
from cnncheck.inside.wire import WireError, receive, send

OWNER = 0
"""Standard input: a pipe that the owner holds open. Its end is the owner's end."""

GOODBYE = b"q"
"""What an owner writes into the pipe that closes in good order and removes the private folder itself."""

_TICK_S = 0.05
_IDLE_S = 1.0
_CLIENT_S = 10.0
"""Clients are graders: they send whole frames. One that is stopped in the middle must not stop the others for ever."""

_KILL_S = 5.0


@dataclass(slots=True)
class Seat:
    """A connection and the worker it asked for.

    Attributes:
        connection: where requests come from.
        pid: of the worker; None before `Spawn`.
        exited: how the worker ended, once it did.
        deadline: when a worker that `Exit` asks about is killed; None when nobody asked.
        killed: the zygote ended it.
    """

    connection: socket.socket
    pid: int | None = None
    exited: Exited | None = None
    deadline: float | None = None
    killed: bool = False


class Zygote:
    """The loop over owner, newcomers and connections."""

    def __init__(self, listener: socket.socket, worker: str, refusal: str | None) -> None:
        self.listener = listener
        self.worker = worker
        self.refusal = refusal
        self.pid = os.getpid()
        self.seats: dict[int, Seat] = {}
        self.tidy = True
        self.selector = selectors.PollSelector()  # epoll would hold a descriptor that children inherit
        self.wakeup, self.woken = socket.socketpair()

    def run(self) -> bool:
        """Serve until the owner is gone; whether it said goodbye, or died."""
        owner = os.getppid()
        self.wakeup.settimeout(0)
        self.woken.settimeout(0)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(self.wakeup.fileno(), warn_on_full_buffer=False)
        for source in (OWNER, self.woken, self.listener):
            self.selector.register(source, selectors.EVENT_READ)
        while os.getppid() == owner:
            for key, _ in self.selector.select(self.patience()):
                if key.fileobj == OWNER:
                    return os.read(OWNER, 1) == GOODBYE
                self.react(key)
            self.look_after()
        return False

    def patience(self) -> float:
        """How long the loop may sleep: shortly while somebody waits for an end, else a second."""
        waiting = any(seat.deadline is not None for seat in self.seats.values())
        return _TICK_S if waiting or not self.tidy else _IDLE_S

    def react(self, key: selectors.SelectorKey) -> None:
        """Handle one readable source."""
        if key.fileobj is self.listener:
            self.welcome()
        elif key.fileobj is self.woken:
            with suppress(BlockingIOError):
                self.woken.recv(4096)
        elif (seat := self.seats.get(key.fd)) is not None and seat.connection is key.fileobj:
            self.answer(seat)

    def welcome(self) -> None:
        """Take a new connection, unless one of our own workers makes it."""
        connection, _ = self.listener.accept()
        if self.is_below(_peer(connection)):
            connection.close()
            return
        self.seats[connection.fileno()] = Seat(connection)
        self.selector.register(connection, selectors.EVENT_READ)

    def is_below(self, pid: int | None) -> bool:
        """Whether a process descends from this one."""
        while pid is not None and pid > 1:
            if pid == self.pid:
                return True
            pid = processes.parent(pid)
        return False

    def answer(self, seat: Seat) -> None:
        """Handle one request; whoever closes or talks nonsense loses the worker."""
        try:
            request: Request = receive(seat.connection, Request, timeout=_CLIENT_S, max_bytes=MAX_CONTROL_FRAME)  # type: ignore[arg-type]
            response = self.response(seat, request)
            if response is not None:
                send(seat.connection, response, timeout=_CLIENT_S)
        except WireError:
            self.dismiss(seat)

    def response(self, seat: Seat, request: Request) -> Response | None:
        """What to answer now; None when the answer comes later."""
        match request:
            case Ready():
                obstacle = self.obstacle()
                return Ready() if obstacle is None else Refused(obstacle)
            case Spawn():
                return self.spawn(seat, request)
            case Kill():
                self.kill(seat)
                return seat.exited or _NEVER
            case Exit(grace_s=grace_s):
                self.reap(seat)
                if seat.pid is not None and seat.exited is None:
                    seat.deadline = time.monotonic() + grace_s
                    return None
                return seat.exited or _NEVER

    def obstacle(self) -> str | None:
        """Why no worker can be forked now."""
        if self.refusal is not None:
            return self.refusal
        found = processes.threads()
        return None if found == 1 else f"the process that workers are forked from has {found} threads instead of one"

    def spawn(self, seat: Seat, order: Spawn) -> Response:
        """Fork a worker for this connection."""
        descriptor = receive_descriptor(seat.connection)
        obstacle = self.obstacle() if seat.pid is None else "this connection has its worker already"
        if obstacle is not None:
            os.close(descriptor)
            return Refused(obstacle)
        pid = os.fork()
        if pid == 0:
            child.become(order, descriptor, entry=order.entry or self.worker, parent=self.pid)
        os.close(descriptor)
        seat.pid = pid
        return Spawned(pid)

    def look_after(self) -> None:
        """Reap who ended, kill whose time is up, and whatever the dead left behind."""
        now = time.monotonic()
        for seat in list(self.seats.values()):
            self.reap(seat)
            if seat.deadline is not None and seat.exited is None and now > seat.deadline:
                self.kill(seat)
            if seat.deadline is not None and seat.exited is not None:
                seat.deadline = None
                try:
                    send(seat.connection, seat.exited, timeout=_CLIENT_S)
                except WireError:
                    self.dismiss(seat)
        if not self.tidy:
            self.sweep()

    def reap(self, seat: Seat) -> None:
        """Take note of a worker's end, if it ended."""
        if seat.pid is not None and seat.exited is None:
            try:
                pid, status, usage = os.wait4(seat.pid, os.WNOHANG)
            except ChildProcessError:
                seat.exited = _NEVER
                return
            if pid:
                seat.exited = _exited(status, seat.killed, usage.ru_utime + usage.ru_stime)
                self.sweep()

    def kill(self, seat: Seat) -> None:
        """End a worker and all it started."""
        self.reap(seat)
        if seat.pid is None or seat.exited is not None:
            return
        seat.killed = True
        with suppress(OSError):
            os.killpg(seat.pid, signal.SIGKILL)
        with suppress(OSError):
            os.kill(seat.pid, signal.SIGKILL)
        deadline = time.monotonic() + _KILL_S
        while seat.exited is None and time.monotonic() < deadline:
            self.reap(seat)
            time.sleep(0 if seat.exited else 0.001)

    def sweep(self) -> None:
        """Kill what dead workers started: all our children that are no living worker, and all below them."""
        known = frozenset(seat.pid for seat in self.seats.values() if seat.pid is not None and seat.exited is None)
        self.tidy = processes.kill_strays(known=known, patience_s=_KILL_S)

    def dismiss(self, seat: Seat) -> None:
        """Forget a connection; its worker ends with it."""
        self.kill(seat)
        self.selector.unregister(seat.connection)
        del self.seats[seat.connection.fileno()]
        seat.connection.close()

    def close(self) -> None:
        """Kill every worker and all they started."""
        for seat in list(self.seats.values()):
            self.dismiss(seat)
        self.sweep()


_NEVER = Exited(exit_code=None, signal=None, killed=False, cpu_s=0.0)
"""The end of a worker that never was, or that somebody else reaped."""


def prepare(worker: str, required: Sequence[str], welcome: Sequence[str]) -> str | None:
    """Import what workers need, once; the reason when that is impossible."""
    gc.disable()
    try:
        for name in required:
            importlib.import_module(name)
        for name in welcome:
            with suppress(ImportError):
                importlib.import_module(name)
        importlib.import_module(worker)
    except ModuleNotFoundError as error:
        if error.name == "tensorflow":
            return f"TensorFlow is not installed for {sys.executable}"
        return f"the libraries cannot be imported: {error}"
    except Exception as error:  # noqa: BLE001 - a broken installation fails in many ways, and all must be told
        return f"the libraries cannot be imported: {type(error).__name__}: {error}"
    finally:
        gc.collect()
        gc.freeze()  # a collection in a child would otherwise touch, and so copy, every page
    return None


def run(*, listen: int, worker: str, required: Sequence[str], welcome: Sequence[str], private: str) -> NoReturn:
    """Prepare, serve, and leave nothing behind.

    Args:
        listen: descriptor of the listening socket, which the trusted side made.
        worker: the module that serves.
        required: modules to import beforehand, without which nothing works.
        welcome: modules to import where they are installed.
        private: folder to remove when the owner did not live to do so.
    """
    confinement.become_subreaper()
    os.umask(0o077)
    with socket.socket(fileno=listen) as listener:
        zygote = Zygote(listener, worker, prepare(worker, required, welcome))
        orderly = zygote.run()
        zygote.close()
    if not orderly and shutil.rmtree.avoids_symlink_attacks:
        os.chdir("/")
        shutil.rmtree(private, ignore_errors=True)
    os._exit(0)


def _peer(connection: socket.socket) -> int | None:
    """Process id of the other side, where the system tells."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    credentials = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
    return int(struct.unpack("3i", credentials)[0])


def _exited(status: int, killed: bool, cpu_s: float) -> Exited:  # noqa: FBT001
    if os.WIFSIGNALED(status):
        return Exited(exit_code=None, signal=os.WTERMSIG(status), killed=killed, cpu_s=cpu_s)
    return Exited(exit_code=os.WEXITSTATUS(status), signal=None, killed=killed, cpu_s=cpu_s)
