"""What a worker remembers between two questions: the loaded file, what it built and where it built it."""

import linecache
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType, TracebackType
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from cnncheck.inside.wire import Definition, FitCall

if TYPE_CHECKING:
    import weakref

SOURCE_LIMIT = 200
"""Characters of a source line that are quoted."""

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the student's: file relative to the submission, line from 1 (in a notebook: of the cell), its text."""

    file: str
    line: int
    cell: int | None = None
    source: str = ""


@dataclass(slots=True)
class RecordedFit:
    """One call of `fit` with the live objects it was made with; `fit_options` holds every argument by its name."""

    model: Any
    facts: FitCall
    place: Place | None
    compile_options: dict[str, Any]
    fit_options: dict[str, Any]


@dataclass(slots=True)
class Session:
    """One worker's memory.

    Attributes:
        root: the submission's folder, resolved; first on `sys.path`.
        scratch: where relative writes go.
        namespace: the globals of the last loaded file.
        file: its path relative to the root.
        definitions: the names it left behind.
        fits: the calls of `fit` it made.
        compiled: how each live model was compiled, by `id(model)`; read with `compile_options`.
        constructed: class name to the arguments the file's own code constructed it with, in order.
        creation_sites: `id(layer)` to the layer and the student's line that created it; read with `site_of`.
        notes: what was worked around, in plain words, once each.
        module_names: the modules that loaded files became; `owns_module` knows the imported ones too.
        cells: file name of a compiled notebook cell to (path of the notebook, number of the cell).
        recording: whether `fit`, `evaluate` and `predict` only record; off while the worker trains itself.
        opened: what tracing left for `Forward` and `Train`.
    """

    root: Path
    scratch: Path = field(default_factory=Path.cwd)
    namespace: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    definitions: tuple[Definition, ...] = ()
    fits: list[RecordedFit] = field(default_factory=list)
    compiled: dict[int, tuple["weakref.ref[Any]", dict[str, Any]]] = field(default_factory=dict)
    constructed: dict[str, list[tuple[tuple[Any, ...], dict[str, Any]]]] = field(default_factory=dict)
    creation_sites: dict[int, tuple["weakref.ref[Any]", Place]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    module_names: set[str] = field(default_factory=set)
    cells: dict[str, tuple[str, int]] = field(default_factory=dict)
    recording: bool = True
    opened: Any = None

    def __post_init__(self) -> None:
        self.root = Path(os.path.realpath(self.root))

    def note(self, text: str) -> None:
        """Remember a sentence for the student, once."""
        if text not in self.notes:
            self.notes.append(text)

    def is_students(self, filename: str) -> bool:
        """Whether code compiled under this file name is part of the submission."""
        if filename in self.cells:
            return True
        inside = filename.startswith(f"{self.root}{os.sep}")
        # A virtual environment may lie in the submission's own folder.
        return inside and f"{os.sep}site-packages{os.sep}" not in filename[len(str(self.root)) :]

    def owns_module(self, name: str) -> bool:
        """Whether a module is the student's: a loaded file, or a sibling that one imported."""
        return name in self.module_names or self.is_students(str(getattr(sys.modules.get(name), "__file__", None)))

    def place(self, filename: str, line: int) -> Place:
        """The place for a file name of compiled code and a line."""
        source = linecache.getline(filename, line).strip()[:SOURCE_LIMIT]
        if filename in self.cells:
            file, cell = self.cells[filename]
            return Place(file, line, cell, source)
        return Place(Path(filename).relative_to(self.root).as_posix(), line, None, source)

    def student_line(self, where: FrameType | TracebackType | None) -> Place | None:
        """The innermost line of the student's in the callers of a frame, or in a traceback; None without one."""
        if isinstance(where, FrameType):
            frame: FrameType | None = where
            while frame is not None:
                if self.is_students(frame.f_code.co_filename):
                    return self.place(frame.f_code.co_filename, frame.f_lineno)
                frame = frame.f_back
            return None
        found: Place | None = None
        while where is not None:
            if self.is_students(where.tb_frame.f_code.co_filename):
                found = self.place(where.tb_frame.f_code.co_filename, where.tb_lineno)
            where = where.tb_next
        return found

    def caller(self) -> Place | None:
        """The innermost line of the student's that is running now."""
        return self.student_line(sys._getframe(1))

    def site_of(self, layer: object) -> Place | None:
        """The student's line that created a layer."""
        reference, place = self.creation_sites.get(id(layer), (None, None))
        return place if reference is not None and reference() is layer else None

    def compile_options(self, model: object) -> dict[str, Any] | None:
        """What `compile` was given for this model, by argument name; None when it was not compiled."""
        reference, options = self.compiled.get(id(model), (None, None))
        return options if reference is not None and reference() is model else None


def pass_through(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call what the student's code wanted to call; an exception that comes through here is the student's, not ours."""
    return function(*args, **kwargs)
