"""A function of ours as one file, as if it were handed in: with all that it calls and keeps, and nothing else of ours.

A function is written with the functions, classes and constants that it reads, wherever they stand; what it keeps from
where it was made (its closure) is given to a function that makes it. Only NumPy and the standard library are imported.
"""

import ast
import builtins
import dataclasses
import functools
import importlib
import math
from collections.abc import Callable, Mapping
from types import FunctionType, ModuleType
from typing import Any

from cnncheck.mutation.sources.found import SourceError, definition_of, free_names, globals_of, is_installed
from cnncheck.mutation.sources.plain import Annotations

AS_ARRAYS = (
    "def {name}(*arguments, **options):\n    return {inner}(*[np.asarray(item) for item in arguments], **options)"
)
"""A function of arrays where one of tensors is asked for."""

PASSED_ON = "def {name}(*arguments, **options):\n    return {inner}(*arguments, **options)"


@dataclasses.dataclass(frozen=True, slots=True)
class Program:
    """A file that defines a function.

    Attributes:
        tree: of the file; nodes keep the line numbers of the files that they come from.
        entry: name of the function.
        modules: for each definition of the file the module that it comes from.
    """

    tree: ast.Module
    entry: str
    modules: Mapping[str, str]

    @property
    def text(self) -> str:
        """The file."""
        return written(self.tree)


def written(tree: ast.Module) -> str:
    r"""A tree as a file, two empty lines before each definition.

    >>> print(written(ast.parse("import math\ndef one(): return 1")), end="")
    import math
    <BLANKLINE>
    <BLANKLINE>
    def one():
        return 1
    """
    parts = []
    for node in tree.body:
        text = ast.unparse(node)
        parts.append(f"\n\n{text}\n" if isinstance(node, ast.FunctionDef | ast.ClassDef) else f"{text}\n")
    return "".join(parts).lstrip("\n")


def program_of(
    function: Callable[..., Any], name: str, *, tensors: bool = False, parameters: tuple[str, ...] = ()
) -> Program:
    """The file that defines a function under a name.

    Args:
        function: one of ours: of Python, a closure, a lambda, a partial, or one of NumPy's.
        name: what it is called in the file.
        tensors: it takes arrays, and will be given tensors.
        parameters: those that students are asked for; further ones are left at their defaults.

    Raises:
        SourceError: something that it needs has no source and is no plain value.
    """
    writer = _Writer(name)
    if isinstance(function, FunctionType) and _stands_alone(function) and not tensors:
        writer.function(function, name)
    else:
        inner = writer.name_of(function, _called(function))
        if tensors:
            writer.imported("import numpy as np")
        text = (AS_ARRAYS if tensors else PASSED_ON).format(name=name, inner=inner)
        writer.body.append(ast.parse(text).body[0])
    tree = ast.Module([*(ast.parse(line).body[0] for line in writer.imports), *writer.body], [])
    _keep_asked(tree, name, parameters)
    return Program(tree, name, writer.modules)


def _keep_asked(tree: ast.Module, name: str, parameters: tuple[str, ...]) -> None:
    """Make local constants of the parameters that students do without: the textbook's `groups`."""
    node = next(item for item in tree.body if isinstance(item, ast.FunctionDef) and item.name == name)
    arguments = node.args
    if not parameters or arguments.vararg is not None:
        return
    while arguments.args and arguments.args[-1].arg not in parameters and arguments.defaults:
        dropped, default = arguments.args.pop(), arguments.defaults.pop()
        node.body.insert(0, ast.parse(f"{dropped.arg} = {ast.unparse(default)}").body[0])


class _Writer:
    """Gives every value that is needed a name in the file."""

    def __init__(self, entry: str) -> None:
        self.imports: dict[str, None] = {}
        self.body: list[ast.stmt] = []
        self.modules: dict[str, str] = {}
        self._taken = {entry, *vars(builtins)}
        self._names: dict[int, str] = {}
        self._kept: list[object] = []  # so that no other value gets the id of one that has a name

    def imported(self, line: str) -> None:
        """Have an import in the file."""
        self.imports[line] = None

    def name_of(self, value: Any, wanted: str) -> str:  # noqa: ANN401 - any value
        """The name under which the file knows a value, defined on first use."""
        if id(value) in self._names:
            return self._names[id(value)]
        name = self._free(wanted)
        self._names[id(value)] = name
        self._kept.append(value)
        if isinstance(value, ModuleType):
            self.imported(f"import {_as(value.__name__, name)}")
        elif self._import(value, name):
            pass
        elif isinstance(value, FunctionType):
            self.function(value, name)
        elif isinstance(value, type):
            self._class(value, name)
        elif callable(value) and not isinstance(value, functools.partial):
            raise SourceError(f"{value!r} has no source")
        else:
            del self._names[id(value)]  # plain values are equal without being the same
            self.body.append(ast.Assign([ast.Name(name, ast.Store())], self.expression(value), lineno=0))
        return name

    def function(self, value: FunctionType, name: str) -> None:
        """Define a function; one with a closure is made by another, which is given what it keeps."""
        node = definition_of(value)
        assert isinstance(node, ast.FunctionDef | ast.Lambda)  # noqa: S101 - a function is defined by such
        if isinstance(node, ast.FunctionDef):
            node.decorator_list = []
        kept = {
            variable: cell.cell_contents
            for variable, cell in zip(value.__code__.co_freevars, value.__closure__ or (), strict=True)
            if cell.cell_contents is not value
        }
        if any(not isinstance(item, ast.Constant) for item in node.args.defaults):
            # They were worked out where the function was made, from names that are not at hand here.
            node.args.defaults = [self.expression(item, node) for item in value.__defaults__ or ()]
        made = self._settled(node, globals_of(value), set(value.__code__.co_freevars))
        if not kept:
            self._define(made, name, value.__module__)
            return
        arguments = [self.expression(item, made) for item in kept.values()]
        inner = node.name if isinstance(node, ast.FunctionDef) else "made"
        maker = self._free(f"make_{inner.strip('_')}")
        definition = ast.parse(f"def {maker}({', '.join(kept)}):\n    return {inner}").body[0]
        assert isinstance(definition, ast.FunctionDef)  # noqa: S101 - it was just written
        definition.body.insert(0, _as_statement(made, inner))
        self._append(definition, maker, value.__module__)
        called = ast.Call(ast.Name(maker, ast.Load()), arguments, [])
        self.body.append(ast.Assign([ast.Name(name, ast.Store())], called, lineno=0))

    def expression(self, value: Any, reader: ast.AST | None = None) -> ast.expr:  # noqa: ANN401 - any value
        """A value as an expression; of an object only the fields that `reader` reads are written.

        Raises:
            SourceError: it is of another kind than functions keep.
        """
        if value is None or isinstance(value, bool | int | float | str):
            endless = isinstance(value, float) and not math.isfinite(value)
            return _parsed(f"float('{value}')") if endless else ast.Constant(value)
        if isinstance(value, tuple | list | dict):
            return self._container(value, reader)
        if isinstance(value, functools.partial):
            return self._partial(value, reader)
        if callable(value):
            return ast.Name(self.name_of(value, _called(value)), ast.Load())
        if dataclasses.is_dataclass(value) and reader is not None:
            return self._fields(value, reader)
        if repr(value).startswith("dtype("):
            self.imported("import numpy as np")
            return _parsed(f"np.{value!r}")
        raise SourceError(f"{value!r} cannot be written as source")

    def _container(self, value: tuple[Any, ...] | list[Any] | dict[Any, Any], reader: ast.AST | None) -> ast.expr:
        items = [self.expression(item, reader) for item in (value.values() if isinstance(value, dict) else value)]
        if isinstance(value, dict):
            return ast.Dict([self.expression(key, reader) for key in value], items)
        return ast.Tuple(items, ast.Load()) if isinstance(value, tuple) else ast.List(items, ast.Load())

    def _partial(self, value: "functools.partial[Any]", reader: ast.AST | None) -> ast.expr:
        self.imported("import functools")
        given = [self.expression(item, reader) for item in (value.func, *value.args)]
        named = [ast.keyword(key, self.expression(item, reader)) for key, item in value.keywords.items()]
        return ast.Call(_parsed("functools.partial"), given, named)

    def _fields(self, value: Any, reader: ast.AST) -> ast.expr:  # noqa: ANN401 - any dataclass
        self.imported("import types")
        read = {part.attr for part in ast.walk(reader) if isinstance(part, ast.Attribute)}
        fields = [item.name for item in dataclasses.fields(value) if item.name in read]
        named = [ast.keyword(field, self.expression(getattr(value, field), reader)) for field in fields]
        return ast.Call(_parsed("types.SimpleNamespace"), [], named)

    def _class(self, value: type, name: str) -> None:
        node = definition_of(value)
        self._define(self._settled(node, globals_of(value), set()), name, value.__module__)

    def _settled(self, node: ast.AST, around: Mapping[str, Any], kept: set[str]) -> ast.AST:
        """A definition in which every name is one of the file's."""
        node = Annotations().visit(node)
        names: dict[str, Any] = {
            name: around[name]
            for name in free_names(node)
            if name in around and name not in kept and name != "__file__"
        }
        return _Renamed(self, names).visit(node)  # type: ignore[no-any-return]

    def _define(self, node: ast.AST, name: str, module: str) -> None:
        self._append(_as_statement(node, name), name, module)

    def _append(self, statement: ast.stmt, name: str, module: str) -> None:
        self.modules[name] = module
        self.body.append(statement)

    def _import(self, value: Any, name: str) -> bool:  # noqa: ANN401 - any value
        """Import a value that a submission can import; False for any other."""
        called = getattr(value, "__name__", None)
        if not isinstance(called, str):
            return False
        for module in (getattr(value, "__module__", None), "numpy"):
            if isinstance(module, str) and is_installed(module):
                found = getattr(importlib.import_module(module), called, None)
                if found is value:
                    self.imported(f"from {module} import {_as(called, name)}")
                    return True
        return False

    def _free(self, wanted: str) -> str:
        """A name that nothing else in the file has."""
        name, number = wanted, 2
        while name in self._taken:
            name, number = f"{wanted}_{number}", number + 1
        self._taken.add(name)
        return name


class _Renamed(ast.NodeTransformer):
    """Puts the names of the file in place of those that a definition reads from around it."""

    def __init__(self, writer: _Writer, names: Mapping[str, Any]) -> None:
        self._writer = writer
        self._names = names

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name that is read."""
        if node.id not in self._names or not isinstance(node.ctx, ast.Load):
            return node
        return ast.copy_location(ast.Name(self._named(self._names[node.id], node.id), ast.Load()), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        """Something of a module of ours, `layers.conv2d`; other attributes stay."""
        module = self._names.get(node.value.id) if isinstance(node.value, ast.Name) else None
        if isinstance(module, ModuleType) and not is_installed(module.__name__):
            return ast.copy_location(ast.Name(self._named(getattr(module, node.attr), node.attr), ast.Load()), node)
        return self.generic_visit(node)

    def _named(self, value: Any, wanted: str) -> str:  # noqa: ANN401 - any value
        return self._writer.name_of(value, wanted)


def _as_statement(node: ast.AST, name: str) -> ast.stmt:
    if isinstance(node, ast.FunctionDef | ast.ClassDef):
        node.name = name
        return node
    assert isinstance(node, ast.Lambda)  # noqa: S101 - there is no other definition
    returned = ast.copy_location(ast.Return(node.body), node.body)
    made = ast.parse(f"def {name}(): pass").body[0]
    assert isinstance(made, ast.FunctionDef)  # noqa: S101 - it was just written
    made.args, made.body = node.args, [returned]
    return ast.copy_location(made, node)


def _as(called: str, name: str) -> str:
    return called if called == name else f"{called} as {name}"


def _stands_alone(function: FunctionType) -> bool:
    """Whether it is defined by a `def`, and keeps nothing from where it was made."""
    return function.__name__ != "<lambda>" and not function.__closure__


def _called(value: object) -> str:
    """What a function is called; a lambda, a partial and the like have no name that a file could use."""
    name = getattr(value, "__name__", "")
    return name if isinstance(name, str) and name.isidentifier() else "function"


def _parsed(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body
