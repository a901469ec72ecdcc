"""Private copies for workers, made without following a link, and removed without following one."""

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

import cnncheck

MAX_COPY_BYTES = 256 << 20
MAX_COPY_ENTRIES = 10_000
"""A submission is some scripts and perhaps weights; beyond this the largest files are left out, and said to be."""

SKIPPED = frozenset({".git", "__pycache__"})
"""Histories and compiled leftovers: large, and never what was handed in."""

_DEEPEST = 40


def copy_code(destination: Path, worker: Path | None = None) -> str:
    """Copy `inside` and `worker`, the only parts of us a worker sees; the name of the module that serves.

    Args:
        destination: new folder, which gets `cnncheck/inside` and `cnncheck/worker`.
        worker: file of another module to serve instead of ours.
    """
    source = Path(cnncheck.__file__).parent
    for room in ("inside", "worker"):
        shutil.copytree(
            source / room, destination / "cnncheck" / room, ignore=shutil.ignore_patterns("__pycache__", "*.pyc")
        )
    if worker is None:
        return "cnncheck.worker.main"
    shutil.copyfile(worker, destination / "cnncheck" / "worker" / worker.name)
    return f"cnncheck.worker.{worker.stem}"


def copy_submission(source: Path, destination: Path) -> tuple[Path, tuple[str, ...]]:
    """Copy the regular files of a submission, smallest first while they fit.

    Args:
        source: a file, which is copied alone, or a folder.
        destination: new folder.

    Returns:
        The copy of `source`, and the names of what was left out: links, what is no regular file, what did not fit.

    Raises:
        FileNotFoundError: there is no such file or folder.
    """
    source = source.resolve(strict=True)
    destination.mkdir(mode=0o700)
    if not source.is_dir():
        copied = _copy_file(source, destination / source.name)
        return destination / source.name, () if copied else (_printable(source.name),)
    files: list[tuple[int, str]] = []
    left_out: list[str] = []
    for number, entry in enumerate(_walk(source, "", left_out)):
        if number >= MAX_COPY_ENTRIES:
            left_out.append("...")
            break
        name = os.path.relpath(entry.path, source)
        if entry.is_file(follow_symlinks=False):
            files.append((entry.stat(follow_symlinks=False).st_size, name))
        elif entry.is_dir(follow_symlinks=False):
            (destination / name).mkdir(mode=0o700, parents=True, exist_ok=True)
        else:
            left_out.append(name)
    room = MAX_COPY_BYTES
    for size, name in sorted(files):
        room -= size
        if room < 0 or not _copy_file(source / name, destination / name):
            left_out.append(name)
    return destination, tuple(map(_printable, left_out))


def tree_size(folder: Path, *, most_entries: int) -> tuple[int, int]:
    """Bytes on disk and number of entries below a folder, counted up to a little more than `most_entries`."""
    size, entries, pending = 0, 0, [str(folder)]
    while pending and entries <= most_entries:
        with suppress(OSError), os.scandir(pending.pop()) as listing:
            for entry in listing:
                entries += 1
                with suppress(OSError):
                    size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        pending.append(entry.path)
                if entries > most_entries:
                    break
    return size, entries


def remove_tree(folder: Path) -> None:
    """Remove a folder that a worker could write, after the worker's death.

    Folders inside are first moved up beside it, so that neither depth nor links nor taken permissions stand in the
    way; what cannot be removed all the same is left.
    """
    pending, numbers = [folder], count()
    while pending:
        current = pending.pop()
        with suppress(OSError):
            current.chmod(0o700)
        with suppress(OSError), os.scandir(current) as listing:
            for entry in list(listing):
                with suppress(OSError):
                    if entry.is_dir(follow_symlinks=False):
                        aside = folder.parent / f"{folder.name}.{next(numbers)}"
                        Path(entry.path).chmod(0o700)
                        Path(entry.path).rename(aside)
                        pending.append(aside)
                    else:
                        Path(entry.path).unlink()
        with suppress(OSError):
            current.rmdir()


def _walk(folder: Path, below: str, left_out: list[str], depth: int = 0) -> Iterator[os.DirEntry[str]]:
    """Every entry below a folder, parents first; unreadable and too deep folders are noted."""
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError:
        left_out.append(below)
        return
    for entry in entries:
        if entry.name in SKIPPED:
            continue
        yield entry
        if entry.is_dir(follow_symlinks=False):
            name = f"{below}/{entry.name}".lstrip("/")
            if depth >= _DEEPEST:
                left_out.append(name)
            else:
                yield from _walk(Path(entry.path), name, left_out, depth + 1)


def _printable(name: str) -> str:
    """A file's name as text, whatever bytes it is made of."""
    return os.fsencode(name).decode(errors="replace")


def _copy_file(source: Path, destination: Path) -> bool:
    """Copy one regular file; False when it is none (any more) or cannot be read."""
    try:
        descriptor = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    with os.fdopen(descriptor, "rb") as reading:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return False
        with destination.open("xb") as writing:
            shutil.copyfileobj(reading, writing, 1 << 20)
    return True
