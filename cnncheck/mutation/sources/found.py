"""Where the source of a function or a class stands: its node in the module's tree, and what it reads from around it."""

import ast
import copy
import inspect
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any, TypeAlias

Definition: TypeAlias = ast.FunctionDef | ast.Lambda | ast.ClassDef


class SourceError(Exception):
    """The source of something cannot be read, or a value cannot be written as source; the message says which."""


def is_installed(module: str) -> bool:
    """Whether a submission can import a module of this name: NumPy, and the standard library.

    >>> is_installed("numpy.lib"), is_installed("reference.layers")
    (True, False)
    """
    root = module.partition(".")[0]
    return root in {"numpy", "builtins", "_operator"} or root in sys.stdlib_module_names


def definition_of(value: FunctionType | type) -> Definition:
    """A copy of the node that defines a function, a lambda or a class; its lines are those of its file.

    Raises:
        SourceError: there is no file, or the node is not found in it.
    """
    try:
        file = inspect.getsourcefile(value)
    except TypeError:
        file = None
    if file is None or not Path(file).is_file():
        raise SourceError(f"{value!r} stands in no file")
    found = [node for node in ast.walk(_tree(file)) if _defines(node, value)]
    if len(found) != 1:
        raise SourceError(f"{value!r} is not found in {file}")
    node = copy.deepcopy(found[0])
    assert isinstance(node, Definition)  # noqa: S101 - `_defines` accepts no other
    return node


def globals_of(value: FunctionType | type) -> dict[str, Any]:
    """What the names that a definition does not bind itself stand for."""
    if isinstance(value, FunctionType):
        return value.__globals__
    module: ModuleType | None = sys.modules.get(value.__module__)
    return vars(module) if module is not None else {}


def free_names(node: ast.AST) -> list[str]:
    """Names that are read in a definition and bound nowhere in it, in the order in which they come.

    >>> free_names(ast.parse("def f(x): return [g(y) for y in x]").body[0])
    ['g']
    """
    bound = set(_bound(node))
    read = (part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load))
    return [name for name in dict.fromkeys(read) if name not in bound]


def _bound(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id
        elif isinstance(part, ast.FunctionDef | ast.ClassDef) and part is not node:
            yield part.name
        elif isinstance(part, ast.alias):
            yield (part.asname or part.name).partition(".")[0]
        elif isinstance(part, ast.ExceptHandler) and part.name:
            yield part.name


@lru_cache(maxsize=256)
def _tree(file: str) -> ast.Module:
    return ast.parse(Path(file).read_text(encoding="utf-8"))


def _defines(node: ast.AST, value: FunctionType | type) -> bool:
    if isinstance(value, type):
        return isinstance(node, ast.ClassDef) and node.name == value.__name__
    code = value.__code__
    if isinstance(node, ast.FunctionDef):
        first = min([node.lineno, *(item.lineno for item in node.decorator_list)])
        return node.name == code.co_name and first == code.co_firstlineno
    # Several lambdas may begin in one line: what the code says of its first column settles which it is.
    return isinstance(node, ast.Lambda) and code.co_name == "<lambda>" and _body(node) in set(code.co_positions())


def _body(node: ast.Lambda) -> tuple[int | None, ...]:
    return node.body.lineno, node.body.end_lineno, node.body.col_offset, node.body.end_col_offset
