"""Takes out of a student's modules what they hold of a library, and puts it back."""

import functools
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import BuiltinFunctionType, FunctionType, ModuleType
from typing import Any

import numpy as np

from cnncheck.worker.state import Session

DEEPEST = 4
"""How deep containers, classes and closures are searched."""

LONGEST = 1000
"""Longer containers hold data."""


class Hiding:
    """Puts refusals into the student's modules where they hold something of a library, and takes them out again."""

    def __init__(
        self,
        session: Session,
        roots: frozenset[str],
        taken: dict[str, ModuleType],
        refusal: Callable[[str], object],
    ) -> None:
        self._session = session
        self._roots = roots
        self._taken = taken
        self._refusal = refusal
        self._seen: set[int] = set()
        self._undo: list[tuple[Any, tuple[Any, ...]]] = []

    def hide(self, modules: Sequence[ModuleType]) -> None:
        """Go through the loaded file and the student's other modules."""
        for space in (self._session.namespace, *(vars(module) for module in modules)):
            self._in_dict(space, 0)

    def restore(self) -> None:
        """Put back what was there, the last change first."""
        for change, arguments in reversed(self._undo):
            change(*arguments)

    def _hidden(self, value: Any, depth: int) -> Any:
        """The value itself, changed inside where it must be, or what stands in its place."""
        if root := self._root_of(value):
            return self._refusal(root)
        kind = type(value)
        if depth >= DEEPEST or issubclass(kind, ModuleType):
            return value
        if kind is tuple:
            items = tuple(self._hidden(item, depth + 1) for item in value) if len(value) <= LONGEST else value
            return value if all(one is other for one, other in zip(items, value, strict=True)) else items
        if id(value) in self._seen:
            return value
        if kind is functools.partial:
            return self._partial(value, depth)
        self._inside(value, kind, depth)
        return value

    def _partial(self, value: "functools.partial[Any]", depth: int) -> Any:
        parts = (value.func, value.args, value.keywords)
        function, arguments, options = hidden = tuple(self._hidden(part, depth + 1) for part in parts)
        same = all(one is other for one, other in zip(hidden, parts, strict=True))
        return value if same else functools.partial(function, *arguments, **options)

    def _inside(self, value: Any, kind: type, depth: int) -> None:
        if kind is dict:
            self._in_dict(value, depth + 1)
            return
        self._seen.add(id(value))
        if kind is list and len(value) <= LONGEST:
            for index, item in enumerate(value):
                self._put(value.__setitem__, index, item, depth + 1)
        elif kind is FunctionType:
            self._in_function(value, depth)
        elif kind in (staticmethod, classmethod):
            self._hidden(value.__func__, depth)
        elif issubclass(kind, type):
            self._in_class(value, depth)
        elif self._is_students(kind):
            with suppress(AttributeError):  # it may have slots
                self._in_dict(object.__getattribute__(value, "__dict__"), depth + 1)

    def _in_class(self, kind: type, depth: int) -> None:
        if not self._is_students(kind):
            return
        for name, item in list(type.__dict__["__dict__"].__get__(kind).items()):
            if type(item) is property:
                self._hidden(item.fget, depth)
            elif not name.startswith("__") or type(item) is FunctionType:
                self._put(functools.partial(type.__setattr__, kind), name, item, depth + 1)

    def _in_dict(self, space: dict[Any, Any], depth: int) -> None:
        if id(space) in self._seen or len(space) > 10 * LONGEST:
            return
        self._seen.add(id(space))
        for name, item in list(space.items()):
            if name != "__builtins__":
                self._put(space.__setitem__, name, item, depth)

    def _in_function(self, function: FunctionType, depth: int) -> None:
        if not self._session.is_students(function.__code__.co_filename):
            return
        for name in ("__defaults__", "__kwdefaults__"):
            self._put(functools.partial(setattr, function), name, getattr(function, name), depth + 1)
        for cell in function.__closure__ or ():
            with suppress(ValueError):  # an empty cell
                self._put(functools.partial(setattr, cell), "cell_contents", cell.cell_contents, depth + 1)

    def _put(self, change: Any, place: object, item: Any, depth: int) -> None:
        hidden = self._hidden(item, depth)
        if hidden is not item:
            change(place, hidden)
            self._undo.append((change, (place, item)))

    def _is_students(self, kind: type) -> bool:
        return self._session.owns_module(_module(kind))

    def _root_of(self, value: Any) -> str | None:
        """The library that a value belongs to, by its true type; None for what is the student's or anybody else's."""
        kind = type(value)
        if issubclass(kind, ModuleType):
            return self._known(object.__getattribute__(value, "__dict__").get("__name__"))
        if kind is FunctionType:
            return None if self._session.is_students(value.__code__.co_filename) else self._known(value.__module__)
        if kind is BuiltinFunctionType:
            return self._known(value.__module__)
        if kind is np.ufunc:
            return self._of_ufunc(value)
        family = value if issubclass(kind, type) else kind
        return next((root for each in type.mro(family) if (root := self._known(_module(each)))), None)

    def _of_ufunc(self, function: "np.ufunc") -> str | None:
        """SciPy's ufuncs do not say that they are SciPy's."""
        name = function.__name__
        if getattr(np, name, None) is function:
            return None
        holders = (key for key, module in self._taken.items() if vars(module).get(name) is function)
        return next((self._known(key) for key in holders), None)

    def _known(self, name: object) -> str | None:
        root = name.partition(".")[0] if type(name) is str else ""
        return root if root in self._roots else None


def _module(kind: type) -> str:
    module = type.__dict__["__module__"].__get__(kind)
    return module if type(module) is str else ""
