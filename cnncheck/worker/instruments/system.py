"""Processes, waiting, downloads and file names: answered softly here, forbidden hard by the confinement around."""

import builtins
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from cnncheck.worker.instruments.copies import keras_modules
from cnncheck.worker.problems import BlockedError
from cnncheck.worker.state import Session, pass_through

LONGEST_SLEEP_S = 0.01
"""Nobody watches the progress that a script slows down for."""

_WRITING = frozenset("wax+")


def install(session: Session) -> None:
    """Replace what reaches out of the process."""
    _processes(session)
    _waiting(session)
    _downloads(session)
    _files(session)


def _processes(session: Session) -> None:
    def refuse(command: object) -> None:
        session.note(f"The script starts another program ({_first_word(command)}); it was not run.")

    def system(command: object) -> int:
        refuse(command)
        return 1

    def run(command: Any, *_arguments: object, check: bool = False, **_options: object) -> Any:
        refuse(command)
        if check:
            raise subprocess.CalledProcessError(1, str(command))
        return subprocess.CompletedProcess(command, 1, "", "")

    def call(command: object, *_arguments: object, **_options: object) -> int:
        refuse(command)
        return 1

    def check(command: object, *_arguments: object, **_options: object) -> int:
        refuse(command)
        raise subprocess.CalledProcessError(1, str(command))

    def start(_self: object, command: object, *_arguments: object, **_options: object) -> None:
        raise BlockedError(f"the script starts another program ({_first_word(command)}), which a graded script cannot")

    os.system = system
    subprocess.run = run  # type: ignore[assignment]
    subprocess.call = call  # type: ignore[assignment]
    subprocess.check_call = subprocess.check_output = check  # type: ignore[assignment]
    subprocess.Popen.__init__ = start  # type: ignore[assignment, method-assign]


def _first_word(command: object) -> str:
    words = command.split() if isinstance(command, str) else command
    word = words[0] if isinstance(words, (list, tuple)) and words else "?"
    return str(word)[:40] if isinstance(word, str) else "?"


def _waiting(session: Session) -> None:
    sleep = time.sleep

    def shortened(seconds: Any, /) -> None:
        if session.is_students(sys._getframe(1).f_code.co_filename):
            seconds = min(seconds, LONGEST_SLEEP_S)
        pass_through(sleep, seconds)

    time.sleep = shortened


def _downloads(session: Session) -> None:
    """Refuse downloads, naming the address; do without pretrained weights, for a network is graded with others."""

    def refuse(address: object) -> BlockedError:
        text = address.full_url if isinstance(address, urllib.request.Request) else address
        return BlockedError(f"the script downloads {str(text)[:200]}, and there is no network while it is graded")

    def opened(url: object, *_arguments: object, **_options: object) -> None:
        raise refuse(url)

    def get_file(fname: object = None, origin: object = None, *_arguments: object, **_options: object) -> str:
        caller = sys._getframe(1).f_code.co_filename.replace(os.sep, "/")
        if "/keras/src/applications/" in caller:
            session.note("Pretrained weights are not downloaded; the model starts from fresh ones.")
            return str(session.scratch / "pretrained")
        raise refuse(origin if origin is not None else fname)

    urllib.request.urlopen = opened
    urllib.request.urlretrieve = opened  # type: ignore[assignment]
    for module in (*keras_modules("utils"), *keras_modules("utils.file_utils")):
        if "get_file" in vars(module):
            vars(module)["get_file"] = get_file


def _files(session: Session) -> None:
    """Read relative names from the submission too; write what is meant for foreign folders to the scratch."""
    real_open = builtins.open

    def opened(file: Any, mode: Any = "r", *arguments: Any, **options: Any) -> Any:
        if session.is_students(sys._getframe(1).f_code.co_filename) and isinstance(file, (str, Path)):
            file = _redirected(session, Path(file), str(mode))
        return pass_through(real_open, file, mode, *arguments, **options)

    builtins.open = opened


def _redirected(session: Session, path: Path, mode: str) -> Path:
    if _WRITING & set(mode):
        if not path.is_absolute() or path.is_relative_to(session.scratch) or path.parent == Path("/dev"):
            return path
        session.note(f"The script writes to {path.name} in a folder of its own machine; it was written elsewhere.")
        return session.scratch / path.name
    inside = session.root / path
    return inside if not path.is_absolute() and not path.exists() and inside.exists() else path
