"""Reads a student's file as pieces of Python: one for a script, one for each code cell of a notebook."""

import ast
import importlib.util
import json
import linecache
import re
from dataclasses import dataclass
from pathlib import Path

from cnncheck.inside.wire import Problem
from cnncheck.worker.problems import syntax_problem
from cnncheck.worker.state import Session

_MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.]+\s*=\s*[%!].*|[\w.]+\?{1,2}\s*)$")
_PYTHON_CELL_MAGICS = frozenset({"%%time", "%%timeit", "%%capture", "%%prun", "%%debug", "%%python", "%%python3"})


@dataclass(frozen=True, slots=True)
class Piece:
    """Source text and the file name it is compiled under, by which tracebacks and `inspect` find it."""

    filename: str
    text: str


class NotPythonError(Exception):
    """The file or a cell of it cannot be read as Python; `problem` says where."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_pieces(session: Session, path: Path) -> list[Piece]:
    """Read a script or a notebook.

    Raises:
        NotPythonError: its bytes are no text, or a notebook is no notebook.
    """
    text = _decode(session, path)
    pieces = _cells(session, path, text) if path.suffix == ".ipynb" else [Piece(str(path), text)]
    for piece in pieces:
        # Without a time of modification the entry is never checked against the disk.
        linecache.cache[piece.filename] = (len(piece.text), None, piece.text.splitlines(keepends=True), piece.filename)
    return pieces


def parse(session: Session, piece: Piece) -> ast.Module:
    """Parse a piece.

    Raises:
        NotPythonError: it is no Python.
    """
    try:
        return ast.parse(piece.text, piece.filename)
    except SyntaxError as error:
        message = f"{type(error).__name__}: {error.msg}"
        raise NotPythonError(syntax_problem(session, piece.filename, message, error.lineno)) from error
    except (ValueError, RecursionError, MemoryError) as error:
        # Null characters, or brackets nested deeper than the parser goes.
        message = f"SyntaxError: {error or 'the program is nested too deeply'}"
        raise NotPythonError(syntax_problem(session, piece.filename, message, None)) from error


def _decode(session: Session, path: Path) -> str:
    data = path.read_bytes()
    try:
        return importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"SyntaxError: the file is not encoded as {error.encoding}"
        raise NotPythonError(syntax_problem(session, str(path), message, line)) from error
    except SyntaxError as error:
        raise NotPythonError(syntax_problem(session, str(path), f"SyntaxError: {error.msg}", 1)) from error


def _cells(session: Session, path: Path, text: str) -> list[Piece]:
    """The code cells in order, numbered among all cells; magics become `pass`, so that lines keep their numbers."""
    try:
        notebook = json.loads(text)
        cells = [(cell["cell_type"], "".join(cell.get("source", ""))) for cell in notebook["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        message = "SyntaxError: the file is not a notebook in Jupyter's format 4"
        raise NotPythonError(syntax_problem(session, str(path), message, line)) from error
    pieces = []
    for number, (kind, source) in enumerate(cells, start=1):
        if kind != "code":
            continue
        filename = f"{path} cell {number}"
        session.cells[filename] = (path.relative_to(session.root).as_posix(), number)
        pieces.append(Piece(filename, _without_magics(source)))
    return pieces


def _without_magics(source: str) -> str:
    """The cell's Python; nothing where another language's magic heads it."""
    lines = source.splitlines()
    head = next((line.split()[0] for line in lines if line.strip()), "")
    if head.startswith("%%") and head not in _PYTHON_CELL_MAGICS:
        return ""
    return "\n".join(_MAGIC.sub(r"\1pass", line) for line in lines)
