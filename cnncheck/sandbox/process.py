"""The zygote's process and its private folder, as their owner holds them."""

import os
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from cnncheck.inside.zygote import GOODBYE
from cnncheck.sandbox import environment, files
from cnncheck.sandbox.failures import SandboxError

_CLOSE_S = 15.0
"""Longer than a zygote ever takes to kill what it forked."""

_REVIVE_S = 1.0
"""One that does not answer is given this long to end by itself."""

_BACKLOG = 128
_LONGEST_ADDRESS = 100
"""Socket addresses hold 104 bytes on macOS and 108 on Linux."""


class ZygoteProcess:
    """A zygote executed as a fresh interpreter, with its code, its socket and all scratch in one private folder.

    The socket is made here and handed down, so that its address holds before the zygote has imported anything.

    Attributes:
        folder: the private folder.
        address: path of the socket.
    """

    def __init__(
        self,
        worker: Path | None = None,
        libraries: tuple[str, ...] | None = None,
        required: tuple[str, ...] = environment.REQUIRED,
    ) -> None:
        self._worker = worker
        self._required = required
        self._libraries = environment.libraries() if libraries is None else libraries
        self._lock = threading.Lock()
        try:
            self.folder = _private_folder()
            self.address = str(self.folder / "socket")
            (self.folder / "scratch").mkdir(mode=0o700)
            self._process = self._execute()
        except OSError as error:
            raise SandboxError(f"the sandbox cannot be set up: {error}") from error
        self._finalizer = weakref.finalize(self, _close, self._process, self.folder, os.getpid())

    @property
    def pid(self) -> int:
        """Process id of the zygote."""
        return self._process.pid

    @property
    def closed(self) -> bool:
        """Whether `close` was called."""
        return not self._finalizer.alive

    def revive(self, dead: int) -> bool:
        """Start the process again unless somebody already has; whether there is one now.

        Args:
            dead: process id of the zygote that was found not to answer.
        """
        with self._lock:
            if self.closed:
                return False
            if self._process.pid == dead:
                _end(self._process, _REVIVE_S)
                self._process = self._execute()
                self._finalizer.detach()
                self._finalizer = weakref.finalize(self, _close, self._process, self.folder, os.getpid())
            return True

    def close(self) -> None:
        """End the zygote, its workers and all they started; remove the private folder."""
        self._finalizer()

    def last_words(self) -> str:
        """The end of what the process wrote to standard error: why it could not start."""
        with suppress(OSError):
            lines = (self.folder / "log").read_text(errors="replace").strip().splitlines()
            return lines[-1][:300] if lines else ""
        return ""

    def _execute(self) -> subprocess.Popen[bytes]:
        if not sys.executable:
            raise SandboxError("the path of the Python interpreter is not known")
        fresh = Path(tempfile.mkdtemp(prefix="zygote-", dir=self.folder))  # its predecessor's may have been written to
        code, home = fresh / "code", fresh / "home"
        home.mkdir(mode=0o700)
        entry = files.copy_code(code, self._worker)
        with suppress(FileNotFoundError):
            Path(self.address).unlink()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener, (self.folder / "log").open("wb") as log:
            listener.bind(self.address)
            listener.listen(_BACKLOG)
            command = [sys.executable, "-P", "-s", "-S", "-B", str(code / "cnncheck" / "inside" / "boot.py")]
            command += ["--code", str(code), "--listen", str(listener.fileno()), "--worker", entry]
            command += ["--private", str(self.folder)]
            command += [f"--site={folder}" for folder in self._libraries]
            command += [f"--required={name}" for name in self._required]
            if "tensorflow" in self._required:
                command += [f"--welcome={name}" for name in environment.WELCOME]
            return subprocess.Popen(  # noqa: S603 - our own interpreter and our own file
                command,
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                cwd=home,
                env=environment.clean(home),
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )


def _private_folder() -> Path:
    """A new folder only we can enter, at a path short enough for a socket's address."""
    folder = Path(tempfile.mkdtemp(prefix="cnncheck-")).resolve()
    if len(os.fsencode(folder)) + len("/socket") <= _LONGEST_ADDRESS:
        return folder
    folder.rmdir()
    return Path(tempfile.mkdtemp(prefix="cnncheck-", dir="/tmp")).resolve()


def _say_goodbye(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.write(GOODBYE)
            process.stdin.flush()
        with suppress(OSError):
            process.stdin.close()


def _end(process: subprocess.Popen[bytes], patience_s: float) -> None:
    _say_goodbye(process)
    try:
        process.wait(patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _close(process: subprocess.Popen[bytes], folder: Path, owner: int) -> None:
    """End and remove; in a forked copy of the owner this does nothing."""
    if os.getpid() != owner:
        return
    _end(process, _CLOSE_S)
    for scratch in (folder / "scratch").iterdir():
        files.remove_tree(scratch)
    files.remove_tree(folder)
