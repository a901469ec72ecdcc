"""What goes wrong in the gradients of a convolution by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.gradients import returned_otherwise
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import Amounts, kernel_minus_one, odd_before
from reference.arguments import IntOrPair, pair
from reference.arithmetic import same_padding
from reference.layers import conv2d_backward
from reference.layers.windows import Windows, windows_over

Array = NDArray[Any]
Three = tuple[Array, Array, Array]
Backward = Callable[..., Three]

IMAGES, KERNEL, BIAS = range(3)
"""Where each gradient stands among the results."""


def _of_other_arrays(seen: Callable[[Array, Array, Array], Three], *parts: int) -> Backward:
    """Those parts are the gradients of other arrays, the rest is right."""

    def wrong(
        grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
    ) -> tuple[Array, ...]:
        right = conv2d_backward(grad, images, kernel, strides, padding)
        other = conv2d_backward(*seen(grad, images, kernel), strides, padding)
        return tuple(other[index] if index in parts else right[index] for index in range(3))

    return wrong  # type: ignore[return-value]  # three of three


def _changed(change: Callable[[Array, Array], Array], *parts: int) -> Backward:
    """Those parts are changed after they were computed; `change` sees the gradient and `grad`."""

    def wrong(
        grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
    ) -> tuple[Array, ...]:
        right = conv2d_backward(grad, images, kernel, strides, padding)
        return tuple(change(right[index], grad) if index in parts else right[index] for index in range(3))

    return wrong  # type: ignore[return-value]  # three of three


def _filled(fill: Callable[[Array, Array, Array, Windows], None], cut: Callable[[Array, Windows], Array]) -> Backward:
    """The images gradient is filled in some way, around it the padding, and what was padded is cut off in some way."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        _, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
        windows = windows_over(images.shape[1:3], "kernel_size", kernel.shape[:2], strides, padding)
        total = np.zeros(windows.padded_shape(len(images), images.shape[-1]))
        fill(total, grad, kernel, windows)
        return cut(total, windows), for_kernel, for_bias

    return wrong


def _kernel_transposed(
    grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
) -> Three:
    """The kernel laid down where each value of grad came from has its height and width exchanged."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "valid" and pair("strides", strides) == (1, 1):
        height, width, channels, _ = kernel.shape
        room = np.zeros((len(grad), grad.shape[1] + width - 1, grad.shape[2] + height - 1, channels))
        for_images, _, _ = conv2d_backward(grad, room, kernel.transpose(1, 0, 2, 3))
    return for_images, for_kernel, for_bias


def _right_cut(total: Array, windows: Windows) -> Array:
    return windows.unpad(total)


def _added(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    for row, column, seen in windows.positions():
        total[seen] += grad @ kernel[row, column].T


def _overwritten_by_position(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    for row, column, seen in windows.positions():
        total[seen] = grad @ kernel[row, column].T


def _overwritten_by_window(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    height, width = kernel.shape[:2]
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            y, x = i * windows.rows.strides, j * windows.columns.strides
            total[:, y : y + height, x : x + width] = np.einsum("nf,pqcf->npqc", grad[:, i, j], kernel)


def _overwritten_by_filter(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    _overwritten_by_window(total, grad[..., -1:], kernel[..., -1:], windows)


def _minus_nothing(total: Array, windows: Windows) -> Array:
    rows, columns = windows.rows, windows.columns
    return total[:, rows.before : -rows.after, columns.before : -columns.after]


def _in_same_alone(wrong: Backward) -> Backward:
    """Right with valid padding."""

    def guarded(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        backward = wrong if padding == "same" else conv2d_backward
        return backward(grad, images, kernel, strides, padding)

    return guarded


def _cut_alike(total: Array, windows: Windows) -> Array:
    rows, columns = windows.rows, windows.columns
    down, right = (total.shape[1] - rows.size) // 2, (total.shape[2] - columns.size) // 2
    return total[:, down : total.shape[1] - down, right : total.shape[2] - right]


def _not_cut(total: Array, windows: Windows) -> Array:
    del windows
    return total


def _slid(
    grad: Array, padded: Array, kernel: Array, reads: tuple[int, int], writes: tuple[int, int]
) -> tuple[Array, Array]:
    """Images and kernel gradient of a loop over the outputs; a window that leaves the image raises, as for students."""
    height, width = kernel.shape[:2]
    total, weights = np.zeros(padded.shape), np.zeros(kernel.shape)
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            y, x = i * reads[0], j * reads[1]
            weights += np.einsum("npqc,nf->pqcf", padded[:, y : y + height, x : x + width], grad[:, i, j])
            y, x = i * writes[0], j * writes[1]
            total[:, y : y + height, x : x + width] += np.einsum("nf,pqcf->npqc", grad[:, i, j], kernel)
    return total, weights


def _stepping(reads: Callable[[int, int], tuple[int, int]], writes: Callable[[int, int], tuple[int, int]]) -> Backward:
    """The windows that are read, for the kernel, and those written to, for the images, start at other places."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        if padding == "same":
            return conv2d_backward(grad, images, kernel, strides, padding)
        steps = pair("strides", strides)
        for_images, for_kernel = _slid(grad, images, kernel, reads(*steps), writes(*steps))
        return for_images, for_kernel, grad.sum((0, 1, 2))

    return wrong


def _right_steps(down: int, right: int) -> tuple[int, int]:
    return down, right


def _steps_of_one(down: int, right: int) -> tuple[int, int]:
    del down, right
    return 1, 1


def _steps_swapped(down: int, right: int) -> tuple[int, int]:
    return right, down


def _first_step(down: int, right: int) -> tuple[int, int]:
    del right
    return down, down


def _unread_left_out(
    grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
) -> Three:
    """The images gradient ends where the last window does, as a transposed convolution's result."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "valid":
        height, width = (
            (count - 1) * step + side
            for count, step, side in zip(grad.shape[1:3], pair("strides", strides), kernel.shape[:2], strict=True)
        )
        for_images = for_images[:, :height, :width]
    return for_images, for_kernel, for_bias


def _padded_by(amounts: Amounts) -> Backward:
    """Gradients of a convolution whose "same" pads by these amounts."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        if padding == "valid":
            return conv2d_backward(grad, images, kernel, strides)
        steps = pair("strides", strides)
        rows, columns = (
            amounts(size, side, step, 1)
            for size, side, step in zip(images.shape[1:3], kernel.shape[:2], steps, strict=True)
        )
        padded = np.pad(images, ((0, 0), rows, columns, (0, 0)))
        total, for_kernel = _slid(grad, padded, kernel, steps, steps)
        for_images = total[:, rows[0] : rows[0] + images.shape[1], columns[0] : columns[0] + images.shape[2]]
        return for_images, for_kernel, grad.sum((0, 1, 2))

    return wrong


def _images_unpadded(
    grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
) -> Three:
    """Windows are read from the image without its padding, shifted to its corner, as far as it goes."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "same":
        steps = pair("strides", strides)
        around = [
            sum(same_padding(size, side, step))
            for size, side, step in zip(images.shape[1:3], kernel.shape[:2], steps, strict=True)
        ]
        after = np.pad(images, ((0, 0), (0, around[0]), (0, around[1]), (0, 0)))
        _, for_kernel = _slid(grad, after, kernel, steps, steps)
    return for_images, for_kernel, for_bias


def _last_window(grad: Array, images: Array, kernel: Array) -> Three:
    alone = np.zeros_like(grad)
    alone[:, -1, -1] = grad[:, -1, -1]
    return alone, images, kernel


def _last_window_of_last_image(grad: Array, images: Array, kernel: Array) -> Three:
    alone, _, _ = _last_window(grad, images, kernel)
    alone[:-1] = 0
    return alone, images, kernel


_PATHS = "What is used several times gets the sum of the gradients that come back along every way."
_FULL = (
    "A pixel at i was multiplied by the weight p for the output i - p: going back, grad is indexed the other way "
    "round. Written as a convolution of the padded grad, that is the kernel turned upside down and left to right."
)
_CUT = "The gradient of the padded image has to lose exactly what was padded: [before : before + size] on each axis."

IMAGES_OVERWRITTEN = Mistake(
    "conv2d_backward-last-window-counts",
    "gradient-paths",
    _filled(_overwritten_by_window, _right_cut),
    "Where windows overlap, your images gradient keeps what the last window puts there, not the sum.",
    _PATHS,
    "Where the gradient of a window is put into the images gradient it must be += and not =.",
)
POSITIONS_OVERWRITTEN = Mistake(
    "conv2d_backward-last-position-counts",
    "gradient-paths",
    _filled(_overwritten_by_position, _right_cut),
    "Where windows overlap, your images gradient keeps what the last position of the kernel puts there, not the sum.",
    _PATHS,
    "Inside the loop over the kernel's positions it must be += and not =.",
)
FILTERS_OVERWRITTEN = Mistake(
    "conv2d_backward-last-window-and-filter-count",
    "gradient-paths",
    _filled(_overwritten_by_filter, _right_cut),
    "Your images gradient keeps what the last filter at the last window puts there, not the sum.",
    _PATHS,
    "Inside the loops over windows and filters it must be += and not =.",
)
LAST_FILTER = Mistake(
    "conv2d_backward-last-filter-only",
    "gradient-paths",
    _of_other_arrays(lambda grad, images, kernel: (grad[..., -1:], images, kernel[..., -1:]), IMAGES),
    "Your images gradient counts the last filter only.",
    "Every filter reads every pixel, so the gradients of all filters add up. " + _PATHS,
    "Inside the loop over the filters it must be +=, and grad and kernel both need the index of the filter.",
)
FIRST_FILTER = Mistake(
    "conv2d_backward-first-filter-only",
    "gradient-paths",
    _of_other_arrays(lambda grad, images, kernel: (grad[..., :1], images, kernel[..., :1]), IMAGES),
    "Your images gradient counts the first filter only.",
    "Every filter reads every pixel, so the gradients of all filters add up. " + _PATHS,
    "Look for an index 0 on the last axis of grad or kernel.",
)
KERNEL_NOT_TURNED = Mistake(
    "conv2d_backward-kernel-not-turned",
    "kernel-flip",
    _of_other_arrays(lambda grad, images, kernel: (grad, images, kernel[::-1, ::-1]), IMAGES),
    "Your images gradient takes the kernel the wrong way round.",
    _FULL,
    "With loops, put grad[n, i, j, f] * kernel[..., f] where the window was read and flip nothing; with a convolution "
    "of the padded grad use kernel[::-1, ::-1].",
)
KERNEL_TRANSPOSED = Mistake(
    "conv2d_backward-height-and-width-swapped",
    "axis-swap",
    _kernel_transposed,
    "Your images gradient swaps the kernel's height and width.",
    "Only input channels and filters change places on the way back: kernels stay (height, width, ., .).",
    "Look at the axes of a transpose: .T reverses all four, (0, 1, 3, 2) exchanges the last two.",
)
EMPTY_SLICE = Mistake(
    "conv2d_backward-empty-slice",
    "padding-amount",
    _filled(_added, _minus_nothing),
    "Your images gradient is empty where nothing was padded: x[:, pad:-pad] with pad 0 is x[:, 0:0].",
    "-0 is 0, so the slice ends where it begins. " + _CUT,
    "Write the end as a number from the front: x[:, before : before + height].",
)
IMAGES_DIVIDED = Mistake(
    "conv2d_backward-images-divided-by-batch",
    "loss-reduction",
    _changed(lambda gradient, grad: gradient / len(grad), IMAGES),
    "Your images gradient is divided by the batch size.",
    "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
    "Delete the division: each layer passes the gradient on as it is.",
)
FIRST_IMAGE = Mistake(
    "conv2d_backward-same-for-every-image",
    "value",
    _changed(lambda gradient, grad: np.repeat(gradient.sum(0, keepdims=True), len(grad), 0), IMAGES),
    "Your images gradient adds up the images of the batch: each image has its own.",
    "An image takes no part in the outputs of the others.",
    "Look for a sum over axis 0, or a missing index n.",
)

KERNEL_DIVIDED = Mistake(
    "conv2d_backward-kernel-divided-by-batch",
    "loss-reduction",
    _changed(lambda gradient, grad: gradient / len(grad), KERNEL, BIAS),
    "Your kernel gradient is divided by the batch size.",
    "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
    "Delete the division by the batch size, for the bias too.",
)
LAST_IMAGE = Mistake(
    "conv2d_backward-last-image-only",
    "gradient-paths",
    _of_other_arrays(lambda grad, images, kernel: (grad[-1:], images[-1:], kernel), KERNEL),
    "Your kernel gradient counts the last image only.",
    "Every image of the batch uses the same kernel. " + _PATHS,
    "Inside the loop over the images it must be += and not =; set the array to zero before that loop.",
)
LAST_WINDOW = Mistake(
    "conv2d_backward-kernel-of-last-window",
    "gradient-paths",
    _of_other_arrays(_last_window, KERNEL),
    "Your kernel gradient counts the last window only.",
    "The same kernel is used at every window. " + _PATHS,
    "Inside the loops over the outputs it must be += and not =.",
)
LAST_OF_ALL = Mistake(
    "conv2d_backward-kernel-of-last-window-and-image",
    "gradient-paths",
    _of_other_arrays(_last_window_of_last_image, KERNEL),
    "Your kernel gradient counts the last window of the last image only.",
    "The same kernel is used at every window of every image. " + _PATHS,
    "Inside the loops it must be += and not =; set the array to zero before all of them.",
)
KERNEL_GRADIENT_FLIPPED = Mistake(
    "conv2d_backward-kernel-gradient-flipped",
    "kernel-flip",
    _changed(lambda gradient, _: gradient[::-1, ::-1], KERNEL),
    "Your kernel gradient is upside down and left to right.",
    "kernel[p, q] was multiplied by the pixel at (i + p, j + q): images and grad run the same way here.",
    "Flip nothing: add window * grad[n, i, j, f] for every output.",
)
KERNEL_GRADIENT_TRANSPOSED = Mistake(
    "conv2d_backward-kernel-gradient-transposed",
    "axis-swap",
    _changed(lambda gradient, _: gradient.transpose(1, 0, 2, 3), KERNEL),
    "Your kernel gradient swaps height and width.",
    "A gradient has the axes of what it belongs to: (height, width, in, out).",
    "Look at the order of the indices where it is filled, and at any transpose.",
)
CHANNELS_AND_FILTERS = Mistake(
    "conv2d_backward-channels-and-filters-swapped",
    "axis-swap",
    _changed(lambda gradient, _: gradient.transpose(0, 1, 3, 2), KERNEL),
    "Your kernel gradient swaps input channels and filters.",
    "A gradient has the axes of what it belongs to: (height, width, in, out).",
    "Look at the order of the last two indices, and at any transpose or einsum.",
)

BIAS_OVER_BATCH = Mistake(
    "conv2d_backward-bias-over-the-batch-only",
    "bias",
    _changed(lambda _, grad: grad.sum(0), BIAS),
    "Your bias gradient is summed over the batch only.",
    "The bias of a filter is added at every position of every image. " + _PATHS,
    "Sum over axes 0, 1 and 2: one number for each filter.",
)
BIAS_OVER_POSITIONS = Mistake(
    "conv2d_backward-bias-over-the-image-only",
    "bias",
    _changed(lambda _, grad: grad.sum((1, 2)), BIAS),
    "Your bias gradient is summed over height and width only.",
    "The bias of a filter is added at every position of every image. " + _PATHS,
    "Sum over axes 0, 1 and 2: one number for each filter.",
)
BIAS_OVER_ALL = Mistake(
    "conv2d_backward-bias-over-filters-too",
    "bias",
    _changed(lambda _, grad: np.asarray(grad.sum()), BIAS),
    "Your bias gradient is summed over the filters too.",
    "Each filter has a bias of its own.",
    "Sum over axes 0, 1 and 2, not over all: one number for each filter.",
)
BIAS_MEAN = Mistake(
    "conv2d_backward-bias-mean",
    "loss-reduction",
    _changed(lambda _, grad: grad.mean((0, 1, 2)), BIAS),
    "Your bias gradient is a mean; it is a sum.",
    "The mean over the batch is taken once, in the loss, and over the positions never.",
    "Look for np.mean, or a division.",
)

STRIDES_NOT_SPREAD = Mistake(
    "conv2d_backward-grad-not-spread",
    "strides",
    _stepping(_right_steps, _steps_of_one),
    "Your images gradient does not know of the strides: it puts neighbouring values of grad at neighbouring pixels.",
    "The window of output i was read at i * strides, so its gradient goes there.",
    "With loops start at i * strides, j * strides; with a convolution of grad put strides - 1 zeros between its rows "
    "and columns first.",
)
KERNEL_WITHOUT_STRIDES = Mistake(
    "conv2d_backward-kernel-without-strides",
    "strides",
    _stepping(_steps_of_one, _right_steps),
    "Your kernel gradient does not know of the strides: it reads neighbouring windows.",
    "The window of output i was read at i * strides.",
    "Where the kernel gradient is added up, let the window start at i * strides, j * strides.",
)
STRIDES_IGNORED = Mistake(
    "conv2d_backward-strides-ignored",
    "strides",
    _stepping(_steps_of_one, _steps_of_one),
    "The strides do not change where a window starts.",
    "The window of output i was read at i * strides, and its gradient goes back there.",
    "Look at where a window starts: i * strides, j * strides.",
)
STRIDES_SWAPPED = Mistake(
    "conv2d_backward-strides-swapped",
    "axis-swap",
    _stepping(_steps_swapped, _steps_swapped),
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
FIRST_STRIDE_TWICE = Mistake(
    "conv2d_backward-first-stride-twice",
    "strides",
    _stepping(_first_step, _first_step),
    "Your function uses the first of two strides for both axes.",
    "Strides may be a pair, (height, width).",
    "Take the pair apart and use the second stride for the columns.",
)
UNREAD_LEFT_OUT = Mistake(
    "conv2d_backward-unread-pixels-left-out",
    "output-size",
    _unread_left_out,
    "Your images gradient ends where the last window ends.",
    "With strides the windows may leave pixels at the end unread: their gradient is 0, but they are there.",
    "Start with np.zeros(images.shape) and add to it, or pad the result with zeros up to that shape.",
)

NOT_CUT = Mistake(
    "conv2d_backward-padding-not-cut-off",
    "padding-amount",
    _filled(_added, _not_cut),
    "With same padding your images gradient is that of the padded image.",
    _CUT,
    "Cut the padding off before you return it.",
)
CUT_ALIKE = Mistake(
    "conv2d_backward-cut-alike-on-both-sides",
    "padding-side",
    _filled(_added, _cut_alike),
    "With same padding your function cuts the same amount off both sides.",
    "Where the padding is odd, one pixel more lies after the image than before it. " + _CUT,
    "Cut with the two amounts that you pad with.",
)
SAME_EMPTY_SLICE = Mistake(
    "conv2d_backward-same-empty-slice",
    "padding-amount",
    _in_same_alone(_filled(_added, _minus_nothing)),
    "Where same padding adds nothing after the image, your images gradient is empty: x[:, before:-after] with after 0 "
    "ends where -0 is, at the front.",
    "A side of 1 in the kernel needs no padding, and -0 is 0. " + _CUT,
    "Write the end as a number from the front: x[:, before : before + height].",
)
IMAGES_UNPADDED = Mistake(
    "conv2d_backward-kernel-from-unpadded-images",
    "padding-amount",
    _images_unpadded,
    "With same padding your kernel gradient reads the windows as if all padding lay after the image.",
    "The windows must be those of the forward pass, which began in the padding before the image.",
    "Pad the images first, with the same two amounts, and take the windows from the padded ones.",
)
ODD_BEFORE = Mistake(
    "conv2d_backward-odd-pixel-before",
    "padding-side",
    _padded_by(odd_before),
    "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at the order of the two amounts in np.pad.",
)
STRIDES_LEFT_OUT = Mistake(
    "conv2d_backward-same-amount-without-strides",
    "padding-amount",
    _padded_by(kernel_minus_one),
    "Same padding always adds k - 1 pixels, whatever the strides.",
    "With larger strides only what the last window lacks is added, and the image lies elsewhere under the windows.",
    "Use total = max((ceil(size / strides) - 1) * strides + k - size, 0).",
)

RETURNED_OTHERWISE = returned_otherwise(conv2d_backward, ("images", "kernel", "bias"))

OF_IMAGES = (
    IMAGES_OVERWRITTEN,
    POSITIONS_OVERWRITTEN,
    FILTERS_OVERWRITTEN,
    LAST_FILTER,
    FIRST_FILTER,
    KERNEL_NOT_TURNED,
    KERNEL_TRANSPOSED,
    EMPTY_SLICE,
    IMAGES_DIVIDED,
    FIRST_IMAGE,
)
OF_KERNEL = (
    KERNEL_DIVIDED,
    LAST_IMAGE,
    LAST_WINDOW,
    LAST_OF_ALL,
    KERNEL_GRADIENT_FLIPPED,
    KERNEL_GRADIENT_TRANSPOSED,
    CHANNELS_AND_FILTERS,
)
OF_BIAS = (BIAS_OVER_BATCH, BIAS_OVER_POSITIONS, BIAS_OVER_ALL, BIAS_MEAN)
OF_STRIDES = (
    STRIDES_NOT_SPREAD,
    KERNEL_WITHOUT_STRIDES,
    STRIDES_IGNORED,
    STRIDES_SWAPPED,
    FIRST_STRIDE_TWICE,
    UNREAD_LEFT_OUT,
)
OF_SAME = (NOT_CUT, CUT_ALIKE, SAME_EMPTY_SLICE, IMAGES_UNPADDED, ODD_BEFORE)

CONV2D_BACKWARD = (
    *RETURNED_OTHERWISE,
    *OF_IMAGES,
    *OF_KERNEL,
    *OF_BIAS,
    *OF_STRIDES,
    *OF_SAME,
    STRIDES_LEFT_OUT,
)
