"""Where the windows of a convolution or a pooling layer lie in an image."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided

from reference.arguments import IntOrPair, pair
from reference.arithmetic import output_size, padding_amounts
from reference.layers.arrays import Array


@dataclass(frozen=True, slots=True)
class Axis:
    """The windows along one axis of the image; all sizes in pixels."""

    size: int
    kernel_size: int
    strides: int
    dilation_rate: int
    before: int
    after: int
    outputs: int

    @property
    def image(self) -> slice:
        """Where the image lies in the padded image."""
        return slice(self.before, self.before + self.size)

    def seen_by(self, position: int) -> slice:
        """Pixels of the padded image that lie under one position of the kernel, one for each output."""
        first = position * self.dilation_rate
        return slice(first, first + (self.outputs - 1) * self.strides + 1, self.strides)

    def real_cells(self) -> Array:
        """Count the positions of each window that lie on the image, not on its padding."""
        inside = np.zeros(self.before + self.size + self.after, int)
        inside[self.image] = 1
        cells: Array = np.sum([inside[self.seen_by(position)] for position in range(self.kernel_size)], axis=0)
        return cells


@dataclass(frozen=True, slots=True)
class Windows:
    """The windows over the height and the width of images."""

    rows: Axis
    columns: Axis

    def pad(self, images: Array, value: float) -> Array:
        """Return the images with ``value`` around them, or themselves where nothing is added."""
        amounts = ((self.rows.before, self.rows.after), (self.columns.before, self.columns.after))
        if not np.any(amounts):
            return images
        return np.pad(images, ((0, 0), *amounts, (0, 0)), constant_values=value)

    def unpad(self, padded: Array) -> Array:
        """Return the images without what :meth:`pad` added."""
        return padded[:, self.rows.image, self.columns.image]

    def padded_shape(self, batch: int, channels: int) -> tuple[int, int, int, int]:
        """Shape of images after :meth:`pad`."""
        rows, columns = self.rows, self.columns
        height, width = rows.before + rows.size + rows.after, columns.before + columns.size + columns.after
        return batch, height, width, channels

    def positions(self) -> Iterator[tuple[int, int, tuple[slice, slice, slice]]]:
        """Yield each position of the window in reading order, with the index of the padded pixels under it."""
        for row in range(self.rows.kernel_size):
            for column in range(self.columns.kernel_size):
                yield row, column, (slice(None), self.rows.seen_by(row), self.columns.seen_by(column))

    def view(self, padded: Array) -> Array:
        """Return (batch, output height, output width, kernel height, kernel width, channels), copying nothing.

        The same pixel appears in several windows, so nothing may be written through this view.
        """
        batch, _, _, channels = padded.shape
        down, right = padded.strides[1:3]
        rows, columns = self.rows, self.columns
        return as_strided(
            padded,
            (batch, rows.outputs, columns.outputs, rows.kernel_size, columns.kernel_size, channels),
            (
                padded.strides[0],
                down * rows.strides,
                right * columns.strides,
                down * rows.dilation_rate,
                right * columns.dilation_rate,
                padded.strides[3],
            ),
            writeable=False,
        )


def windows_over(
    size: tuple[int, ...],
    name: str,
    kernel_size: IntOrPair,
    strides: IntOrPair,
    padding: str,
    dilation_rate: IntOrPair = 1,
) -> Windows:
    """Lay the windows over images of this height and width; ``name`` is what the caller calls ``kernel_size``.

    Raises:
        ValueError: as :func:`reference.arithmetic.output_size`.

    >>> windows = windows_over((5, 4), "kernel_size", 3, 2, "same")
    >>> windows.rows.outputs, windows.rows.before, windows.rows.after
    (3, 1, 1)
    >>> windows.columns.outputs, windows.columns.before, windows.columns.after
    (2, 0, 1)
    """
    sides, steps, dilations = pair(name, kernel_size), pair("strides", strides), pair("dilation_rate", dilation_rate)
    rows, columns = (
        _axis(side, window, step, padding, dilation)
        for side, window, step, dilation in zip(size, sides, steps, dilations, strict=True)
    )
    return Windows(rows, columns)


def _axis(size: int, kernel_size: int, strides: int, padding: str, dilation_rate: int) -> Axis:
    outputs = output_size(size, kernel_size, strides, padding, dilation_rate)
    before, after = padding_amounts(size, kernel_size, strides, padding, dilation_rate)
    return Axis(size, kernel_size, strides, dilation_rate, before, after, outputs)
