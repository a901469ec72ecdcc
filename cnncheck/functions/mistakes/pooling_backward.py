"""What goes wrong in the gradients of pooling by hand."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import Amounts, kernel_minus_one, odd_before
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


def _pooling(
    given: Given,
    *,
    padded_with: float = -np.inf,
    amounts: Amounts = same_padding,
    starts: Starts | None = None,
    cut: Cut | None = None,
    added: bool = True,
    turned: bool = False,
    default: int | None = None,
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
    """

    def wrong(
        grad: Array,
        images: Array,
        pool_size: IntOrPair = 2,
        strides: IntOrPair | None = None,
        padding: str = "valid",
    ) -> Array:
        sides = pair("pool_size", pool_size)
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
        return (cut or _right_cut)(total, (around[0], around[1]), images.shape)

    return wrong


def _right_cut(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    (top, _), (left, _) = around
    return total[:, top : top + shape[1], left : left + shape[2]]


def _minus_nothing(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    del shape
    (top, bottom), (left, right) = around
    return total[:, top:-bottom, left:-right]


def _minus_nothing_in_same(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    return total if total.shape == shape and not np.any(around) else _minus_nothing(total, around, shape)


def _not_cut(total: Array, around: tuple[Sides, Sides], shape: tuple[int, ...]) -> Array:
    del around, shape
    return total


def to_largest(window: Array, grad: Array, strides: Sides) -> Array:
    """All of it to the largest pixel of each channel."""
    del strides
    return _at(window, lambda place, columns: (place // columns, place % columns)) * grad[:, None, None]


def _at(window: Array, position: Callable[[Array, int], tuple[Array, Array]]) -> Array:
    """A 1 at the largest pixel of each window, where `position` makes row and column of its place in reading order."""
    batch, rows, columns, channels = window.shape
    row, column = position(window.reshape(batch, rows * columns, channels).argmax(1), columns)
    chosen = np.zeros(window.shape)
    chosen[np.arange(batch)[:, None], row, column, np.arange(channels)] = 1
    return chosen


def _to_turned(window: Array, grad: Array, strides: Sides) -> Array:
    del strides
    return _at(window, lambda place, columns: (place % columns, place // columns)) * grad[:, None, None]


def _to_every_cell(window: Array, grad: Array, strides: Sides) -> Array:
    del strides
    return np.ones(window.shape) * grad[:, None, None]


def to_real_cells(window: Array, grad: Array, strides: Sides) -> Array:
    """An equal share to each cell that is not padding."""
    del strides
    real = np.isfinite(window)
    shares: Array = real * grad[:, None, None] / real.sum((1, 2), keepdims=True)
    return shares


def _to_all_cells(window: Array, grad: Array, strides: Sides) -> Array:
    del strides
    shares: Array = np.ones(window.shape) * grad[:, None, None] / (window.shape[1] * window.shape[2])
    return shares


def _to_largest_of_channels(window: Array, grad: Array, strides: Sides) -> Array:
    del strides
    chosen: Array = (window == window.max((1, 2, 3), keepdims=True)) * grad[:, None, None]
    return chosen


def _to_largest_of_batch(window: Array, grad: Array, strides: Sides) -> Array:
    del strides
    chosen: Array = (window == window.max()) * grad[:, None, None]
    return chosen


def _ones(window: Array, grad: Array, strides: Sides) -> Array:
    return to_largest(window, np.ones(grad.shape), strides)


def _shared_by_side(window: Array, grad: Array, strides: Sides) -> Array:
    cells = np.isfinite(window).sum((1, 2), keepdims=True)
    shares: Array = to_real_cells(window, grad, strides) * cells / window.shape[1]
    return shares


def _shared_by_strides(window: Array, grad: Array, strides: Sides) -> Array:
    cells = np.isfinite(window).sum((1, 2), keepdims=True)
    shares: Array = to_real_cells(window, grad, strides)
    return shares if strides == window.shape[1:3] else shares * cells / (strides[0] * strides[1])


def _divided(given: Given) -> Given:
    """What a window gets back, divided by the batch size."""

    def divided(window: Array, grad: Array, strides: Sides) -> Array:
        return given(window, grad, strides) / len(grad)

    return divided


def _until_the_last_window(given: Given) -> Callable[..., Array]:
    right = _pooling(given)

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


_CUT = "The gradient of the padded image has to lose exactly what was padded: [before : before + size] on each axis."


def _shared(function: str, given: Given) -> dict[str, Mistake]:
    """The mistakes that both kinds of pooling have in common: where the windows are, and how they add up."""

    def mistake(name: str, code: str, wrong: Callable[..., Array], what: str, why: str, look: str) -> Mistake:
        return Mistake(f"{function}-{name}", code, wrong, what, why, look)

    return {
        "empty-slice": mistake(
            "empty-slice",
            "padding-amount",
            _pooling(given, cut=_minus_nothing),
            "The result is empty where nothing was padded: x[:, pad:-pad] with pad 0 is x[:, 0:0].",
            "-0 is 0, so the slice ends where it begins. " + _CUT,
            "Write the end as a number from the front: x[:, before : before + height].",
        ),
        "batch": mistake(
            "divided-by-batch",
            "loss-reduction",
            _pooling(_divided(given)),
            "Your gradient is divided by the batch size.",
            "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
            "Delete the division: each layer passes the gradient on as it is.",
        ),
        "unread": mistake(
            "unread-pixels-left-out",
            "output-size",
            _until_the_last_window(given),
            "Your gradient ends where the last window ends.",
            "The windows may leave pixels at the end unread: their gradient is 0, but they are there.",
            "Start with np.zeros(images.shape) and add to it.",
        ),
        "two": mistake(
            "strides-two-by-default",
            "strides",
            _pooling(given, default=2),
            "Without strides your windows move by 2; they move by pool_size.",
            "Both are the same for windows of 2 only.",
            "Look at what happens where `strides` is None.",
        ),
        "overwritten": mistake(
            "last-window-counts",
            "gradient-paths",
            _pooling(given, added=False),
            "Where windows overlap, your function keeps what the last window gives back, not the sum.",
            "A pixel that several windows read gets the sum of the gradients that come back from all of them.",
            "Where the gradient of a window is put into the result it must be += and not =.",
        ),
        "strides": mistake(
            "strides-ignored",
            "strides",
            _pooling(given, starts=lambda sides, _: sides),
            "The strides do not change where a window starts: your windows lie side by side.",
            "The window of output i was read at i * strides, and its gradient goes back there.",
            "Look at where a window starts: i * strides, not i * pool_size.",
        ),
        "swapped": mistake(
            "strides-swapped",
            "axis-swap",
            _pooling(given, starts=lambda _, strides: strides[::-1]),
            "Your function takes a pair of strides as (width, height).",
            "Pairs are (height, width), as the axes of the image.",
            "Look at the order in which the pair is taken apart.",
        ),
        "pool": mistake(
            "pool-size-swapped",
            "axis-swap",
            _pooling(given, turned=True),
            "Your function takes a pool size that is a pair as (width, height).",
            "Pairs are (height, width), as the axes of the image.",
            "Look at the order in which the pair is taken apart.",
        ),
        "same-empty-slice": mistake(
            "same-empty-slice",
            "padding-amount",
            _pooling(given, cut=_minus_nothing_in_same),
            "Where same padding adds to one side of the image only, the result is empty: x[:, before:-after] with "
            "after 0 ends where -0 is, at the front.",
            "An image may need padding in its height and none in its width, and -0 is 0. " + _CUT,
            "Write the end as a number from the front: x[:, before : before + height].",
        ),
        "not-cut": mistake(
            "padding-not-cut-off",
            "padding-amount",
            _pooling(given, cut=_not_cut),
            "With same padding your gradient is that of the padded image.",
            _CUT,
            "Cut the padding off before you return it.",
        ),
        "before": mistake(
            "odd-pixel-before",
            "padding-side",
            _pooling(given, amounts=odd_before),
            "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
            "TensorFlow and Keras take before = total // 2 and after = the rest.",
            "Look at the order of the two amounts in np.pad.",
        ),
        "amount": mistake(
            "same-amount-without-strides",
            "padding-amount",
            _pooling(given, amounts=kernel_minus_one),
            "Same padding always adds pool_size - 1 pixels, whatever the strides.",
            "Only what the last window lacks is added, and the image lies elsewhere under the windows.",
            "Use total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0).",
        ),
    }


IN_VALID = ("empty-slice", "batch", "unread", "two")
IN_STRIDES = ("overwritten", "strides", "swapped")
IN_SAME = ("same-empty-slice", "not-cut", "before", "amount")

MAX = _shared("max_pool2d_backward", to_largest) | {
    "every-cell": Mistake(
        "max_pool2d_backward-every-cell",
        "gradient-paths",
        _pooling(_to_every_cell),
        "Your function gives the gradient of a window to every pixel in it.",
        "Only the largest pixel became the output: the others changed nothing, so their gradient is 0.",
        "Multiply by a mask that is 1 at the largest pixel of the window and 0 elsewhere.",
    ),
    "average": Mistake(
        "max_pool2d_backward-shared-equally",
        "pool-type",
        _pooling(to_real_cells),
        "Your function shares the gradient equally among the pixels of a window: that is average pooling.",
        "In max pooling only the largest pixel became the output, so it gets all of the gradient.",
        "Find the largest pixel of each window and channel, with argmax or a mask; nothing is divided.",
    ),
    "channels": Mistake(
        "max_pool2d_backward-over-channels",
        "channel-sum",
        _pooling(_to_largest_of_channels),
        "Your function looks for one largest pixel in all channels together.",
        "Each channel is pooled on its own and has a largest pixel of its own.",
        "Take max or argmax over height and width of the window only: axis=(1, 2).",
    ),
    "everything": Mistake(
        "max_pool2d_backward-over-the-batch",
        "channel-sum",
        _pooling(_to_largest_of_batch),
        "Your function looks for one largest pixel in all images and channels together.",
        "Each channel of each image is pooled on its own and has a largest pixel of its own.",
        "np.max without an axis is the largest of everything: take axis=(1, 2), or one image and channel at a time.",
    ),
    "turned": Mistake(
        "max_pool2d_backward-row-and-column-swapped",
        "axis-swap",
        _pooling(_to_turned),
        "Your function makes row and column of the largest pixel's number the wrong way round.",
        "argmax counts in reading order: row = place // width of the window, column = place % width.",
        "Use np.unravel_index(place, (height, width)), or exchange // and %.",
    ),
    "ones": Mistake(
        "max_pool2d_backward-mask-alone",
        "value",
        _pooling(_ones),
        "Your function returns 1 at the largest pixels, without `grad`.",
        "By the chain rule the mask is multiplied by the gradient of the output it belongs to.",
        "Multiply the mask by grad[n, i, j, c].",
    ),
    "zeros": Mistake(
        "max_pool2d_backward-padded-with-zeros",
        "pool-padding-value",
        _pooling(to_largest, padded_with=0),
        "Your function pads with zeros: in a border window of negative pixels the padding wins, and the gradient is "
        "lost there.",
        "The padding must never be the largest.",
        "Pad with -np.inf, or look at the real pixels only.",
    ),
}

AVERAGE = _shared("avg_pool2d_backward", to_real_cells) | {
    "undivided": Mistake(
        "avg_pool2d_backward-not-divided",
        "pool-divisor",
        _pooling(lambda window, grad, _: np.isfinite(window) * grad[:, None, None]),
        "Your function gives all of the gradient to every pixel of a window; each gets an equal share.",
        "The output is the sum over the window divided by its number of pixels, so each pixel moves it by 1 / number.",
        "Divide by the number of pixels in the window.",
    ),
    "side": Mistake(
        "avg_pool2d_backward-divided-by-side",
        "pool-divisor",
        _pooling(_shared_by_side),
        "Your function divides by the side of the window; a window has height * width pixels.",
        "A window of 2 has 4 pixels.",
        "Divide by pool_size[0] * pool_size[1].",
    ),
    "largest": Mistake(
        "avg_pool2d_backward-largest",
        "pool-type",
        _pooling(to_largest),
        "Your function gives the gradient to the largest pixel of a window: that is max pooling.",
        "In average pooling every pixel of the window has an equal part in the output.",
        "Give grad / number of pixels to each of them; the values of `images` do not matter.",
    ),
    "by-strides": Mistake(
        "avg_pool2d_backward-divided-by-strides",
        "pool-divisor",
        _pooling(_shared_by_strides),
        "Your function divides by the strides; a window has as many pixels as pool_size says.",
        "Both are the same only where the strides are the pool size.",
        "Divide by pool_size[0] * pool_size[1].",
    ),
    "padded": Mistake(
        "avg_pool2d_backward-padded-cells-counted",
        "pool-divisor",
        _pooling(_to_all_cells),
        "At a padded border your function divides by the size of the whole window.",
        "TensorFlow and Keras divide by the pixels that are really there, PyTorch by the whole window.",
        "Count the pixels of the image in the window: pool a padded image of ones, or cut the window at the border.",
    ),
}

MAX_POOL2D_BACKWARD = tuple(MAX.values())
AVG_POOL2D_BACKWARD = tuple(AVERAGE.values())
