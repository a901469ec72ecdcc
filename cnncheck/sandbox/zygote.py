"""The handle on a zygote: starts it, or finds another process's, and gets workers from it."""

import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from cnncheck.inside.control import MAX_CONTROL_FRAME, Ready, Refused, Response, Spawn, Spawned, send_descriptor
from cnncheck.inside.wire import WireClosed, WireError, WireTimeout, receive, send
from cnncheck.sandbox import files
from cnncheck.sandbox.failures import SandboxError
from cnncheck.sandbox.limits import Limits
from cnncheck.sandbox.process import ZygoteProcess
from cnncheck.sandbox.watch import WatchedSocket
from cnncheck.sandbox.worker import Worker

_START_S = 180.0
"""Importing TensorFlow takes 3 to 8 s from a warm disk, and can take minutes from a cold network disk."""


class Zygote:
    """Where workers come from; use it as a context manager.

    Attributes:
        address: for `Zygote.connect` in another process of the same user.
    """

    def __init__(self, address: str, process: ZygoteProcess | None = None) -> None:
        self.address = address
        self._process = process
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
        control, _ = self._request(Ready())
        control.close()

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
        self._ensure_reachable()
        scratch = Path(tempfile.mkdtemp(prefix="worker-", dir=Path(self.address).parent / "scratch"))
        try:
            copy, left_out = files.copy_submission(submission, scratch / "submission")
            for name in ("home", "tmp"):
                (scratch / name).mkdir(mode=0o700)
            order = Spawn(str(copy), str(scratch / "home"), str(scratch / "tmp"), limits.walls, entry)
            ours, theirs = socket.socketpair()
            connection = WatchedSocket(fileno=ours.detach())
            with theirs:
                control, answer = self._request(order, theirs)
            if not isinstance(answer, Spawned):
                raise SandboxError("the sandbox gave no worker")
        except BaseException:
            files.remove_tree(scratch)
            raise
        return Worker(answer.pid, connection, control, limits, scratch, left_out)

    def _ensure_reachable(self) -> None:
        """Have a listening zygote, so that its folder is there; dials once, and starts one where nobody answers."""
        try:
            self._dial().close()
        except WireClosed:
            self._revive()

    def _request(
        self, request: Spawn | Ready, descriptor: socket.socket | None = None
    ) -> tuple[socket.socket, Response]:
        """Ask on a new connection, once more after a revival if the zygote has died."""
        try:
            return self._ask(request, descriptor)
        except WireClosed:
            self._revive()
        try:
            return self._ask(request, descriptor)
        except WireClosed as error:
            words = "" if self._process is None else self._process.last_words()
            raise SandboxError(f"the sandbox ends as soon as it is started {words}".strip()) from error

    def _ask(self, request: Spawn | Ready, descriptor: socket.socket | None) -> tuple[socket.socket, Response]:
        control = self._dial()
        try:
            send(control, request, timeout=_START_S)
            if descriptor is not None:
                send_descriptor(control, descriptor.fileno())
            answer: Response = receive(control, Response, timeout=_START_S, max_bytes=MAX_CONTROL_FRAME)  # type: ignore[arg-type]
            if isinstance(answer, Refused):
                raise SandboxError(answer.why)
        except WireTimeout as error:
            control.close()
            raise SandboxError(f"the sandbox was not ready within {_START_S:g} s") from error
        except (WireError, SandboxError):
            control.close()
            raise
        return control, answer

    def _dial(self) -> socket.socket:
        control = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            control.connect(self.address)
        except OSError as error:
            control.close()
            raise WireClosed("nobody listens") from error
        return control

    def _revive(self) -> None:
        """Start the zygote again, or our own in place of another's.

        Raises:
            SandboxError: this one was closed.
        """
        with self._reviving:
            if self._process is None:
                with suppress(WireClosed):  # the other's owner may have revived it meanwhile
                    self._dial().close()
                    return
                self._process = ZygoteProcess()
                self.address = self._process.address
            elif not self._process.revive():
                raise SandboxError("the sandbox was closed")
