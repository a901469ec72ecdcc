"""Where results go: which formats, to which files, checked before anything is graded."""

import os
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from cnncheck.findings import Grade
from cnncheck.report import gradebook, json, junit, text

STANDARD_OUTPUT = "-"
CLASS_FOLDER = "cnncheck-results"

Writer = Callable[[Sequence[Grade]], bytes]


class OutputError(Exception):
    """An output is not possible as it was asked for; the message says why."""


FORMATS: Mapping[str, Writer] = {
    "text": text.encode,
    "json": json.encode,
    "junit": junit.encode,
    "gradebook": gradebook.encode,
}


@dataclass(frozen=True, slots=True)
class Target:
    """One format and where it goes: a path, or standard output."""

    format: str
    path: str


@dataclass(frozen=True, slots=True)
class Outputs:
    """Everything a run writes."""

    targets: tuple[Target, ...]

    @classmethod
    def parse(cls, formats: Sequence[str], output: str | None, *, many: bool) -> Self:
        """What `--format` and `--output` ask for.

        A class run without formats shows its table and writes `results.json` and `gradebook.csv` into a folder.

        Raises:
            OutputError: an unknown format, two outputs for one, or a place that cannot be written.
        """
        if not formats and many:
            targets = _class_targets(Path(output or CLASS_FOLDER))
        else:
            targets = _named_targets(formats or ["text"], output)
        for target in targets:
            _check_writable(target.path)
        return cls(tuple(targets))

    def write(self, grades: Sequence[Grade]) -> None:
        """Write every output.

        Raises:
            OutputError: a place cannot be written.
        """
        for target in self.targets:
            content = FORMATS[target.format](grades)
            if target.path == STANDARD_OUTPUT:
                sys.stdout.flush()
                sys.stdout.buffer.write(content)
                sys.stdout.buffer.flush()
                continue
            try:
                _write(Path(target.path), content)
            except OSError as error:
                raise OutputError(f"{target.path} cannot be written: {error.strerror}.") from error


def _class_targets(folder: Path) -> list[Target]:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{folder} cannot be made a folder for the results: {error.strerror}.") from error
    files = [Target("json", str(folder / "results.json")), Target("gradebook", str(folder / "gradebook.csv"))]
    return [*files, Target("text", STANDARD_OUTPUT)]


def _named_targets(formats: Sequence[str], output: str | None) -> list[Target]:
    targets = []
    for entry in formats:
        name, equals, path = entry.partition("=")
        if name not in FORMATS:
            raise OutputError(f"There is no format {name!r}. Available: {', '.join(FORMATS)}.")
        if equals and output is not None:
            raise OutputError("Give either --output PATH with one format, or --format FORMAT=PATH for each.")
        targets.append(Target(name, path if equals else (output or STANDARD_OUTPUT)))
    places = [target.path for target in targets]
    if len(set(places)) < len(places):
        raise OutputError("Several formats need places of their own: --format json=a.json --format junit=b.xml.")
    return targets


def _check_writable(path: str) -> None:
    """Refuse before grading what could not be written after it."""
    if path == STANDARD_OUTPUT:
        return
    place = Path(path)
    if place.is_dir():
        raise OutputError(f"{path} is a folder; an output needs the name of a file.")
    if not place.parent.is_dir():
        raise OutputError(f"{path} cannot be written: there is no folder {place.parent}.")
    if place.exists() and not os.access(place, os.W_OK):
        raise OutputError(f"{path} cannot be written: permission denied.")
    if not place.exists():
        try:
            with tempfile.TemporaryFile(dir=place.parent):
                pass
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.") from error


def _write(place: Path, content: bytes) -> None:
    """Write a file whole or not at all; something that is no ordinary file is written to directly."""
    if place.exists() and not place.is_file():
        place.write_bytes(content)
        return
    handle, name = tempfile.mkstemp(prefix=f".{place.name}.", dir=place.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
