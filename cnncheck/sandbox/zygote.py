"""The handle on a zygote: starts it, or finds another process's, and gets workers from it."""

import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from cnncheck.inside.control import MAX_CONTROL_FRAME, Ready, Refused, Response, Spawn, Spawned, send_descriptor
from cnncheck.inside.wire import WireClosed, WireTimeout, receive, send
from cnncheck.sandbox import files
from cnncheck.sandbox.failures import SandboxError
from cnncheck.sandbox.limits import Limits
from cnncheck.sandbox.process import ZygoteProcess
from cnncheck.sandbox.watch import WatchedSocket
from cnncheck.sandbox.worker import Worker

_START_S = 180.0
"""Importing TensorFlow takes 3 to 8 s from a warm disk, and can take minutes from a cold network disk."""

_ANSWER_S = 30.0
"""A zygote that is ready answers in milliseconds; one that does not within this time was stopped by somebody."""


class Zygote:
    """Where workers come from; use it as a context manager.

    Attributes:
        address: for `Zygote.connect` in another process of the same user.
    """

    def __init__(self, address: str, process: ZygoteProcess | None = None) -> None:
        self.address = address
        self._process = process
        self._patience_s = _START_S
        self._reviving = threading.Lock()

    @classmethod
    def start(cls, *, wait: bool = False, worker: Path | None = None) -> Self:
        """Start a zygote; it imports TensorFlow meanwhile, and the first spawn waits for that.

        Args:
            wait: return when it is ready.
            worker: file of another module to serve, for tests of the sandbox.

        Raises:
            SandboxError: it cannot be started; with `wait` also: TensorFlow is not installed.
        """
        process = ZygoteProcess(worker)
        zygote = cls(process.address, process)
        if wait:
            zygote.ready()
        return zygote

    @classmethod
    def connect(cls, address: str) -> Self:
        """Use a zygote that another process started; should that be gone, this one starts its own."""
        return cls(address)

    def ready(self) -> None:
        """Wait until workers can be forked.

        Raises:
            SandboxError: they cannot.
        """
        self._request(Ready())[0].close()

    def spawn(self, submission: Path, limits: Limits | None = None) -> Worker:
        """Fork a worker with a private copy of a submission: of a folder, or of a file alone.

        Raises:
            SandboxError: no worker can be had.
            FileNotFoundError: there is no such submission.
        """
        return self._spawn(submission, limits or Limits())

    def close(self) -> None:
        """End the zygote if it is ours, its workers and everything they started."""
        if self._process is not None:
            self._process.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _spawn(self, submission: Path, limits: Limits, entry: str = "") -> Worker:
        """As `spawn`, with another module to serve."""
        self._reach()
        scratch = Path(tempfile.mkdtemp(prefix="worker-", dir=Path(self.address).parent / "scratch"))
        try:
            copy, left_out = files.copy_submission(submission, scratch / "submission")
            for name in ("home", "tmp"):
                (scratch / name).mkdir(mode=0o700)
            order = Spawn(str(copy), str(scratch / "home"), str(scratch / "tmp"), limits.walls, entry)
            ours, theirs = socket.socketpair()
            connection = WatchedSocket(fileno=ours.detach())
            with theirs:
                control, pid = self._request(order, theirs)
        except BaseException as error:
            files.remove_tree(scratch)
            if isinstance(error, OSError) and not isinstance(error, FileNotFoundError):
                raise SandboxError(f"the submission cannot be copied: {error}") from error
            raise
        return Worker(pid, connection, control, limits, scratch, left_out)

    def _reach(self) -> None:
        """Have a listening zygote, and so its folder; nobody listens when the process that owned it has ended."""
        pid = self._process_id
        try:
            self._dial().close()
        except WireClosed:
            self._revive(pid)

    def _request(self, request: Spawn | Ready, descriptor: socket.socket | None = None) -> tuple[socket.socket, int]:
        """Ask on a new connection, once more after a revival if the zygote has died.

        Returns:
            The connection, and the worker's process id, 0 without one.
        """
        pid = self._process_id
        try:
            return self._ask(request, descriptor)
        except WireClosed:
            self._revive(pid)
        try:
            return self._ask(request, descriptor)
        except WireClosed as error:
            words = "" if self._process is None else self._process.last_words()
            raise SandboxError(
                f"the process that workers are forked from does not stay alive. {words}".strip()
            ) from error

    def _ask(self, request: Spawn | Ready, descriptor: socket.socket | None) -> tuple[socket.socket, int]:
        control = self._dial()
        try:
            send(control, request, timeout=self._patience_s)
            if descriptor is not None:
                send_descriptor(control, descriptor.fileno())
            answer: Response = receive(control, Response, timeout=self._patience_s, max_bytes=MAX_CONTROL_FRAME)  # type: ignore[arg-type]
        except WireTimeout as error:
            control.close()
            raise WireClosed(f"no answer within {self._patience_s:g} s") from error
        except BaseException:
            control.close()
            raise
        if isinstance(answer, Refused):
            control.close()
            raise SandboxError(answer.why)
        self._patience_s = _ANSWER_S
        return control, answer.pid if isinstance(answer, Spawned) else 0

    def _dial(self) -> socket.socket:
        control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            control.connect(self.address)
        except OSError as error:
            control.close()
            raise WireClosed("nobody listens") from error
        return control

    @property
    def _process_id(self) -> int:
        return 0 if self._process is None else self._process.pid

    def _revive(self, dead: int) -> None:
        """Start the zygote again, or our own in place of another's.

        Args:
            dead: process id of the one that did not answer, 0 for another's.

        Raises:
            SandboxError: this one was closed.
        """
        with self._reviving:
            self._patience_s = _START_S
            if self._process is None:
                with suppress(WireClosed):  # its owner may have revived it meanwhile
                    self._dial().close()
                    return
                self._process = ZygoteProcess()
                self.address = self._process.address
            elif not self._process.revive(dead):
                raise SandboxError("the sandbox was closed")
