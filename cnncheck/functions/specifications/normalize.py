"""`normalize`: images are shifted and scaled by a given mean and standard deviation."""

from typing import Any, TypeAlias

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import scaling as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import normalize

PARAMETERS = ("images", "mean", "std")
OPERATIONS = 4
"""Roundings of one result, however it is rearranged: a mean in float32, a reciprocal, a product, a difference."""
Shape: TypeAlias = tuple[int, int, int, int]


def _case(shape: Shape, seed: int, mean: float, std: float, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, 0, 255, dtype), mean, std))


def _by_channel(shape: Shape, seed: int, dtype: str = "float64") -> Case:
    """A call with a mean and a standard deviation for each channel."""
    statistics = Drawn(shape[-1:], seed + 1, 200, 800, dtype, 4), Drawn(shape[-1:], seed + 2, 8, 256, dtype, 4)
    return Case((Drawn(shape, seed, 0, 255, dtype), *statistics))


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest (|x| + |mean|) / std."""
    (images, mean, std), _ = case.values()
    largest = float(((np.abs(images.astype(float)) + np.abs(mean)) / std).max(initial=0))

    def bound(expected: NDArray[Any]) -> float:
        # Wrong results may be larger than right ones, and two of them be the same up to their own roundings.
        return 2 * gamma(OPERATIONS) * max(largest, float(np.abs(expected).max(initial=0)))

    return bound


def _explain(case: Case) -> str | None:
    """The formula with its numbers, where there is one pixel."""
    (images, mean, std), _ = case.values()
    if images.size > 1 or np.ndim(mean):
        return None
    pixel = float(images.item())
    return f"Here ({pixel:g} - {mean:g}) / {std:g} = {(pixel - mean) / std:.6g}"


_SIDE = st.integers(1, 4)
_SHAPE = st.tuples(st.integers(1, 3), _SIDE, _SIDE, st.integers(1, 4))
_TYPES = st.sampled_from(("float64", "float32"))
_MEAN, _STD = st.sampled_from((100, 60, 120)), st.sampled_from((50, 40, 20))

_CONTIGUOUS = hygiene.assumes_contiguous(normalize)
_CUT, _DOWN = hygiene.cuts_fractions(normalize), hygiene.rounds_down(normalize)

NORMALIZE = Specification(
    normalize,
    PARAMETERS,
    (
        *mistakes.NUMBERS,
        *mistakes.CHANNELS,
        _CONTIGUOUS,
        _CUT,
        _DOWN,
        hygiene.result_in_input_type(normalize),
        mistakes.WRAPS_AROUND,
        hygiene.mutates(normalize),
        hygiene.remembers(normalize),
        hygiene.uses_tensorflow(normalize, PARAMETERS),
    ),
    (
        numpy_only("normalize"),
        value_check(
            "normalize.numbers",
            "The given mean is subtracted, and the difference divided by the given standard deviation",
            concept="input-scaling",
            cases=st.builds(_case, _SHAPE, seeds(), _MEAN, _STD, _TYPES),
            corners=(
                Case((Stated((0, 51, 255), (1, 1, 3, 1)), 0, 255)),
                Case((Stated((0, 51, 255), (1, 1, 3, 1)), 127.5, 127.5)),
                _case((2, 3, 2, 3), 1, 100, 50),
                _case((1, 2, 4, 1), 2, 64.25, 16, "float32"),
                Case((Drawn((2, 2, 3, 2), 3, 0, 255), 100, 4)).strided(),
            ),
            mistakes=(*mistakes.NUMBERS, _CONTIGUOUS, _CUT, _DOWN),
            weight=4,
        ),
        value_check(
            "normalize.channels",
            "A mean and a standard deviation for each channel",
            concept="axis-swap",
            cases=st.builds(_by_channel, _SHAPE, seeds(), _TYPES),
            corners=(
                _by_channel((2, 2, 2, 3), 4),
                _by_channel((1, 3, 2, 3), 5),
                _by_channel((1, 2, 3, 3), 6, "float32"),
                _by_channel((1, 3, 3, 3), 7),
            ),
            mistakes=mistakes.CHANNELS,
            requires=("numbers",),
        ),
        *hygiene_checks(
            "normalize",
            (
                Case((Drawn((1, 2, 3, 2), 8, 0, 255, "uint8"), 100, 50)),
                Case((Drawn((1, 3, 2, 1), 9, 0, 255, "uint8"), 127.5, 127.5)),
                Case((Drawn((2, 2, 2, 1), 10, 0, 255, "int64"), 0, 255)),
            ),
            after="numbers",
            lost=("result-in-input-type", "wraps-around"),
        ),
    ),
    bound=_bound,
    explain=_explain,
)
