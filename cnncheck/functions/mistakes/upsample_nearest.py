"""What goes wrong in nearest upsampling by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.upsampling import aligned, always_two, by, corners, height_for_width, picked
from reference.layers import upsample_bilinear, upsample_nearest

Array = NDArray[Any]


def _rounded(size: int, factor: int) -> Array:
    return np.rint(corners(size, factor))


def _rounded_aligned(size: int, factor: int) -> Array:
    return np.rint(aligned(size, factor))


def _first_of_block(size: int, factor: int) -> Array:
    shares: Array = np.eye(size).repeat(factor, axis=0) * (np.arange(size * factor) % factor == 0)[:, None]
    return shares


def _repeated(size: int, factor: int) -> Array:
    return np.tile(np.eye(size), (factor, 1))


def _unchanged(size: int, factor: int) -> Array:
    del factor
    return np.eye(size)


def _batch_and_height(images: Array, factor: int) -> Array:
    return images.repeat(factor, axis=0).repeat(factor, axis=1)


def _width_and_channels(images: Array, factor: int) -> Array:
    return images.repeat(factor, axis=2).repeat(factor, axis=3)


def _numbers_in_a_row(images: Array, factor: int) -> Array:
    batch, height, width, channels = images.shape
    return images.repeat(factor * factor).reshape(batch, height * factor, width * factor, channels)


def _resized(images: Array, factor: int) -> Array:
    batch, height, width, channels = images.shape
    return np.resize(images, (batch, height * factor, width * factor, channels))


def _in_bytes(images: Array, factor: int) -> Array:
    return upsample_nearest(images, factor).astype("int64").astype("uint8")


def _transposed(images: Array, factor: int) -> Array:
    return upsample_nearest(images, factor).transpose(0, 2, 1, 3)


BILINEAR = Mistake(
    "upsample_nearest-bilinear",
    "interpolation",
    upsample_bilinear,
    "Your function interpolates between the pixels.",
    "Nearest upsampling makes no new values: every pixel becomes a block.",
    "Take images[n, i // factor, j // factor, c]; interpolating is the task of upsample_bilinear.",
)
TILED = Mistake(
    "upsample_nearest-tiled",
    "interpolation",
    by(_repeated),
    "Your function puts copies of the whole image side by side.",
    "np.tile repeats an array; here each pixel is repeated in its place.",
    "Use np.repeat along axis 1 and along axis 2.",
)
ZEROS_BETWEEN = Mistake(
    "upsample_nearest-zeros-between",
    "interpolation",
    by(_first_of_block),
    "Your function sets one value of each block, and leaves zeros between.",
    "All factor * factor values of a block are copies of the pixel.",
    "outputs[:, ::factor, ::factor] is only the first value of each block: fill the others too.",
)
ROUNDED = Mistake(
    "upsample_nearest-rounded",
    "interpolation",
    by(picked(_rounded)),
    "Your function rounds i / factor to the nearest whole number, which moves the image by half a pixel.",
    "Output pixels 0 to factor - 1 all lie in input pixel 0: i / factor is rounded down.",
    "Use i // factor in place of round(i / factor).",
)
ALIGNED = Mistake(
    "upsample_nearest-corners-aligned",
    "interpolation",
    by(picked(_rounded_aligned)),
    "Your function stretches the image so that first and last pixels lie on each other.",
    "The blocks are then of different sizes: the step is 1 / factor, not (size - 1) / (size * factor - 1).",
    "Use i // factor; np.linspace(0, size - 1, ...) is another rule.",
)
HEIGHT_ONLY = Mistake(
    "upsample_nearest-height-only",
    "interpolation",
    by(picked(corners), _unchanged),
    "Only the height grows.",
    "The image grows by the factor in both directions.",
    "Repeat along axis 2 as well.",
)
WIDTH_ONLY = Mistake(
    "upsample_nearest-width-only",
    "interpolation",
    by(_unchanged, picked(corners)),
    "Only the width grows.",
    "The image grows by the factor in both directions.",
    "Repeat along axis 1 as well.",
)
BATCH_AND_HEIGHT = Mistake(
    "upsample_nearest-batch-and-height",
    "axis-swap",
    _batch_and_height,
    "Your function repeats along axes 0 and 1: the images and their rows.",
    "Images are (batch, height, width, channels): what grows are axes 1 and 2.",
    "Look at the axes of np.repeat.",
)
WIDTH_AND_CHANNELS = Mistake(
    "upsample_nearest-width-and-channels",
    "axis-swap",
    _width_and_channels,
    "Your function repeats along axes 2 and 3: the columns and the channels.",
    "Images are (batch, height, width, channels): what grows are axes 1 and 2.",
    "Look at the axes of np.repeat.",
)
NUMBERS_IN_A_ROW = Mistake(
    "upsample_nearest-reshaped",
    "axis-swap",
    _numbers_in_a_row,
    "Your function repeats the numbers as they lie in memory, and reshapes the row that results.",
    "reshape keeps the order of the numbers: copies of a pixel then lie beside it only, never below.",
    "Use np.repeat along axis 1 and along axis 2.",
)
RESIZED = Mistake(
    "upsample_nearest-resized",
    "interpolation",
    _resized,
    "Your function fills the larger array with the numbers as they lie in memory, over and over.",
    "np.resize does not scale an image: it repeats all numbers until the array is full.",
    "Use np.repeat along axis 1 and along axis 2.",
)
IN_BYTES = Mistake(
    "upsample_nearest-in-uint8",
    "dtype",
    _in_bytes,
    "The values are stored as uint8.",
    "uint8 holds the whole numbers from 0 to 255 only: -1 becomes 255, and 0.5 becomes 0.",
    "Leave out dtype=np.uint8: np.zeros(shape) is a float array.",
)
TRANSPOSED = Mistake(
    "upsample_nearest-transposed",
    "axis-swap",
    _transposed,
    "Your function exchanges rows and columns.",
    "Axis 1 is the height, axis 2 the width, in the result as in the images.",
    "Look at the order of the indices.",
)
SQUARE_ONLY = Mistake(
    "upsample_nearest-square-images-only",
    "axis-swap",
    height_for_width(upsample_nearest),
    "Your function takes the height for the width too.",
    "Images need not be square.",
    "Use images.shape[2] for the width.",
)
ALWAYS_TWO = Mistake(
    "upsample_nearest-always-two",
    "interpolation",
    always_two(upsample_nearest),
    "Your function doubles the image, whatever the factor.",
    "The image grows by `factor`.",
    "Look for a 2 where `factor` belongs.",
)

UPSAMPLE_NEAREST = (
    BILINEAR,
    TILED,
    ZEROS_BETWEEN,
    ROUNDED,
    ALIGNED,
    HEIGHT_ONLY,
    WIDTH_ONLY,
    BATCH_AND_HEIGHT,
    WIDTH_AND_CHANNELS,
    NUMBERS_IN_A_ROW,
    RESIZED,
    IN_BYTES,
    TRANSPOSED,
    SQUARE_ONLY,
    ALWAYS_TWO,
)
