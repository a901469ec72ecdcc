"""What every function owes beside its values: NumPy only, arguments left alone, steady answers, the right signature."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np

from cnncheck.course import Check
from cnncheck.findings import Finding, Severity, Where
from cnncheck.functions.case import WHOLE, Case, Run, View
from cnncheck.functions.checks import ValueCheck
from cnncheck.functions.comparison import agree
from cnncheck.functions.diagnosis import changes, diagnose, example
from cnncheck.functions.forbidden import imported, reached, used
from cnncheck.functions.imports import FORBIDDEN, Import, libraries
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.values import CLASS_NUMBERS, Array, Seeded
from cnncheck.inside.wire import Problem
from cnncheck.sandbox import StudentProblem, WorkerFailure

Examine = Callable[[RemoteFunction], Iterable[Finding]]

REPEATED = 8
"""Calls that are made again, the largest ones: what depends on earlier calls shows in nearly all of them."""


PATIENCE_S = 5.0
"""Seconds for the calls that look for libraries: a function without end is told by the checks of its values."""

UNUSED_SEEDS = 1000
"""Added to the seeds of arrays: calls that later checks make are not made before their time."""


def numpy_only(name: str) -> Check[RemoteFunction]:
    """The check that blocks all others: no deep learning library, no SciPy, by whatever way."""

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        from cnncheck.functions.specifications import SPECIFICATIONS  # noqa: PLC0415 - they are made of such checks

        found = libraries(function.handed.lines, function.handed.name, SPECIFICATIONS)
        if found.used is not None:
            library, line = found.used.library, found.used.line
            yield imported(function, library, found.origin) if found.origin else used(function, library, line)
        elif problem := _attempt(function):
            library = FORBIDDEN.get(problem.message, problem.message)
            itself = found.origin is not None and problem.line is None
            yield imported(function, library, found.origin) if itself else reached(function, problem)  # type: ignore[arg-type]
        for item in found.unused if found.first else ():
            yield _unused(function, item)

    return Check(
        f"{name}.numpy-only",
        "Only NumPy and the standard library are used",
        "forbidden-call",
        examine,
        weight=0,
        mistakes=(f"{name}-uses-tensorflow",),
    )


def _attempt(function: RemoteFunction) -> Problem | None:
    """Call the function once for each kind of case there is; what else goes wrong meanwhile is for later checks."""
    corners = [case for item in function.specification.checks if isinstance(item, ValueCheck) for case in item.corners]
    try:
        function.call([_other_numbers(case) for case in corners], budget_s=PATIENCE_S)
    except (StudentProblem, WorkerFailure):
        return None
    return function.forbidden[0] if function.forbidden else None


def _other_numbers(case: Case) -> Case:
    arguments = tuple(
        replace(item, seed=item.seed + UNUSED_SEEDS) if isinstance(item, Seeded) else item for item in case.arguments
    )
    return replace(case, arguments=arguments)


def _unused(function: RemoteFunction, found: Import) -> Finding:
    return Finding(
        code="forbidden-call",
        message=f"{found.library} is imported and never used.",
        severity=Severity.ADVICE,
        where=Where(function.handed.file, found.line),
        expected="NumPy and the standard library",
        received=found.library,
        hint="Delete the import: the functions of this exercise may not use it, and it takes seconds to load.",
        confirmed=True,
        source=(function.handed.lines[found.line - 1].rstrip(),),
    )


def signature(name: str, case: Case, *, after: str) -> Check[RemoteFunction]:
    """The check that the parameters have the documented names and defaults; `case` leaves out what has a default."""

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        function.call([case])
        yield from function.complaints.values()

    title = "The parameters have the documented names and defaults"
    return _after(name, after, "signature", title, "signature", examine, "no-defaults")


LOST = ("result-in-input-type", "result-in-whole-numbers")
"""The two ways of losing values; a function of whole numbers or of floats alone has one of them."""


def hygiene(
    name: str, types: Sequence[Case], *, after: str, view: View = WHOLE, lost: Sequence[str] = LOST
) -> tuple[Check[RemoteFunction], ...]:
    """The checks of a function of arrays that rest on its value check `after`; `types` are cases in other dtypes."""
    return (
        dtype(name, types, after=after, view=view, lost=lost),
        inputs_unchanged(name, after=after),
        deterministic(name, after=after),
    )


def dtype(
    name: str, cases: Sequence[Case], *, after: str, view: View = WHOLE, lost: Sequence[str] = LOST
) -> Check[RemoteFunction]:
    """The check that no value is lost to an array's type."""

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        runs = function.call(cases, view)
        failing = next((run for run in runs if run.failed and not _written_in_place(function, run)), None)
        if failing is None:
            return
        wide = function.call([_widened(failing.case, function.specification.parameters)], view)[0]
        if wide.failed and not _whole_numbers(failing):
            yield diagnose(function, [failing], failing)
        else:
            yield _value_lost(function, failing)

    title = "No value is lost to an array's type"
    return _after(name, after, "dtype", title, "dtype", examine, *lost)


def inputs_unchanged(name: str, *, after: str) -> Check[RemoteFunction]:
    """The check that no array argument was written to in any call so far."""

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        writing = [run for run in function.passed if run.changed]
        if not writing:
            return
        run = min(writing, key=lambda run: run.case.size)
        changed = [function.specification.parameters[index] for index in run.changed]
        yield Finding(
            code="input-mutated",
            message=f"Your function changes its argument {' and '.join(f'`{item}`' for item in changed)}.",
            where=function.where,
            expected="arguments as they were",
            received=f"{', '.join(changed)} changed",
            hint="`x -= y`, `x[...] = y` and `out=x` write into the caller's array; `x = x - y` makes a new one. "
            "Take a copy first where you want to write.",
            example=example(function, run),
            confirmed=True,
            source=function.source,
        )

    title = "The arguments are left as they were"
    return _after(name, after, "inputs-unchanged", title, "input-mutated", examine, "changes-its-argument")


def deterministic(name: str, *, after: str) -> Check[RemoteFunction]:
    """The check that a call made again has the result it had before."""

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        before = sorted(function.passed, key=lambda run: run.case.size)[-REPEATED:]
        for old, new in zip(before, function.call([run.case for run in before]), strict=True):
            if not agree(old.received, new.received, function.specification.bound(old.case)):
                yield changes(function, old)
                return

    title = "The same call has the same result every time"
    return _after(name, after, "deterministic", title, "not-deterministic", examine, "remembers-earlier-calls")


def _after(
    name: str, after: str, claim: str, title: str, concept: str, examine: Examine, *mistakes: str
) -> Check[RemoteFunction]:
    base = (f"{name}.{after}",)
    return Check(
        f"{name}.{claim}",
        title,
        concept,
        examine,
        requires=base,
        earns_after=base,
        mistakes=tuple(f"{name}-{mistake}" for mistake in mistakes),
    )


def _value_lost(function: RemoteFunction, run: Run) -> Finding:
    types = sorted({item.dtype for item in run.case.arguments if isinstance(item, Array)})
    first = function.specification.parameters[0]
    told = run.difference.text if run.difference else f"It stops with {run.problem.message if run.problem else ''}."
    kind = f" The returned array has the type {run.received.dtype}." if isinstance(run.received, np.ndarray) else ""
    return Finding(
        code="dtype",
        message=f"With arguments of type {' and '.join(types)} values are lost. {told}{kind}",
        where=function.where,
        expected=run.difference.expected if run.difference else "a result",
        received=run.difference.received if run.difference else None,
        hint="uint8 holds 0 to 255 and wraps around, and no integer type holds a fraction. "
        f"{'Convert them first' if first in CLASS_NUMBERS else 'Calculate in floats'}, "
        f"{first}.astype({'int' if first in CLASS_NUMBERS else 'float'}): "
        f"np.zeros(shape) is a float array, np.zeros_like({first}) has the type of {first}.",
        example=example(function, run),
        confirmed=True,
        source=function.source,
    )


def _whole_numbers(run: Run) -> bool:
    first = run.received[0] if isinstance(run.received, tuple | list) and run.received else run.received
    return isinstance(first, np.ndarray) and bool(np.issubdtype(first.dtype, np.integer))


def _written_in_place(function: RemoteFunction, run: Run) -> bool:
    """Whether NumPy refused to write floats into an argument of integers: `inputs-unchanged` tells what is wrong."""
    refused = run.problem is not None and run.problem.message.startswith("UFuncTypeError")
    return refused and any(earlier.changed for earlier in function.passed)


def _widened(case: Case, parameters: Sequence[str]) -> Case:
    """The same numbers in the types that hold most; class numbers are indices and stay whole."""
    arguments = tuple(
        replace(item, dtype="int64" if name in CLASS_NUMBERS else "float64") if isinstance(item, Array) else item
        for name, item in zip(parameters, case.arguments, strict=False)
    )
    return replace(case, arguments=arguments)
