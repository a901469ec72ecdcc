"""`max_pool2d`: the largest value of each window."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import pooling as mistakes
from cnncheck.functions.poolings import IMAGE, PAIR, PARAMETERS, POOL, STEPS, STRIDE, Sides, fitting
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.layers import max_pool2d


def _case(
    image: Sides,
    depths: tuple[int, int] = (1, 1),
    seed: int = 0,
    dtype: str = "float64",
    *,
    negative: bool = False,
    **options: Argument,
) -> Case:
    """A call on a drawn image; `depths` are batch and channels."""
    batch, channels = depths
    low, high = (-9, -1) if negative else (-9, 9)
    return Case((Drawn((batch, *image, channels), seed, low, high, dtype),), options)


_FITTING = fitting(_case)
_ARRAYS = (st.tuples(st.integers(1, 2), st.integers(1, 3)), seeds(), st.sampled_from(("float64", "float32")))

_CONTIGUOUS = hygiene.assumes_contiguous(max_pool2d)

MAX_POOL2D = Specification(
    max_pool2d,
    PARAMETERS,
    (
        *mistakes.MAX_POOL2D,
        _CONTIGUOUS,
        hygiene.result_in_whole_numbers(max_pool2d),
        hygiene.mutates(max_pool2d),
        hygiene.remembers(max_pool2d),
        hygiene.no_defaults(max_pool2d, PARAMETERS),
        hygiene.uses_tensorflow(max_pool2d, PARAMETERS),
    ),
    (
        numpy_only("max_pool2d"),
        value_check(
            "max_pool2d.valid",
            "Each window keeps its largest value, and the windows do not overlap",
            concept="value",
            cases=st.builds(_FITTING, STEPS, POOL, *_ARRAYS),
            corners=(
                _case((4, 4), (1, 1), 1),
                _case((5, 6), (2, 3), 2),
                _case((7, 7), (1, 2), 3, pool_size=3),
                _case((6, 4), (2, 1), 4, "float32", negative=True),
                _case((3, 3), (1, 2), 5, pool_size=3),
                _case((4, 6), (1, 2), 30).strided(),
            ),
            mistakes=(
                mistakes.AVERAGE,
                mistakes.MINIMUM,
                mistakes.ALL_CHANNELS,
                mistakes.STRIDES_ONE,
                mistakes.STRIDES_TWO,
                mistakes.FLOORED,
                _CONTIGUOUS,
            ),
            weight=4,
        ),
        value_check(
            "max_pool2d.strides",
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
            "max_pool2d.pair",
            "A pool size that is not square, given as (height, width)",
            concept="axis-swap",
            cases=st.builds(_FITTING, STEPS, PAIR, *_ARRAYS),
            corners=(
                _case((5, 5), (1, 2), 10, pool_size=(2, 1)),
                _case((6, 5), (2, 1), 11, pool_size=(2, 3)),
                _case((4, 4), (1, 1), 12, pool_size=(1, 2)),
            ),
            mistakes=(mistakes.POOL_SWAPPED,),
            requires=("valid",),
        ),
        value_check(
            "max_pool2d.same-padding",
            "Same padding: the padding never wins, and an odd pixel goes after the image",
            concept="pool-padding-value",
            cases=st.builds(
                _case,
                IMAGE,
                *_ARRAYS,
                negative=st.booleans(),
                pool_size=POOL,
                strides=STRIDE,
                padding=st.just("same"),
            ),
            corners=(
                _case((5, 5), (1, 2), 13, padding="same"),
                _case((3, 5), (2, 1), 14, negative=True, padding="same"),
                _case((4, 4), (1, 1), 15, pool_size=3, strides=2, padding="same"),
                _case((6, 7), (1, 2), 16, pool_size=3, strides=1, padding="same"),
                _case((5, 4), (1, 1), 17, pool_size=2, strides=3, padding="same"),
                _case((1, 2), (1, 1), 18, negative=True, pool_size=4, strides=1, padding="same"),
            ),
            mistakes=(
                mistakes.SAME_IGNORED,
                mistakes.PADDED_WITH_ZEROS,
                mistakes.PADDED_WITH_TINY,
                mistakes.ODD_BEFORE,
                mistakes.ALL_AFTER,
                mistakes.HALF_POOL,
                mistakes.STRIDES_LEFT_OUT,
                mistakes.SAME_FLOOR,
            ),
            requires=("strides",),
            weight=4,
        ),
        signature("max_pool2d", _case((4, 4)), after="valid"),
        *hygiene_checks(
            "max_pool2d",
            (
                Case((Drawn((1, 4, 4, 2), 19, 0, 255, "uint8"),)),
                Case((Drawn((1, 4, 5, 1), 20, dtype="int64"),)),
                Case((Drawn((1, 4, 4, 2), 21, divisor=2),)),
            ),
            after="valid",
            lost=("result-in-whole-numbers",),
        ),
    ),
    probes=(_case((7, 6), (1, 2), 22, pool_size=3, strides=2, padding="same"),),
)
