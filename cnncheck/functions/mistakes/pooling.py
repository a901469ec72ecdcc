"""What goes wrong in max pooling by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import (
    Amounts,
    all_after,
    by_floor,
    half_kernel,
    kernel_minus_one,
    odd_before,
)
from reference.arguments import IntOrPair, pair
from reference.arithmetic import same_padding
from reference.layers import avg_pool2d, max_pool2d

Array = NDArray[Any]


def _average(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return avg_pool2d(images, pool_size, strides, padding)


def _minimum(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return -max_pool2d(-images, pool_size, strides, padding)


def _all_channels(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    largest = max_pool2d(images, pool_size, strides, padding).max(axis=-1, keepdims=True)
    return np.repeat(largest, images.shape[-1], axis=-1)


def _strides_one(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return max_pool2d(images, pool_size, 1 if strides is None else strides, padding)


def _strides_two(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return max_pool2d(images, pool_size, 2 if strides is None else strides, padding)


def _strides_ignored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    del strides
    return max_pool2d(images, pool_size, None, padding)


def _pool_swapped(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    sides = pair("pool_size", pool_size)[::-1]
    return max_pool2d(images, sides, pool_size if strides is None else strides, padding)


def _strides_swapped(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return max_pool2d(images, pool_size, None if strides is None else pair("strides", strides)[::-1], padding)


def _same_ignored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    del padding
    return max_pool2d(images, pool_size, strides)


def _floored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    """floor((n - k) / s) without the + 1 where the last window ends exactly at the border."""
    result = max_pool2d(images, pool_size, strides, padding)
    if padding == "same":
        return result
    steps = pair("strides", pool_size if strides is None else strides)
    height, width = (
        max((size - side + 1) // step, 0)
        for size, side, step in zip(images.shape[1:3], pair("pool_size", pool_size), steps, strict=True)
    )
    return result[:, :height, :width]


def _padded_by(amounts: Amounts, value: float = -np.inf) -> Callable[..., Array]:
    """A max pooling whose "same" pads by these amounts with this value."""

    def wrong(
        images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
    ) -> Array:
        steps = pair("strides", pool_size if strides is None else strides)
        if padding == "same":
            sides = pair("pool_size", pool_size)
            around = [
                amounts(size, side, step, 1) for size, side, step in zip(images.shape[1:3], sides, steps, strict=True)
            ]
            images = np.pad(images.astype(float), ((0, 0), *around, (0, 0)), constant_values=value)
        return max_pool2d(images, pool_size, steps)

    return wrong


def _right_amounts(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    return same_padding(size, kernel_size, strides, dilation_rate)


AVERAGE = Mistake(
    "max_pool2d-average",
    "pool-type",
    _average,
    "Your function takes the mean of each window; max pooling keeps the largest value.",
    "Average pooling is another layer: it keeps the background, max pooling the texture.",
    "Look for np.mean, or a sum and a division.",
)
MINIMUM = Mistake(
    "max_pool2d-minimum",
    "pool-type",
    _minimum,
    "Your function keeps the smallest value of each window.",
    "Max pooling keeps the largest value.",
    "Look for np.min, or a comparison the wrong way round.",
)
ALL_CHANNELS = Mistake(
    "max_pool2d-over-channels",
    "channel-sum",
    _all_channels,
    "Your function takes the maximum over all channels; each channel is pooled on its own.",
    "Pooling makes maps smaller and leaves their number alone.",
    "Take the maximum over height and width of the window only: axis=(1, 2).",
)
STRIDES_ONE = Mistake(
    "max_pool2d-default-strides-one",
    "strides",
    _strides_one,
    "Where no strides are given, your function moves the window by one pixel.",
    "The strides of a pooling layer default to its pool size: the windows do not overlap.",
    "Look at what happens with strides=None.",
)
STRIDES_TWO = Mistake(
    "max_pool2d-default-strides-two",
    "strides",
    _strides_two,
    "Where no strides are given, your function moves the window by two pixels, whatever the pool size.",
    "The strides of a pooling layer default to its pool size: a pool of 3 moves by 3.",
    "Look at what happens with strides=None.",
)
STRIDES_IGNORED = Mistake(
    "max_pool2d-strides-ignored",
    "strides",
    _strides_ignored,
    "The strides do not change the result: the window always moves by its own size.",
    "Windows may overlap (strides below the pool size) or leave pixels out (strides above it).",
    "Look at where a window starts: row * strides, column * strides.",
)
STRIDES_SWAPPED = Mistake(
    "max_pool2d-strides-swapped",
    "axis-swap",
    _strides_swapped,
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
POOL_SWAPPED = Mistake(
    "max_pool2d-pool-size-swapped",
    "axis-swap",
    _pool_swapped,
    "Your function takes a pair for the pool size as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
FLOORED = Mistake(
    "max_pool2d-output-size-floor",
    "output-size",
    _floored,
    "The result is too small: the last window is missing.",
    "With valid padding there are ceil((size - pool_size + 1) / strides) windows.",
    "Look at the // in the output size: floor((size - pool_size) / strides) + 1 is right too.",
)
SAME_IGNORED = Mistake(
    "max_pool2d-same-ignored",
    "padding-amount",
    _same_ignored,
    "Same padding adds nothing around the image.",
    "With same padding the output side is ceil(size / strides): the pixels that are left over get a window too.",
    'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
)
PADDED_WITH_ZEROS = Mistake(
    "max_pool2d-padded-with-zeros",
    "pool-padding-value",
    _padded_by(_right_amounts, 0.0),
    "Same padding adds zeros, and a zero wins over negative values.",
    "The padding must never be the maximum: max pooling pads with minus infinity.",
    "np.pad takes constant_values=-np.inf; an image of integers must be made float first.",
)
PADDED_WITH_TINY = Mistake(
    "max_pool2d-padded-with-the-smallest-positive",
    "pool-padding-value",
    _padded_by(_right_amounts, float(np.finfo(float).tiny)),
    "Same padding adds the smallest positive number, and it wins over negative values.",
    "sys.float_info.min and np.finfo(float).tiny are the smallest numbers above 0, not the most negative ones.",
    "Use -np.inf as the padding value.",
)
ODD_BEFORE = Mistake(
    "max_pool2d-odd-pixel-before",
    "padding-side",
    _padded_by(odd_before),
    "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at the order of the two amounts in np.pad.",
)
ALL_AFTER = Mistake(
    "max_pool2d-same-all-after",
    "padding-side",
    _padded_by(all_after),
    "Same padding adds all of its pixels after the image, and none before it.",
    "The padding is shared: before = total // 2 and after = the rest. Cutting windows off at the last border only has "
    "the same effect.",
    "Look at the two amounts in np.pad, or at where the first window starts.",
)
HALF_POOL = Mistake(
    "max_pool2d-same-half-pool",
    "padding-amount",
    _padded_by(half_kernel),
    "Same padding adds pool_size // 2 on both sides.",
    "The amount depends on size and strides too.",
    "Use total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0), before = total // 2, the rest after.",
)
STRIDES_LEFT_OUT = Mistake(
    "max_pool2d-same-amount-without-strides",
    "padding-amount",
    _padded_by(kernel_minus_one),
    "Same padding always adds pool_size - 1 pixels, whatever the strides.",
    "Only what the last window lacks is added.",
    "Use total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0).",
)
SAME_FLOOR = Mistake(
    "max_pool2d-same-amount-floor",
    "padding-amount",
    _padded_by(by_floor),
    "Your function computes the padding for floor(size / strides) windows.",
    "Same padding makes room for ceil(size / strides) windows.",
    "Look at the // in the number of windows: ceil(a / b) is -(-a // b).",
)

MAX_POOL2D = (
    AVERAGE,
    MINIMUM,
    ALL_CHANNELS,
    STRIDES_ONE,
    STRIDES_TWO,
    STRIDES_IGNORED,
    STRIDES_SWAPPED,
    POOL_SWAPPED,
    FLOORED,
    SAME_IGNORED,
    PADDED_WITH_ZEROS,
    PADDED_WITH_TINY,
    ODD_BEFORE,
    ALL_AFTER,
    HALF_POOL,
    STRIDES_LEFT_OUT,
    SAME_FLOOR,
)
