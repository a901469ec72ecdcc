"""What goes wrong in max pooling by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes import windows
from cnncheck.functions.mistakes.convolution import Amounts
from reference.arguments import IntOrPair, pair
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


def _padded_by(amounts: Amounts, value: float = -np.inf) -> Callable[..., Array]:
    """A max pooling whose "same" pads by these amounts with this value."""

    def wrong(
        images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
    ) -> Array:
        steps = pair("strides", pool_size if strides is None else strides)
        if padding == "same":
            around = windows.amounts_around(images, pool_size, steps, amounts)
            images = np.pad(images.astype(float), ((0, 0), *around, (0, 0)), constant_values=value)
        return max_pool2d(images, pool_size, steps)

    return wrong


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
STRIDES_ONE = windows.default_strides_one(max_pool2d)
STRIDES_TWO = windows.default_strides_two(max_pool2d)
STRIDES_IGNORED = windows.strides_ignored(max_pool2d)
STRIDES_SWAPPED = windows.strides_swapped(max_pool2d)
POOL_SWAPPED = windows.pool_size_swapped(max_pool2d)
FLOORED = windows.output_size_floor(max_pool2d)
SAME_IGNORED = windows.same_ignored(max_pool2d)
PADDED_WITH_ZEROS = Mistake(
    "max_pool2d-padded-with-zeros",
    "pool-padding-value",
    _padded_by(windows.right_amounts, 0.0),
    "Same padding adds zeros, and a zero wins over negative values.",
    "The padding must never be the maximum: max pooling pads with minus infinity.",
    "np.pad takes constant_values=-np.inf; an image of integers must be made float first.",
)
PADDED_WITH_TINY = Mistake(
    "max_pool2d-padded-with-the-smallest-positive",
    "pool-padding-value",
    _padded_by(windows.right_amounts, float(np.finfo(float).tiny)),
    "Same padding adds the smallest positive number, and it wins over negative values.",
    "sys.float_info.min and np.finfo(float).tiny are the smallest numbers above 0, not the most negative ones.",
    "Use -np.inf as the padding value.",
)
ODD_BEFORE = windows.odd_pixel_before(max_pool2d, _padded_by)
ALL_AFTER = windows.same_all_after(max_pool2d, _padded_by)
HALF_POOL = windows.same_half_pool(max_pool2d, _padded_by)
STRIDES_LEFT_OUT = windows.same_amount_without_strides(max_pool2d, _padded_by)
SAME_FLOOR = windows.same_amount_floor(max_pool2d, _padded_by)

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
