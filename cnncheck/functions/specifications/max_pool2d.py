"""`max_pool2d`: the largest value of each window."""

from typing import TypeAlias

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import pooling as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.layers import max_pool2d

PARAMETERS = ("images", "pool_size", "strides", "padding")
Sides: TypeAlias = tuple[int, int]


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


def _fitting(
    steps: Sides, pool_size: int | Sides, depths: tuple[int, int], seed: int, dtype: str, **options: Argument
) -> Case:
    """A valid pooling: the image is as large as the window, and that many pixels more."""
    height, width = pool_size if isinstance(pool_size, tuple) else (pool_size, pool_size)
    if pool_size != 2:  # noqa: PLR2004 - the default
        options = {"pool_size": pool_size, **options}
    return _case((height + steps[0], width + steps[1]), depths, seed, dtype, negative=False, **options)


_STEPS = st.tuples(st.integers(0, 5), st.integers(0, 5))
_IMAGE = st.tuples(st.integers(1, 7), st.integers(1, 7))
_POOL, _STRIDE = st.integers(2, 4), st.integers(1, 4)
_PAIR = st.tuples(st.integers(1, 4), st.integers(1, 4))
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
            cases=st.builds(_fitting, _STEPS, _POOL, *_ARRAYS),
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
            cases=st.builds(_fitting, _STEPS, _POOL, *_ARRAYS, strides=st.one_of(_STRIDE, _PAIR)),
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
            cases=st.builds(_fitting, _STEPS, _PAIR, *_ARRAYS),
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
                _IMAGE,
                *_ARRAYS,
                negative=st.booleans(),
                pool_size=_POOL,
                strides=_STRIDE,
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
