"""Ways of upsampling, right and wrong: where along an axis the outputs lie, and which pixels they are made of."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

Places: TypeAlias = Callable[[int, int], Array]
"""Where each output lies along one axis, in pixels of the image: (size * factor,), from size and factor."""

Shares: TypeAlias = Callable[[int, int], Array]
"""The share of each pixel in each output along one axis: (size * factor, size), from size and factor."""


def by(down: Shares, right: Shares | None = None) -> Callable[[Array, int], Array]:
    """An upsampling with these shares along the height, and along the width."""

    def wrong(images: Array, factor: int) -> Array:
        height, width = images.shape[1:3]
        rows, columns = down(height, factor), (right or down)(width, factor)
        outputs: Array = np.einsum("ia,nabc,jb->nijc", rows, images.astype(float), columns)
        return outputs

    return wrong


def linear(places: Places) -> Shares:
    """Shares of the two pixels beside each place; what lies outside takes the border's value."""

    def shares(size: int, factor: int) -> Array:
        distances = np.abs(places(size, factor).clip(0, size - 1)[:, None] - np.arange(size))
        between: Array = np.maximum(0, 1 - distances)
        return between

    return shares


def picked(places: Places) -> Shares:
    """The whole of one pixel for each place."""

    def shares(size: int, factor: int) -> Array:
        chosen: Array = np.eye(size)[places(size, factor).astype(int).clip(0, size - 1)]
        return chosen

    return shares


def centres(size: int, factor: int) -> Array:
    """The right places: pixels are squares with their values at the centres."""
    places: Array = (np.arange(size * factor) + 0.5) / factor - 0.5
    return places


def corners(size: int, factor: int) -> Array:
    """Places of pixels whose values are at their upper left corners."""
    places: Array = np.arange(size * factor) / factor
    return places


def aligned(size: int, factor: int) -> Array:
    """Places from the first pixel to the last, as if those of image and result lay on each other."""
    return np.linspace(0, size - 1, size * factor)


def height_for_width(upsample: Callable[[Array, int], Array]) -> Callable[[Array, int], Array]:
    """Made for square images: the result is as wide as it is high."""

    def wrong(images: Array, factor: int) -> Array:
        height, width = images.shape[1:3]
        if height > width:
            raise IndexError(f"index {width} is out of bounds for axis 2 with size {width}")
        return upsample(images, factor)[:, :, : height * factor]

    return wrong


def always_two(upsample: Callable[[Array, int], Array]) -> Callable[[Array, int], Array]:
    """The image is doubled, whatever the factor."""

    def wrong(images: Array, factor: int) -> Array:
        del factor
        return upsample(images, 2)

    return wrong
