"""Says what a file left behind: its functions, classes and models, and the lines that define them."""

import ast
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

from cnncheck.inside.wire import Definition
from cnncheck.worker.instruments.missing import is_stand_in
from cnncheck.worker.library import keras
from cnncheck.worker.state import Session

NAME_LIMIT = 200
"""Characters of a name that are told."""

MOST = 2000
"""Names that are told."""

_LIBRARY_FUNCTIONS = (FunctionType, BuiltinFunctionType)


def definitions(session: Session, trees: list[ast.Module], names: dict[str, Any]) -> tuple[Definition, ...]:
    """List the names a file defined; what it only imported from libraries is left out.

    A function of a library under a name that the file defines too is of kind "other": it took the definition's place.
    """
    lines = {name: line for tree in trees for name, line in _assigned(tree)}
    found = []
    for name, value in list(names.items()):
        if type(name) is not str or (name.startswith("__") and name.endswith("__")) or len(name) > NAME_LIMIT:
            continue
        kind = _kind(session, value) or ("other" if name in lines and type(value) in _LIBRARY_FUNCTIONS else None)
        if kind is not None:
            found.append(Definition(name, kind, _line(session, value, kind) or lines.get(name)))
    return tuple(found[:MOST])


def _kind(session: Session, value: object) -> str | None:  # noqa: PLR0911 - one line for each kind
    """The kind of a value by its true type, whatever it says of itself; None for a library's."""
    own = type(value)
    if issubclass(own, ModuleType) or is_stand_in(value):
        return None
    if own is FunctionType:
        return "function" if session.is_students(value.__code__.co_filename) else None  # type: ignore[attr-defined]
    if issubclass(own, type):
        if not _is_students_class(session, value):  # type: ignore[arg-type]
            return None
        return "model-class" if issubclass(value, keras.Model) else "class"  # type: ignore[arg-type]
    if issubclass(own, keras.Model):
        return "model"
    python_function = _inside_tf_function(own, value)
    if python_function is not None:
        return "function" if session.is_students(python_function.__code__.co_filename) else None
    return "other"


def _inside_tf_function(own: type, value: object) -> FunctionType | None:
    """The Python function inside what `@tf.function` made."""
    if not own.__module__.startswith("tensorflow.python.eager.polymorphic_function"):
        return None
    function = getattr(value, "python_function", None)
    return function if type(function) is FunctionType else None


def _is_students_class(session: Session, kind: type) -> bool:
    module = type.__dict__["__module__"].__get__(kind)
    return type(module) is str and session.owns_module(module)


def _line(session: Session, value: object, kind: str) -> int | None:
    """The line of a function's `def`; other kinds are found by the name's assignment."""
    if kind != "function":
        return None
    function = value if type(value) is FunctionType else _inside_tf_function(type(value), value)
    if function is None or session.place(function.__code__.co_filename, 1).file != session.file:
        return None
    return function.__code__.co_firstlineno


def _assigned(tree: ast.Module) -> list[tuple[str, int]]:
    """Names bound at module level, also inside `if`, `for`, `with` and `try`, with their lines, in order."""
    found: list[tuple[str, int]] = []
    waiting: list[ast.AST] = list(reversed(tree.body))
    while waiting:
        node = waiting.pop()
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            found.append((node.name, node.lineno))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.append((node.id, node.lineno))
        elif not isinstance(node, (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)):
            waiting.extend(reversed(list(ast.iter_child_nodes(node))))
    return found
