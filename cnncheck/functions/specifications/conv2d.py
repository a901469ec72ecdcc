"""`conv2d`: a convolution by hand."""

from typing import TypeAlias

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import convolution as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn, Stated
from reference.arithmetic import effective_kernel_size
from reference.layers import conv2d

PARAMETERS = ("images", "kernel", "bias", "strides", "padding", "dilation_rate")
Sides: TypeAlias = tuple[int, int]


def _case(
    image: Sides,
    kernel: Sides,
    depths: tuple[int, int, int] = (1, 1, 1),
    seed: int = 0,
    dtype: str = "float64",
    *,
    bias: bool = False,
    **options: Argument,
) -> Case:
    """A call on drawn arrays; `depths` are batch, input channels and filters."""
    batch, channels, filters = depths
    arguments = [
        Drawn((batch, *image, channels), seed, dtype=dtype),
        Drawn((*kernel, channels, filters), seed + 1, dtype=dtype),
    ]
    if bias:
        arguments.append(Drawn((filters,), seed + 2, dtype=dtype))
    return Case(tuple(arguments), options)


def _fitting(
    steps: Sides,
    kernel: Sides,
    depths: tuple[int, int, int],
    seed: int,
    dtype: str,
    *,
    bias: bool = False,
    dilation_rate: int = 1,
    **options: Argument,
) -> Case:
    """A valid convolution: the image is as large as the kernel, and that many steps more."""
    height, width = (
        effective_kernel_size(side, dilation_rate) + step for side, step in zip(kernel, steps, strict=True)
    )
    if dilation_rate > 1:
        options["dilation_rate"] = dilation_rate
    return _case((height, width), kernel, depths, seed, dtype, bias=bias, **options)


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest sum of |x| |w|: normwise, so that fast Fourier transforms hold it too."""
    images, kernel, *bias = (np.abs(item) for item in case.values()[0] if item is not None)
    terms = int(np.prod(kernel.shape[:3])) + 1
    largest = float(images.max(initial=0) * kernel.sum(axis=(0, 1, 2)).max(initial=0))
    largest += float(bias[0].max(initial=0)) if bias else 0.0
    accepted = 2 * gamma(terms) * largest

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


_SIDES = st.tuples(st.integers(1, 4), st.integers(1, 4))
_STEPS = st.tuples(st.integers(0, 4), st.integers(0, 4))
_IMAGE = st.tuples(st.integers(1, 7), st.integers(1, 7))
_DEPTHS = st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3))
_TYPES = st.sampled_from(("float64", "float32"))
_ARRAYS = (_DEPTHS, seeds(), _TYPES)
_STRIDES = st.one_of(st.integers(2, 4), st.tuples(st.integers(1, 3), st.integers(1, 3)))
_COURSE = Case(
    (
        Stated((1, 0, 2, 5, 4, 2, 3, 4, 5), (1, 3, 3, 1)),
        Stated((-1, 0, 1, -1, 0, 1, -1, 0, 1), (3, 3, 1, 1)),
    )
)
_COURSE_BIAS = Case((*_COURSE.arguments, Stated((1,), (1,))))

_CONTIGUOUS = hygiene.assumes_contiguous(conv2d)

CONV2D = Specification(
    conv2d,
    PARAMETERS,
    (
        *mistakes.CONV2D,
        _CONTIGUOUS,
        hygiene.result_in_input_type(conv2d),
        hygiene.result_in_whole_numbers(conv2d),
        hygiene.mutates(conv2d),
        hygiene.remembers(conv2d),
        hygiene.no_defaults(conv2d, PARAMETERS),
        hygiene.uses_tensorflow(conv2d, PARAMETERS),
    ),
    (
        numpy_only("conv2d"),
        value_check(
            "conv2d.valid",
            "Valid padding: the sum over window and input channels, kernel not flipped",
            concept="value",
            cases=st.builds(_fitting, _STEPS, _SIDES, *_ARRAYS),
            corners=(
                _COURSE,
                _case((5, 4), (3, 2), (2, 3, 2), 1),
                _case((4, 6), (4, 6), (1, 2, 2), 2),
                _case((3, 5), (2, 2), (2, 2, 3), 3, "float32"),
                _case((6, 6), (1, 1), (1, 3, 2), 4),
                _case((4, 5), (3, 3), (1, 2, 2), 30).strided(),
            ),
            mistakes=(
                mistakes.KERNEL_FLIPPED,
                mistakes.KERNEL_UPSIDE_DOWN,
                mistakes.KERNEL_TRANSPOSED,
                mistakes.FIRST_CHANNEL,
                mistakes.LAST_CHANNEL,
                mistakes.MEAN_OF_CHANNELS,
                mistakes.FIRST_FILTER,
                _CONTIGUOUS,
            ),
            weight=6,
        ),
        value_check(
            "conv2d.bias",
            "The bias of each filter is added once",
            concept="bias",
            cases=st.builds(_fitting, _STEPS, _SIDES, *_ARRAYS, bias=st.just(True)),  # noqa: FBT003 - the strategy's value
            corners=(_COURSE_BIAS, _case((4, 4), (3, 3), (2, 3, 3), 5, bias=True)),
            mistakes=(mistakes.BIAS_LEFT_OUT, mistakes.BIAS_PER_CHANNEL, mistakes.FIRST_BIAS),
            requires=("valid",),
        ),
        value_check(
            "conv2d.strides",
            "Strides: the window moves that many pixels at a time",
            concept="strides",
            cases=st.builds(_fitting, _STEPS, _SIDES, *_ARRAYS, strides=_STRIDES),
            corners=(
                _case((6, 6), (3, 3), (1, 2, 2), 6, strides=2),
                _case((7, 5), (2, 2), (2, 1, 2), 7, strides=3),
                _case((7, 7), (3, 2), (1, 2, 1), 8, strides=(2, 1)),
                _case((5, 7), (2, 3), (1, 1, 1), 9, "float32", strides=(1, 3)),
            ),
            mistakes=(
                mistakes.STRIDES_IGNORED,
                mistakes.STRIDES_SWAPPED,
                mistakes.FIRST_STRIDE_TWICE,
                mistakes.FLOORED,
            ),
            requires=("valid",),
        ),
        value_check(
            "conv2d.same-padding",
            "Same padding at strides 1: zeros around the image, an odd one after it",
            concept="padding-side",
            cases=st.builds(_case, _IMAGE, _SIDES, *_ARRAYS, padding=st.just("same")),
            corners=(
                _case((4, 5), (3, 3), (1, 2, 2), 10, padding="same"),
                _case((5, 4), (2, 2), (2, 1, 2), 11, padding="same"),
                _case((2, 2), (5, 5), (1, 1, 1), 12, padding="same"),
                _case((4, 4), (4, 2), (1, 3, 1), 13, padding="same"),
            ),
            mistakes=(
                mistakes.SAME_IGNORED,
                mistakes.SAME_ODD_BEFORE,
                mistakes.SAME_ALL_AFTER,
                mistakes.SAME_HALF_KERNEL,
                mistakes.SAME_REFLECTS,
            ),
            requires=("valid",),
            weight=4,
        ),
        value_check(
            "conv2d.same-padding-strides",
            "Same padding with strides: only what the last window lacks is added",
            concept="padding-amount",
            cases=st.builds(_case, _IMAGE, _SIDES, *_ARRAYS, strides=_STRIDES, padding=st.just("same")),
            corners=(
                _case((4, 4), (3, 3), (1, 2, 2), 14, strides=2, padding="same"),
                _case((6, 5), (3, 3), (2, 1, 1), 15, strides=2, padding="same"),
                _case((5, 5), (2, 2), (1, 1, 2), 16, strides=3, padding="same"),
                _case((5, 6), (1, 1), (1, 2, 1), 17, strides=2, padding="same"),
            ),
            mistakes=(mistakes.SAME_STRIDES_IGNORED, mistakes.SAME_FLOOR),
            requires=("same-padding", "strides"),
        ),
        value_check(
            "conv2d.dilation",
            "Dilation: the kernel's cells lie that many pixels apart",
            concept="dilation-rate",
            cases=st.builds(_fitting, _STEPS, _SIDES, *_ARRAYS, dilation_rate=st.integers(2, 3)),
            corners=(
                _case((5, 5), (3, 3), (1, 2, 2), 18, dilation_rate=2),
                _case((7, 6), (2, 3), (2, 1, 1), 19, dilation_rate=2),
            ),
            mistakes=(mistakes.DILATION_IGNORED, mistakes.DILATION_ONE_MORE),
            requires=("valid",),
        ),
        value_check(
            "conv2d.everything",
            "Bias, strides, same padding and dilation together",
            concept="dilation-rate",
            cases=st.builds(
                _case,
                _IMAGE,
                _SIDES,
                *_ARRAYS,
                bias=st.booleans(),
                strides=st.integers(1, 3),
                padding=st.just("same"),
                dilation_rate=st.integers(1, 3),
            ),
            corners=(
                _case((6, 7), (3, 3), (2, 2, 2), 20, bias=True, strides=2, padding="same", dilation_rate=2),
                _case((5, 5), (2, 2), (1, 1, 1), 21, padding="same", dilation_rate=2),
            ),
            mistakes=(mistakes.SAME_UNDILATED,),
            requires=("bias", "same-padding-strides", "dilation"),
        ),
        signature("conv2d", _case((3, 3), (2, 2)), after="valid"),
        *hygiene_checks(
            "conv2d",
            (
                Case((Drawn((1, 4, 4, 2), 22, 0, 255, "uint8"), Drawn((3, 3, 2, 2), 23, dtype="int64"))),
                Case((Drawn((1, 3, 4, 1), 24, 0, 255, "uint8"), Drawn((2, 2, 1, 1), 25, divisor=2))),
                Case((Drawn((1, 4, 3, 2), 26, divisor=2), Drawn((2, 2, 2, 1), 27, divisor=4))),
            ),
            after="valid",
        ),
    ),
    bound=_bound,
    probes=(_case((6, 5), (3, 2), (1, 2, 2), 28, strides=2, padding="same"),),
)
