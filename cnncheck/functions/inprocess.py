"""Answers for functions of the grader's own, called in this process: for tests of checks, never for students' code."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np

from cnncheck.course import Handed
from cnncheck.functions.values import unpacked
from cnncheck.inside import wire

T = TypeVar("T")


class InProcess:
    """Answers `Calls` with a Python function."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.calls = 0

    def ask(self, question: wire.Question, kind: type[T], *, timeout: float | None = None) -> T:
        """Call the function once for each entry."""
        del kind, timeout
        if not isinstance(question, wire.Calls):
            raise TypeError(f"only calls are answered here. Received: {question!r}")
        self.calls += len(question.calls)
        return cast("T", wire.Answers(tuple(self._answer(call) for call in question.calls)))

    def _answer(self, call: wire.Call) -> wire.Answer:
        arguments = [_value(item) for item in call.arguments]
        before = [item.copy() if isinstance(item, np.ndarray) else None for item in arguments]
        try:
            with np.errstate(all="ignore"):
                result = self.function(*arguments, **{name: _value(item) for name, item in call.options.items()})
        except Exception as error:  # noqa: BLE001 - whatever a wrong version raises is its answer
            problem = wire.Problem("raises", f"{type(error).__name__}: {error}")
            return wire.Raised(problem, _changed(before, arguments))
        return wire.Returned(_packed(result), _changed(before, arguments))


def handed_in(function: Callable[..., Any], name: str, *, text: str | None = None, seed: int = 0) -> Handed:
    """The function as if a student had handed it in; `text` is the file it stands in."""
    lines = tuple((text or f"def {name}(*arguments, **options):\n").splitlines())
    line = next((number for number, content in enumerate(lines, 1) if content.startswith(f"def {name}(")), None)
    return Handed(InProcess(function), name, "primitives.py", line, lines, wire.Facts(), seed)


def _value(value: wire.Value) -> Any:  # noqa: ANN401 - any argument
    return np.random.default_rng(value.seed) if isinstance(value, wire.Generator) else unpacked(value)


def _packed(value: object) -> wire.Value:
    if isinstance(value, np.ndarray | np.generic):
        return wire.Array.of(np.asarray(value))
    if isinstance(value, tuple):
        return wire.Pair(tuple(_packed(item) for item in value))
    if isinstance(value, list):
        return wire.Sequence(tuple(_packed(item) for item in value))
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return wire.Opaque(type(value).__name__)


def _changed(before: list[Any], after: list[Any]) -> tuple[int, ...]:
    return tuple(
        index
        for index, (old, new) in enumerate(zip(before, after, strict=True))
        if old is not None and not np.array_equal(old, new, equal_nan=old.dtype.kind == "f")
    )
