"""Keeps libraries from a student's function while it is called, and remembers every attempt to reach one.

Refused are: an import, however it is spelt; the entries of `sys.modules`; and what the student's own modules hold of a
library, as a name, inside a container, as an attribute of a class, as a default argument, in a closure or a partial.

This finds the innocent and the inventive; it does not stop code that sets out to break it. A reference found in
`gc`, in a frame or in another library's module still works, and the worker runs in the same process as the student's
code, which may change this module. No answer is forged that way: what was computed is still compared.
"""

import functools
import importlib.abc
import importlib.machinery
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from cnncheck.inside.wire import Problem
from cnncheck.worker.hiding import Hiding
from cnncheck.worker.state import Session, pass_through

CODE = "forbidden-call"

MOST = 20
"""Attempts that are told: one is enough to fail a check."""

_HERE = str(Path(__file__).parent)


class ForbiddenError(BaseException):
    """A library was reached that the question rules out; no `except Exception` of the student's swallows it."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class Guard:
    """Refuses libraries and keeps count.

    Attributes:
        attempts: each line that reached for a library, once; the message is the library's root module.
        latest: the last attempt since it was last set to None.
    """

    def __init__(self, session: Session, roots: frozenset[str]) -> None:
        self.roots = roots
        self.attempts: list[Problem] = []
        self.latest: Problem | None = None
        self._session = session

    def refuse(self, root: str) -> NoReturn:
        """Record an attempt of the student's; to another library's code the forbidden one is not installed.

        Raises:
            ForbiddenError: the student's code reached for it.
            ModuleNotFoundError: a library did.
        """
        if not self._by_student():
            raise ModuleNotFoundError(f"No module named {root!r}", name=root)
        place = self._session.caller()
        problem = Problem(CODE, root)
        if place is not None:
            problem = Problem(CODE, root, place.file, place.line, place.cell, place.source)
        self.latest = problem
        if problem not in self.attempts and len(self.attempts) < MOST:
            self.attempts.append(problem)
        raise ForbiddenError(problem)

    def _by_student(self) -> bool:
        """Whether the innermost code that is neither ours nor the standard library's is the student's."""
        frame = sys._getframe(2)
        while frame is not None:
            if self._session.is_students(frame.f_code.co_filename) or frame.f_code is pass_through.__code__:
                return True
            root = str(frame.f_globals.get("__name__")).partition(".")[0]
            if not frame.f_code.co_filename.startswith(_HERE) and root not in sys.stdlib_module_names:
                # Text that was given to eval or exec has no file.
                return frame.f_code.co_filename.startswith("<") and root != "numpy"
            frame = frame.f_back  # type: ignore[assignment]
        return False


class Refusal:
    """Stands where a library or something of its own stood: looking at it or calling it is an attempt."""

    __slots__ = ("_guard", "_root")

    def __init__(self, guard: Guard, root: str) -> None:
        self._guard = guard
        self._root = root

    def __getattr__(self, name: str) -> NoReturn:
        # The import system looks at these two; others of the kind are looked at by whoever lists all modules.
        if name.startswith("__") and name not in ("__spec__", "__path__"):
            raise AttributeError(name)
        self._guard.refuse(self._root)

    def _refuse(self, *_arguments: object, **_options: object) -> Any:
        self._guard.refuse(self._root)

    __call__ = __array__ = __iter__ = __len__ = __getitem__ = __int__ = __float__ = __index__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _refuse
    __matmul__ = __rmatmul__ = __pow__ = __rpow__ = __neg__ = __lt__ = __gt__ = __le__ = __ge__ = _refuse


class _Finder(importlib.abc.MetaPathFinder):
    """The first finder: says no to the libraries and leaves everything else to the others."""

    def __init__(self, guard: Guard) -> None:
        self._guard = guard

    def find_spec(
        self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        root = fullname.partition(".")[0]
        if root in self._guard.roots:
            self._guard.refuse(root)
        return None


@dataclass(slots=True)
class _Modules:
    """The modules that are loaded, told apart once: there are thousands, and questions come by the hundred.

    Attributes:
        taken: those of the libraries, by name.
        others: names of those that are neither the libraries' nor the student's.
    """

    taken: dict[str, ModuleType] = field(default_factory=dict)
    others: set[str] = field(default_factory=set)

    def tell_apart(self, session: Session, roots: frozenset[str]) -> list[ModuleType]:
        """Look at those that are new, and list the student's own."""
        own = []
        for name in sys.modules.keys() - self.taken.keys() - self.others:
            module = sys.modules[name]
            if name.partition(".")[0] in roots:
                self.taken[name] = module
            elif type(module) is ModuleType and (name in session.module_names or session.owns_module(name)):
                own.append(module)
            else:
                self.others.add(name)
        return own


_KNOWN: dict[frozenset[str], _Modules] = {}


@contextmanager
def guarded(session: Session, forbidden: Sequence[str]) -> Iterator[Guard]:
    """Refuse the libraries with these root modules for a while; afterwards everything is as it was."""
    guard = Guard(session, frozenset(forbidden))
    if not guard.roots:
        yield guard
        return
    modules = _KNOWN.setdefault(guard.roots, _Modules())
    own = modules.tell_apart(session, guard.roots)
    hiding = Hiding(session, guard.roots, modules.taken, functools.partial(Refusal, guard))
    refusals = {root: Refusal(guard, root) for root in guard.roots}
    finder = _Finder(guard)
    try:
        hiding.hide(own)
        sys.modules.update({name: refusals[name.partition(".")[0]] for name in modules.taken})  # type: ignore[misc]
        sys.meta_path.insert(0, finder)
        yield guard
    finally:
        with suppress(ValueError):
            sys.meta_path.remove(finder)
        for name in sys.modules.keys() - modules.taken.keys() - modules.others:
            if name.partition(".")[0] in guard.roots:
                del sys.modules[name]
        sys.modules.update(modules.taken)
        hiding.restore()
