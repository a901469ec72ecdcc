"""What keeps a worker in, step by step and in this order; the level of protection these steps reach is `limits`.

Every step runs in the forked child before any of the student's code. Where the system lacks a mechanism the step is
passed over, and the trusted side measures what holds (`cnncheck.sandbox.protection`).
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from cnncheck.inside.control import Walls

CONNECTION = 3
"""The descriptor a worker is asked through; 0, 1 and 2 are /dev/null, and there are no others."""

_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def confine(connection: int, *, parent: int, walls: Walls, environment: Mapping[str, str]) -> None:
    """Take from this process what a worker must not have.

    Args:
        connection: the descriptor to keep, moved to `CONNECTION`.
        parent: process id of the zygote, whose death is this process's death.
        walls: the kernel's limits.
        environment: the whole environment the worker gets.
    """
    keep_only(connection)
    leave_session()
    become_subreaper()
    die_with(parent)
    forbid_new_privileges()
    limit(walls)
    set_environment(environment)


def keep_only(connection: int) -> None:
    """Close every descriptor but one, which becomes `CONNECTION`; standard input is at its end, output goes nowhere."""
    kept = os.dup(connection)
    while kept <= CONNECTION:
        kept = os.dup(kept)
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor, inheritable=True)
    os.dup2(kept, CONNECTION, inheritable=False)
    os.closerange(CONNECTION + 1, _most_descriptors())


def leave_session() -> None:
    """Start a session and process group of its own, without a terminal."""
    os.setsid()


def become_subreaper() -> None:
    """Make orphans below this process its own children, so that killing it and them misses none."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with(parent: int) -> None:
    """Be killed when the zygote dies; if it died before this took hold, end now."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def forbid_new_privileges() -> None:
    """No set-uid program gives anything, and no process of the same user may look into this one's memory."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)


def limit(walls: Walls) -> None:
    """Set the kernel's limits, soft and hard alike; an overrun of processor time is SIGKILL, whatever is handled."""
    wanted = {
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_DATA: walls.data_bytes,
        resource.RLIMIT_FSIZE: walls.file_bytes,
        resource.RLIMIT_NOFILE: walls.descriptors,
        resource.RLIMIT_CPU: walls.cpu_s,
        resource.RLIMIT_NPROC: None if walls.processes is None else user_tasks() + walls.processes,
    }
    for kind, value in wanted.items():
        if value is not None:
            most = resource.getrlimit(kind)[1]
            limit = value if most == resource.RLIM_INFINITY else min(value, most)
            with suppress(OSError, ValueError):  # macOS refuses RLIMIT_DATA below what is in use
                resource.setrlimit(kind, (limit, limit))


def user_tasks() -> int:
    """How many processes and threads this user has now; RLIMIT_NPROC counts them all. 0 for root, whom it spares."""
    user = os.getuid()
    if user == 0:
        return 0
    found = 0
    with suppress(OSError), os.scandir("/proc") as entries:
        for entry in entries:
            with suppress(OSError, ValueError, IndexError):
                if entry.name.isdigit() and entry.stat().st_uid == user:
                    found += _thread_count(Path(entry.path))
    return found


def set_environment(environment: Mapping[str, str]) -> None:
    """Replace the whole environment."""
    os.environ.clear()
    os.environ.update(environment)


def _thread_count(process: Path) -> int:
    return int((process / "stat").read_bytes().rpartition(b")")[2].split()[17])


def _most_descriptors() -> int:
    """One more than the highest descriptor that is open."""
    try:
        return max(int(entry.name) for entry in Path("/proc/self/fd").iterdir()) + 1
    except OSError:
        return min(os.sysconf("SC_OPEN_MAX"), 1 << 16)


def _prctl(option: int, value: int) -> None:
    if _libc is not None and _libc.prctl(option, value, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
