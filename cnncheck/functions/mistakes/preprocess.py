"""What goes wrong where images and labels are prepared."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake

Array = NDArray[Any]
Pair = tuple[Array, Array]


def _labels(y: Array) -> Array:
    return y.astype(np.int32)


def _unscaled(x: Array, y: Array) -> Pair:
    return x.astype(np.float32), _labels(y)


def _to_one(x: Array, y: Array) -> Pair:
    return x.astype(np.float32) / 255, _labels(y)


def _not_shifted(x: Array, y: Array) -> Pair:
    return 2 * x.astype(np.float32) / 255, _labels(y)


def _twice(x: Array, y: Array) -> Pair:
    once = 2 * x.astype(np.float32) / 255 - 1
    return 2 * once / 255 - 1, _labels(y)


def _whole_numbers(x: Array, y: Array) -> Pair:
    return 2 * (x // 255).astype(np.float32) - 1, _labels(y)


def _by_256(x: Array, y: Array) -> Pair:
    return 2 * x.astype(np.float32) / 256 - 1, _labels(y)


def _scaled_label(x: Array, y: Array) -> Pair:
    return 2 * x.astype(np.float32) / 255 - 1, 2 * y.astype(np.float32) / 255 - 1


def _next_label(x: Array, y: Array) -> Pair:
    return 2 * x.astype(np.float32) / 255 - 1, _labels(y) + 1


def _zero_label(x: Array, y: Array) -> Pair:
    return 2 * x.astype(np.float32) / 255 - 1, np.zeros_like(_labels(y))


def _label_first(x: Array, y: Array) -> Pair:
    return _labels(y), 2 * x.astype(np.float32) / 255 - 1


def _image_alone(x: Array, y: Array) -> Array:
    del y
    return 2 * x.astype(np.float32) / 255 - 1


_SCALE = "Write 2 * tf.cast(x, tf.float32) / 255 - 1: 0 becomes -1, and 255 becomes 1."

RETURNED = (
    Mistake(
        "preprocess-label-first",
        "signature",
        _label_first,
        "Your function returns the label before the image.",
        "What `map` returns is what the loop over the data set gets: images first, labels second.",
        "Return them in the order in which they came: return x, y.",
    ),
    Mistake(
        "preprocess-image-alone",
        "wrong-type",
        _image_alone,
        "Your function returns the image alone.",
        "What `map` does not return is lost: behind it there are images without labels.",
        "Return both, the label even where it stays as it is: return x, y.",
    ),
)

IMAGES = (
    Mistake(
        "preprocess-unscaled",
        "input-scaling",
        _unscaled,
        "Your function leaves the pixels between 0 and 255.",
        "tf.cast changes the type, and no value.",
        _SCALE,
    ),
    Mistake(
        "preprocess-to-one",
        "input-scaling",
        _to_one,
        "Your function scales the pixels to numbers from 0 to 1.",
        "x / 255 is what the networks on CIFAR-10 take; here the numbers are to lie around 0, from -1 to 1.",
        _SCALE,
    ),
    Mistake(
        "preprocess-not-shifted",
        "input-scaling",
        _not_shifted,
        "Your function scales the pixels to numbers from 0 to 2.",
        "2 * x / 255 has the right length, and begins at 0.",
        "Subtract 1 after the division: from 0 to 2 becomes from -1 to 1.",
    ),
    Mistake(
        "preprocess-scaled-twice",
        "input-scaling",
        _twice,
        "Your function scales what is scaled already.",
        "Where the arrays are divided by 255 before the pipeline, or the function is mapped twice, nearly nothing of "
        "the image is left.",
        "Scale once: in preprocess, and nowhere else.",
    ),
    Mistake(
        "preprocess-whole-numbers",
        "input-scaling",
        _whole_numbers,
        "Your function divides before the pixels are floating-point numbers.",
        "The integer quotient of a pixel by 255 is 0, for the brightest 1.",
        "Cast first: tf.cast(x, tf.float32), then divide.",
    ),
    Mistake(
        "preprocess-by-256",
        "input-scaling",
        _by_256,
        "Your function divides by 256.",
        "There are 256 values, and the largest is 255.",
        "Divide by the largest value, 255.",
    ),
)

LABELS = (
    Mistake(
        "preprocess-scaled-label",
        "label-encoding",
        _scaled_label,
        "Your function scales the label like a pixel.",
        "A label is the number of a class, and no measure of anything.",
        "Leave y as it is: y = tf.cast(y, tf.int32).",
    ),
    Mistake(
        "preprocess-next-label",
        "label-encoding",
        _next_label,
        "Your function returns the class after the right one.",
        "Classes are counted from 0: the digit 7 is class 7.",
        "Leave y as it is: y = tf.cast(y, tf.int32).",
    ),
    Mistake(
        "preprocess-zero-label",
        "label-encoding",
        _zero_label,
        "Your function returns class 0 for every label.",
        "argmax of a single number is 0: it belongs behind a one-hot encoding or a network's output.",
        "Leave y as it is: y = tf.cast(y, tf.int32).",
    ),
)
