"""What goes wrong in the gradients of a convolution by hand."""

import numpy as np

from cnncheck.functions.gradients import returned_otherwise
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes.convolution import kernel_minus_one, odd_before
from cnncheck.functions.mistakes.convolution_gradients import (
    BIAS,
    IMAGES,
    KERNEL,
    added,
    changed,
    cut_alike,
    filled,
    first_step,
    images_unpadded,
    in_same_alone,
    kernel_transposed,
    last_window,
    last_window_of_last_image,
    minus_nothing,
    not_cut,
    of_other_arrays,
    overwritten_by_filter,
    overwritten_by_position,
    overwritten_by_window,
    padded_by,
    right_cut,
    right_steps,
    stepping,
    steps_of_one,
    steps_swapped,
    unread_left_out,
)
from reference.layers import conv2d_backward

_PATHS = "What is used several times gets the sum of the gradients that come back along every way."
_FULL = (
    "A pixel at i was multiplied by the weight p for the output i - p: going back, grad is indexed the other way "
    "round. Written as a convolution of the padded grad, that is the kernel turned upside down and left to right."
)
_CUT = "The gradient of the padded image has to lose exactly what was padded: [before : before + size] on each axis."

IMAGES_OVERWRITTEN = Mistake(
    "conv2d_backward-last-window-counts",
    "gradient-paths",
    filled(overwritten_by_window, right_cut),
    "Where windows overlap, your images gradient keeps what the last window puts there, not the sum.",
    _PATHS,
    "Where the gradient of a window is put into the images gradient it must be += and not =.",
)
POSITIONS_OVERWRITTEN = Mistake(
    "conv2d_backward-last-position-counts",
    "gradient-paths",
    filled(overwritten_by_position, right_cut),
    "Where windows overlap, your images gradient keeps what the last position of the kernel puts there, not the sum.",
    _PATHS,
    "Inside the loop over the kernel's positions it must be += and not =.",
)
FILTERS_OVERWRITTEN = Mistake(
    "conv2d_backward-last-window-and-filter-count",
    "gradient-paths",
    filled(overwritten_by_filter, right_cut),
    "Your images gradient keeps what the last filter at the last window puts there, not the sum.",
    _PATHS,
    "Inside the loops over windows and filters it must be += and not =.",
)
LAST_FILTER = Mistake(
    "conv2d_backward-last-filter-only",
    "gradient-paths",
    of_other_arrays(lambda grad, images, kernel: (grad[..., -1:], images, kernel[..., -1:]), IMAGES),
    "Your images gradient counts the last filter only.",
    "Every filter reads every pixel, so the gradients of all filters add up. " + _PATHS,
    "Inside the loop over the filters it must be +=, and grad and kernel both need the index of the filter.",
)
FIRST_FILTER = Mistake(
    "conv2d_backward-first-filter-only",
    "gradient-paths",
    of_other_arrays(lambda grad, images, kernel: (grad[..., :1], images, kernel[..., :1]), IMAGES),
    "Your images gradient counts the first filter only.",
    "Every filter reads every pixel, so the gradients of all filters add up. " + _PATHS,
    "Look for an index 0 on the last axis of grad or kernel.",
)
KERNEL_NOT_TURNED = Mistake(
    "conv2d_backward-kernel-not-turned",
    "kernel-flip",
    of_other_arrays(lambda grad, images, kernel: (grad, images, kernel[::-1, ::-1]), IMAGES),
    "Your images gradient takes the kernel the wrong way round.",
    _FULL,
    "With loops, put grad[n, i, j, f] * kernel[..., f] where the window was read and flip nothing; with a convolution "
    "of the padded grad use kernel[::-1, ::-1].",
)
KERNEL_TRANSPOSED = Mistake(
    "conv2d_backward-height-and-width-swapped",
    "axis-swap",
    kernel_transposed,
    "Your images gradient swaps the kernel's height and width.",
    "Only input channels and filters change places on the way back: kernels stay (height, width, ., .).",
    "Look at the axes of a transpose: .T reverses all four, (0, 1, 3, 2) exchanges the last two.",
)
EMPTY_SLICE = Mistake(
    "conv2d_backward-empty-slice",
    "padding-amount",
    filled(added, minus_nothing),
    "Your images gradient is empty where nothing was padded: x[:, pad:-pad] with pad 0 is x[:, 0:0].",
    "-0 is 0, so the slice ends where it begins. " + _CUT,
    "Write the end as a number from the front: x[:, before : before + height].",
)
IMAGES_DIVIDED = Mistake(
    "conv2d_backward-images-divided-by-batch",
    "loss-reduction",
    changed(lambda gradient, grad: gradient / len(grad), IMAGES),
    "Your images gradient is divided by the batch size.",
    "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
    "Delete the division: each layer passes the gradient on as it is.",
)
FIRST_IMAGE = Mistake(
    "conv2d_backward-same-for-every-image",
    "value",
    changed(lambda gradient, grad: np.repeat(gradient.sum(0, keepdims=True), len(grad), 0), IMAGES),
    "Your images gradient adds up the images of the batch: each image has its own.",
    "An image takes no part in the outputs of the others.",
    "Look for a sum over axis 0, or a missing index n.",
)

KERNEL_DIVIDED = Mistake(
    "conv2d_backward-kernel-divided-by-batch",
    "loss-reduction",
    changed(lambda gradient, grad: gradient / len(grad), KERNEL, BIAS),
    "Your kernel gradient is divided by the batch size.",
    "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
    "Delete the division by the batch size, for the bias too.",
)
LAST_IMAGE = Mistake(
    "conv2d_backward-last-image-only",
    "gradient-paths",
    of_other_arrays(lambda grad, images, kernel: (grad[-1:], images[-1:], kernel), KERNEL),
    "Your kernel gradient counts the last image only.",
    "Every image of the batch uses the same kernel. " + _PATHS,
    "Inside the loop over the images it must be += and not =; set the array to zero before that loop.",
)
LAST_WINDOW = Mistake(
    "conv2d_backward-kernel-of-last-window",
    "gradient-paths",
    of_other_arrays(last_window, KERNEL),
    "Your kernel gradient counts the last window only.",
    "The same kernel is used at every window. " + _PATHS,
    "Inside the loops over the outputs it must be += and not =.",
)
LAST_OF_ALL = Mistake(
    "conv2d_backward-kernel-of-last-window-and-image",
    "gradient-paths",
    of_other_arrays(last_window_of_last_image, KERNEL),
    "Your kernel gradient counts the last window of the last image only.",
    "The same kernel is used at every window of every image. " + _PATHS,
    "Inside the loops it must be += and not =; set the array to zero before all of them.",
)
KERNEL_GRADIENT_FLIPPED = Mistake(
    "conv2d_backward-kernel-gradient-flipped",
    "kernel-flip",
    changed(lambda gradient, _: gradient[::-1, ::-1], KERNEL),
    "Your kernel gradient is upside down and left to right.",
    "kernel[p, q] was multiplied by the pixel at (i + p, j + q): images and grad run the same way here.",
    "Flip nothing: add window * grad[n, i, j, f] for every output.",
)
KERNEL_GRADIENT_TRANSPOSED = Mistake(
    "conv2d_backward-kernel-gradient-transposed",
    "axis-swap",
    changed(lambda gradient, _: gradient.transpose(1, 0, 2, 3), KERNEL),
    "Your kernel gradient swaps height and width.",
    "A gradient has the axes of what it belongs to: (height, width, in, out).",
    "Look at the order of the indices where it is filled, and at any transpose.",
)
CHANNELS_AND_FILTERS = Mistake(
    "conv2d_backward-channels-and-filters-swapped",
    "axis-swap",
    changed(lambda gradient, _: gradient.transpose(0, 1, 3, 2), KERNEL),
    "Your kernel gradient swaps input channels and filters.",
    "A gradient has the axes of what it belongs to: (height, width, in, out).",
    "Look at the order of the last two indices, and at any transpose or einsum.",
)

BIAS_OVER_BATCH = Mistake(
    "conv2d_backward-bias-over-the-batch-only",
    "bias",
    changed(lambda _, grad: grad.sum(0), BIAS),
    "Your bias gradient is summed over the batch only.",
    "The bias of a filter is added at every position of every image. " + _PATHS,
    "Sum over axes 0, 1 and 2: one number for each filter.",
)
BIAS_OVER_POSITIONS = Mistake(
    "conv2d_backward-bias-over-the-image-only",
    "bias",
    changed(lambda _, grad: grad.sum((1, 2)), BIAS),
    "Your bias gradient is summed over height and width only.",
    "The bias of a filter is added at every position of every image. " + _PATHS,
    "Sum over axes 0, 1 and 2: one number for each filter.",
)
BIAS_OVER_ALL = Mistake(
    "conv2d_backward-bias-over-filters-too",
    "bias",
    changed(lambda _, grad: np.asarray(grad.sum()), BIAS),
    "Your bias gradient is summed over the filters too.",
    "Each filter has a bias of its own.",
    "Sum over axes 0, 1 and 2, not over all: one number for each filter.",
)
BIAS_MEAN = Mistake(
    "conv2d_backward-bias-mean",
    "loss-reduction",
    changed(lambda _, grad: grad.mean((0, 1, 2)), BIAS),
    "Your bias gradient is a mean; it is a sum.",
    "The mean over the batch is taken once, in the loss, and over the positions never.",
    "Look for np.mean, or a division.",
)

STRIDES_NOT_SPREAD = Mistake(
    "conv2d_backward-grad-not-spread",
    "strides",
    stepping(right_steps, steps_of_one),
    "Your images gradient does not know of the strides: it puts neighbouring values of grad at neighbouring pixels.",
    "The window of output i was read at i * strides, so its gradient goes there.",
    "With loops start at i * strides, j * strides; with a convolution of grad put strides - 1 zeros between its rows "
    "and columns first.",
)
KERNEL_WITHOUT_STRIDES = Mistake(
    "conv2d_backward-kernel-without-strides",
    "strides",
    stepping(steps_of_one, right_steps),
    "Your kernel gradient does not know of the strides: it reads neighbouring windows.",
    "The window of output i was read at i * strides.",
    "Where the kernel gradient is added up, let the window start at i * strides, j * strides.",
)
STRIDES_IGNORED = Mistake(
    "conv2d_backward-strides-ignored",
    "strides",
    stepping(steps_of_one, steps_of_one),
    "The strides do not change where a window starts.",
    "The window of output i was read at i * strides, and its gradient goes back there.",
    "Look at where a window starts: i * strides, j * strides.",
)
STRIDES_SWAPPED = Mistake(
    "conv2d_backward-strides-swapped",
    "axis-swap",
    stepping(steps_swapped, steps_swapped),
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
FIRST_STRIDE_TWICE = Mistake(
    "conv2d_backward-first-stride-twice",
    "strides",
    stepping(first_step, first_step),
    "Your function uses the first of two strides for both axes.",
    "Strides may be a pair, (height, width).",
    "Take the pair apart and use the second stride for the columns.",
)
UNREAD_LEFT_OUT = Mistake(
    "conv2d_backward-unread-pixels-left-out",
    "output-size",
    unread_left_out,
    "Your images gradient ends where the last window ends.",
    "With strides the windows may leave pixels at the end unread: their gradient is 0, but they are there.",
    "Start with np.zeros(images.shape) and add to it, or pad the result with zeros up to that shape.",
)

NOT_CUT = Mistake(
    "conv2d_backward-padding-not-cut-off",
    "padding-amount",
    filled(added, not_cut),
    "With same padding your images gradient is that of the padded image.",
    _CUT,
    "Cut the padding off before you return it.",
)
CUT_ALIKE = Mistake(
    "conv2d_backward-cut-alike-on-both-sides",
    "padding-side",
    filled(added, cut_alike),
    "With same padding your function cuts the same amount off both sides.",
    "Where the padding is odd, one pixel more lies after the image than before it. " + _CUT,
    "Cut with the two amounts that you pad with.",
)
SAME_EMPTY_SLICE = Mistake(
    "conv2d_backward-same-empty-slice",
    "padding-amount",
    in_same_alone(filled(added, minus_nothing)),
    "Where same padding adds nothing after the image, your images gradient is empty: x[:, before:-after] with after 0 "
    "ends where -0 is, at the front.",
    "A side of 1 in the kernel needs no padding, and -0 is 0. " + _CUT,
    "Write the end as a number from the front: x[:, before : before + height].",
)
IMAGES_UNPADDED = Mistake(
    "conv2d_backward-kernel-from-unpadded-images",
    "padding-amount",
    images_unpadded,
    "With same padding your kernel gradient reads the windows as if all padding lay after the image.",
    "The windows must be those of the forward pass, which began in the padding before the image.",
    "Pad the images first, with the same two amounts, and take the windows from the padded ones.",
)
ODD_BEFORE = Mistake(
    "conv2d_backward-odd-pixel-before",
    "padding-side",
    padded_by(odd_before),
    "When the padding is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at the order of the two amounts in np.pad.",
)
STRIDES_LEFT_OUT = Mistake(
    "conv2d_backward-same-amount-without-strides",
    "padding-amount",
    padded_by(kernel_minus_one),
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
