"""What goes wrong in a convolution by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.arguments import IntOrPair, pair
from reference.arithmetic import effective_kernel_size, same_padding
from reference.layers import conv2d

Array = NDArray[Any]
Amounts = Callable[[int, int, int, int], tuple[int, int]]
"""Padding before and after, from size, kernel size, strides and dilation rate."""


def _flipped(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images, kernel[::-1, ::-1], bias, *rest, **options)


def _upside_down(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images, kernel[::-1], bias, *rest, **options)


def _transposed(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images, kernel.transpose(1, 0, 2, 3), bias, *rest, **options)


def _first_channel(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images[..., :1], kernel[:, :, :1], bias, *rest, **options)


def _last_channel(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images[..., -1:], kernel[:, :, -1:], bias, *rest, **options)


def _mean_of_channels(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    summed: Array = conv2d(images, kernel, None, *rest, **options) / images.shape[-1]
    return summed if bias is None else summed + bias


def _first_filter(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    one = conv2d(images, kernel[..., :1], None, *rest, **options)
    return np.repeat(one, kernel.shape[-1], -1) + (0 if bias is None else bias)


def _no_bias(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    del bias
    return conv2d(images, kernel, None, *rest, **options)


def _bias_per_channel(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images, kernel, None if bias is None else bias * images.shape[-1], *rest, **options)


def _first_bias(images: Array, kernel: Array, bias: Array | None = None, *rest: Any, **options: Any) -> Array:  # noqa: ANN401
    return conv2d(images, kernel, None if bias is None else np.full_like(bias, bias[0]), *rest, **options)


def _strides_ignored(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    *rest: Any,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Array:
    del strides
    return conv2d(images, kernel, bias, 1, *rest, **options)


def _strides_swapped(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    *rest: Any,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Array:
    return conv2d(images, kernel, bias, pair("strides", strides)[::-1], *rest, **options)


def _first_stride_twice(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    *rest: Any,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Array:
    return conv2d(images, kernel, bias, pair("strides", strides)[0], *rest, **options)


def _floored(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    *rest: Any,  # noqa: ANN401
    **options: Any,  # noqa: ANN401
) -> Array:
    result = conv2d(images, kernel, bias, strides, *rest, **options)
    full = conv2d(images, kernel, bias, 1, *rest, **options)
    down, right = pair("strides", strides)
    return result[:, : full.shape[1] // down, : full.shape[2] // right]


def _dilation_ignored(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> Array:
    del dilation_rate
    return conv2d(images, kernel, bias, strides, padding)


def _dilation_minus_one(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> Array:
    """Insert `dilation_rate` zeros between the cells, one too many."""
    down, right = pair("dilation_rate", dilation_rate)
    return conv2d(images, kernel, bias, strides, padding, (down + 1 if down > 1 else 1, right + 1 if right > 1 else 1))


def _same_ignored(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> Array:
    del padding
    return conv2d(images, kernel, bias, strides, "valid", dilation_rate)


def _padded_by(amounts: Amounts, *, mode: str = "constant") -> Callable[..., Array]:
    """A convolution whose "same" pads by these amounts."""

    def wrong(
        images: Array,
        kernel: Array,
        bias: Array | None = None,
        strides: IntOrPair = 1,
        padding: str = "valid",
        dilation_rate: IntOrPair = 1,
    ) -> Array:
        if padding == "same":
            steps, dilations = pair("strides", strides), pair("dilation_rate", dilation_rate)
            around = [
                amounts(size, side, step, dilation)
                for size, side, step, dilation in zip(images.shape[1:3], kernel.shape, steps, dilations, strict=False)
            ]
            images = np.pad(images, ((0, 0), *around, (0, 0)), mode=mode)  # type: ignore[call-overload]
        return conv2d(images, kernel, bias, strides, "valid", dilation_rate)

    return wrong


def odd_before(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """The two sides of same padding, exchanged."""
    before, after = same_padding(size, kernel_size, strides, dilation_rate)
    return after, before


def all_after(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """Everything behind the image."""
    return 0, sum(same_padding(size, kernel_size, strides, dilation_rate))


def half_kernel(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """Half the kernel on both sides."""
    del size, strides
    half = effective_kernel_size(kernel_size, dilation_rate) // 2
    return half, half


def kernel_minus_one(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """The amounts for strides 1."""
    del strides
    return same_padding(size, kernel_size, 1, dilation_rate)


def undilated(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """The amounts for a kernel without gaps."""
    del dilation_rate
    return same_padding(size, kernel_size, strides)


def by_floor(size: int, kernel_size: int, strides: int, dilation_rate: int) -> tuple[int, int]:
    """The amounts for floor(size / strides) windows."""
    window = effective_kernel_size(kernel_size, dilation_rate)
    total = max((size // strides - 1) * strides + window - size, 0)
    return total // 2, total - total // 2


KERNEL_FLIPPED = Mistake(
    "conv2d-kernel-flipped",
    "kernel-flip",
    _flipped,
    "Your function turns the kernel upside down and left to right before it multiplies.",
    "Mathematicians' convolution flips the kernel; the convolution of neural networks is a cross-correlation and does "
    "not.",
    "Look for [::-1], np.flip, rot90, or indices such as k - 1 - i.",
)
KERNEL_UPSIDE_DOWN = Mistake(
    "conv2d-kernel-upside-down",
    "kernel-flip",
    _upside_down,
    "Your function turns the kernel upside down before it multiplies.",
    "The convolution of neural networks lays the kernel on the window as it is: its first row on the window's first.",
    "Look for [::-1] on the kernel, which turns its first axis, or a row index such as k - 1 - i.",
)
KERNEL_TRANSPOSED = Mistake(
    "conv2d-height-and-width-swapped",
    "axis-swap",
    _transposed,
    "Your function swaps the kernel's height and width.",
    "Kernels are (height, width, in, out): the first index goes down, the second to the right.",
    "Look at the order of the two inner loops' indices, and at any transpose.",
)
FIRST_CHANNEL = Mistake(
    "conv2d-first-channel-only",
    "channel-sum",
    _first_channel,
    "Only the first input channel counts.",
    "A kernel is as deep as its input: each output value sums over window and all input channels.",
    "Look for an index 0 on the channel axis, or a sum over two axes instead of three.",
)
LAST_CHANNEL = Mistake(
    "conv2d-last-channel-only",
    "channel-sum",
    _last_channel,
    "Only the last input channel counts: each channel overwrites the one before.",
    "A kernel is as deep as its input: each output value sums over window and all input channels.",
    "Inside the loop over the channels it must be += and not =.",
)
MEAN_OF_CHANNELS = Mistake(
    "conv2d-mean-of-channels",
    "channel-sum",
    _mean_of_channels,
    "Your function takes the mean over the input channels; they are summed.",
    "A convolution is a sum of products, with no division.",
    "Look for a mean, or a division by the number of channels.",
)
FIRST_FILTER = Mistake(
    "conv2d-first-filter-only",
    "channel-sum",
    _first_filter,
    "Every output channel holds the result of the first filter.",
    "Each filter has a kernel of its own, kernel[..., f], and gives its own output channel.",
    "Look at the last index of `kernel` in the loop over the filters.",
)
BIAS_LEFT_OUT = Mistake(
    "conv2d-bias-left-out",
    "bias",
    _no_bias,
    "The bias is not added.",
    "Each output channel adds its own bias, once per value.",
    "Add bias[f] to the sum, where a bias is given.",
)
BIAS_PER_CHANNEL = Mistake(
    "conv2d-bias-per-input-channel",
    "bias",
    _bias_per_channel,
    "Your function adds the bias once for each input channel; it is added once.",
    "The bias belongs to the filter, not to its slices.",
    "Move the addition out of the loop over the input channels.",
)
FIRST_BIAS = Mistake(
    "conv2d-first-bias-only",
    "bias",
    _first_bias,
    "Your function adds the first bias to every output channel.",
    "There is one bias for each filter.",
    "Look at the index of `bias`.",
)
STRIDES_IGNORED = Mistake(
    "conv2d-strides-ignored",
    "strides",
    _strides_ignored,
    "The strides do not change the result.",
    "With strides s the window of output i starts at i * s.",
    "Look at where a window starts: row * strides, column * strides.",
)
STRIDES_SWAPPED = Mistake(
    "conv2d-strides-swapped",
    "axis-swap",
    _strides_swapped,
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
FIRST_STRIDE_TWICE = Mistake(
    "conv2d-first-stride-twice",
    "strides",
    _first_stride_twice,
    "Your function uses the first of two strides for both axes.",
    "Strides may be a pair, (height, width).",
    "Take the pair apart and use the second stride for the columns.",
)
FLOORED = Mistake(
    "conv2d-output-size-floor",
    "output-size",
    _floored,
    "The result is too small: the last row or column is missing where the size does not divide by the strides.",
    "The output side is ceil of the number of places over the strides, in valid and in same padding.",
    "Look at the // in the output size: ceil(a / b) is -(-a // b).",
)
DILATION_IGNORED = Mistake(
    "conv2d-dilation-ignored",
    "dilation-rate",
    _dilation_ignored,
    "The dilation rate does not change the result.",
    "With dilation d the kernel's cells lie d pixels apart, so the kernel spans (k - 1) * d + 1 pixels.",
    "Look at where a pixel is read: start + i * dilation_rate.",
)
DILATION_ONE_MORE = Mistake(
    "conv2d-dilation-one-more",
    "dilation-rate",
    _dilation_minus_one,
    "The kernel's cells lie one pixel too far apart.",
    "dilation_rate is the distance of neighbouring cells; there are dilation_rate - 1 pixels between them.",
    "Look at how many zeros are put between the cells.",
)
SAME_IGNORED = Mistake(
    "conv2d-same-ignored",
    "padding-amount",
    _same_ignored,
    "Same padding adds nothing around the image.",
    "Same padding adds zeros so that the output side is ceil(size / strides).",
    'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
)
SAME_ODD_BEFORE = Mistake(
    "conv2d-same-odd-pixel-before",
    "padding-side",
    _padded_by(odd_before),
    "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at the order of the two amounts in np.pad.",
)
SAME_ALL_AFTER = Mistake(
    "conv2d-same-all-after",
    "padding-side",
    _padded_by(all_after),
    "Same padding adds all of its pixels after the image, and none before it.",
    "The padding is shared: before = total // 2 and after = the rest, so that a window of 3 has its middle on a pixel.",
    "Look at the two amounts in np.pad, or at where the first window starts.",
)
SAME_HALF_KERNEL = Mistake(
    "conv2d-same-half-kernel",
    "padding-amount",
    _padded_by(half_kernel),
    "Same padding adds k // 2 on both sides.",
    "That is right for odd kernels at strides 1 only.",
    "Use total = max((ceil(size / strides) - 1) * strides + k_eff - size, 0), before = total // 2, the rest after.",
)
SAME_STRIDES_IGNORED = Mistake(
    "conv2d-same-amount-without-strides",
    "padding-amount",
    _padded_by(kernel_minus_one),
    "Same padding always adds k - 1 pixels, whatever the strides.",
    "With larger strides only what the last window lacks is added, and the image lies elsewhere under the windows.",
    "Use total = max((ceil(size / strides) - 1) * strides + k_eff - size, 0).",
)
SAME_FLOOR = Mistake(
    "conv2d-same-amount-floor",
    "padding-amount",
    _padded_by(by_floor),
    "Your function computes the padding for floor(size / strides) windows.",
    "Same padding makes room for ceil(size / strides) windows.",
    "Look at the // in the number of windows: ceil(a / b) is -(-a // b).",
)
SAME_UNDILATED = Mistake(
    "conv2d-same-amount-without-dilation",
    "dilation-rate",
    _padded_by(undilated),
    "Same padding adds too little for a dilated kernel.",
    "A dilated kernel spans k_eff = (k - 1) * dilation_rate + 1 pixels.",
    "Use k_eff where the padding is computed.",
)
SAME_REFLECTS = Mistake(
    "conv2d-same-repeats-the-border",
    "padding-amount",
    _padded_by(same_padding, mode="edge"),
    "Same padding repeats the border pixels; it adds zeros.",
    'np.pad(mode="edge") repeats what is at the border.',
    "Use np.pad with its default, constant zeros.",
)

CONV2D = (
    KERNEL_FLIPPED,
    KERNEL_UPSIDE_DOWN,
    KERNEL_TRANSPOSED,
    FIRST_CHANNEL,
    LAST_CHANNEL,
    MEAN_OF_CHANNELS,
    FIRST_FILTER,
    BIAS_LEFT_OUT,
    BIAS_PER_CHANNEL,
    FIRST_BIAS,
    STRIDES_IGNORED,
    STRIDES_SWAPPED,
    FIRST_STRIDE_TWICE,
    FLOORED,
    DILATION_IGNORED,
    DILATION_ONE_MORE,
    SAME_IGNORED,
    SAME_ODD_BEFORE,
    SAME_ALL_AFTER,
    SAME_HALF_KERNEL,
    SAME_STRIDES_IGNORED,
    SAME_FLOOR,
    SAME_UNDILATED,
    SAME_REFLECTS,
)
