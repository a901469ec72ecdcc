"""What goes wrong in average pooling by hand."""

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
Pool = Callable[..., Array]


def _maximum(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return max_pool2d(images, pool_size, strides, padding)


def _right_amounts(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    return same_padding(size, kernel_size, strides, dilation_rate)


def _padded_by(amounts: Amounts, *, counted: bool = False, mode: str = "constant", value: float = 0.0) -> Pool:
    """An average pooling whose "same" pads by these amounts, and counts the padded cells or does not."""

    def wrong(
        images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
    ) -> Array:
        steps = pair("strides", pool_size if strides is None else strides)
        if padding != "same":
            return avg_pool2d(images, pool_size, steps)
        sides = pair("pool_size", pool_size)
        around = [
            amounts(size, side, step, 1) for size, side, step in zip(images.shape[1:3], sides, steps, strict=True)
        ]
        edges = ((0, 0), *around, (0, 0))
        filled = {"constant_values": value} if mode == "constant" else {}
        padded = np.pad(images.astype(float), edges, mode=mode, **filled)  # type: ignore[call-overload]
        means = avg_pool2d(padded, sides, steps)
        return means if counted else means / avg_pool2d(np.pad(np.ones(images.shape), edges), sides, steps)

    return wrong


_WHOLE_WINDOW = _padded_by(_right_amounts, counted=True)


def _area(pool_size: IntOrPair) -> int:
    height, width = pair("pool_size", pool_size)
    return height * width


def _sums(images: Array, pool_size: IntOrPair, strides: IntOrPair | None, padding: str) -> Array:
    return _WHOLE_WINDOW(images, pool_size, strides, padding) * _area(pool_size)


def _sum(images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid") -> Array:
    return _sums(images, pool_size, strides, padding)


def _divided_by_side(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return _sums(images, pool_size, strides, padding) / pair("pool_size", pool_size)[0]


def _divided_by_four(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return _sums(images, pool_size, strides, padding) / 4


def _divided_by_height_squared(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    height, width = pair("pool_size", pool_size)
    return avg_pool2d(images, pool_size, strides, padding) * width / height


def _divided_by_what_is_not_zero(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    counted = np.round(_sums((images != 0).astype(float), pool_size, strides, padding))
    return _sums(images, pool_size, strides, padding) / counted


def _added_up_in_input_type(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    if np.issubdtype(images.dtype, np.floating):
        return avg_pool2d(images, pool_size, strides, padding)
    sums = np.round(_sums(images, pool_size, strides, padding)).astype("int64").astype(images.dtype)
    return sums / _sums(np.ones(images.shape), pool_size, strides, padding)


def _all_channels(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    means = avg_pool2d(images, pool_size, strides, padding).mean(axis=-1, keepdims=True)
    return np.repeat(means, images.shape[-1], axis=-1)


def _strides_one(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return avg_pool2d(images, pool_size, 1 if strides is None else strides, padding)


def _strides_two(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return avg_pool2d(images, pool_size, 2 if strides is None else strides, padding)


def _strides_ignored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    del strides
    return avg_pool2d(images, pool_size, None, padding)


def _strides_swapped(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return avg_pool2d(images, pool_size, None if strides is None else pair("strides", strides)[::-1], padding)


def _pool_swapped(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    sides = pair("pool_size", pool_size)[::-1]
    return avg_pool2d(images, sides, pool_size if strides is None else strides, padding)


def _same_ignored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    del padding
    return avg_pool2d(images, pool_size, strides)


def _floored(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    """floor((n - k) / s) without the + 1 where the last window ends exactly at the border."""
    result = avg_pool2d(images, pool_size, strides, padding)
    if padding == "same":
        return result
    steps = pair("strides", pool_size if strides is None else strides)
    height, width = (
        max((size - side + 1) // step, 0)
        for size, side, step in zip(images.shape[1:3], pair("pool_size", pool_size), steps, strict=True)
    )
    return result[:, :height, :width]


_DIVISOR = "The mean is the sum of the window divided by the number of its cells, pool height * pool width."
_TOTAL = "total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0), before = total // 2, the rest after"
_REAL = "Divide each sum by the cells that lie on the image: pad an array of ones alike and add those up."
MAXIMUM = Mistake(
    "avg_pool2d-maximum",
    "pool-type",
    _maximum,
    "Your function keeps the largest value of each window; average pooling takes the mean.",
    "Max pooling is another layer: it keeps the texture, average pooling the background.",
    "Look for np.max or a comparison.",
)
SUM = Mistake(
    "avg_pool2d-sum",
    "pool-divisor",
    _sum,
    "Your function adds up each window and does not divide.",
    _DIVISOR,
    "Divide by the number of cells.",
)
DIVIDED_BY_SIDE = Mistake(
    "avg_pool2d-divided-by-side",
    "pool-divisor",
    _divided_by_side,
    "Your function divides the sum of each window by one side of the window.",
    _DIVISOR,
    "Divide by pool height * pool width: 4 for a window of 2.",
)
DIVIDED_BY_FOUR = Mistake(
    "avg_pool2d-divided-by-four",
    "pool-divisor",
    _divided_by_four,
    "Your function always divides by 4, which is right for windows of 2 x 2 only.",
    _DIVISOR,
    "Divide by pool height * pool width: 9 for a window of 3.",
)
DIVIDED_BY_WHAT_IS_NOT_ZERO = Mistake(
    "avg_pool2d-divided-by-what-is-not-zero",
    "pool-divisor",
    _divided_by_what_is_not_zero,
    "Your function divides by the number of values that are not 0; a 0 of the image counts like any other pixel.",
    "A pixel may be 0: what tells padding from image is where it lies, not its value.",
    _REAL,
)
ALL_CHANNELS = Mistake(
    "avg_pool2d-over-channels",
    "channel-sum",
    _all_channels,
    "Your function takes the mean over all channels; each channel is pooled on its own.",
    "Pooling makes maps smaller and leaves their number alone.",
    "Take the mean over height and width of the window only: axis=(1, 2).",
)
STRIDES_ONE = Mistake(
    "avg_pool2d-default-strides-one",
    "strides",
    _strides_one,
    "Where no strides are given, your function moves the window by one pixel.",
    "The strides of a pooling layer default to its pool size: the windows do not overlap.",
    "Look at what happens with strides=None.",
)
STRIDES_TWO = Mistake(
    "avg_pool2d-default-strides-two",
    "strides",
    _strides_two,
    "Where no strides are given, your function moves the window by two pixels, whatever the pool size.",
    "The strides of a pooling layer default to its pool size: a pool of 3 moves by 3.",
    "Look at what happens with strides=None.",
)
FLOORED = Mistake(
    "avg_pool2d-output-size-floor",
    "output-size",
    _floored,
    "The result is too small: the last window is missing.",
    "With valid padding there are ceil((size - pool_size + 1) / strides) windows.",
    "Look at the // in the output size: floor((size - pool_size) / strides) + 1 is right too.",
)
STRIDES_IGNORED = Mistake(
    "avg_pool2d-strides-ignored",
    "strides",
    _strides_ignored,
    "The strides do not change the result: the window always moves by its own size.",
    "Windows may overlap (strides below the pool size) or leave pixels out (strides above it).",
    "Look at where a window starts: row * strides, column * strides.",
)
STRIDES_SWAPPED = Mistake(
    "avg_pool2d-strides-swapped",
    "axis-swap",
    _strides_swapped,
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
POOL_SWAPPED = Mistake(
    "avg_pool2d-pool-size-swapped",
    "axis-swap",
    _pool_swapped,
    "Your function takes a pair for the pool size as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
DIVIDED_BY_HEIGHT_SQUARED = Mistake(
    "avg_pool2d-divided-by-height-squared",
    "pool-divisor",
    _divided_by_height_squared,
    "Your function divides by the height of the window squared; a window need not be square.",
    _DIVISOR,
    "Divide by pool height * pool width: 2 for a window of (1, 2).",
)
SAME_IGNORED = Mistake(
    "avg_pool2d-same-ignored",
    "padding-amount",
    _same_ignored,
    "Same padding adds nothing around the image.",
    "With same padding the output side is ceil(size / strides): the pixels that are left over get a window too.",
    'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
)
WHOLE_WINDOW = Mistake(
    "avg_pool2d-padded-cells-counted",
    "pool-divisor",
    _WHOLE_WINDOW,
    "At a padded border your function divides by the whole window; only the cells that lie on the image count.",
    "TensorFlow and Keras leave the padding out of the mean, so that a border is not darker than it is; PyTorch "
    "counts it unless count_include_pad=False.",
    _REAL,
)
BORDER_REPEATED = Mistake(
    "avg_pool2d-border-repeated",
    "pool-padding-value",
    _padded_by(_right_amounts, counted=True, mode="edge"),
    "Same padding repeats the border pixels, which then count twice in the mean.",
    "The padding has no value in an average: only the cells that lie on the image are added up and counted.",
    _REAL,
)
MINUS_INFINITY = Mistake(
    "avg_pool2d-padded-with-minus-infinity",
    "pool-padding-value",
    _padded_by(_right_amounts, counted=True, value=-np.inf),
    "Same padding adds minus infinity, and so the mean of every window at a padded border is minus infinity.",
    "Minus infinity never wins a maximum, which is why max pooling pads with it; a mean it spoils.",
    "Pad with 0. " + _REAL,
)
ODD_BEFORE = Mistake(
    "avg_pool2d-odd-pixel-before",
    "padding-side",
    _padded_by(odd_before),
    "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at the order of the two amounts in np.pad.",
)
ODD_BEFORE_COUNTED = Mistake(
    "avg_pool2d-odd-pixel-before-and-counted",
    "padding-side",
    _padded_by(odd_before, counted=True),
    "When the padding is odd, your function puts the odd pixel before the image, and it counts the padded cells in the "
    "mean.",
    "TensorFlow and Keras take before = total // 2 and after = the rest; only cells that lie on the image count.",
    "Look at the order of the two amounts in np.pad, and at what you divide by.",
)
ALL_AFTER = Mistake(
    "avg_pool2d-same-all-after",
    "padding-side",
    _padded_by(all_after),
    "Same padding adds all of its pixels after the image, and none before it.",
    "The padding is shared: before = total // 2 and after = the rest. Cutting windows off at the last border only has "
    "the same effect.",
    "Look at the two amounts in np.pad, or at where the first window starts.",
)
HALF_POOL = Mistake(
    "avg_pool2d-same-half-pool",
    "padding-amount",
    _padded_by(half_kernel),
    "Same padding adds pool_size // 2 on both sides.",
    "The amount depends on size and strides too.",
    f"Use {_TOTAL}.",
)
HALF_POOL_COUNTED = Mistake(
    "avg_pool2d-same-half-pool-and-counted",
    "padding-amount",
    _padded_by(half_kernel, counted=True),
    "Same padding adds pool_size // 2 on both sides, and the padded cells count in the mean.",
    "The amount depends on size and strides too, and only cells that lie on the image count.",
    f"Use {_TOTAL}; then see what you divide by.",
)
STRIDES_LEFT_OUT = Mistake(
    "avg_pool2d-same-amount-without-strides",
    "padding-amount",
    _padded_by(kernel_minus_one),
    "Same padding always adds pool_size - 1 pixels, whatever the strides.",
    "Only what the last window lacks is added.",
    f"Use {_TOTAL}.",
)
SAME_FLOOR = Mistake(
    "avg_pool2d-same-amount-floor",
    "padding-amount",
    _padded_by(by_floor),
    "Your function computes the padding for floor(size / strides) windows.",
    "Same padding makes room for ceil(size / strides) windows.",
    "Look at the // in the number of windows: ceil(a / b) is -(-a // b).",
)
WRAPS_AROUND = Mistake(
    "avg_pool2d-wraps-around",
    "dtype",
    _added_up_in_input_type,
    "Your function adds up in the images' own type.",
    "uint8 holds 0 to 255 and wraps around.",
    "Look at the array you add up in.",
    explains=False,
)

AVG_POOL2D = (
    MAXIMUM,
    SUM,
    DIVIDED_BY_SIDE,
    DIVIDED_BY_FOUR,
    DIVIDED_BY_WHAT_IS_NOT_ZERO,
    ALL_CHANNELS,
    STRIDES_ONE,
    STRIDES_TWO,
    FLOORED,
    STRIDES_IGNORED,
    STRIDES_SWAPPED,
    POOL_SWAPPED,
    DIVIDED_BY_HEIGHT_SQUARED,
    SAME_IGNORED,
    WHOLE_WINDOW,
    BORDER_REPEATED,
    MINUS_INFINITY,
    ODD_BEFORE,
    ODD_BEFORE_COUNTED,
    ALL_AFTER,
    HALF_POOL,
    HALF_POOL_COUNTED,
    STRIDES_LEFT_OUT,
    SAME_FLOOR,
    WRAPS_AROUND,
)
