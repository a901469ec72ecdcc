"""What goes wrong where images are laid out in rows."""

from typing import Any

from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import flatten

Array = NDArray[Any]


def _column_major(images: Array) -> Array:
    return images.reshape(len(images), -1, order="F")


def _columns_first(images: Array) -> Array:
    return flatten(images.transpose(0, 2, 1, 3))


def _channels_first(images: Array) -> Array:
    return flatten(images.transpose(0, 3, 1, 2))


def _batch_too(images: Array) -> Array:
    return images.reshape(-1)


def _one_row(images: Array) -> Array:
    return images.reshape(1, -1)


def _batch_last(images: Array) -> Array:
    return flatten(images).T


def _reshaped_to_columns(images: Array) -> Array:
    return images.reshape(-1, len(images))


def _channels_kept(images: Array) -> Array:
    return images.reshape(len(images), -1, images.shape[-1])


def _rows_of_pixels(images: Array) -> Array:
    return images.reshape(-1, images.shape[-1])


def _backwards(images: Array) -> Array:
    return flatten(images)[:, ::-1]


_ORDER = "The order is that of reading: row by row, in a row pixel by pixel, and the channels of a pixel stay together."
_USE = "Use images.reshape(images.shape[0], -1), and no transpose before it."
_ROWS = "Each image of the batch is an example of its own, and a dense layer takes (batch, inputs)."
COLUMN_MAJOR = Mistake(
    "flatten-column-major",
    "axis-swap",
    _column_major,
    "Your function takes the numbers in column-major order: the row index runs fastest.",
    'order="F" is the order of Fortran and MATLAB. ' + _ORDER,
    'Leave order="F" away.',
)
COLUMNS_FIRST = Mistake(
    "flatten-column-by-column",
    "axis-swap",
    _columns_first,
    "Your function goes through each image column by column.",
    _ORDER,
    "The outer loop is over the rows, the inner one over the columns; look for a transpose, too.",
)
CHANNELS_FIRST = Mistake(
    "flatten-channels-first",
    "input-layout",
    _channels_first,
    "Your function lays out one channel after the other.",
    "PyTorch keeps the pixels of a channel together, TensorFlow and Keras the channels of a pixel. " + _ORDER,
    _USE,
)
BATCH_TOO = Mistake(
    "flatten-batch-too",
    "shape",
    _batch_too,
    "Your function lays out the whole batch in a single row of numbers.",
    _ROWS,
    _USE,
)
ONE_ROW = Mistake(
    "flatten-one-row",
    "shape",
    _one_row,
    "Your function puts all images of the batch into one row.",
    _ROWS,
    _USE,
)
BATCH_LAST = Mistake(
    "flatten-images-as-columns",
    "axis-swap",
    _batch_last,
    "Your function makes a column of each image; it is a row.",
    "The batch is the first axis, before and after.",
    "Look for .T at the end.",
)
RESHAPED_TO_COLUMNS = Mistake(
    "flatten-batch-as-last-axis",
    "axis-swap",
    _reshaped_to_columns,
    "Your function makes the batch the last axis, which mixes the images: each row holds numbers of several.",
    "The batch is the first axis, before and after; reshape does not exchange axes, it cuts the same row of numbers "
    "elsewhere.",
    _USE,
)
CHANNELS_KEPT = Mistake(
    "flatten-channels-kept",
    "shape",
    _channels_kept,
    "Your function lays out the pixels and keeps the channels as an axis.",
    "A dense layer takes one row for each image: height * width * channels numbers.",
    _USE,
)
ROWS_OF_PIXELS = Mistake(
    "flatten-rows-of-pixels",
    "shape",
    _rows_of_pixels,
    "Your function makes a row of each pixel, not of each image.",
    _ROWS,
    _USE,
)
BACKWARDS = Mistake(
    "flatten-backwards",
    "axis-swap",
    _backwards,
    "Your function lays out each image from its last number to its first.",
    _ORDER,
    "Look for [::-1], or a loop that counts down or inserts in front.",
)

FLATTEN = (
    COLUMN_MAJOR,
    COLUMNS_FIRST,
    CHANNELS_FIRST,
    BATCH_TOO,
    ONE_ROW,
    BATCH_LAST,
    RESHAPED_TO_COLUMNS,
    CHANNELS_KEPT,
    ROWS_OF_PIXELS,
    BACKWARDS,
)
