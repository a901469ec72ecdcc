"""The handle on one worker: asks it, holds it to its limits, and says plainly how it ended."""

import secrets
import select
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import psutil

from cnncheck.inside.control import MAX_CONTROL_FRAME, Exit, Exited, Kill
from cnncheck.inside.wire import (
    MAX_FRAME,
    Ask,
    Problem,
    Question,
    Reply,
    WireClosed,
    WireError,
    WireTimeout,
    receive,
    send,
)
from cnncheck.sandbox.failures import SandboxError, StudentProblem, WorkerFailure
from cnncheck.sandbox.files import remove_tree
from cnncheck.sandbox.limits import MIB, Limits
from cnncheck.sandbox.watch import Watch, WatchedSocket

T = TypeVar("T")

_GRACE_S = 1.0
"""A worker that closed its connection is usually just ending; this long it may take."""

_CONTROL_S = 15.0
"""Longer than the zygote ever takes to kill a worker and all it started."""

_NO_ANSWER = "the code answered with something that is no answer to what was asked"
_TOO_LARGE = f"its values take more than {MAX_FRAME // MIB} MiB, which is more than is graded"
_NEARLY = 0.8
"""A worker that ends with this share of its memory or its processor time used has run out of it; the kernel counts
both a little differently from what can be read afterwards."""


class Worker:
    """A forked worker with one submission; made by `Zygote.spawn`.

    Attributes:
        pid: its process id.
        limits: what it may use.
        left_out: names in the submission that were not copied for it: links, devices, what was too large.
    """

    def __init__(
        self,
        pid: int,
        connection: WatchedSocket,
        control: socket.socket,
        limits: Limits,
        scratch: Path,
        left_out: tuple[str, ...] = (),
    ) -> None:
        self.pid = pid
        self.limits = limits
        self.left_out = left_out
        self._connection = connection
        self._control = control
        self._scratch = scratch
        self._end_of_time = time.monotonic() + limits.wall_s
        self._failure: WorkerFailure | SandboxError | None = None
        self._closed = False
        self._watch = Watch(pid, limits, scratch)
        connection.watch = self._watch

    @property
    def alive(self) -> bool:
        """Whether it can still be asked."""
        return self._failure is None and not self._closed

    def ask(self, question: Question, kind: type[T], *, timeout: float | None = None) -> T:
        """Ask a question and wait for its answer.

        Args:
            question: one of the wire's questions.
            kind: the type the answer must have.
            timeout: seconds, if less than the limits allow.

        Raises:
            StudentProblem: the student's code stopped the answer; the worker lives on.
            WorkerFailure: the worker is gone.
            SandboxError: the worker was closed, or the zygote died and its workers with it.
        """
        if self._closed:
            raise SandboxError("the worker was closed")
        if self._failure is not None:
            raise self._failure.with_traceback(None)
        number = secrets.randbits(53)  # nobody can answer before being asked
        try:
            answer = self._exchange(Ask(number, question), number, timeout)
        except (WorkerFailure, SandboxError) as error:
            self._end(error)
            raise
        if isinstance(answer, kind):
            return answer
        if isinstance(answer, Problem):
            raise StudentProblem(answer)
        failure = WorkerFailure("crash", _NO_ANSWER)
        self._end(failure)
        raise failure

    def close(self) -> None:
        """Kill it, kill everything it started, and remove its files."""
        if not self._closed:
            self._end(None)
            self._closed = True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _exchange(self, ask: Ask, number: int, timeout: float | None) -> object:
        allowed, sentence = self._allowed(timeout)
        deadline = time.monotonic() + allowed
        try:
            if _pending(self._connection):
                raise WorkerFailure("crash", "the code answered before it was asked")
            self._send(ask, allowed)
            reply = receive(self._connection, Reply, timeout=max(0.001, deadline - time.monotonic()))
        except WireTimeout as error:
            raise WorkerFailure("timeout", sentence) from error
        except WireClosed as error:
            raise self._obituary() from error
        except WireError as error:
            raise WorkerFailure("crash", _NO_ANSWER) from error
        if reply.number != number:
            raise WorkerFailure("crash", _NO_ANSWER)
        return reply.answer

    def _send(self, ask: Ask, allowed: float) -> None:
        try:
            send(self._connection, ask, timeout=allowed)
        except (WireTimeout, WireClosed):
            raise
        except WireError as error:
            raise WorkerFailure("memory-limit", _TOO_LARGE) from error

    def _allowed(self, timeout: float | None) -> tuple[float, str]:
        """Seconds for this answer, and what to say when they are over."""
        request_s = self.limits.request_s if timeout is None else min(timeout, self.limits.request_s)
        left_s = self._end_of_time - time.monotonic()
        if left_s <= request_s:
            return max(0.001, left_s), f"the code used up its time limit of {self.limits.wall_s:g} s"
        return request_s, f"the code gave no answer within {request_s:g} s"

    def _obituary(self) -> WorkerFailure | SandboxError:
        """Why the connection closed, as far as the worker's end tells."""
        exited = self._command(Exit(_GRACE_S))
        if exited is None:
            return SandboxError("the process that workers are forked from has died")
        if exited.killed:
            return WorkerFailure("crash", "the code closed the connection it was asked through")
        if exited.signal is None:
            with_status = f" with exit status {exited.exit_code}" if exited.exit_code else ""
            return WorkerFailure("crash", f"the code ended the process{with_status}", exit_code=exited.exit_code)
        return self._death_by(exited.signal, exited.cpu_s)

    def _death_by(self, number: int, cpu_s: float) -> WorkerFailure:
        limit_s = self.limits.walls.cpu_s
        if number == signal.SIGXCPU or (limit_s is not None and cpu_s >= _NEARLY * limit_s):
            return WorkerFailure("timeout", f"the code used up its {limit_s} s of processor time", signal=number)
        if number == signal.SIGXFSZ:
            sentence = f"the code wrote a file larger than {self.limits.file_mib} MiB"
            return WorkerFailure("output-limit", sentence, signal=number)
        if (
            number in (signal.SIGABRT, signal.SIGKILL)
            and self._watch.peak_bytes > _NEARLY * self.limits.memory_mib * MIB
        ):
            sentence = f"the code ran out of its {self.limits.memory_mib} MiB of memory"
            return WorkerFailure("memory-limit", sentence, signal=number)
        name = (signal.strsignal(number) or "unknown signal").lower()
        return WorkerFailure("crash", f"the code was stopped by signal {number} ({name})", signal=number)

    def _end(self, failure: WorkerFailure | SandboxError | None) -> None:
        """Kill and clean up, once."""
        if not self.alive:
            return
        self._failure = failure
        self._connection.close()
        if self._command(Kill()) is None:
            self._hunt()
        self._control.close()
        remove_tree(self._scratch)

    def _command(self, request: Kill | Exit) -> Exited | None:
        """Ask the zygote about the worker; None when the zygote is gone."""
        try:
            send(self._control, request, timeout=_CONTROL_S)
            return receive(self._control, Exited, timeout=_CONTROL_S, max_bytes=MAX_CONTROL_FRAME)
        except WireError:
            return None

    def _hunt(self) -> None:
        """Without a zygote: kill what was seen of the worker, and what hangs below it."""
        for process in list(self._watch.seen.values()):
            with suppress(psutil.Error):
                for below in process.children(recursive=True):
                    with suppress(psutil.Error):
                        below.kill()
                process.kill()


def _pending(connection: socket.socket) -> bool:
    """Whether bytes lie ready that nobody asked for.

    Raises:
        WireClosed: the other side is gone.
    """
    if not select.select([connection], [], [], 0)[0]:
        return False
    try:
        waiting = socket.socket.recv(connection, 1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except OSError as error:
        raise WireClosed("the other side is gone") from error
    if not waiting:
        raise WireClosed("the other side closed the connection")
    return True
