"""`avg_pool2d`: the mean of each window."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions import formulas
from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import average_pooling as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.poolings import IMAGE, PAIR, PARAMETERS, POOL, STEPS, STRIDE, Sides, fitting
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.arguments import pair
from reference.layers import avg_pool2d


def _case(
    image: Sides, depths: tuple[int, int] = (1, 1), seed: int = 0, dtype: str = "float64", **options: Argument
) -> Case:
    """A call on a drawn image; `depths` are batch and channels."""
    batch, channels = depths
    return Case((Drawn((batch, *image, channels), seed, -9, 9, dtype),), options)


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest |x|: a mean is no larger, in whatever order it is added up."""
    (images,), options = case.values()
    cells = int(np.prod(pair("pool_size", options.get("pool_size", 2))))
    accepted = 2 * gamma(cells + 1) * float(np.abs(images.astype(float)).max(initial=0))

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


def _explain(case: Case) -> str | None:
    """The mean written out, where there is one window."""
    (images,), options = case.values()
    if avg_pool2d(images, **options).size > 1:
        return None
    height, width = pair("pool_size", options.get("pool_size", 2))
    return f"The mean is {formulas.mean(images[0, :height, :width, 0])}"


_FITTING = fitting(_case)
_ARRAYS = (st.tuples(st.integers(1, 2), st.integers(1, 3)), seeds(), st.sampled_from(("float64", "float32")))

_CONTIGUOUS = hygiene.assumes_contiguous(avg_pool2d)
_CUT, _DOWN = hygiene.cuts_fractions(avg_pool2d), hygiene.rounds_down(avg_pool2d)

AVG_POOL2D = Specification(
    avg_pool2d,
    PARAMETERS,
    (
        *mistakes.AVG_POOL2D,
        _CONTIGUOUS,
        _CUT,
        _DOWN,
        hygiene.result_in_input_type(avg_pool2d),
        hygiene.mutates(avg_pool2d),
        hygiene.remembers(avg_pool2d),
        hygiene.no_defaults(avg_pool2d, PARAMETERS),
        hygiene.uses_tensorflow(avg_pool2d, PARAMETERS),
    ),
    (
        numpy_only("avg_pool2d"),
        value_check(
            "avg_pool2d.valid",
            "Each window becomes the mean of its values, and the windows do not overlap",
            concept="pool-divisor",
            cases=st.builds(_FITTING, STEPS, POOL, *_ARRAYS),
            corners=(
                _case((4, 4), (1, 1), 1),
                _case((5, 6), (2, 3), 2),
                _case((7, 7), (1, 2), 3, pool_size=3),
                _case((6, 4), (2, 1), 4, "float32"),
                _case((3, 3), (1, 2), 5, pool_size=3),
                _case((4, 6), (1, 2), 30).strided(),
            ),
            mistakes=(
                mistakes.MAXIMUM,
                mistakes.SUM,
                mistakes.DIVIDED_BY_SIDE,
                mistakes.DIVIDED_BY_FOUR,
                mistakes.DIVIDED_BY_WHAT_IS_NOT_ZERO,
                mistakes.ALL_CHANNELS,
                mistakes.STRIDES_ONE,
                mistakes.STRIDES_TWO,
                mistakes.FLOORED,
                _CONTIGUOUS,
                _CUT,
                _DOWN,
            ),
            weight=4,
        ),
        value_check(
            "avg_pool2d.strides",
            "Strides: the windows may overlap or leave pixels out",
            concept="strides",
            cases=st.builds(_FITTING, STEPS, POOL, *_ARRAYS, strides=st.one_of(STRIDE, PAIR)),
            corners=(
                _case((5, 5), (1, 2), 6, pool_size=3, strides=2),
                _case((7, 6), (2, 1), 7, strides=3),
                _case((6, 7), (1, 1), 8, strides=(2, 1)),
                _case((4, 5), (1, 1), 9, strides=1),
            ),
            mistakes=(mistakes.STRIDES_IGNORED, mistakes.STRIDES_SWAPPED),
            requires=("valid",),
        ),
        value_check(
            "avg_pool2d.pair",
            "A pool size that is not square, given as (height, width)",
            concept="axis-swap",
            cases=st.builds(_FITTING, STEPS, PAIR, *_ARRAYS),
            corners=(
                _case((5, 5), (1, 2), 10, pool_size=(2, 1)),
                _case((6, 5), (2, 1), 11, pool_size=(2, 3)),
                _case((4, 4), (1, 1), 12, pool_size=(1, 2)),
            ),
            mistakes=(mistakes.POOL_SWAPPED, mistakes.DIVIDED_BY_HEIGHT_SQUARED),
            requires=("valid",),
        ),
        value_check(
            "avg_pool2d.same-padding",
            "Same padding: a window at the border is divided by its cells on the image",
            concept="pool-divisor",
            cases=st.builds(_case, IMAGE, *_ARRAYS, pool_size=POOL, strides=STRIDE, padding=st.just("same")),
            corners=(
                _case((5, 5), (1, 2), 13, padding="same"),
                _case((3, 5), (2, 1), 14, padding="same"),
                _case((4, 4), (1, 1), 15, pool_size=3, strides=2, padding="same"),
                _case((6, 7), (1, 2), 16, pool_size=3, strides=1, padding="same"),
                _case((5, 4), (1, 1), 17, pool_size=2, strides=3, padding="same"),
                _case((1, 2), (1, 1), 18, pool_size=4, strides=1, padding="same"),
            ),
            mistakes=(
                mistakes.SAME_IGNORED,
                mistakes.WHOLE_WINDOW,
                mistakes.BORDER_REPEATED,
                mistakes.MINUS_INFINITY,
                mistakes.ODD_BEFORE,
                mistakes.ODD_BEFORE_COUNTED,
                mistakes.ALL_AFTER,
                mistakes.HALF_POOL,
                mistakes.HALF_POOL_COUNTED,
                mistakes.STRIDES_LEFT_OUT,
                mistakes.SAME_FLOOR,
            ),
            requires=("strides",),
            weight=4,
        ),
        signature("avg_pool2d", _case((4, 4)), after="valid"),
        *hygiene_checks(
            "avg_pool2d",
            (
                Case((Drawn((1, 4, 4, 2), 19, 0, 255, "uint8"),)),
                Case((Drawn((1, 4, 5, 1), 20, -9, 9, "int64"),)),
            ),
            after="valid",
            lost=("result-in-input-type", "wraps-around"),
        ),
    ),
    bound=_bound,
    explain=_explain,
    probes=(_case((7, 6), (1, 2), 22, pool_size=3, strides=2, padding="same"),),
)
