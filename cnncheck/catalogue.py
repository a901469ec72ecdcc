"""Finds assignments: shipped with the package, beside the checkout, or in a file an instructor wrote."""

import difflib
import importlib.util
from collections.abc import Iterator
from pathlib import Path

from cnncheck.course import Assignment, DefinitionError

_PACKAGED = Path(__file__).parent / "assignments"
_CHECKOUT = Path(__file__).parent.parent / "assignments"


class UnknownAssignment(Exception):  # noqa: N818 - a state the user is told about
    """There is no assignment of that name; the message offers those that are there."""


def shipped_folder() -> Path:
    """Folder of the shipped definitions: inside an installed wheel, else beside the package in a checkout."""
    return _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT


def names() -> tuple[str, ...]:
    """Names of the shipped assignments, sorted."""
    return tuple(sorted(path.stem for path in shipped_folder().glob("*.py") if not path.stem.startswith("_")))


def place(name: str) -> Path:
    """The definition file of the assignment of that name, or the file at that path.

    Raises:
        UnknownAssignment: there is none.
    """
    if name.endswith(".py"):
        path = Path(name)
        if not path.is_file():
            raise UnknownAssignment(f"There is no definition file {name}.")
        return path
    if name not in names():
        near = difflib.get_close_matches(name, names(), 1)
        offer = f" Did you mean {near[0]}?" if near else ""
        raise UnknownAssignment(f"There is no assignment {name!r}.{offer} Available: {', '.join(names())}.")
    return shipped_folder() / f"{name}.py"


def load(name: str) -> Assignment:
    """The assignment of that name, or defined in the file at that path.

    Raises:
        UnknownAssignment: there is none.
        DefinitionError: its file cannot be run or defines no `assignment`.
    """
    return _run(place(name))


def everything() -> Iterator[Assignment]:
    """All shipped assignments, by name."""
    return (load(name) for name in names())


def _run(path: Path) -> Assignment:
    spec = importlib.util.spec_from_file_location(f"cnncheck_assignment_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise DefinitionError(f"{path} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        raise DefinitionError(f"{path}: {type(error).__name__}: {error}") from error
    assignment = getattr(module, "assignment", None)
    if not isinstance(assignment, Assignment):
        raise DefinitionError(f"{path} defines no `assignment = Assignment(...)`")
    return assignment
