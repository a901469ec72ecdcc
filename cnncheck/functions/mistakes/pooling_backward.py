"""What goes wrong in the gradients of pooling by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import kernel_minus_one, odd_before
from cnncheck.functions.mistakes.pooling_gradients import (
    Given,
    divided,
    minus_nothing,
    minus_nothing_in_same,
    not_cut,
    ones,
    pooling,
    shared_by_side,
    shared_by_strides,
    to_all_cells,
    to_every_cell,
    to_largest,
    to_largest_above_zero,
    to_largest_of_batch,
    to_largest_of_channels,
    to_real_cells,
    to_turned,
    until_the_last_window,
)

Array = NDArray[Any]


_CUT = "The gradient of the padded image has to lose exactly what was padded: [before : before + size] on each axis."


def _shared(function: str, given: Given) -> dict[str, Mistake]:
    """The mistakes that both kinds of pooling have in common: where the windows are, and how they add up."""

    def mistake(name: str, code: str, wrong: Callable[..., Array], what: str, why: str, look: str) -> Mistake:
        return Mistake(f"{function}-{name}", code, wrong, what, why, look)

    return {
        "empty-slice": mistake(
            "empty-slice",
            "padding-amount",
            pooling(given, cut=minus_nothing),
            "The result is empty where nothing was padded: x[:, pad:-pad] with pad 0 is x[:, 0:0].",
            "-0 is 0, so the slice ends where it begins. " + _CUT,
            "Write the end as a number from the front: x[:, before : before + height].",
        ),
        "batch": mistake(
            "divided-by-batch",
            "loss-reduction",
            pooling(divided(given)),
            "Your gradient is divided by the batch size.",
            "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
            "Delete the division: each layer passes the gradient on as it is.",
        ),
        "unread": mistake(
            "unread-pixels-left-out",
            "output-size",
            until_the_last_window(given),
            "Your gradient ends where the last window ends.",
            "The windows may leave pixels at the end unread: their gradient is 0, but they are there.",
            "Start with np.zeros(images.shape) and add to it.",
        ),
        "two": mistake(
            "strides-two-by-default",
            "strides",
            pooling(given, default=2),
            "Without strides your windows move by 2; they move by pool_size.",
            "Both are the same for windows of 2 only.",
            "Look at what happens where `strides` is None.",
        ),
        "fixed": mistake(
            "pool-size-ignored",
            "pool-size",
            pooling(given, always=(2, 2)),
            "Your windows are 2 by 2, whatever `pool_size` says.",
            "2 is only the default.",
            "Look for a 2 where pool_size is meant.",
        ),
        "overwritten": mistake(
            "last-window-counts",
            "gradient-paths",
            pooling(given, added=False),
            "Where windows overlap, your function keeps what the last window gives back, not the sum.",
            "A pixel that several windows read gets the sum of the gradients that come back from all of them.",
            "Where the gradient of a window is put into the result it must be += and not =.",
        ),
        "strides": mistake(
            "strides-ignored",
            "strides",
            pooling(given, starts=lambda sides, _: sides),
            "The strides do not change where a window starts: your windows lie side by side.",
            "The window of output i was read at i * strides, and its gradient goes back there.",
            "Look at where a window starts: i * strides, not i * pool_size.",
        ),
        "swapped": mistake(
            "strides-swapped",
            "axis-swap",
            pooling(given, starts=lambda _, strides: strides[::-1]),
            "Your function takes a pair of strides as (width, height).",
            "Pairs are (height, width), as the axes of the image.",
            "Look at the order in which the pair is taken apart.",
        ),
        "pool": mistake(
            "pool-size-swapped",
            "axis-swap",
            pooling(given, turned=True),
            "Your function takes a pool size that is a pair as (width, height).",
            "Pairs are (height, width), as the axes of the image.",
            "Look at the order in which the pair is taken apart.",
        ),
        "same-empty-slice": mistake(
            "same-empty-slice",
            "padding-amount",
            pooling(given, cut=minus_nothing_in_same),
            "Where same padding adds to one side of the image only, the result is empty: x[:, before:-after] with "
            "after 0 ends where -0 is, at the front.",
            "An image may need padding in its height and none in its width, and -0 is 0. " + _CUT,
            "Write the end as a number from the front: x[:, before : before + height].",
        ),
        "not-cut": mistake(
            "padding-not-cut-off",
            "padding-amount",
            pooling(given, cut=not_cut),
            "With same padding your gradient is that of the padded image.",
            _CUT,
            "Cut the padding off before you return it.",
        ),
        "before": mistake(
            "odd-pixel-before",
            "padding-side",
            pooling(given, amounts=odd_before),
            "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
            "TensorFlow and Keras take before = total // 2 and after = the rest.",
            "Look at the order of the two amounts in np.pad.",
        ),
        "amount": mistake(
            "same-amount-without-strides",
            "padding-amount",
            pooling(given, amounts=kernel_minus_one),
            "Same padding always adds pool_size - 1 pixels, whatever the strides.",
            "Only what the last window lacks is added, and the image lies elsewhere under the windows.",
            "Use total = max((ceil(size / strides) - 1) * strides + pool_size - size, 0).",
        ),
    }


IN_VALID = ("empty-slice", "batch", "unread", "two", "fixed")
IN_STRIDES = ("overwritten", "strides", "swapped")
IN_SAME = ("same-empty-slice", "not-cut", "before", "amount")

MAX = _shared("max_pool2d_backward", to_largest) | {
    "every-cell": Mistake(
        "max_pool2d_backward-every-cell",
        "gradient-paths",
        pooling(to_every_cell),
        "Your function gives the gradient of a window to every pixel in it.",
        "Only the largest pixel became the output: the others changed nothing, so their gradient is 0.",
        "Multiply by a mask that is 1 at the largest pixel of the window and 0 elsewhere.",
    ),
    "average": Mistake(
        "max_pool2d_backward-shared-equally",
        "pool-type",
        pooling(to_real_cells),
        "Your function shares the gradient equally among the pixels of a window: that is average pooling.",
        "In max pooling only the largest pixel became the output, so it gets all of the gradient.",
        "Find the largest pixel of each window and channel, with argmax or a mask; nothing is divided.",
    ),
    "channels": Mistake(
        "max_pool2d_backward-over-channels",
        "channel-sum",
        pooling(to_largest_of_channels),
        "Your function looks for one largest pixel in all channels together.",
        "Each channel is pooled on its own and has a largest pixel of its own.",
        "Take max or argmax over height and width of the window only: axis=(1, 2).",
    ),
    "everything": Mistake(
        "max_pool2d_backward-over-the-batch",
        "channel-sum",
        pooling(to_largest_of_batch),
        "Your function looks for one largest pixel in all images and channels together.",
        "Each channel of each image is pooled on its own and has a largest pixel of its own.",
        "np.max without an axis is the largest of everything: take axis=(1, 2), or one image and channel at a time.",
    ),
    "turned": Mistake(
        "max_pool2d_backward-row-and-column-swapped",
        "axis-swap",
        pooling(to_turned),
        "Your function makes row and column of the largest pixel's number the wrong way round.",
        "argmax counts in reading order: row = place // width of the window, column = place % width.",
        "Use np.unravel_index(place, (height, width)), or exchange // and %.",
    ),
    "above-zero": Mistake(
        "max_pool2d_backward-search-from-zero",
        "pool-padding-value",
        pooling(to_largest_above_zero),
        "Where all pixels of a window are negative, your function gives its gradient to none of them.",
        "A search for the largest that begins with 0 finds nothing below 0.",
        "Begin with -np.inf or with the window's first pixel, or use argmax.",
    ),
    "ones": Mistake(
        "max_pool2d_backward-mask-alone",
        "value",
        pooling(ones),
        "Your function returns 1 at the largest pixels, without `grad`.",
        "By the chain rule the mask is multiplied by the gradient of the output it belongs to.",
        "Multiply the mask by grad[n, i, j, c].",
    ),
    "zeros": Mistake(
        "max_pool2d_backward-padded-with-zeros",
        "pool-padding-value",
        pooling(to_largest, padded_with=0),
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
        pooling(lambda window, grad, _: np.isfinite(window) * grad[:, None, None]),
        "Your function gives all of the gradient to every pixel of a window; each gets an equal share.",
        "The output is the sum over the window divided by its number of pixels, so each pixel moves it by 1 / number.",
        "Divide by the number of pixels in the window.",
    ),
    "side": Mistake(
        "avg_pool2d_backward-divided-by-side",
        "pool-divisor",
        pooling(shared_by_side),
        "Your function divides by the side of the window; a window has height * width pixels.",
        "A window of 2 has 4 pixels.",
        "Divide by pool_size[0] * pool_size[1].",
    ),
    "largest": Mistake(
        "avg_pool2d_backward-largest",
        "pool-type",
        pooling(to_largest),
        "Your function gives the gradient to the largest pixel of a window: that is max pooling.",
        "In average pooling every pixel of the window has an equal part in the output.",
        "Give grad / number of pixels to each of them; the values of `images` do not matter.",
    ),
    "by-strides": Mistake(
        "avg_pool2d_backward-divided-by-strides",
        "pool-divisor",
        pooling(shared_by_strides),
        "Your function divides by the strides; a window has as many pixels as pool_size says.",
        "Both are the same only where the strides are the pool size.",
        "Divide by pool_size[0] * pool_size[1].",
    ),
    "padded": Mistake(
        "avg_pool2d_backward-padded-cells-counted",
        "pool-divisor",
        pooling(to_all_cells),
        "At a padded border your function divides by the size of the whole window.",
        "TensorFlow and Keras divide by the pixels that are really there, PyTorch by the whole window.",
        "Count the pixels of the image in the window: pool a padded image of ones, or cut the window at the border.",
    ),
}

MAX_POOL2D_BACKWARD = tuple(MAX.values())
AVG_POOL2D_BACKWARD = tuple(AVERAGE.values())
