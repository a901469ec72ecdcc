"""From failing runs to one finding: the mistake that explains every answer, or the measured facts."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from cnncheck.findings import Finding, Where
from cnncheck.functions.case import WHOLE, Case, Run, View
from cnncheck.functions.comparison import agree
from cnncheck.functions.exceptions import OVERFLOWS, UNWRITTEN, hint
from cnncheck.functions.forbidden import reached
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.order import parameters, reordered
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.values import CLASS_NUMBERS, Array

if TYPE_CHECKING:
    from cnncheck.functions.specification import Specification


def reproduces(mistake: Mistake, runs: Sequence[Run], specification: "Specification") -> bool:
    """Whether the mistake gives the student's answer in every run, raising where the student's function raised."""
    return all(_same(mistake, run, specification) for run in runs)


def _same(mistake: Mistake, run: Run, specification: "Specification") -> bool:
    arguments, options = run.case.values()
    try:
        with np.errstate(all="ignore"):
            result = mistake.wrong(*arguments, **options)
    except Exception:  # noqa: BLE001 - a wrong version may raise anything, as the student's does
        return run.problem is not None and run.problem.code == "raises"
    if run.problem is not None:
        return False
    bound = specification.bound(run.case)
    if run.view is WHOLE or not agree(outline(result), outline(run.received)):
        return agree(result, run.received, bound)
    return agree(run.view.take(result, run.case), run.view.take(run.received, run.case), bound)


def outline(result: object) -> list[int] | None:
    """What two results must share before a part is taken of both: the shape, or the number of values."""
    if isinstance(result, np.ndarray):
        return list(result.shape)
    return [len(result)] if isinstance(result, tuple | list) else None


def diagnose(function: RemoteFunction, runs: Sequence[Run], shown: Run) -> Finding:
    """The finding for a check whose runs include failing ones; `shown` is the one to tell about.

    Runs of other checks that failed are left out: a function may have two mistakes, and each is named on its own.
    """
    specification = function.specification
    if shown.lacks is not None or (shown.problem is not None and shown.problem.code != "raises"):
        return _stopped(function, shown)
    ordered = sorted(runs, key=lambda run: not run.failed)
    order = _other_order(function)
    if order and all(_same(order, run, specification) or (run.failed and _refused(order, run)) for run in ordered):
        return _explained(function, order, shown)
    # Exceptions alone prove nothing: any slip can raise. At least one wrong result must be explained.
    if any(run.failed and run.problem is None for run in runs):
        named = [item for item in specification.mistakes if item.explains]
        if found := [item for item in named if reproduces(item, ordered, specification)]:
            return _explained(function, _most_likely(function, found, shown.view), shown)
    if shown.problem is not None:
        return _stopped(function, shown)
    return unsteady(function, shown) or _measured(function, shown)


def _other_order(function: RemoteFunction) -> Mistake | None:
    known = function.specification
    taken = parameters(function.handed.lines, function.handed.name)
    return reordered(known.reference, known.parameters, taken)


def _refused(order: Mistake, run: Run) -> bool:
    """Whether in this order the arguments have no meaning: then neither has the student's answer."""
    arguments, options = run.case.values()
    try:
        order.wrong(*arguments, **options)
    except ValueError:
        return True
    return False


def _most_likely(function: RemoteFunction, found: Sequence[Mistake], view: View) -> Mistake:
    """The mistake that explains most of the probes too; the most basic of them, where several do."""
    if len(found) == 1:
        return found[0]
    probes = [run for run in function.call(function.specification.probes, view) if run.problem is None]
    return max(found, key=lambda item: sum(reproduces(item, [run], function.specification) for run in probes))


def unsteady(function: RemoteFunction, run: Run) -> Finding | None:
    """A finding where the same call, made again twice, has other answers."""
    again = function.call([run.case, run.case], run.view)
    bound = function.specification.bound(run.case)
    steady = all(agree(run.received, item.received, bound) for item in again)
    return None if steady else changes(function, run)


def changes(function: RemoteFunction, run: Run) -> Finding:
    """The finding for a call whose result changes from one time to the next."""
    return Finding(
        code="not-deterministic",
        message="The same call, made again, has another result.",
        where=function.where,
        expected="the same result every time",
        received="different results",
        hint="The result may depend on the arguments only. Look for what outlives a call: a global variable, a default "
        "argument that is a list or an array, a result that is kept and changed later, random numbers.",
        example=example(function, run),
        confirmed=True,
        source=function.source,
    )


def example(function: RemoteFunction, run: Run) -> str:
    """The call as a person would type it."""
    return run.case.typed(function.specification.name, function.specification.parameters)


def facts(function: RemoteFunction, run: Run) -> str:
    """Expected against received in numbers, with the formula filled in where the specification has one."""
    if run.problem is not None:
        return f"It stops with {run.problem.message}."
    if run.difference is None:
        return ""
    explained = function.specification.explain(run.case)
    if not explained or run.difference.code != "value":
        return run.difference.text
    if isinstance(run.expected, np.ndarray):
        return f"{explained}. {run.difference.text}"
    return f"{explained}; your function returns {run.difference.received}."


def _explained(function: RemoteFunction, mistake: Mistake, run: Run) -> Finding:
    return Finding(
        code=mistake.code,
        message=f"{mistake.what} {facts(function, run)}",
        where=function.where,
        expected=run.difference.expected if run.difference else "a result",
        received=run.difference.received if run.difference else (run.problem.message if run.problem else None),
        hint=f"{mistake.why} {mistake.look}",
        example=example(function, run),
        confirmed=True,
        source=function.source,
    )


def _measured(function: RemoteFunction, run: Run) -> Finding:
    assert run.difference is not None  # noqa: S101 - the run failed and did not raise
    difference = run.difference
    documented = function.specification.signature
    if function.specification.returns:
        documented = f"{documented}, which returns {function.specification.returns}"
    hints = {
        "wrong-type": f"The course documents {documented}; see what each `return` gives.",
        "not-finite": "Look for a division by zero, and for exp or log of a number that is too large or zero.",
        "shape": "Compute the shape by hand for the example, and compare it with that of the array you fill.",
    }
    by_hand = "The cause was not recognised. Compute the example by hand and compare it step by step."
    return Finding(
        code=difference.code,
        message=facts(function, run),
        where=function.where,
        expected=difference.expected,
        received=difference.received,
        hint=hints.get(difference.code, by_hand),
        example=example(function, run),
        confirmed=difference.code in {"wrong-type", "not-finite"},
        source=function.source,
    )


def _overflowed(function: RemoteFunction, run: Run) -> Finding:
    assert run.problem is not None  # noqa: S101 - it is why this is called
    problem = run.problem
    return Finding(
        code="numerical-stability",
        message="For numbers as large as these your function stops: the exponential overflows.",
        where=Where(problem.file, problem.line, problem.cell) if problem.file else function.where,
        expected="a finite result",
        received=problem.message,
        hint="math.exp and ** raise an error where the result is above 1.8e308; np.exp returns infinity. Best let the "
        "exponential see no large number: exp(-abs(x)) cannot overflow, nor can exp(x - max(x)).",
        example=example(function, run),
        confirmed=True,
        source=(problem.source,) if problem.source else function.source,
    )


def _stopped(function: RemoteFunction, run: Run) -> Finding:
    assert run.problem is not None  # noqa: S101 - it is why this is called
    problem = run.problem
    if problem.code == "forbidden-call":
        return reached(function, problem)
    if run.lacks is not None:
        wanted = function.specification.signature
        return Finding(
            code="signature",
            message=f"Your function does not take the parameter `{run.lacks}`.",
            where=function.where,
            expected=wanted,
            received=function.source[0].strip() if function.source else None,
            hint=f"The course documents {wanted}.",
            example=example(function, run),
            confirmed=True,
            source=function.source,
        )
    if problem.message.startswith(OVERFLOWS):
        return _overflowed(function, run)
    unwritten = "raise NotImplementedError" in (problem.source or "")
    beginning = "This is not written yet: your function" if unwritten else "Your function"
    if run.unnamed is not None:
        beginning += f" has no parameter of the name `{run.unnamed}`; where it is passed by its position, it"
    said = {
        "raises": f"{beginning} stops with {problem.message}.",
        "timeout": "Your function did not return in time.",
        "memory-limit": "Your function needs more memory than there is.",
        "output-limit": f"Your function stops: {problem.message}.",
        "blocked": f"Your function stops: {problem.message}.",
    }
    return Finding(
        code=problem.code,
        message=said.get(problem.code, problem.message),
        where=Where(problem.file, problem.line, problem.cell) if problem.file else function.where,
        expected="a result",
        received=problem.message,
        hint=UNWRITTEN if unwritten else hint(problem.message) + _shapes(function, run.case),
        example=example(function, run),
        confirmed=True,
        source=(problem.source,) if problem.source else function.source,
    )


def _shapes(function: RemoteFunction, case: Case) -> str:
    """What a student can look up in the example, and looks up first where an axis or an index is out of bounds."""
    named = zip(function.specification.parameters, case.arguments, strict=False)
    shapes = {name: item.shape for name, item in named if isinstance(item, Array)}
    if not shapes:
        return ""
    told = f" The shapes are {', '.join(f'{name} {shape}' for name, shape in shapes.items())}."
    numbers = " and ".join(name for name in shapes if name in CLASS_NUMBERS)
    return f"{told} {numbers.capitalize()} are class numbers, one for each image." if numbers else told
