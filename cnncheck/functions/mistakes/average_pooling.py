"""What goes wrong in average pooling by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes import windows
from cnncheck.functions.mistakes.convolution import Amounts, half_kernel, odd_before
from reference.arguments import IntOrPair, pair
from reference.layers import avg_pool2d, max_pool2d

Array = NDArray[Any]
Pool = Callable[..., Array]


def _maximum(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    return max_pool2d(images, pool_size, strides, padding)


def _padded_by(amounts: Amounts, *, counted: bool = False, mode: str = "constant", value: float = 0.0) -> Pool:
    """An average pooling whose "same" pads by these amounts, and counts the padded cells or does not."""

    def wrong(
        images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
    ) -> Array:
        steps = pair("strides", pool_size if strides is None else strides)
        if padding != "same":
            return avg_pool2d(images, pool_size, steps)
        edges = ((0, 0), *windows.amounts_around(images, pool_size, steps, amounts), (0, 0))
        filled = {"constant_values": value} if mode == "constant" else {}
        padded = np.pad(images.astype(float), edges, mode=mode, **filled)  # type: ignore[call-overload]
        means = avg_pool2d(padded, pool_size, steps)
        return means if counted else means / avg_pool2d(np.pad(np.ones(images.shape), edges), pool_size, steps)

    return wrong


_WHOLE_WINDOW = _padded_by(windows.right_amounts, counted=True)


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


_DIVISOR = "The mean is the sum of the window divided by the number of its cells, pool height * pool width."
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
STRIDES_ONE = windows.default_strides_one(avg_pool2d)
STRIDES_TWO = windows.default_strides_two(avg_pool2d)
FLOORED = windows.output_size_floor(avg_pool2d)
STRIDES_IGNORED = windows.strides_ignored(avg_pool2d)
STRIDES_SWAPPED = windows.strides_swapped(avg_pool2d)
POOL_SWAPPED = windows.pool_size_swapped(avg_pool2d)
DIVIDED_BY_HEIGHT_SQUARED = Mistake(
    "avg_pool2d-divided-by-height-squared",
    "pool-divisor",
    _divided_by_height_squared,
    "Your function divides by the height of the window squared; a window need not be square.",
    _DIVISOR,
    "Divide by pool height * pool width: 2 for a window of (1, 2).",
)
SAME_IGNORED = windows.same_ignored(avg_pool2d)
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
    _padded_by(windows.right_amounts, counted=True, mode="edge"),
    "Same padding repeats the border pixels, which then count twice in the mean.",
    "The padding has no value in an average: only the cells that lie on the image are added up and counted.",
    _REAL,
)
MINUS_INFINITY = Mistake(
    "avg_pool2d-padded-with-minus-infinity",
    "pool-padding-value",
    _padded_by(windows.right_amounts, counted=True, value=-np.inf),
    "Same padding adds minus infinity, and so the mean of every window at a padded border is minus infinity.",
    "Minus infinity never wins a maximum, which is why max pooling pads with it; a mean it spoils.",
    "Pad with 0. " + _REAL,
)
ODD_BEFORE = windows.odd_pixel_before(avg_pool2d, _padded_by)
ODD_BEFORE_COUNTED = Mistake(
    "avg_pool2d-odd-pixel-before-and-counted",
    "padding-side",
    _padded_by(odd_before, counted=True),
    "When the padding is odd, your function puts the odd pixel before the image, and it counts the padded cells in the "
    "mean.",
    "TensorFlow and Keras take before = total // 2 and after = the rest; only cells that lie on the image count.",
    "Look at the order of the two amounts in np.pad, and at what you divide by.",
)
ALL_AFTER = windows.same_all_after(avg_pool2d, _padded_by)
HALF_POOL = windows.same_half_pool(avg_pool2d, _padded_by)
HALF_POOL_COUNTED = Mistake(
    "avg_pool2d-same-half-pool-and-counted",
    "padding-amount",
    _padded_by(half_kernel, counted=True),
    "Same padding adds pool_size // 2 on both sides, and the padded cells count in the mean.",
    "The amount depends on size and strides too, and only cells that lie on the image count.",
    f"Use {windows.TOTAL}; then see what you divide by.",
)
STRIDES_LEFT_OUT = windows.same_amount_without_strides(avg_pool2d, _padded_by)
SAME_FLOOR = windows.same_amount_floor(avg_pool2d, _padded_by)
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
