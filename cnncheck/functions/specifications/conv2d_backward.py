"""`conv2d_backward`: the gradients of a convolution."""

from typing import TypeAlias

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.gradients import gradient, gradients, in_order, terms
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import convolution_backward as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes.convolution_gradients import BIAS, IMAGES, KERNEL
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.arguments import pair
from reference.arithmetic import output_size
from reference.layers import conv2d_backward

PARAMETERS = ("grad", "images", "kernel", "strides", "padding")
Sides: TypeAlias = tuple[int, int]


def _case(
    image: Sides,
    kernel: Sides,
    depths: tuple[int, int, int] = (1, 1, 1),
    seed: int = 0,
    dtype: str = "float64",
    **options: Argument,
) -> Case:
    """A call on drawn arrays; `depths` are batch, input channels and filters."""
    batch, channels, filters = depths
    steps, padding = pair("strides", options.get("strides", 1)), str(options.get("padding", "valid"))
    height, width = (
        output_size(size, side, step, padding) for size, side, step in zip(image, kernel, steps, strict=True)
    )
    arguments = (
        Drawn((batch, height, width, filters), seed, dtype=dtype),
        Drawn((batch, *image, channels), seed + 1, dtype=dtype),
        Drawn((*kernel, channels, filters), seed + 2, dtype=dtype),
    )
    return Case(arguments, options)


def _fitting(
    steps: Sides, kernel: Sides, depths: tuple[int, int, int], seed: int, dtype: str, **options: Argument
) -> Case:
    """A valid convolution: the image is as large as the kernel, and that many steps more."""
    return _case((kernel[0] + steps[0], kernel[1] + steps[1]), kernel, depths, seed, dtype, **options)


def _squares(seed: int) -> Case:
    """Square sides and as many filters as channels: nothing that is turned or exchanged stops the function."""
    return _case((3, 3), (2, 2), (1, 2, 2), seed)


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest sum of |x| |y| in any of the three: normwise, so that fast transforms hold it too."""
    grad, images, kernel = (np.abs(item).astype(float) for item in case.values()[0])
    by_weight = images.max(initial=0) * grad.sum(axis=(0, 1, 2)).max(initial=0)
    by_pixel = grad.max(initial=0) * kernel.sum(axis=(0, 1, 3)).max(initial=0)
    number = max(grad.size // grad.shape[-1], kernel.size // kernel.shape[2]) + 1
    accepted = 2 * gamma(number) * float(max(by_weight, by_pixel, grad.sum(axis=(0, 1, 2)).max(initial=0)))

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


def _shapes(case: Case) -> tuple[tuple[int, ...], ...]:
    _, images, kernel = case.values()[0]
    return images.shape, kernel.shape, kernel.shape[-1:]


_OF_IMAGES = terms(conv2d_backward, "times the weight that read this pixel", IMAGES)
_OF_KERNEL = terms(conv2d_backward, "times the pixel that lay under this weight", KERNEL)
_OF_BIAS = terms(conv2d_backward, "times 1", BIAS)
_IMAGES = gradient("images", _bound, _OF_IMAGES, IMAGES)
_KERNEL = gradient("kernel", _bound, _OF_KERNEL, KERNEL)
_BIAS = gradient("bias", _bound, _OF_BIAS, BIAS)
_BOTH = gradients((("images", _OF_IMAGES), ("kernel", _OF_KERNEL)), _bound)


def _seeds(part: int) -> st.SearchStrategy[int]:
    """Seeds that no other gradient's check uses: a call that was made already would tell nothing new."""
    return st.integers(10_000 * part, 10_000 * part + 999)


_SIDES = st.tuples(st.integers(1, 4), st.integers(1, 4))
_STEPS = st.tuples(st.integers(0, 4), st.integers(0, 4))
_IMAGE = st.tuples(st.integers(1, 6), st.integers(1, 6))
_DEPTHS = st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 3))
_TYPES = st.sampled_from(("float64", "float32"))
_STRIDES = st.one_of(st.integers(2, 4), st.tuples(st.integers(1, 3), st.integers(1, 3)))


def _fitted(part: int) -> st.SearchStrategy[Case]:
    return st.builds(_fitting, _STEPS, _SIDES, _DEPTHS, _seeds(part), _TYPES)


_CONTIGUOUS = hygiene.assumes_contiguous(conv2d_backward)

CONV2D_BACKWARD = Specification(
    conv2d_backward,
    PARAMETERS,
    (
        *mistakes.CONV2D_BACKWARD,
        _CONTIGUOUS,
        hygiene.result_in_input_type(conv2d_backward, 1),
        hygiene.result_in_whole_numbers(conv2d_backward),
        hygiene.mutates(conv2d_backward),
        hygiene.remembers(conv2d_backward),
        hygiene.no_defaults(conv2d_backward, PARAMETERS),
        hygiene.uses_tensorflow(conv2d_backward, PARAMETERS),
    ),
    (
        numpy_only("conv2d_backward"),
        value_check(
            "conv2d_backward.results",
            "Three arrays are returned: the gradients of images, kernel and bias, in this order",
            concept="signature",
            cases=st.builds(_squares, _seeds(3)),
            corners=(_squares(1),),
            mistakes=mistakes.RETURNED_OTHERWISE,
            weight=1,
            view=in_order(_shapes),
            count=4,
        ),
        value_check(
            "conv2d_backward.images",
            "The images gradient: each pixel adds up what comes back from every window and filter that read it",
            concept="gradient-paths",
            cases=_fitted(0),
            corners=(
                _case((3, 3), (2, 2), (1, 1, 1), 2),
                _case((5, 4), (3, 2), (2, 3, 2), 3),
                _case((4, 6), (4, 6), (1, 2, 2), 4),
                _case((3, 5), (2, 2), (3, 2, 3), 5, "float32"),
                _case((4, 4), (1, 1), (1, 3, 2), 6),
                _case((4, 5), (3, 3), (1, 2, 2), 7).strided(),
            ),
            mistakes=(*mistakes.OF_IMAGES, _CONTIGUOUS),
            requires=("results",),
            weight=5,
            view=_IMAGES,
        ),
        value_check(
            "conv2d_backward.kernel",
            "The kernel gradient: each weight adds up every output times the pixel it read for it, over all images",
            concept="gradient-paths",
            cases=_fitted(1),
            corners=(
                _case((3, 3), (2, 2), (1, 1, 1), 8),
                _case((5, 4), (3, 2), (2, 3, 2), 9),
                _case((4, 6), (4, 6), (2, 2, 2), 10),
                _case((3, 5), (2, 2), (3, 2, 3), 11, "float32"),
            ),
            mistakes=mistakes.OF_KERNEL,
            requires=("results",),
            weight=4,
            view=_KERNEL,
        ),
        value_check(
            "conv2d_backward.bias",
            "The bias gradient: the sum over batch, height and width, one for each filter",
            concept="bias",
            cases=_fitted(2),
            corners=(_case((3, 4), (2, 2), (2, 1, 3), 12), _case((4, 3), (3, 1), (1, 2, 2), 13, "float32")),
            mistakes=mistakes.OF_BIAS,
            requires=("kernel",),
            view=_BIAS,
            count=24,
        ),
        value_check(
            "conv2d_backward.strides",
            "Strides: a window's gradient goes back to where the window was read; unread pixels have gradient 0",
            concept="strides",
            cases=st.builds(_fitting, _STEPS, _SIDES, _DEPTHS, _seeds(0), _TYPES, strides=_STRIDES),
            corners=(
                _case((6, 6), (3, 3), (1, 2, 2), 14, strides=2),
                _case((7, 5), (2, 2), (2, 1, 2), 15, strides=3),
                _case((7, 7), (3, 2), (1, 2, 1), 16, strides=(2, 1)),
                _case((5, 7), (2, 3), (1, 1, 1), 17, "float32", strides=(1, 3)),
                _case((6, 2), (2, 2), (1, 1, 1), 18, strides=(2, 1)),
            ),
            mistakes=mistakes.OF_STRIDES,
            requires=("images", "kernel"),
            view=_BOTH,
        ),
        value_check(
            "conv2d_backward.same-padding",
            "Same padding at strides 1: the windows begin in the padding, and its gradient is cut off again",
            concept="padding-side",
            cases=st.builds(_case, _IMAGE, _SIDES, _DEPTHS, _seeds(0), _TYPES, padding=st.just("same")),
            corners=(
                _case((4, 5), (3, 3), (1, 2, 2), 19, padding="same"),
                _case((5, 4), (2, 2), (2, 1, 2), 20, padding="same"),
                _case((2, 2), (5, 5), (1, 1, 1), 21, padding="same"),
                _case((4, 3), (3, 1), (1, 2, 1), 22, padding="same"),
                _case((3, 4), (1, 1), (2, 2, 2), 23, padding="same"),
            ),
            mistakes=mistakes.OF_SAME,
            requires=("images", "kernel"),
            weight=3,
            view=_BOTH,
        ),
        value_check(
            "conv2d_backward.same-padding-strides",
            "Same padding with strides: only what the last window lacks was added",
            concept="padding-amount",
            cases=st.builds(
                _case, _IMAGE, _SIDES, _DEPTHS, _seeds(0), _TYPES, strides=_STRIDES, padding=st.just("same")
            ),
            corners=(
                _case((4, 4), (3, 3), (1, 2, 2), 24, strides=2, padding="same"),
                _case((6, 5), (3, 3), (2, 1, 1), 25, strides=2, padding="same"),
                _case((5, 5), (2, 2), (1, 1, 2), 26, strides=3, padding="same"),
                _case((5, 6), (1, 1), (1, 2, 1), 27, strides=2, padding="same"),
            ),
            mistakes=(mistakes.STRIDES_LEFT_OUT,),
            requires=("same-padding", "strides"),
            view=_BOTH,
        ),
        signature("conv2d_backward", _case((3, 3), (2, 2)), after="images"),
        *hygiene_checks(
            "conv2d_backward",
            (
                Case(
                    (
                        Drawn((1, 2, 2, 2), 28, divisor=2),
                        Drawn((1, 4, 4, 2), 29, 0, 255, "uint8"),
                        Drawn((3, 3, 2, 2), 30, divisor=4),
                    )
                ),
                Case(
                    (
                        Drawn((2, 2, 3, 1), 31, dtype="int64"),
                        Drawn((2, 3, 4, 1), 32, dtype="int64"),
                        Drawn((2, 2, 1, 1), 33, divisor=2),
                    )
                ),
            ),
            after="images",
            view=_IMAGES,
        ),
    ),
    bound=_bound,
    returns="the gradients of images, kernel and bias",
)
