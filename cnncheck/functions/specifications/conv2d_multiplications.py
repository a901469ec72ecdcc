"""`conv2d_multiplications`: what a convolution costs."""

from typing import TypeAlias

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import cost as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument
from reference.arguments import pair
from reference.arithmetic import conv2d_multiplications, output_size

PARAMETERS = ("height", "width", "kernel_size", "in_channels", "filters", "strides", "padding")
Sides: TypeAlias = tuple[int, int]
ROUNDING = 1e-12
"""Of a product of seven float64 numbers, and far below 1 in every count that is asked."""


def _case(image: Sides, kernel_size: int | Sides, channels: Sides, **options: Argument) -> Case:
    """A call; `channels` are those of the input and the filters."""
    return Case((*image, kernel_size, *channels), options)


def _fitting(steps: Sides, kernel_size: int | Sides, channels: Sides, **options: Argument) -> Case:
    """A valid convolution: the image is as large as the kernel, and that many pixels more."""
    height, width = (side + step for side, step in zip(pair("kernel_size", kernel_size), steps, strict=True))
    return _case((height, width), kernel_size, channels, **options)


def _bound(case: Case) -> Bound:
    """Wrong results may be fractions, the same up to their rounding; right ones are whole and compared exactly."""
    del case
    return relative(ROUNDING)


def _explain(case: Case) -> str:
    """The output's sides, and the product written out."""
    arguments, options = case.values()
    height, width, kernel_size, in_channels, filters = arguments
    kernel, strides = pair("kernel_size", kernel_size), pair("strides", options.get("strides", 1))
    padding = options.get("padding", "valid")
    sides = list(zip((height, width), kernel, strides, strict=True))
    rows, columns = (output_size(size, side, step, padding) for size, side, step in sides)
    formulas = [
        f"ceil({size} / {step})" if padding == "same" else f"ceil(({size} - {side} + 1) / {step})"
        for size, side, step in sides
    ]
    return (
        f"The output has {formulas[0]} = {rows} rows and {formulas[1]} = {columns} columns, so there are "
        f"{rows} * {columns} * {kernel[0]} * {kernel[1]} * {in_channels} * {filters} = "
        f"{conv2d_multiplications(*arguments, **options)}"
    )


_STEPS = st.tuples(st.integers(0, 20), st.integers(0, 20))
_IMAGE = st.tuples(st.integers(1, 32), st.integers(1, 32))
_KERNEL, _STRIDE = st.integers(2, 7), st.integers(2, 4)
_SIDES = st.tuples(st.integers(1, 7), st.integers(1, 7))
_STRIDES = st.tuples(st.integers(1, 4), st.integers(1, 4))
_CHANNELS = st.tuples(st.integers(2, 64), st.integers(2, 64))

CONV2D_MULTIPLICATIONS = Specification(
    conv2d_multiplications,
    PARAMETERS,
    (
        *mistakes.CONV2D_MULTIPLICATIONS,
        hygiene.no_defaults(conv2d_multiplications, PARAMETERS),
        hygiene.uses_tensorflow(conv2d_multiplications, PARAMETERS),
    ),
    (
        numpy_only("conv2d_multiplications"),
        value_check(
            "conv2d_multiplications.valid",
            "Each output value costs one multiplication for each weight of its filter",
            concept="cost-formula",
            cases=st.builds(_fitting, _STEPS, _KERNEL, _CHANNELS),
            corners=(
                _case((10, 10), 3, (1, 1)),
                _case((10, 10), 5, (1, 1)),
                _case((32, 28), 5, (3, 6)),
                _case((4, 7), 3, (2, 5)),
                _case((3, 3), 3, (2, 4)),
            ),
            mistakes=(
                mistakes.INPUT_SIZE,
                mistakes.ONE_LESS,
                mistakes.PARAMETERS_ALONE,
                mistakes.PLACES_ALONE,
                mistakes.NO_DEPTH,
                mistakes.NO_FILTERS,
                mistakes.SIDE_ONCE,
                mistakes.SQUARE_IMAGE,
                mistakes.DOUBLED,
                mistakes.BIAS_COUNTED,
                mistakes.ONE_BIAS_EACH,
            ),
        ),
        value_check(
            "conv2d_multiplications.same",
            "Same padding: padded pixels are multiplied like any other",
            concept="cost-formula",
            cases=st.builds(_case, _IMAGE, _KERNEL, _CHANNELS, padding=st.just("same")),
            corners=(
                _case((32, 32), 3, (3, 6), padding="same"),
                _case((5, 4), 3, (2, 3), padding="same"),
                _case((2, 3), 5, (1, 2), padding="same"),
                _case((6, 5), 4, (2, 3), padding="same"),
            ),
            mistakes=(
                mistakes.PADDING_FORGOTTEN,
                mistakes.PLUS_ONE,
                mistakes.HALF_KERNEL,
                mistakes.ON_THE_IMAGE,
            ),
            requires=("valid",),
        ),
        value_check(
            "conv2d_multiplications.strides",
            "Strides: both sides of the output are divided by them, rounded up",
            concept="strides",
            cases=st.one_of(
                st.builds(_fitting, _STEPS, _KERNEL, _CHANNELS, strides=_STRIDE),
                st.builds(_case, _IMAGE, _KERNEL, _CHANNELS, strides=_STRIDE, padding=st.just("same")),
            ),
            corners=(
                _case((8, 6), 3, (2, 3), strides=2),
                _case((7, 7), 3, (1, 2), strides=2),
                _case((5, 7), 3, (2, 2), strides=2, padding="same"),
                _case((6, 4), 3, (2, 1), strides=3, padding="same"),
            ),
            mistakes=(
                mistakes.STRIDES_IGNORED,
                mistakes.STRIDES_ONCE,
                mistakes.SAME_KEEPS_SIZE,
                mistakes.ROUNDED_DOWN,
                mistakes.NOT_ROUNDED,
            ),
            requires=("same",),
        ),
        value_check(
            "conv2d_multiplications.pair",
            "Kernels that are not square and strides that differ, given as pairs (height, width)",
            concept="axis-swap",
            cases=st.builds(_fitting, _STEPS, _SIDES, _CHANNELS, strides=_STRIDES),
            corners=(
                _case((9, 9), (3, 1), (2, 3), strides=1),
                _case((9, 6), (2, 5), (1, 2), strides=1),
                _case((8, 5), (3, 3), (1, 2), strides=(2, 1)),
                _case((9, 9), (1, 7), (3, 8), strides=(1, 2)),
            ),
            mistakes=(mistakes.FIRST_SQUARED, mistakes.KERNEL_SWAPPED, mistakes.STRIDES_SWAPPED),
            requires=("strides",),
        ),
        signature("conv2d_multiplications", _case((10, 10), 3, (1, 1)), after="valid"),
    ),
    bound=_bound,
    explain=_explain,
)
