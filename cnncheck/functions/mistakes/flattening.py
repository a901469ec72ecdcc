"""What goes wrong where images are laid out in rows."""

from cnncheck.functions.mistake import Mistake
from reference.layers import flatten

_ORDER = "The order is that of reading: row by row, in a row pixel by pixel, and the channels of a pixel stay together."
_USE = "Use images.reshape(images.shape[0], -1), and no transpose before it."
_ROWS = "Each image of the batch is an example of its own, and a dense layer takes (batch, inputs)."
COLUMN_MAJOR = Mistake(
    "flatten-column-major",
    "axis-swap",
    lambda images: images.reshape(len(images), -1, order="F"),
    "Your function takes the numbers in column-major order: the row index runs fastest.",
    'order="F" is the order of Fortran and MATLAB. ' + _ORDER,
    'Leave order="F" away.',
)
COLUMNS_FIRST = Mistake(
    "flatten-column-by-column",
    "axis-swap",
    lambda images: flatten(images.transpose(0, 2, 1, 3)),
    "Your function goes through each image column by column.",
    _ORDER,
    "The outer loop is over the rows, the inner one over the columns; look for a transpose, too.",
)
CHANNELS_FIRST = Mistake(
    "flatten-channels-first",
    "input-layout",
    lambda images: flatten(images.transpose(0, 3, 1, 2)),
    "Your function lays out one channel after the other.",
    "PyTorch keeps the pixels of a channel together, TensorFlow and Keras the channels of a pixel. " + _ORDER,
    _USE,
)
BATCH_TOO = Mistake(
    "flatten-batch-too",
    "shape",
    lambda images: images.reshape(-1),
    "Your function lays out the whole batch in a single row of numbers.",
    _ROWS,
    _USE,
)
ONE_ROW = Mistake(
    "flatten-one-row",
    "shape",
    lambda images: images.reshape(1, -1),
    "Your function puts all images of the batch into one row.",
    _ROWS,
    _USE,
)
BATCH_LAST = Mistake(
    "flatten-images-as-columns",
    "axis-swap",
    lambda images: flatten(images).T,
    "Your function makes a column of each image; it is a row.",
    "The batch is the first axis, before and after.",
    "Look for .T at the end.",
)
RESHAPED_TO_COLUMNS = Mistake(
    "flatten-batch-as-last-axis",
    "axis-swap",
    lambda images: images.reshape(-1, len(images)),
    "Your function makes the batch the last axis, which mixes the images: each row holds numbers of several.",
    "The batch is the first axis, before and after; reshape does not exchange axes, it cuts the same row of numbers "
    "elsewhere.",
    _USE,
)
CHANNELS_KEPT = Mistake(
    "flatten-channels-kept",
    "shape",
    lambda images: images.reshape(len(images), -1, images.shape[-1]),
    "Your function lays out the pixels and keeps the channels as an axis.",
    "A dense layer takes one row for each image: height * width * channels numbers.",
    _USE,
)
ROWS_OF_PIXELS = Mistake(
    "flatten-rows-of-pixels",
    "shape",
    lambda images: images.reshape(-1, images.shape[-1]),
    "Your function makes a row of each pixel, not of each image.",
    _ROWS,
    _USE,
)
BACKWARDS = Mistake(
    "flatten-backwards",
    "axis-swap",
    lambda images: flatten(images)[:, ::-1],
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
