"""What goes wrong in batch normalisation by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import batch_norm_inference, batch_norm_train

Array = NDArray[Any]
Three = tuple[Array, Array, Array]
MOMENTUM, EPSILON = 0.99, 1e-3


def _statistics(images: Array, axes: tuple[int, ...] = (0, 1, 2), ddof: int = 0) -> tuple[Array, Array]:
    return images.mean(axes, keepdims=True), images.var(axes, keepdims=True, ddof=ddof)


def _training(normalize: Callable[..., Array]) -> Callable[..., Three]:
    """A training step whose outputs are wrong, its moving statistics right."""

    def wrong(
        images: Array,
        gamma: Array,
        beta: Array,
        moving_mean: Array,
        moving_variance: Array,
        momentum: float = MOMENTUM,
        epsilon: float = EPSILON,
    ) -> Three:
        _, *moving = batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum, epsilon)
        outputs = normalize(images, gamma, beta, moving_mean, moving_variance, epsilon)
        return outputs, moving[0], moving[1]

    return wrong


def _sigma_plus_epsilon(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    result: Array = gamma * (images - moving_mean) / (np.sqrt(moving_variance) + epsilon) + beta
    return result


def _no_epsilon(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    del epsilon
    return batch_norm_inference(images, gamma, beta, moving_mean, moving_variance, 0)


def _default_epsilon(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    return batch_norm_inference(
        images, gamma, beta, moving_mean, moving_variance, 1e-5 if epsilon == EPSILON else epsilon
    )


def _no_root(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    result: Array = gamma * (images - moving_mean) / (moving_variance + epsilon) + beta
    return result


def _swapped(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    return batch_norm_inference(images, beta, gamma, moving_mean, moving_variance, epsilon)


def _plain(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    return batch_norm_inference(images, np.ones_like(gamma), np.zeros_like(beta), moving_mean, moving_variance, epsilon)


def _no_beta(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    return batch_norm_inference(images, gamma, np.zeros_like(beta), moving_mean, moving_variance, epsilon)


def _batch_statistics(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    mean, variance = images.mean((0, 1, 2)), images.var((0, 1, 2))
    del moving_mean, moving_variance
    return batch_norm_inference(images, gamma, beta, mean, variance, epsilon)


def _mean_only_of_batch(
    images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float = EPSILON
) -> Array:
    del moving_mean
    return batch_norm_inference(images, gamma, beta, images.mean((0, 1, 2)), moving_variance, epsilon)


def _of_the_batch(inference: Callable[..., Array]) -> Callable[..., Array]:
    """A wrong inference, given the statistics of the batch: what a wrong training step computes."""

    def wrong(
        images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float
    ) -> Array:
        del moving_mean, moving_variance
        return inference(images, gamma, beta, images.mean((0, 1, 2)), images.var((0, 1, 2)), epsilon)

    return wrong


def _over(axes: tuple[int, ...], ddof: int = 0) -> Callable[..., Array]:
    """Outputs normalised with statistics over other axes, or with another divisor."""

    def wrong(
        images: Array, gamma: Array, beta: Array, moving_mean: Array, moving_variance: Array, epsilon: float
    ) -> Array:
        del moving_mean, moving_variance
        mean, variance = _statistics(images, axes, ddof)
        result: Array = gamma * (images - mean) / np.sqrt(variance + epsilon) + beta
        return result

    return wrong


def _momentum_swapped(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = MOMENTUM,
    epsilon: float = EPSILON,
) -> Three:
    return batch_norm_train(images, gamma, beta, moving_mean, moving_variance, 1 - momentum, epsilon)


def _not_moved(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = MOMENTUM,
    epsilon: float = EPSILON,
) -> Three:
    outputs, _, _ = batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum, epsilon)
    return outputs, moving_mean, moving_variance


def _returns_batch(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = MOMENTUM,
    epsilon: float = EPSILON,
) -> Three:
    del momentum
    return batch_norm_train(images, gamma, beta, moving_mean, moving_variance, 0, epsilon)


def _default_momentum(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = 0.9,
    epsilon: float = EPSILON,
) -> Three:
    return batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum, epsilon)


def _moving_bessel(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = MOMENTUM,
    epsilon: float = EPSILON,
) -> Three:
    outputs, mean, _ = batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum, epsilon)
    variance = images.var((0, 1, 2), ddof=1)
    return outputs, mean, momentum * moving_variance + (1 - momentum) * variance


def _moving_sigma(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = MOMENTUM,
    epsilon: float = EPSILON,
) -> Three:
    outputs, mean, _ = batch_norm_train(images, gamma, beta, moving_mean, moving_variance, momentum, epsilon)
    return outputs, mean, momentum * moving_variance + (1 - momentum) * images.std((0, 1, 2))


_DELTA = ("sigma = sqrt(variance + epsilon): epsilon keeps the root away from 0.", "Look at the brackets of the root.")
_SCALE = ("outputs = gamma * normalised + beta: gamma scales, beta shifts.", "Look at the last line of the formula.")


def _outputs(prefix: str, made: Callable[[Callable[..., Array]], Callable[..., Any]]) -> dict[str, Mistake]:
    """The mistakes that training and inference have in common."""

    def mistake(name: str, code: str, wrong: Callable[..., Array], what: str, why: str, look: str) -> Mistake:
        return Mistake(f"{prefix}-{name}", code, made(wrong), what, why, look)

    return {
        "epsilon": mistake(
            "sigma-plus-epsilon",
            "bn-epsilon",
            _sigma_plus_epsilon,
            "Your function adds epsilon to sigma; it is added to the variance, under the root.",
            *_DELTA,
        ),
        "no-epsilon": mistake("no-epsilon", "bn-epsilon", _no_epsilon, "Epsilon is left out.", *_DELTA),
        "default": mistake(
            "default-epsilon",
            "bn-epsilon",
            _default_epsilon,
            "Your default for epsilon is 1e-5; the course's, and Keras's, is 1e-3.",
            "PyTorch has 1e-5. Where a channel hardly varies, the difference is large.",
            "Look at the line of the def.",
        ),
        "no-root": mistake(
            "variance-not-rooted",
            "bn-variance",
            _no_root,
            "Your function divides by the variance; it divides by its root, sigma.",
            "Dividing by sigma gives a spread of 1.",
            "Look for the missing np.sqrt.",
        ),
        "swapped": mistake(
            "gamma-and-beta-swapped",
            "bn-scale-offset",
            _swapped,
            "Your function scales by beta and shifts by gamma.",
            *_SCALE,
        ),
        "plain": mistake(
            "gamma-and-beta-left-out",
            "bn-scale-offset",
            _plain,
            "Your function normalises and leaves out gamma and beta.",
            *_SCALE,
        ),
        "no-beta": mistake("beta-left-out", "bn-scale-offset", _no_beta, "Beta is left out.", *_SCALE),
    }


INFERENCE = _outputs("batch_norm_inference", lambda wrong: wrong) | {
    "batch": Mistake(
        "batch_norm_inference-batch-statistics",
        "bn-mode",
        _batch_statistics,
        "Your function normalises with the statistics of the batch; inference uses the moving ones.",
        "At inference the result of one image must not depend on the others, and a batch may be a single image.",
        "Use moving_mean and moving_variance; no mean() and no var().",
    ),
    "batch-mean": Mistake(
        "batch_norm_inference-batch-mean",
        "bn-mode",
        _mean_only_of_batch,
        "Your function subtracts the mean of the batch; inference subtracts the moving mean.",
        "At inference the result of one image must not depend on the others.",
        "Use moving_mean.",
    ),
}


TRAIN = _outputs("batch_norm_train", lambda wrong: _training(_of_the_batch(wrong))) | {
    "bessel": Mistake(
        "batch_norm_train-unbiased-variance",
        "bn-variance",
        _training(_over((0, 1, 2), ddof=1)),
        "Your function divides the squares by n - 1 where it normalises; batch normalisation divides by n.",
        "The variance of the batch is not an estimate here but the spread that is divided away: the biased one.",
        "Look for ddof=1, or a division by n - 1.",
    ),
    "batch-axis": Mistake(
        "batch_norm_train-over-the-batch-only",
        "bn-axis",
        _training(_over((0,))),
        "Your function takes mean and variance over the batch only, one pair for each pixel and channel.",
        "After a convolution all positions of a channel share its statistics: axes 0, 1 and 2.",
        "Use axis=(0, 1, 2).",
    ),
    "image-axis": Mistake(
        "batch_norm_train-over-each-image",
        "bn-axis",
        _training(_over((1, 2))),
        "Your function takes mean and variance over each image on its own.",
        "That is instance normalisation; batch normalisation takes them over the batch too.",
        "Use axis=(0, 1, 2).",
    ),
    "all-axes": Mistake(
        "batch_norm_train-over-channels-too",
        "bn-axis",
        _training(_over((0, 1, 2, 3))),
        "Your function takes one mean and one variance over all channels together.",
        "Every channel is a feature of its own, with its own statistics.",
        "Use axis=(0, 1, 2).",
    ),
    "mode": Mistake(
        "batch_norm_train-moving-statistics",
        "bn-mode",
        _training(batch_norm_inference),
        "Your function normalises with the moving statistics; training uses those of the batch.",
        "The moving statistics are gathered in training and used at inference.",
        "Use the mean and the variance of the batch for the outputs.",
    ),
    "momentum": Mistake(
        "batch_norm_train-momentum-swapped",
        "bn-momentum",
        _momentum_swapped,
        "Your function gives the new value the weight `momentum`; it is the weight of the old one.",
        "In Keras moving = momentum * moving + (1 - momentum) * batch; PyTorch's momentum is the other weight.",
        "Exchange the two weights.",
    ),
    "not-moved": Mistake(
        "batch_norm_train-not-moved",
        "bn-momentum",
        _not_moved,
        "Your function returns the moving statistics unchanged.",
        "moving = momentum * moving + (1 - momentum) * batch, for mean and variance.",
        "See what is returned beside the outputs.",
    ),
    "batch-returned": Mistake(
        "batch_norm_train-returns-batch-statistics",
        "bn-momentum",
        _returns_batch,
        "Your function returns the statistics of the batch in place of the moving ones.",
        "moving = momentum * moving + (1 - momentum) * batch: the old values keep most of the weight.",
        "See what is returned beside the outputs.",
    ),
    "default-momentum": Mistake(
        "batch_norm_train-default-momentum",
        "bn-momentum",
        _default_momentum,
        "Your default for momentum is 0.9; the course's, and Keras's, is 0.99.",
        "The default decides how slowly the moving statistics follow.",
        "Look at the line of the def.",
    ),
    "moving-bessel": Mistake(
        "batch_norm_train-moving-variance-unbiased",
        "bn-variance",
        _moving_bessel,
        "Your function moves the variance towards the one divided by n - 1; the course and Keras 3 take the other.",
        "TensorFlow's fused_batch_norm and PyTorch do take the unbiased one: conventions differ here.",
        "Use the same variance for the outputs and for moving_variance.",
    ),
    "moving-sigma": Mistake(
        "batch_norm_train-moving-sigma",
        "bn-variance",
        _moving_sigma,
        "Your function moves the variance towards sigma, its root.",
        "moving_variance is a variance, without the root and without epsilon.",
        "See what is returned as the third value.",
    ),
}

BATCH_NORM_INFERENCE = tuple(INFERENCE.values())
BATCH_NORM_TRAIN = tuple(TRAIN.values())
