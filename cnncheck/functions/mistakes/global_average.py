"""What goes wrong in global average pooling by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import flatten, global_average_pool2d

Array = NDArray[Any]


def _maximum(images: Array) -> Array:
    largest: Array = images.max(axis=(1, 2))
    return largest


def _sum(images: Array) -> Array:
    sums: Array = images.astype(float).sum(axis=(1, 2))
    return sums


_EACH_MAP = "Each map of each image becomes its mean: (batch, height, width, channels) gives (batch, channels)."
_AXES = "The axes are batch 0, height 1, width 2, channels 3: use mean(axis=(1, 2))."
MAXIMUM = Mistake(
    "global_average_pool2d-maximum",
    "global-pooling",
    _maximum,
    "Your function keeps the largest value of each map; global average pooling takes the mean.",
    "A maximum keeps one pixel of a map, the mean has a share of all of them.",
    "Look for max where mean is meant.",
)
FLATTENED = Mistake(
    "global_average_pool2d-flatten",
    "global-pooling",
    flatten,
    "Your function lays out all pixels in a row; global average pooling keeps one mean for each channel.",
    _EACH_MAP,
    "Look for a reshape: what is meant is mean(axis=(1, 2)).",
)
SUM = Mistake(
    "global_average_pool2d-sum",
    "pool-divisor",
    _sum,
    "Your function adds up each map and does not divide.",
    "The mean is the sum of a map divided by height * width.",
    "Divide by the number of pixels, height * width.",
)
DIVIDED_BY_HEIGHT = Mistake(
    "global_average_pool2d-divided-by-height",
    "pool-divisor",
    lambda images: _sum(images) / images.shape[1],
    "Your function divides the sum of each map by its height only.",
    "The mean is the sum of a map divided by height * width.",
    "Divide by the number of pixels, height * width.",
)
DIVIDED_BY_HEIGHT_SQUARED = Mistake(
    "global_average_pool2d-divided-by-height-squared",
    "pool-divisor",
    lambda images: _sum(images) / images.shape[1] ** 2,
    "Your function divides by height * height; a map need not be square.",
    "The mean is the sum of a map divided by height * width.",
    "Divide by the number of pixels, height * width.",
)
DIVIDED_BY_ALL = Mistake(
    "global_average_pool2d-divided-by-channels-too",
    "pool-divisor",
    lambda images: _sum(images) / (images.size / len(images)),
    "Your function divides the sum of each map by the channels too.",
    "The mean is the sum of a map divided by height * width; the channels are other maps.",
    "Divide by the number of pixels, height * width.",
)
KEPT_AXES = Mistake(
    "global_average_pool2d-axes-kept",
    "shape",
    lambda images: global_average_pool2d(images)[:, None, None, :],
    "Your function keeps height and width as axes of length 1.",
    "The result goes into a dense layer, which takes (batch, channels).",
    "Look for keepdims=True, or reshape the result to (batch, channels).",
)
OVER_THE_BATCH = Mistake(
    "global_average_pool2d-over-the-batch",
    "axis-swap",
    lambda images: images.mean(axis=(0, 1, 2)),
    "Your function takes the mean over the batch too, so that all images share it.",
    _EACH_MAP,
    _AXES,
)
OVER_CHANNELS = Mistake(
    "global_average_pool2d-over-channels",
    "channel-sum",
    lambda images: images.mean(axis=(1, 2, 3)),
    "Your function takes the mean over the channels too; each channel is averaged on its own.",
    _EACH_MAP,
    _AXES,
)
CHANNELS_FIRST = Mistake(
    "global_average_pool2d-channels-first",
    "input-layout",
    lambda images: images.mean(axis=(2, 3)),
    "Your function takes the mean over width and channels, as if the channels came before the height.",
    "PyTorch's images are (batch, channels, height, width); those of the course, TensorFlow and Keras have the "
    "channels last.",
    _AXES,
)
FIRST_AXES = Mistake(
    "global_average_pool2d-over-batch-and-height",
    "axis-swap",
    lambda images: images.mean(axis=(0, 1)),
    "Your function takes the mean over batch and height.",
    "The batch is axis 0, and one image must not depend on the others. " + _EACH_MAP,
    _AXES,
)
ONE_AXIS = Mistake(
    "global_average_pool2d-over-height-alone",
    "shape",
    lambda images: images.mean(axis=1),
    "Your function takes the mean over the height only, and the width is left.",
    _EACH_MAP,
    _AXES,
)
LAST_AXIS = Mistake(
    "global_average_pool2d-over-channels-alone",
    "channel-sum",
    lambda images: images.mean(axis=-1),
    "Your function takes the mean over the channels and leaves the pixels.",
    _EACH_MAP,
    _AXES,
)
EVERYTHING = Mistake(
    "global_average_pool2d-over-everything",
    "axis-swap",
    lambda images: np.asarray(images.mean()),
    "Your function takes the mean of all numbers of all images.",
    _EACH_MAP,
    _AXES,
)
WRAPS_AROUND = Mistake(
    "global_average_pool2d-wraps-around",
    "dtype",
    lambda images: images.sum(axis=(1, 2), dtype=images.dtype) / (images.shape[1] * images.shape[2]),
    "Your function adds up in the images' own type.",
    "uint8 holds 0 to 255 and wraps around.",
    "Look at the array you add up in.",
    explains=False,
)

GLOBAL_AVERAGE_POOL2D = (
    MAXIMUM,
    FLATTENED,
    SUM,
    DIVIDED_BY_HEIGHT,
    DIVIDED_BY_HEIGHT_SQUARED,
    DIVIDED_BY_ALL,
    KEPT_AXES,
    OVER_THE_BATCH,
    OVER_CHANNELS,
    CHANNELS_FIRST,
    FIRST_AXES,
    ONE_AXIS,
    LAST_AXIS,
    EVERYTHING,
    WRAPS_AROUND,
)
