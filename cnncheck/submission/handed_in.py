"""A submission as it was handed in."""

import os
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cnncheck.findings import Finding, Where
from cnncheck.submission.definitions import MAX_DEFINITIONS, Definition, ParseProblem, Scan, mark_models, scan
from cnncheck.submission.files import File, SubmissionError, digest, read_folder, read_one, shortened
from cnncheck.submission.gathering import ARCHIVES
from cnncheck.submission.models import find_model
from cnncheck.submission.names import Match, find, folded, nearest

_KIND_WORDS = {"class": "class", "function": "function", "value": "variable"}


@dataclass(frozen=True, slots=True)
class Submission:
    """What one person handed in, read and not run.

    Attributes:
        name: last component of the path as given.
        root: the folder that relative names start from.
        files: sorted by name.
        hash: SHA-256 over relative names and bytes.
        notes: what was left out or worked around.
        scans: what each Python file defines.
        alone: it is a single file, whose neighbours are not part of it.
    """

    name: str
    root: Path
    files: tuple[File, ...]
    hash: str
    notes: tuple[str, ...]
    scans: tuple[Scan, ...]
    alone: bool = False

    @classmethod
    def read(cls, path: Path) -> "Submission":
        """Read a folder or a Python file.

        Raises:
            SubmissionError: there is nothing at that path, or nothing that is read here; the message says what.
        """
        path = Path(path)
        try:
            place = path.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            raise SubmissionError(f"There is no file or folder {str(path)!r}.") from None
        if place.is_dir():
            files, notes = read_folder(place)
        else:
            _require_python(path, place)
            files, notes = read_one(place)
            if not files:
                raise SubmissionError(notes[0])
        scans = tuple(scan(file.name, file.data) for file in files if file.data is not None)
        remarks = [note for item in scans for note in item.notes]
        remarks += [
            f"{file.name} was not read: notebooks are not read yet." for file in files if file.kind == "notebook"
        ]
        if sum(len(one.definitions) for one in scans) > MAX_DEFINITIONS:
            remarks.append(f"Only the first {MAX_DEFINITIONS} names that the files define were looked at.")
        root = place if place.is_dir() else place.parent
        name = path.name if path.name not in {"", "..", "."} else place.name
        said = shortened((*notes, *remarks))
        return cls(name or "submission", root, files, digest(files), said, scans, not place.is_dir())

    def definitions(self) -> tuple[Definition, ...]:
        """What the files that parse define at their top level, by file and line."""
        found = (item for one in self.scans if one.problem is None for item in one.definitions)
        return mark_models(tuple(islice(found, MAX_DEFINITIONS)))

    def problems(self) -> tuple[ParseProblem, ...]:
        """The files that are not valid Python, and why."""
        return tuple(one.problem for one in self.scans if one.problem is not None)

    def lines(self, file: str) -> tuple[str, ...]:
        """Text of a Python file by line; empty when there is no such file."""
        return next((one.lines for one in self.scans if one.file == file), ())

    def find(self, names: Sequence[str], kinds: Collection[str], reserved: Collection[str] = ()) -> Match | None:
        """The definition that one of `names` means: exact, else folded, else misspelt beyond doubt.

        Folded is without case and underscores. `reserved` are names of other subjects, which are never taken for a
        misspelling of this one.
        """
        return find(self.definitions(), names, kinds, reserved)

    def find_model(
        self,
        task: str,
        names: Sequence[str],
        reserved: Collection[str] = (),
        *,
        sole: bool = False,
        file: str | None = None,
    ) -> Match | None:
        """The network of a task that goes by another name; see `cnncheck.submission.models`."""
        return find_model(self.definitions(), task, names, reserved, sole=sole, file=file)

    def missing(self, names: Sequence[str], kinds: Collection[str], reserved: Collection[str] = ()) -> Finding:
        """What to say when `find` found nothing: no file, a file that does not parse, or the nearest name there is."""
        if not self.scans:
            return _no_file(self.files)
        broken = [one for one in self.scans if one.problem is not None]
        for one in broken:
            if find(one.definitions, names, {"function", "class"}) or len(broken) == len(self.scans):
                return _syntax(one, names[0])
        return _no_name(names[0], kinds, nearest(self.definitions(), names[0], kinds, reserved))

    def copy_to(self, folder: Path) -> None:
        """Write the files into an empty folder: links stay behind, and Python files are UTF-8 or say what else."""
        encodings = {one.file: one for one in self.scans}
        for file in self.files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            one = encodings.get(file.name)
            if one is not None and one.notes and file.data is not None:
                target.write_bytes(b"\n".join(line.encode() for line in one.lines))
            elif file.data is not None:
                target.write_bytes(file.data)
            else:
                _copy(self.root / file.name, target, file.size)


def _require_python(path: Path, place: Path) -> None:
    name = place.name.lower()
    if name.endswith(ARCHIVES):
        raise SubmissionError(f"{path} is an archive, and archives are not read yet. Unpack it and name the folder.")
    if name.endswith(".ipynb"):
        raise SubmissionError(f"{path} is a notebook, and notebooks are not read yet. Save it as a .py file.")
    if not place.is_file():
        raise SubmissionError(f"{path} is neither a file nor a folder.")
    if not name.endswith(".py"):
        raise SubmissionError(f"{path} is not a Python file: its name does not end in .py.")


def _no_file(files: tuple[File, ...]) -> Finding:
    hint = "Hand in files whose names end in .py."
    if any(file.kind == "notebook" for file in files):
        hint = "Notebooks are not read yet: save the code as a .py file as well."
    return Finding(
        code="missing-file",
        message="There is no Python file in what was handed in.",
        expected="at least one file whose name ends in .py",
        received=f"{len(files)} other files" if len(files) != 1 else "1 other file",
        hint=hint,
        confirmed=True,
    )


def _syntax(one: Scan, asked: str) -> Finding:
    problem = one.problem
    assert problem is not None  # noqa: S101 - the caller chose it so; mypy cannot know
    defined = next((item.name for item in one.definitions if folded(item.name) == folded(asked)), None)
    consequence = f", so {defined} cannot be graded" if defined else ""
    return Finding(
        code="syntax-error",
        message=f"{one.file} is not valid Python{consequence}. {problem.message}",
        where=Where(file=problem.file, line=problem.line),
        expected="a file that Python can read",
        received=problem.message,
        hint="Look at the line named and at the one before it: a colon, a bracket or the indentation may be missing.",
        confirmed=True,
        source=(problem.source,) if problem.source is not None else (),
    )


def _no_name(asked: str, kinds: Collection[str], near: Definition | None) -> Finding:
    what = " or ".join(_KIND_WORDS[kind] for kind in ("function", "class", "value") if kind in kinds)
    return Finding(
        code="missing-name",
        message=f"There is no {what} named {asked}.",
        where=Where(file=near.file, line=near.line) if near else Where(),
        expected=f"a {what} named {asked}",
        received=f"{near.name}, the nearest name there is" if near else "no such name",
        hint=f"If {near.name} is meant, call it {asked}." if near else f"Define {asked} at the top level of a file.",
        confirmed=True,
    )


def _copy(source: Path, target: Path, size: int) -> None:
    """Copy a regular file as far as it was read; one that has become a link since, or vanished, stays behind."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    try:
        with os.fdopen(os.open(source, flags), "rb") as stream:
            target.write_bytes(stream.read(size))
    except OSError:
        return
