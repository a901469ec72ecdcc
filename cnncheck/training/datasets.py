"""Data for training runs; the embedded one is scikit-learn's real handwritten digits."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

SPLIT_SEED = 20260101
"""Which digits are held out is the same for every run, so that thresholds mean the same."""

HELD_OUT = 360
"""A fifth of the 1 797 digits: accuracy moves in steps of 1/360."""


@dataclass(frozen=True, slots=True)
class Dataset:
    """Images (n, height, width, channels) float32 in [0, 1] and labels (n,) int64.

    Attributes:
        name: "digits".
        description: what it is, for the result.
        held_out_images, held_out_labels: what accuracy is measured on; never sent to a worker.
    """

    name: str
    description: str
    images: NDArray[np.float32]
    labels: NDArray[np.int64]
    held_out_images: NDArray[np.float32]
    held_out_labels: NDArray[np.int64]


class UnknownDataset(Exception):  # noqa: N818 - a state the instructor is told about
    """No data set of that name can be had here."""


@cache
def dataset(name: str, shape: tuple[int, ...] = (32, 32, 3)) -> Dataset:
    """The data set of that name with images of that shape.

    Args:
        name: "digits".
        shape: (height, width, channels); sides are multiples of 8 for digits.

    Raises:
        UnknownDataset: no such data set, or not in this shape.
    """
    if name != "digits":
        raise UnknownDataset(f"There is no data set {name!r}; there is: digits.")
    return _digits(shape)


def _digits(shape: tuple[int, ...]) -> Dataset:
    """1 797 handwritten digits of 8x8 pixels, every pixel enlarged to a square, the same in every channel.

    Source: scikit-learn's `load_digits`, test part of the UCI "Optical Recognition of Handwritten Digits" set.
    """
    from sklearn.datasets import load_digits  # noqa: PLC0415 - costs half a second, and only training needs it

    height, width, channels = shape
    if height % 8 or width % 8:
        raise UnknownDataset(f"Digits are 8x8 pixels and do not enlarge to {height}x{width}.")
    digits = load_digits()
    small = (digits.images / 16.0).astype(np.float32)
    large = small.repeat(height // 8, axis=1).repeat(width // 8, axis=2)
    images = np.repeat(large[..., np.newaxis], channels, axis=-1)
    labels = digits.target.astype(np.int64)
    order = np.random.default_rng(SPLIT_SEED).permutation(len(labels))
    held_out, train = order[:HELD_OUT], order[HELD_OUT:]
    return Dataset(
        "digits",
        f"{len(train)} of scikit-learn's handwritten digits, enlarged to {height}x{width}x{channels}",
        images[train],
        labels[train],
        images[held_out],
        labels[held_out],
    )
