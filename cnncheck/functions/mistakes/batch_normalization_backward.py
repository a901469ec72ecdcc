"""What goes wrong in the gradients of batch normalisation by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.gradients import returned_otherwise
from cnncheck.functions.mistake import Mistake
from reference.layers import batch_norm_backward

Array = NDArray[Any]
Three = tuple[Array, Array, Array]
Wrong = Callable[..., Three]
OfImages = Callable[[Array, Array, Array, Array], Array]
"""The images gradient, from grad, the normalised images, gamma and sigma."""
OfParameter = Callable[[Array, Array, Array], Array]
"""The gradient of gamma or beta, from grad, the images and the normalised images."""

EPSILON = 1e-3
IMAGES, GAMMA, BETA = range(3)
"""Where each gradient stands among the results."""
AXES = (0, 1, 2)


def _root(variance: Array, epsilon: float) -> Array:
    sigma: Array = np.sqrt(variance + epsilon)
    return sigma


def _normalising(
    axes: tuple[int, ...] = AXES,
    sums: tuple[int, ...] = AXES,
    ddof: int = 0,
    sigma: Callable[[Array, float], Array] = _root,
    default: float = EPSILON,
) -> Wrong:
    """All gradients follow from images that were normalised in another way."""

    def wrong(grad: Array, images: Array, gamma: Array, epsilon: float = default) -> Three:
        spread = sigma(images.var(axes, ddof=ddof, keepdims=True), epsilon)
        normalized = (images - images.mean(axes, keepdims=True)) / spread
        centred = grad - grad.mean(axes, keepdims=True)
        centred = centred - normalized * (grad * normalized).mean(axes, keepdims=True)
        return gamma / spread * centred, (grad * normalized).sum(sums), grad.sum(sums)

    return wrong


def _parts(images: OfImages | None = None, gamma: OfParameter | None = None, beta: OfParameter | None = None) -> Wrong:
    """Those gradients are computed in another way, from images that were normalised rightly."""
    new_images, new_gamma, new_beta = images, gamma, beta

    def wrong(grad: Array, images: Array, gamma: Array, epsilon: float = EPSILON) -> Three:
        for_images, for_gamma, for_beta = batch_norm_backward(grad, images, gamma, epsilon)
        sigma = _root(images.var(AXES), epsilon)
        normalized = (images - images.mean(AXES)) / sigma
        return (
            for_images if new_images is None else new_images(grad, normalized, gamma, sigma),
            for_gamma if new_gamma is None else new_gamma(grad, images, normalized),
            for_beta if new_beta is None else new_beta(grad, images, normalized),
        )

    return wrong


def _swapped(grad: Array, images: Array, gamma: Array, epsilon: float = EPSILON) -> Three:
    for_images, for_gamma, for_beta = batch_norm_backward(grad, images, gamma, epsilon)
    return for_images, for_beta, for_gamma


def _through_sums(grad: Array, normalized: Array, gamma: Array, sigma: Array) -> Array:
    result: Array = gamma / sigma * (grad - grad.sum(AXES) - normalized * (grad * normalized).sum(AXES))
    return result


def _divided_by_batch(grad: Array, normalized: Array, gamma: Array, sigma: Array) -> Array:
    batch = len(grad)
    centred = grad - grad.sum(AXES) / batch - normalized * (grad * normalized).sum(AXES) / batch
    result: Array = gamma / sigma * centred
    return result


def _variance_added(grad: Array, normalized: Array, gamma: Array, sigma: Array) -> Array:
    result: Array = gamma / sigma * (grad - grad.mean(AXES) + normalized * (grad * normalized).mean(AXES))
    return result


def _times_gamma(grad: Array, images: Array, gamma: Array, epsilon: float = EPSILON) -> Three:
    for_images, for_gamma, for_beta = batch_norm_backward(grad, images, gamma, epsilon)
    return for_images, gamma * for_gamma, for_beta


def _half_the_variance(grad: Array, normalized: Array, gamma: Array, sigma: Array) -> Array:
    result: Array = gamma / sigma * (grad - grad.mean(AXES) - normalized * (grad * normalized).mean(AXES) / 2)
    return result


def _right(grad: Array, normalized: Array, gamma: Array, sigma: Array) -> Array:
    result: Array = gamma / sigma * (grad - grad.mean(AXES) - normalized * (grad * normalized).mean(AXES))
    return result


_DELTA = ("sigma = sqrt(variance + epsilon): epsilon keeps the root away from 0.", "Look at the brackets of the root.")
_CHANNEL = "After a convolution all positions of a channel share its statistics: axes 0, 1 and 2."
_GAMMA = (
    "outputs = gamma * normalised + beta, so the gamma gradient is the sum of grad * normalised.",
    "Normalise the images as in the forward pass, with mean, variance and epsilon, and multiply grad by that.",
)
_EVERY = "gamma and beta are used at every position of every image: the gradients of all of them add up."
_THREE = (
    "An image reaches the outputs in three ways: directly, through the mean and through the variance of its batch. "
    "images gradient = gamma / sigma * (grad - mean(grad) - normalised * mean(grad * normalised))."
)

NORMALISED_OTHERWISE = (
    Mistake(
        "batch_norm_backward-sigma-plus-epsilon",
        "bn-epsilon",
        _normalising(sigma=lambda variance, epsilon: np.sqrt(variance) + epsilon),
        "Your function adds epsilon to sigma; it is added to the variance, under the root.",
        *_DELTA,
    ),
    Mistake(
        "batch_norm_backward-no-epsilon",
        "bn-epsilon",
        _normalising(sigma=lambda variance, _: np.sqrt(variance)),
        "Epsilon is left out.",
        *_DELTA,
    ),
    Mistake(
        "batch_norm_backward-default-epsilon",
        "bn-epsilon",
        _normalising(default=1e-5),
        "Your default for epsilon is 1e-5; the course's, and Keras's, is 1e-3.",
        "PyTorch has 1e-5. Where a channel hardly varies, the difference is large.",
        "Look at the line of the def.",
    ),
    Mistake(
        "batch_norm_backward-epsilon-ignored",
        "bn-epsilon",
        _normalising(sigma=lambda variance, _: np.sqrt(variance + EPSILON)),
        "Your function takes 0.001 for epsilon, whatever is asked for.",
        "That is only the default.",
        "See where `epsilon` is used.",
    ),
    Mistake(
        "batch_norm_backward-variance-not-rooted",
        "bn-variance",
        _normalising(sigma=lambda variance, epsilon: variance + epsilon),
        "Your function divides by the variance; it divides by its root, sigma.",
        "Dividing by sigma gives a spread of 1.",
        "Look for the missing np.sqrt.",
    ),
    Mistake(
        "batch_norm_backward-unbiased-variance",
        "bn-variance",
        _normalising(ddof=1),
        "Your function divides the squares by n - 1 in its variance; batch normalisation divides by n.",
        "The variance of the batch is not an estimate here but the spread that is divided away: the biased one.",
        "Look for ddof=1, or a division by n - 1.",
    ),
    Mistake(
        "batch_norm_backward-over-the-batch-only",
        "bn-axis",
        _normalising((0,)),
        "Your function takes mean and variance over the batch only, one pair for each pixel and channel.",
        _CHANNEL,
        "Use axis=(0, 1, 2).",
    ),
    Mistake(
        "batch_norm_backward-as-after-a-dense-layer",
        "bn-axis",
        _normalising((0,), (0,)),
        "Your function takes every mean and every sum over the batch only, as after a dense layer.",
        _CHANNEL,
        "Use axis=(0, 1, 2), for mean and variance, for the sums, and for n.",
    ),
    Mistake(
        "batch_norm_backward-over-each-image",
        "bn-axis",
        _normalising((1, 2)),
        "Your function takes mean and variance over each image on its own.",
        _CHANNEL,
        "Use axis=(0, 1, 2).",
    ),
    Mistake(
        "batch_norm_backward-over-channels-too",
        "bn-axis",
        _normalising((0, 1, 2, 3)),
        "Your function takes one mean and one variance over all channels together.",
        "Every channel is a feature of its own, with its own statistics.",
        "Use axis=(0, 1, 2).",
    ),
)
OF_GAMMA = (
    Mistake(
        "batch_norm_backward-gamma-and-beta-swapped",
        "bn-scale-offset",
        _swapped,
        "Your function returns the gradient of beta before that of gamma.",
        "batch_norm_backward returns the gradients of images, gamma and beta, in this order.",
        "Look at the line of the return.",
    ),
    Mistake(
        "batch_norm_backward-gamma-from-images",
        "bn-scale-offset",
        _parts(gamma=lambda grad, images, _: (grad * images).sum(AXES)),
        "Your gamma gradient multiplies grad by the images as they are.",
        *_GAMMA,
    ),
    Mistake(
        "batch_norm_backward-gamma-from-centred-images",
        "bn-scale-offset",
        _parts(gamma=lambda grad, images, _: (grad * (images - images.mean(AXES))).sum(AXES)),
        "Your gamma gradient multiplies grad by images - mean, without the division by sigma.",
        *_GAMMA,
    ),
    Mistake(
        "batch_norm_backward-gamma-times-gamma",
        "bn-scale-offset",
        _times_gamma,
        "Your gamma gradient is multiplied by gamma.",
        *_GAMMA,
    ),
    Mistake(
        "batch_norm_backward-gamma-over-the-batch-only",
        "bn-axis",
        _parts(gamma=lambda grad, _, normalized: (grad * normalized).sum(0)),
        "Your gamma gradient is summed over the batch only.",
        _EVERY,
        "Sum over axes 0, 1 and 2: one number for each channel.",
    ),
    Mistake(
        "batch_norm_backward-gamma-mean",
        "loss-reduction",
        _parts(gamma=lambda grad, _, normalized: (grad * normalized).mean(AXES)),
        "Your gamma gradient is a mean; it is a sum.",
        _EVERY + " The mean over the batch is taken once, in the loss.",
        "Look for np.mean, or a division.",
    ),
)
OF_BETA = (
    Mistake(
        "batch_norm_backward-beta-over-the-batch-only",
        "bn-axis",
        _parts(beta=lambda grad, _, __: grad.sum(0)),
        "Your beta gradient is summed over the batch only.",
        _EVERY,
        "Sum over axes 0, 1 and 2: one number for each channel.",
    ),
    Mistake(
        "batch_norm_backward-beta-over-channels-too",
        "bn-axis",
        _parts(beta=lambda grad, _, __: np.asarray(grad.sum())),
        "Your beta gradient is summed over the channels too.",
        "Each channel has a beta of its own.",
        "Sum over axes 0, 1 and 2: one number for each channel.",
    ),
    Mistake(
        "batch_norm_backward-beta-mean",
        "loss-reduction",
        _parts(beta=lambda grad, _, __: grad.mean(AXES)),
        "Your beta gradient is a mean; it is a sum.",
        _EVERY + " The mean over the batch is taken once, in the loss.",
        "Look for np.mean, or a division.",
    ),
)
OF_IMAGES = (
    Mistake(
        "batch_norm_backward-statistics-as-constants",
        "bn-mode",
        _parts(images=lambda grad, _, gamma, sigma: grad * gamma / sigma),
        "Your images gradient is grad * gamma / sigma: it takes mean and variance for constants, as in inference.",
        _THREE,
        "Subtract the two parts that come back through mean and variance.",
    ),
    Mistake(
        "batch_norm_backward-mean-left-out",
        "gradient-paths",
        _parts(
            images=lambda grad, normalized, gamma, sigma: (
                gamma / sigma * (grad - normalized * (grad * normalized).mean(AXES))
            )
        ),
        "In your images gradient the part that comes back through the mean is missing.",
        _THREE,
        "Subtract mean(grad), over batch, height and width.",
    ),
    Mistake(
        "batch_norm_backward-variance-left-out",
        "gradient-paths",
        _parts(images=lambda grad, _, gamma, sigma: gamma / sigma * (grad - grad.mean(AXES))),
        "In your images gradient the part that comes back through the variance is missing.",
        _THREE,
        "Subtract normalised * mean(grad * normalised).",
    ),
    Mistake(
        "batch_norm_backward-variance-added",
        "gradient-paths",
        _parts(images=_variance_added),
        "In your images gradient the part that comes back through the variance has the wrong sign.",
        _THREE,
        "Subtract normalised * mean(grad * normalised).",
    ),
    Mistake(
        "batch_norm_backward-half-the-variance",
        "bn-variance",
        _parts(images=_half_the_variance),
        "In your images gradient half of the part that comes back through the variance is missing.",
        "The variance is a mean of squares, and the derivative of a square has a factor 2. " + _THREE,
        "Look for the 2 in d variance / d images = 2 * (images - mean) / n.",
    ),
    Mistake(
        "batch_norm_backward-sums-for-means",
        "bn-variance",
        _parts(images=_through_sums),
        "Your images gradient subtracts sums where it should subtract means.",
        "Mean and variance divide by n, the values of a channel, and so do the gradients through them. " + _THREE,
        "Divide both sums by n = batch * height * width.",
    ),
    Mistake(
        "batch_norm_backward-divided-by-batch-only",
        "bn-axis",
        _parts(images=_divided_by_batch),
        "Your images gradient divides its sums by the batch size; they run over batch, height and width.",
        "n is how many values a channel has, batch * height * width; for dense layers that is the batch size.",
        "Use n = images.size // channels, or np.mean over axes 0, 1 and 2.",
    ),
    Mistake(
        "batch_norm_backward-gamma-left-out",
        "bn-scale-offset",
        _parts(images=lambda grad, normalized, _, sigma: _right(grad, normalized, np.ones(len(sigma)), sigma)),
        "Your images gradient is not scaled by gamma.",
        "The normalised images were multiplied by gamma on the way to the outputs.",
        "Multiply by gamma; what is added to every image falls away again with the mean.",
    ),
    Mistake(
        "batch_norm_backward-sigma-left-out",
        "bn-scale-offset",
        _parts(images=lambda grad, normalized, gamma, sigma: _right(grad, normalized, gamma, np.ones(len(sigma)))),
        "The division by sigma is missing from your images gradient.",
        "The images were divided by sigma on the way to the outputs. " + _THREE,
        "Divide by sqrt(variance + epsilon).",
    ),
    Mistake(
        "batch_norm_backward-images-divided-by-batch",
        "loss-reduction",
        _parts(images=lambda grad, normalized, gamma, sigma: _right(grad, normalized, gamma, sigma) / len(grad)),
        "Your images gradient is divided by the batch size.",
        "The mean over the batch is taken once, in the loss: `grad` has the division in it already.",
        "Delete the division: each layer passes the gradient on as it is.",
    ),
)

RETURNED_OTHERWISE = returned_otherwise(batch_norm_backward, ("images", "gamma", "beta"))
BATCH_NORM_BACKWARD = (*RETURNED_OTHERWISE, *NORMALISED_OTHERWISE, *OF_GAMMA, *OF_BETA, *OF_IMAGES)
