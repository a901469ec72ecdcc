"""What this machine offers for grading: libraries, devices, the kernel's mechanisms, and the protection in force."""

import ctypes
import importlib.metadata
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from cnncheck.findings import Machine, Protection
from cnncheck.sandbox import SandboxError, Zygote, protection

_LIBRARIES = (
    "tensorflow",
    "keras",
    "numpy",
    "scikit-learn",
    "matplotlib",
    "hypothesis",
    "pytest",
    "tf_keras",
    "nbformat",
)

_LANDLOCK_CREATE_RULESET = 444
_LANDLOCK_ASK_VERSION = 1
"""System call and flag that tell the version and change nothing; the numbers are the same on all architectures."""

_NEW_USER_NAMESPACE = "import ctypes, sys; sys.exit(ctypes.CDLL(None).unshare(0x10000000) != 0)"
"""CLONE_NEWUSER, tried in a process of its own."""

_PATIENCE_S = 10.0
"""For programs that only tell their version; a broken graphics driver can let them hang."""


def examine() -> Machine:
    """Look at the machine, start a zygote and let a worker try to get out; takes as long as importing TensorFlow."""
    start_s, spawn_s, found, obstacle = _try_out()
    return Machine(
        python=f"{platform.python_version()} ({sys.executable})",
        system=f"{platform.system()} {platform.release()}",
        cores=_cores(),
        memory_mib=psutil.virtual_memory().total >> 20,
        root=os.geteuid() == 0,
        libraries=tuple((name, _version(name)) for name in _LIBRARIES),
        gpus=tuple(_output(["nvidia-smi", "--query-gpu=name", "--format=csv,noheader"]).splitlines()),
        bubblewrap=_output(["bwrap", "--version"]).removeprefix("bubblewrap ") or None,
        landlock=_landlock(),
        seccomp=_has_seccomp(),
        user_namespaces=_runs([sys.executable, "-I", "-S", "-c", _NEW_USER_NAMESPACE]),
        protection=found,
        start_s=start_s,
        spawn_s=spawn_s,
        obstacle=obstacle,
    )


def _try_out() -> tuple[float | None, float | None, Protection | None, str | None]:
    """Seconds to start a zygote and to get a worker, the protection in force, and what stood in the way."""
    begin = time.perf_counter()
    try:
        with Zygote.start() as zygote, tempfile.TemporaryDirectory() as empty:
            zygote.ready()
            ready = time.perf_counter()
            zygote.spawn(Path(empty)).close()
            spawned = time.perf_counter()
            return ready - begin, spawned - ready, protection(zygote), None
    except SandboxError as error:
        return None, None, None, str(error)


def _cores() -> int:
    """Cores this process may use, which in a container are often fewer than the machine has."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _version(name: str) -> str | None:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _landlock() -> int | None:
    """Version of the kernel's Landlock interface; None without it."""
    if sys.platform != "linux":
        return None
    version = int(ctypes.CDLL(None).syscall(_LANDLOCK_CREATE_RULESET, None, 0, _LANDLOCK_ASK_VERSION))
    return version if version > 0 else None


def _has_seccomp() -> bool:
    with suppress(OSError):
        return "\nSeccomp:" in Path("/proc/self/status").read_text()
    return False


def _output(command: Sequence[str]) -> str:
    """What a program prints, "" when there is none or it fails."""
    path = shutil.which(command[0])
    if path is None:
        return ""
    try:
        done = subprocess.run(  # noqa: S603 - a version is asked for, nothing of a submission is in it
            [path, *command[1:]],
            capture_output=True,
            text=True,
            timeout=_PATIENCE_S,
            check=True,
            stdin=subprocess.DEVNULL,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _runs(command: Sequence[str]) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and our own line
            command, capture_output=True, timeout=_PATIENCE_S, check=False, stdin=subprocess.DEVNULL
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return done.returncode == 0
