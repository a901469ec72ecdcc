"""`global_average_pool2d`: the mean of each map."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions import formulas
from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import global_average as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn
from reference.layers import global_average_pool2d

PARAMETERS = ("images",)


def _case(shape: tuple[int, int, int, int], seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -9, 9, dtype),))


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest |x|: a mean is no larger, in whatever order it is added up."""
    ((images,), _) = case.values()
    pixels = images.shape[1] * images.shape[2]
    accepted = 2 * gamma(pixels + 1) * float(np.abs(images.astype(float)).max(initial=0))

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


def _explain(case: Case) -> str | None:
    """The mean written out, where there is one map."""
    ((images,), _) = case.values()
    single = global_average_pool2d(images).size == 1
    return f"The mean is {formulas.mean(images)}" if single else None


_SIDE = st.integers(1, 6)
_SHAPE = st.tuples(st.integers(1, 3), _SIDE, _SIDE, st.integers(1, 4))

_CONTIGUOUS = hygiene.assumes_contiguous(global_average_pool2d)
_CUT, _DOWN = hygiene.cuts_fractions(global_average_pool2d), hygiene.rounds_down(global_average_pool2d)

GLOBAL_AVERAGE_POOL2D = Specification(
    global_average_pool2d,
    PARAMETERS,
    (
        *mistakes.GLOBAL_AVERAGE_POOL2D,
        _CONTIGUOUS,
        _CUT,
        _DOWN,
        hygiene.result_in_input_type(global_average_pool2d),
        hygiene.mutates(global_average_pool2d),
        hygiene.remembers(global_average_pool2d),
        hygiene.uses_tensorflow(global_average_pool2d, PARAMETERS),
    ),
    (
        numpy_only("global_average_pool2d"),
        value_check(
            "global_average_pool2d.means",
            "Each map becomes its mean: (batch, height, width, channels) gives (batch, channels)",
            concept="global-pooling",
            cases=st.builds(_case, _SHAPE, seeds(), st.sampled_from(("float64", "float32"))),
            corners=(
                _case((1, 2, 2, 1), 1),
                _case((2, 3, 4, 3), 2),
                _case((3, 4, 2, 2), 3, "float32"),
                _case((2, 1, 1, 3), 4),
                _case((1, 5, 3, 2), 5),
                _case((2, 2, 3, 4), 6).strided(),
            ),
            mistakes=(
                *(item for item in mistakes.GLOBAL_AVERAGE_POOL2D if item.explains),
                _CONTIGUOUS,
                _CUT,
                _DOWN,
            ),
            weight=4,
        ),
        *hygiene_checks(
            "global_average_pool2d",
            (
                Case((Drawn((1, 3, 4, 2), 7, 0, 255, "uint8"),)),
                Case((Drawn((2, 2, 3, 1), 8, -9, 9, "int64"),)),
            ),
            after="means",
            lost=("result-in-input-type", "wraps-around"),
        ),
    ),
    bound=_bound,
    explain=_explain,
)
