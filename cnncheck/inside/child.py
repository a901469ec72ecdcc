"""The forked child: takes its place, gives up what it must not have, and hands control to the worker's module."""

import gc
import importlib
import os
import signal
import socket
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

from cnncheck.inside import confinement
from cnncheck.inside.control import Spawn

FAILED = 70
"""Exit status of a worker whose own machinery failed: EX_SOFTWARE of sysexits.h."""


def become(order: Spawn, connection: int, *, entry: str, parent: int) -> NoReturn:
    """Turn this freshly forked process into a worker; never returns.

    Args:
        order: what the worker is for.
        connection: its end of the socket pair.
        entry: the module whose `serve` is called.
        parent: process id of the zygote.
    """
    status = FAILED
    try:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        confinement.confine(connection, parent=parent, walls=order.walls, environment=_environment(order))
        _settle(order)
        ours = socket.socket(fileno=confinement.CONNECTION)
        importlib.import_module(entry).serve(ours, order.submission)
        status = 0
    except BaseException:  # noqa: BLE001 - whatever happens, the zygote's code must not go on in this process
        status = FAILED
    finally:
        os._exit(status)


def _environment(order: Spawn) -> dict[str, str]:
    """The zygote's environment, which is clean already, with the folders exchanged for the worker's own."""
    own = {
        "HOME": order.home,
        "KERAS_HOME": f"{order.home}/.keras",
        "MPLCONFIGDIR": f"{order.home}/.matplotlib",
        "TMPDIR": order.temporary,
    }
    return {**os.environ, **own}


def _settle(order: Spawn) -> None:
    """Stand in the submission's folder and make Keras and tempfile forget the zygote's folders."""
    submission = Path(order.submission)
    os.chdir(submission if submission.is_dir() else submission.parent)
    tempfile.tempdir = None
    keras_config = sys.modules.get("keras.src.backend.config")
    if hasattr(keras_config, "_KERAS_DIR"):  # read from KERAS_HOME when Keras was imported
        keras_config._KERAS_DIR = os.environ["KERAS_HOME"]  # type: ignore[union-attr]  # noqa: SLF001
    gc.enable()
