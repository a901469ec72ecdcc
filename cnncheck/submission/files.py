"""Reads the files of a submission: bounded, without following links, and without running anything."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

MAX_FILES = 1000
"""More files than any homework has; the rest is left out with a note."""

MAX_ENTRIES = 20_000
"""Directory entries looked at, so that a million files cost a moment and not an hour."""

MAX_DEPTH = 20
"""Folders within folders."""

MAX_CODE = 512 << 10
"""Bytes of one Python file: the longest scripts seen have some 60 000, and a syntax tree takes 200 times as much."""

MAX_ALL_CODE = 4 << 20
"""Bytes of all Python files together."""

MAX_NOTES = 20
"""Notes on one submission."""

MAX_BYTES = 256 << 20
"""Bytes read in all; saved weights of the course's largest network take 60 MB."""

_SKIPPED_FOLDERS = frozenset({"__pycache__", "__MACOSX", "node_modules", "site-packages", "venv", "virtualenv"})
_CHUNK = 1 << 20
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


class SubmissionError(Exception):
    """What was named cannot be read as a submission; the message is one sentence for the person who named it."""


@dataclass(frozen=True, slots=True)
class File:
    """A regular file that was handed in.

    Attributes:
        name: relative to the submission, with forward slashes.
        size: in bytes.
        digest: SHA-256 of its bytes.
        data: the bytes of Python files, None of all others.
    """

    name: str
    size: int
    digest: bytes
    data: bytes | None = None

    @property
    def kind(self) -> str:
        """`python`, `notebook` or `other`, by the ending."""
        ending = self.name.lower().rpartition(".")[2]
        return {"py": "python", "ipynb": "notebook"}.get(ending, "other")


@dataclass(slots=True)
class Reading:
    """What reading has gathered so far."""

    files: list[File] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    bytes_left: int = MAX_BYTES
    code_left: int = MAX_ALL_CODE


def read_folder(root: Path) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """Files of a folder and the folders in it, sorted by name, and notes on what was left out."""
    reading = Reading()
    for path, name in _walk(root, reading):
        if len(reading.files) == MAX_FILES:
            reading.notes.append(f"Only the first {MAX_FILES} files were read.")
            break
        _read_into(reading, path, name)
    return tuple(sorted(reading.files, key=lambda file: file.name)), tuple(reading.notes)


def read_one(path: Path) -> tuple[tuple[File, ...], tuple[str, ...]]:
    """That file alone."""
    reading = Reading()
    _read_into(reading, path, path.name)
    return tuple(reading.files), tuple(reading.notes)


def digest(files: tuple[File, ...]) -> str:
    """SHA-256 over the relative names and the bytes of the files, sorted by name."""
    total = hashlib.sha256()
    for file in sorted(files, key=lambda file: file.name):
        name = os.fsencode(file.name)
        total.update(len(name).to_bytes(8, "big") + name + file.digest)
    return total.hexdigest()


def shortened(notes: tuple[str, ...]) -> tuple[str, ...]:
    """The notes, or the first of them and how many more there are."""
    more = len(notes) - MAX_NOTES
    return (*notes[:MAX_NOTES], f"There are {more} more notes of this kind.") if more > 0 else notes


def _walk(root: Path, reading: Reading) -> Iterator[tuple[Path, str]]:
    """Regular files below `root` with their relative names; what is none is noted or, if hidden, passed over."""
    waiting = [("", 0)]
    entries_left = MAX_ENTRIES
    while waiting:
        folder, depth = waiting.pop()
        entries = _entries(root / folder, folder, entries_left, reading)
        entries_left -= len(entries)
        for entry in entries:
            name = f"{folder}/{entry.name}" if folder else entry.name
            kind = _kind(entry, reading, name)
            if kind == "file":
                yield Path(entry.path), name
            elif kind == "folder" and depth < MAX_DEPTH:
                waiting.append((name, depth + 1))
            elif kind == "folder":
                reading.notes.append(f"{name} was not read: it lies more than {MAX_DEPTH} folders deep.")
        if entries_left <= 0:
            reading.notes.append(f"Only the first {MAX_ENTRIES} names in the submission were looked at.")
            return


def _entries(path: Path, name: str, limit: int, reading: Reading) -> list["os.DirEntry[str]"]:
    """At most `limit` entries of a folder, sorted; none of a virtual environment or a folder that cannot be read."""
    try:
        with os.scandir(path) as scan:
            entries = [entry for _, entry in zip(range(limit), scan, strict=False)]
    except OSError as error:
        reading.notes.append(f"The folder {name or '.'} was not read: {error.strerror or 'it cannot be opened'}.")
        return []
    if name and any(entry.name == "pyvenv.cfg" for entry in entries):
        reading.notes.append(f"{name} was not read: it is a virtual environment.")
        return []
    return sorted(entries, key=lambda entry: entry.name)


def _kind(entry: "os.DirEntry[str]", reading: Reading, name: str) -> str:
    """`file`, `folder` or `skipped`."""
    if entry.name.startswith(".") or entry.name in _SKIPPED_FOLDERS:
        return "skipped"
    try:
        if entry.is_symlink():
            reading.notes.append(f"{name} was not read: it is a link.")
        elif entry.is_dir(follow_symlinks=False):
            return "folder"
        elif entry.is_file(follow_symlinks=False):
            return "file"
        else:
            reading.notes.append(f"{name} was not read: it is not a regular file.")
    except OSError as error:
        reading.notes.append(f"{name} was not read: {error.strerror or 'it cannot be opened'}.")
    return "skipped"


def _read_into(reading: Reading, path: Path, name: str) -> None:
    try:
        descriptor = os.open(path, _OPEN)
    except OSError as error:
        reading.notes.append(f"{name} was not read: {error.strerror or 'it cannot be opened'}.")
        return
    with os.fdopen(descriptor, "rb", buffering=0) as stream:
        # Asked of what was opened, not of the name: the name may be another thing by now.
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            reading.notes.append(f"{name} was not read: it is not a regular file.")
            return
        try:
            _take(reading, stream.read, name)
        except OSError as error:
            reading.notes.append(f"{name} was not read: {error.strerror or 'reading failed'}.")


def _take(reading: Reading, read: Callable[[int], bytes | None], name: str) -> None:
    content, size, kept = hashlib.sha256(), 0, bytearray()
    is_code = name.lower().endswith(".py")
    while chunk := read(_CHUNK):
        size += len(chunk)
        if size > reading.bytes_left:
            reading.notes.append(f"{name} was not read: the submission is larger than {MAX_BYTES >> 20} MiB.")
            return
        content.update(chunk)
        if is_code and size <= MAX_CODE:
            kept += chunk
    reading.bytes_left -= size
    if is_code and size > min(MAX_CODE, reading.code_left):
        limit = f"it is larger than {MAX_CODE >> 10} KiB" if size > MAX_CODE else "there is too much code"
        reading.notes.append(f"{name} was not read as code: {limit}.")
        is_code = False
    reading.code_left -= size if is_code else 0
    reading.files.append(File(name, size, content.digest(), bytes(kept) if is_code else None))
