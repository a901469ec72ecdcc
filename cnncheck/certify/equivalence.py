"""Whether a mutant is a wrong function at all: its results beside the reference's, over far more than a grade asks.

A mutant that passes every check either has the same results wherever the function may be asked, and is a right
function written strangely; or there is a call that tells them apart, and the checks have a hole there.
"""

import inspect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from cnncheck.course import Unsuitable
from cnncheck.functions.case import WHOLE, Case, Run, View
from cnncheck.functions.cases import draw
from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.comparison import Bound, agree, relative
from cnncheck.functions.diagnosis import outline, reproduces
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import CLASS_NUMBERS, Argument, Array, Drawn
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.arguments import IntOrPair

DRAWN = 400
"""Cases drawn for each check, eight times as many as a grade draws."""

WIDENED = 80
"""Of how many of them other numbers, types, layouts and pairs are asked too."""

BATCH = 400
"""Calls asked at a time."""

ROUNDING = {"float32": 1e-5, "float64": 1e-9}
"""Share of the largest result that sums in another order may differ by."""

IMAGES = "images"
"""The arguments that may hold whole numbers from 0 to 255."""

_PAIRS = (IntOrPair, IntOrPair | None)


@dataclass(frozen=True, slots=True)
class Measured:
    """What a large sample says of a function.

    Attributes:
        calls: how many were asked.
        differs: the first in which it does not do what the reference does; None where there is none.
    """

    calls: int
    differs: Run | None = None


@dataclass(frozen=True, slots=True)
class Questions:
    """Calls, and the part of their results that is compared: what a check is not about is left to other checks."""

    view: View
    cases: tuple[Case, ...]


def questions(specification: Specification, seed: int) -> tuple[Questions, ...]:
    """What a function is asked to prove it: all corners, many drawn cases, and some of both in wider forms.

    Whatever the reference refuses, or answers with no finite number, is no question.
    """
    return tuple(
        Questions(check.view, _cases(check, specification, seed))
        for check in specification.checks
        if isinstance(check, ValueCheck)
    )


def _cases(check: ValueCheck, specification: Specification, seed: int) -> tuple[Case, ...]:
    drawn = draw(check.cases, seed, DRAWN)
    wider = _wider((*check.corners, *drawn[:WIDENED]), specification)
    asked = {repr(case): case for case in (*check.corners, *drawn, *wider)}
    return tuple(case for case in asked.values() if _is_answered(specification, case))


def measured(function: RemoteFunction, asked: Sequence[Questions]) -> Measured:
    """Ask until the function differs from the reference, in its result or in what it does to its arguments."""
    calls = 0
    for each in asked:
        for start in range(0, len(each.cases), BATCH):
            batch = each.cases[start : start + BATCH]
            try:
                runs = function.call(batch, each.view)
            except (StudentProblem, WorkerFailure, Unsuitable):
                return Measured(calls, Run(batch[0], function.specification.expected(batch[0])))
            differing = next((run for run in runs if not _is_right(run, function.specification)), None)
            calls += len(batch)
            if differing is not None:
                return Measured(calls, differing)
    return Measured(calls)


def _is_right(run: Run, specification: Specification) -> bool:
    if run.problem is not None or run.changed:
        return False
    expected, received = run.expected, run.received
    if run.view is not WHOLE and agree(outline(expected), outline(received)):
        expected, received = run.view.take(expected, run.case), run.view.take(received, run.case)
    if np.isinf(specification.bound(run.case)(np.zeros(()))):  # any finite number will do
        return run.difference is None
    return agree(expected, received, _rounding(run))


def is_wrongly_named(function: RemoteFunction, check: ValueCheck, named: Sequence[Mistake], seed: int) -> bool:
    """Whether no mistake that a sure finding may mean is what the function does, by cases that were not asked."""
    try:
        runs = function.call([*check.corners, *draw(check.cases, seed, DRAWN)], check.view)
    except (StudentProblem, WorkerFailure):
        return False
    return bool(named) and not any(reproduces(mistake, runs, function.specification) for mistake in named)


def named_by(specification: Specification, message: str) -> tuple[Mistake, ...]:
    """The mistakes that a message names: several may be told in the same words."""
    return tuple(item for item in specification.mistakes if item.explains and message.startswith(item.what))


def _wider(cases: Sequence[Case], specification: Specification) -> Iterator[Case]:
    """The same calls with other numbers, types and layouts, options that were left out, pairs for single numbers."""
    pairs, others = _pair_parameters(specification), _other_values(specification)
    for case in cases:
        yield case.strided()
        yield _changed(case, specification, low=-200, high=200, divisor=16)
        yield _changed(case, specification, (IMAGES,), low=0, high=255, dtype="uint8", divisor=1)
        yield _changed(case, specification, low=-3, high=0)
        for name in sorted(others.keys() - set(specification.parameters[: len(case.arguments)]) - case.options.keys()):
            yield replace(case, options={**case.options, name: others[name]})
        for name in sorted(pairs & case.options.keys()):
            number = case.options[name]
            if isinstance(number, int):
                for pair in ((number, number + 1), (number + 1, number)):
                    yield replace(case, options={**case.options, name: pair})


def _other_values(specification: Specification) -> dict[str, Argument]:
    """For each option another value than its default, of the same kind."""
    return {
        name: not default if isinstance(default, bool) else default + 1 if isinstance(default, int) else default * 2
        for name, default in specification.defaults.items()
        if isinstance(default, bool | int | float)
    }


def _changed(case: Case, specification: Specification, names: Sequence[str] = (), **numbers: int | str) -> Case:
    """The call with other numbers in its drawn arrays, or in those of these names.

    Class numbers stay, and numbers that must not repeat.
    """

    def changed(name: str, item: Argument) -> Argument:
        if not isinstance(item, Drawn) or item.distinct or name in CLASS_NUMBERS or (names and name not in names):
            return item
        return replace(item, **numbers)  # type: ignore[arg-type] # each is of its field's type

    named = zip(specification.parameters, case.arguments, strict=False)
    return replace(case, arguments=tuple(changed(name, item) for name, item in named))


def _pair_parameters(specification: Specification) -> set[str]:
    known = inspect.signature(specification.reference).parameters
    return {name for name in specification.parameters if known[name].annotation in _PAIRS}


def _is_answered(specification: Specification, case: Case) -> bool:
    try:
        with np.errstate(all="ignore"):
            result = specification.expected(case)
    except ValueError:
        return False
    parts = result if isinstance(result, tuple) else (result,)
    return all(bool(np.all(np.isfinite(part))) for part in parts)


def _rounding(run: Run) -> Bound:
    """What another order of the same sums may differ by, in the narrowest type among arguments and results."""
    types = {item.dtype for item in run.case.arguments if isinstance(item, Array)}
    for result in (run.expected, run.received):
        types |= {
            str(getattr(part, "dtype", "")) for part in (result if isinstance(result, tuple | list) else [result])
        }
    return relative(ROUNDING["float32" if "float32" in types else "float64"])
