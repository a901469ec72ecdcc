"""The checks of a function: its values, and the hygiene that every function owes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from hypothesis.strategies import SearchStrategy

from cnncheck.course import Check
from cnncheck.findings import Finding, Severity
from cnncheck.functions.case import WHOLE, Case, Run, View
from cnncheck.functions.cases import DRAWN, draw, smallest
from cnncheck.functions.diagnosis import diagnose, example
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.picture import oddities
from cnncheck.functions.remote import RemoteFunction

HINTS = {
    "dtype": "A size or a count is an int: use // and not /, and math.ceil rather than numpy.ceil.",
    "wrong-type": "Return np.array(...) of it, or fill an array from the start: what follows a layer calculates with "
    "arrays, and a list + a list is a longer list.",
}
"""What to do about a right result in an unwanted form, by the code of the difference."""


@dataclass(frozen=True, slots=True)
class ValueCheck(Check[RemoteFunction]):
    """A check that compares results.

    Attributes:
        cases: the strategy that draws cases.
        corners: the cases it asks in every run, whatever the seed.
        view: the part of a result that it compares.
    """

    cases: SearchStrategy[Case] = field(kw_only=True)
    corners: tuple[Case, ...] = ()
    view: View = WHOLE


def value_check(
    check_id: str,
    title: str,
    *,
    concept: str,
    cases: SearchStrategy[Case],
    corners: Sequence[Case] = (),
    mistakes: Sequence[Mistake] = (),
    requires: Sequence[str] | None = None,
    weight: int = 2,
    view: View = WHOLE,
    count: int = DRAWN,
) -> ValueCheck:
    """A check that compares results with the reference's, on corners set by hand and on drawn cases.

    Args:
        check_id: as of `Check`.
        title: as of `Check`.
        concept: as of `Check`.
        weight: as of `Check`; the hygiene checks weigh 1 each.
        cases: the strategy that draws cases, and that a failing one is made smaller with.
        corners: cases asked in every run, whatever the seed.
        mistakes: those that this check must catch.
        requires: the claims of the same function that must hold first; none means its `numpy-only` alone.
        view: the part of the result that is compared.
        count: how many cases are drawn.
    """

    def examine(function: RemoteFunction) -> Iterator[Finding]:
        asked = [*corners, *(case for case in draw(cases, function.handed.seed, count) if case not in corners)]
        yield from judge(function, function.call(asked, view), cases, view)

    name = check_id.split(".", maxsplit=1)[0]
    first = (f"{name}.numpy-only",) if requires is None else tuple(f"{name}.{claim}" for claim in requires)
    names = tuple(item.name for item in mistakes)
    return ValueCheck(
        check_id,
        title,
        concept,
        examine,
        weight,
        first,
        mistakes=names,
        cases=cases,
        corners=tuple(corners),
        view=view,
    )


def judge(
    function: RemoteFunction, runs: list[Run], strategy: SearchStrategy[Case], view: View = WHOLE
) -> Iterator[Finding]:
    """Yield what these runs contradict: one fault with the smallest case that shows it, else advice."""
    earlier = list(function.passed)
    function.remember(runs)
    failing = [run for run in runs if run.failed]
    if not failing:
        yield from _advice(function, runs)
        return
    parameters = function.specification.parameters

    def rank(run: Run) -> tuple[bool, bool, int, int]:
        """Forbidden libraries first, then wrong results, then what a person can picture, then what is short."""
        forbidden = run.problem is not None and run.problem.code == "forbidden-call"
        return not forbidden, run.problem is not None, oddities(run.case, parameters), run.case.size

    shown = min(failing, key=rank)
    if shown.lacks is None and (shown.problem is None or shown.problem.code == "raises"):
        tried: dict[str, Run] = {}

        def fails(case: Case) -> bool:
            run = tried[repr(case)] = function.call([case], view)[0]
            return run.failed and rank(run)[:3] <= rank(shown)[:3]

        smallest(strategy, fails, function.handed.seed)
        runs = [*runs, *tried.values(), *earlier]
        shown = min((run for run in (shown, *tried.values()) if run.failed), key=rank)
    yield diagnose(function, runs, shown)


def _advice(function: RemoteFunction, runs: Sequence[Run]) -> Iterator[Finding]:
    for run in runs:
        if run.difference is not None and run.difference.code not in function.advised:
            function.advised.add(run.difference.code)
            yield Finding(
                code=run.difference.code,
                message=run.difference.text,
                severity=Severity.ADVICE,
                where=function.where,
                expected=run.difference.expected,
                received=run.difference.received,
                hint=HINTS.get(run.difference.code),
                example=example(function, run),
                confirmed=True,
                source=function.source,
            )
            return
