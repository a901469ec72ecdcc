"""What goes wrong in bilinear upsampling by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.upsampling import (
    aligned,
    always_two,
    by,
    centres,
    corners,
    height_for_width,
    linear,
    picked,
)
from reference.layers import upsample_bilinear, upsample_nearest

Array = NDArray[Any]


def _half_pixel_further(size: int, factor: int) -> Array:
    return centres(size, factor) + 0.5


def _two_pixels(first: Array, second: Array, share: Array, size: int) -> Array:
    """Shares of two pixels by their indices; -1 is the last one, as in NumPy."""
    grid = np.eye(size)
    shares: Array = (1 - share)[:, None] * grid[first] + share[:, None] * grid[second]
    return shares


def _neighbours(size: int, factor: int) -> tuple[Array, Array, Array]:
    """The two pixels beside each right place, and the share of the second."""
    places = centres(size, factor).clip(0, size - 1)
    first = np.floor(places).astype(int)
    return first, np.minimum(first + 1, size - 1), places - first


def _weights_exchanged(size: int, factor: int) -> Array:
    first, second, share = _neighbours(size, factor)
    return _two_pixels(second, first, share, size)


def _wrapping(size: int, factor: int) -> Array:
    places = centres(size, factor)
    first = np.floor(places).astype(int)
    return _two_pixels(first, np.minimum(first + 1, size - 1), places - first, size)


def _beyond_the_first(size: int, factor: int) -> Array:
    places = centres(size, factor)
    first = np.maximum(np.floor(places).astype(int), 0)
    return _two_pixels(first, np.minimum(first + 1, size - 1), places - first, size)


def _beyond_both(size: int, factor: int) -> Array:
    places = centres(size, factor)
    first = np.floor(places).astype(int).clip(0, max(size - 2, 0))
    return _two_pixels(first, np.minimum(first + 1, size - 1), places - first, size)


def _dark_border(size: int, factor: int) -> Array:
    distances = np.abs(centres(size, factor)[:, None] - np.arange(size))
    shares: Array = np.maximum(0, 1 - distances)
    return shares


def _shares_exchanged(images: Array, factor: int) -> Array:
    (top, bottom, down), (left, right, across) = (_neighbours(size, factor) for size in images.shape[1:3])
    down, across = down[:, None, None], across[:, None]
    upper, lower = images[:, top], images[:, bottom]
    first = (1 - down) * (1 - across) * upper[:, :, left] + down * (1 - across) * upper[:, :, right]
    second = (1 - down) * across * lower[:, :, left] + down * across * lower[:, :, right]
    outputs: Array = first + second
    return outputs


def _in_bytes(images: Array, factor: int) -> Array:
    return upsample_bilinear(images, factor).astype("int64").astype("uint8")


def _in_whole_numbers(images: Array, factor: int) -> Array:
    return upsample_bilinear(images, factor).astype(int)


def _difference_wraps(images: Array, factor: int) -> Array:
    """Go from one pixel to the next by a share of their difference, which is taken in the images' type."""
    outputs = images
    for axis in (1, 2):
        size = images.shape[axis]
        first, second, share = _neighbours(size, factor)
        before, after = outputs.take(first, axis), outputs.take(second, axis)
        outputs = before + (after - before) * share.reshape((-1,) + (1,) * (3 - axis))
    return outputs


CORNERS_ALIGNED = Mistake(
    "upsample_bilinear-corners-aligned",
    "interpolation",
    by(linear(aligned)),
    "Your function stretches the image so that the first and the last pixel centres lie on each other.",
    "Pixels are squares with their values at the centres: output i lies at (i + 0.5) / factor - 0.5 in the image. "
    "Aligned corners are another rule, with the step (size - 1) / (size * factor - 1).",
    "Look for np.linspace(0, size - 1, ...), or a division by size * factor - 1.",
)
CORNER_RULE = Mistake(
    "upsample_bilinear-without-half-pixels",
    "interpolation",
    by(linear(corners)),
    "Your function puts output i at i / factor, as if a pixel's value were at its corner.",
    "Pixels are squares with their values at the centres: output i lies at (i + 0.5) / factor - 0.5 in the image. "
    "Without the halves the image moves to the upper left.",
    "Use (i + 0.5) / factor - 0.5.",
)
HALF_PIXEL_FURTHER = Mistake(
    "upsample_bilinear-half-a-pixel-further",
    "interpolation",
    by(linear(_half_pixel_further)),
    "Your function puts output i at (i + 0.5) / factor, and forgets to go back by half a pixel.",
    "The centre of input pixel 0 is at 0.5 of the pixels' edges, but its index is 0.",
    "Use (i + 0.5) / factor - 0.5.",
)
NEAREST = Mistake(
    "upsample_bilinear-nearest",
    "interpolation",
    upsample_nearest,
    "Your function repeats the pixels.",
    "Bilinear upsampling takes values between the neighbours, the nearer the heavier.",
    "Look where the share of each neighbour is computed: with // it is always 0.",
)
EXCHANGED = Mistake(
    "upsample_bilinear-weights-exchanged",
    "interpolation",
    by(_weights_exchanged),
    "Your function gives the nearer pixel the smaller weight.",
    "At 0.25 the value is 0.75 of pixel 0 and 0.25 of pixel 1.",
    "Multiply the first pixel by 1 - share, the second by share.",
)
WRAPPING = Mistake(
    "upsample_bilinear-wraps-at-the-border",
    "interpolation",
    by(_wrapping),
    "At the upper and left border your function mixes in pixels of the other side.",
    "floor(-0.25) is -1, and index -1 is the last pixel.",
    "Move the place into the image first: np.clip(place, 0, size - 1).",
)
BEYOND_THE_FIRST = Mistake(
    "upsample_bilinear-extrapolates-at-the-first",
    "interpolation",
    by(_beyond_the_first),
    "At the upper and left border your function goes beyond the values of the image.",
    "What lies outside takes the border's value. With the index moved to 0 and the share left at -0.25, "
    "the first pixel counts 1.25 times.",
    "Move the place itself into the image, before the share is taken: np.clip(place, 0, size - 1).",
)
BEYOND_BOTH = Mistake(
    "upsample_bilinear-extrapolates",
    "interpolation",
    by(_beyond_both),
    "At the borders your function goes beyond the values of the image.",
    "What lies outside takes the border's value. With the indices moved into the image and the share left as it was, "
    "the border pixel counts 1.25 times.",
    "Move the place itself into the image, before the share is taken: np.clip(place, 0, size - 1).",
)
DARK_BORDER = Mistake(
    "upsample_bilinear-zeros-outside",
    "interpolation",
    by(_dark_border),
    "Your function counts what lies outside the image as 0.",
    "What lies outside takes the border's value; otherwise the border gets darker than it is.",
    "Move the place into the image first: np.clip(place, 0, size - 1).",
)
LINEAR_DOWN = Mistake(
    "upsample_bilinear-linear-in-height-only",
    "interpolation",
    by(linear(centres), picked(corners)),
    "Your function interpolates along the height only.",
    "Bilinear means linear in both directions.",
    "Do the same along the width.",
)
LINEAR_RIGHT = Mistake(
    "upsample_bilinear-linear-in-width-only",
    "interpolation",
    by(picked(corners), linear(centres)),
    "Your function interpolates along the width only.",
    "Bilinear means linear in both directions.",
    "Do the same along the height.",
)
SQUARE_ONLY = Mistake(
    "upsample_bilinear-square-images-only",
    "axis-swap",
    height_for_width(upsample_bilinear),
    "Your function takes the height for the width too.",
    "Images need not be square.",
    "Use images.shape[2] for the width.",
)
ALWAYS_TWO = Mistake(
    "upsample_bilinear-always-two",
    "interpolation",
    always_two(upsample_bilinear),
    "Your function doubles the image, whatever the factor.",
    "The image grows by `factor`.",
    "Look for a 2 where `factor` belongs.",
)
SHARES_EXCHANGED = Mistake(
    "upsample_bilinear-shares-of-height-and-width-exchanged",
    "axis-swap",
    _shares_exchanged,
    "Your function uses the share along the height for the width, and the other way round.",
    "The two neighbours in a row are weighted by where the output lies between columns.",
    "Look at the four products: images[:, top, right] counts (1 - share_down) * share_right.",
)
IN_BYTES = Mistake(
    "upsample_bilinear-in-uint8",
    "dtype",
    _in_bytes,
    "The values are stored as uint8.",
    "uint8 holds the whole numbers from 0 to 255 only: -1 becomes 255, and 0.5 becomes 0.",
    "Leave out dtype=np.uint8 and astype: np.zeros(shape) is a float array.",
)
IN_WHOLE_NUMBERS = Mistake(
    "upsample_bilinear-in-whole-numbers",
    "dtype",
    _in_whole_numbers,
    "The values between the pixels are cut to whole numbers.",
    "np.zeros(shape, int) and astype(int) make an array of integers: what is stored there loses its fraction.",
    "Look where the result's array is made.",
)
DIFFERENCE_WRAPS = Mistake(
    "upsample_bilinear-difference-wraps",
    "dtype",
    _difference_wraps,
    "The difference of two pixels is taken in the images' type.",
    "In uint8 100 - 200 is 156.",
    "Make the images float first.",
    explains=False,
)

UPSAMPLE_BILINEAR = (
    CORNERS_ALIGNED,
    CORNER_RULE,
    HALF_PIXEL_FURTHER,
    NEAREST,
    EXCHANGED,
    WRAPPING,
    BEYOND_THE_FIRST,
    BEYOND_BOTH,
    DARK_BORDER,
    LINEAR_DOWN,
    LINEAR_RIGHT,
    SQUARE_ONLY,
    ALWAYS_TWO,
    SHARES_EXCHANGED,
    IN_BYTES,
    IN_WHOLE_NUMBERS,
)
