"""Draws cases with Hypothesis, and finds the smallest one that fails; nothing else of the grader sees Hypothesis."""

from collections.abc import Callable
from functools import lru_cache
from random import Random

import hypothesis
from hypothesis import HealthCheck, Phase, strategies
from hypothesis.errors import NoSuchExample

from cnncheck.functions.case import Case
from cnncheck.functions.repeatable import by_the_seed_alone

DRAWN = 48
"""Cases drawn for one check. The rarest faults show in a tenth of them, and the corners are asked besides."""

SEARCHED = 150
"""Calls spent on finding a smaller failing case; most are found within fifty."""

_QUIET = hypothesis.settings(
    database=None, deadline=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink)
)


def seeds() -> strategies.SearchStrategy[int]:
    """Seeds of arrays: many enough to differ, small enough to read."""
    return strategies.integers(0, 999)


@lru_cache(maxsize=1024)
def draw(strategy: strategies.SearchStrategy[Case], seed: int, count: int = DRAWN) -> tuple[Case, ...]:
    """Draw that many cases, fewer where the strategy has no more to give; the same for the same seed.

    They are kept: a whole class is asked the same cases, and drawing them takes longer than asking.
    """
    drawn: list[Case] = []

    @hypothesis.seed(seed)
    @hypothesis.settings(_QUIET, max_examples=count, phases=(Phase.generate,))
    @hypothesis.given(strategy)
    def collect(case: Case) -> None:
        if case not in drawn and len(drawn) < count:
            drawn.append(case)

    with by_the_seed_alone():
        collect()
    return tuple(drawn)


def smallest(
    strategy: strategies.SearchStrategy[Case], fails: Callable[[Case], bool], seed: int, calls: int = SEARCHED
) -> Case | None:
    """The simplest case that fails, None where none is found within that many calls of `fails`."""
    known: dict[str, bool] = {}

    def remembered(case: Case) -> bool:
        key = repr(case)
        if key not in known:
            # Past the limit every new case counts as passing: Hypothesis then settles on the best one so far.
            known[key] = len(known) < calls and fails(case)
        return known[key]

    try:
        with by_the_seed_alone():
            return hypothesis.find(
                strategy,
                remembered,
                settings=hypothesis.settings(_QUIET, max_examples=calls),
                random=Random(seed),  # noqa: S311 - a repeatable search
            )
    except NoSuchExample:
        return None
