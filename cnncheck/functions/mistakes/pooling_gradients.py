"""The gradients of pooling, computed in ways that are wrong in one respect."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistakes.convolution import Amounts
from reference.arguments import IntOrPair, pair
from reference.arithmetic import same_padding

Array = NDArray[Any]
Sides: TypeAlias = tuple[int, int]
Given = Callable[[Array, Array, Sides], Array]
"""What a window gets back, from its pixels (batch, rows, columns, channels), its grad (batch, channels), strides."""
Starts = Callable[[Sides, Sides], Sides]
"""How far apart the windows are, from pool size and given strides."""
Cut = Callable[[Array, tuple[Sides, Sides], tuple[int, ...]], Array]
"""The images gradient, from that of the padded images, the amounts padded and the shape of the images."""


def pooling(
    given: Given,
    *,
    padded_with: float = -np.inf,
    amounts: Amounts = same_padding,
    starts: Starts | None = None,
    cut: Cut | None = None,
    added: bool = True,
    turned: bool = False,
    default: int | None = None,
    always: Sides | None = None,
) -> Callable[..., Array]:
    """A gradient of pooling by a loop over the windows, wrong in one of these respects.

    Args:
        given: what a window gets back.
        padded_with: what lies around the images with same padding.
        amounts: how much of it.
        starts: how far apart the windows are, where strides are given.
        cut: how the padding is cut off again; None cuts off what was padded.
        added: where windows overlap, the gradients are added.
        turned: a pool size that is a pair is taken as (width, height).
        default: strides where none are given; None means the pool size.
        always: the pool size, whatever is asked for.
    """

    def wrong(
        grad: Array,
        images: Array,
        pool_size: IntOrPair = 2,
        strides: IntOrPair | None = None,
        padding: str = "valid",
    ) -> Array:
        sides = always or pair("pool_size", pool_size)
        steps = pair("strides", strides if strides is not None else default or sides)
        sides = sides[::-1] if turned else sides
        around = [(0, 0), (0, 0)]
        if padding == "same":
            around = [
                amounts(size, side, step, 1) for size, side, step in zip(images.shape[1:3], sides, steps, strict=True)
            ]
        padded = np.pad(images.astype(float), ((0, 0), *around, (0, 0)), constant_values=padded_with)
        total = np.zeros(padded.shape)
        down, right = starts(sides, steps) if starts and strides is not None else steps
        for i in range(grad.shape[1]):
            for j in range(grad.shape[2]):
                window = (slice(None), slice(i * down, i * down + sides[0]), slice(j * right, j * right + sides[1]))
                back = given(padded[window], grad[:, i, j], steps)
                total[window] = total[window] + back if added else back
        return (cut or right_cut)(total, (around[0], around[1]), images.shape)

    return wrong


def right_cut(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    """Cut off what was padded."""
    (top, _), (left, _) = around
    return total[:, top : top + shape[1], left : left + shape[2]]


def minus_nothing(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    """Cut with x[before:-after], which is empty where `after` is 0."""
    del shape
    (top, bottom), (left, right) = around
    return total[:, top:-bottom, left:-right]


def minus_nothing_in_same(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    """The same, but right where nothing was padded at all."""
    return total if total.shape == shape and not np.any(around) else minus_nothing(total, around, shape)


def not_cut(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    """Leave the padding there."""
    del around, shape
    return total


def to_largest(window: Array, grad: Array, strides: Sides) -> Array:
    """All of it to the largest pixel of each channel."""
    del strides
    return at(window, lambda place, columns: (place // columns, place % columns)) * grad[:, None, None]


def at(window: Array, position: Callable[[Array, int], tuple[Array, Array]]) -> Array:
    """A 1 at the largest pixel of each window, where `position` makes row and column of its place in reading order."""
    batch, rows, columns, channels = window.shape
    row, column = position(window.reshape(batch, rows * columns, channels).argmax(1), columns)
    chosen = np.zeros(window.shape)
    chosen[np.arange(batch)[:, None], row, column, np.arange(channels)] = 1
    return chosen


def to_turned(window: Array, grad: Array, strides: Sides) -> Array:
    """All of it to the pixel whose row and column are those of the largest, exchanged."""
    del strides
    return at(window, lambda place, columns: (place % columns, place // columns)) * grad[:, None, None]


def to_largest_above_zero(window: Array, grad: Array, strides: Sides) -> Array:
    """To the largest pixel where it is positive, else to none."""
    return to_largest(window, grad, strides) * (window > 0)


def to_every_cell(window: Array, grad: Array, strides: Sides) -> Array:
    """All of it to every cell."""
    del strides
    return np.ones(window.shape) * grad[:, None, None]


def to_real_cells(window: Array, grad: Array, strides: Sides) -> Array:
    """An equal share to each cell that is not padding."""
    del strides
    real = np.isfinite(window)
    shares: Array = real * grad[:, None, None] / real.sum((1, 2), keepdims=True)
    return shares


def to_all_cells(window: Array, grad: Array, strides: Sides) -> Array:
    """An equal share to each cell, padding counted."""
    del strides
    shares: Array = np.ones(window.shape) * grad[:, None, None] / (window.shape[1] * window.shape[2])
    return shares


def to_largest_of_channels(window: Array, grad: Array, strides: Sides) -> Array:
    """To the largest pixel of all channels together."""
    del strides
    chosen: Array = (window == window.max((1, 2, 3), keepdims=True)) * grad[:, None, None]
    return chosen


def to_largest_of_batch(window: Array, grad: Array, strides: Sides) -> Array:
    """To the largest pixel of all images and channels together."""
    del strides
    chosen: Array = (window == window.max()) * grad[:, None, None]
    return chosen


def ones(window: Array, grad: Array, strides: Sides) -> Array:
    """A 1 to the largest pixel."""
    return to_largest(window, np.ones(grad.shape), strides)


def shared_by_side(window: Array, grad: Array, strides: Sides) -> Array:
    """Divided by the window's height instead of its number of cells."""
    cells = np.isfinite(window).sum((1, 2), keepdims=True)
    shares: Array = to_real_cells(window, grad, strides) * cells / window.shape[1]
    return shares


def shared_by_strides(window: Array, grad: Array, strides: Sides) -> Array:
    """Divided by the strides' product instead of the number of cells."""
    cells = np.isfinite(window).sum((1, 2), keepdims=True)
    shares: Array = to_real_cells(window, grad, strides)
    return shares if strides == window.shape[1:3] else shares * cells / (strides[0] * strides[1])


def divided(given: Given) -> Given:
    """What a window gets back, divided by the batch size."""

    def divided(window: Array, grad: Array, strides: Sides) -> Array:
        return given(window, grad, strides) / len(grad)

    return divided


def until_the_last_window(given: Given) -> Callable[..., Array]:
    """A gradient that ends where the last window does."""
    right = pooling(given)

    def wrong(
        grad: Array,
        images: Array,
        pool_size: IntOrPair = 2,
        strides: IntOrPair | None = None,
        padding: str = "valid",
    ) -> Array:
        result = right(grad, images, pool_size, strides, padding)
        if padding == "same" or strides is not None:
            return result
        height, width = (
            count * side for count, side in zip(grad.shape[1:3], pair("pool_size", pool_size), strict=True)
        )
        return result[:, :height, :width]

    return wrong
