"""Batch normalisation: every channel is given a mean and a spread of its own, which are learnt.

In training the statistics are those of the batch, in inference the moving ones; a block puts it after the
convolution and before the activation.
"""

import numpy as np

from reference.arguments import real_number
from reference.layers.arrays import Array, as_floating, as_grad, as_type_of, require_shape, require_some


def batch_norm_train(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    momentum: float = 0.99,
    epsilon: float = 1e-3,
) -> tuple[Array, Array, Array]:
    """Normalise each channel with the batch's statistics, and move the moving statistics towards them.

        mean, variance = over batch, height and width; the variance divides by their number (biased)
        outputs         = gamma * (images - mean) / sqrt(variance + epsilon) + beta
        moving_mean     = momentum * moving_mean     + (1 - momentum) * mean
        moving_variance = momentum * moving_variance + (1 - momentum) * variance

    What ``momentum`` weighs, which variance is kept and where epsilon stands differs between frameworks; see
    :mod:`reference.conventions`.

    Arguments: images (batch, height, width, channels), or any axes before the channels; the others (channels,).
    Returns (outputs, moving_mean, moving_variance), all new: no argument is changed.

    Raises:
        ValueError: gamma, beta or a moving statistic has another shape than (channels,), a moving variance or epsilon
            is negative, momentum is not from 0 to 1, or there are no images.

    Source: Ioffe & Szegedy, "Batch Normalization", ICML 2015, algorithm 1; Keras's API documentation,
    ``BatchNormalization``.

    >>> import numpy as np
    >>> images = np.array([1.0, 3.0, 5.0, 7.0]).reshape(1, 2, 2, 1)
    >>> one, zero = np.ones(1), np.zeros(1)
    >>> outputs, mean, variance = batch_norm_train(images, one, zero, zero, one, momentum=0.9, epsilon=0)
    >>> outputs.ravel().round(3), mean, variance  # the batch has mean 4 and variance 5
    (array([-1.342, -0.447,  0.447,  1.342]), array([0.4]), array([1.4]))

    Whatever the images were, beta is the mean of the outputs and abs(gamma) their standard deviation:

    >>> outputs, _, _ = batch_norm_train(images, np.array([-3.0]), np.array([2.0]), zero, one, epsilon=0)
    >>> round(outputs.mean(), 6), round(outputs.std(), 6)
    (np.float64(2.0), np.float64(3.0))
    """
    images, momentum = _images(images), real_number("momentum", momentum, largest=1)
    moving_mean = as_floating("moving_mean", moving_mean)
    moving_variance = as_floating("moving_variance", moving_variance)
    mean, variance = _statistics(images)
    require_shape("moving_mean", moving_mean, mean.shape)
    require_shape("moving_variance", moving_variance, mean.shape)
    return (
        batch_norm_inference(images, gamma, beta, mean, variance, epsilon),
        momentum * moving_mean + (1 - momentum) * mean.astype(moving_mean.dtype),
        momentum * moving_variance + (1 - momentum) * variance.astype(moving_variance.dtype),
    )


def batch_norm_inference(
    images: Array,
    gamma: Array,
    beta: Array,
    moving_mean: Array,
    moving_variance: Array,
    epsilon: float = 1e-3,
) -> Array:
    """Normalise each channel with the moving statistics, never with those of the batch.

        outputs = gamma * (images - moving_mean) / sqrt(moving_variance + epsilon) + beta

    Arguments and errors as for :func:`batch_norm_train`. Returns an array of the shape of images.

    Source: Ioffe & Szegedy, "Batch Normalization", ICML 2015, algorithm 2.

    >>> import numpy as np
    >>> batch_norm_inference(np.array([[5.0]]), np.array([2.0]), np.array([1.0]), np.array([3.0]), np.array([4.0]), 0)
    array([[3.]])
    """
    images = _images(images)
    gamma, beta = as_type_of(images, "gamma", gamma), as_type_of(images, "beta", beta)
    moving_mean, sigma = as_type_of(images, "moving_mean", moving_mean), _sigma(images, moving_variance, epsilon)
    for name, values in (("gamma", gamma), ("beta", beta), ("moving_mean", moving_mean), ("moving_variance", sigma)):
        require_shape(name, values, images.shape[-1:])
    outputs: Array = gamma * ((images - moving_mean) / sigma) + beta
    return outputs


def batch_norm_backward(grad: Array, images: Array, gamma: Array, epsilon: float = 1e-3) -> tuple[Array, Array, Array]:
    """Gradients of batch normalisation in training, with respect to images, gamma and beta.

        normalized      = (images - mean) / sigma,   sigma = sqrt(variance + epsilon)
        images gradient = gamma / sigma * (grad - mean(grad) - normalized * mean(grad * normalized))
        gamma gradient  = sum(grad * normalized)
        beta gradient   = sum(grad)

    Means and sums go over batch, height and width. The two subtracted means are there because the batch's own
    statistics depend on every image.

    Arguments: grad and images (batch, height, width, channels), gamma (channels,).
    Returns arrays of the shapes of images, gamma and beta.

    Raises:
        ValueError: the shapes do not fit together.

    Source: Ioffe & Szegedy, "Batch Normalization", ICML 2015, section 3.

    Adding the same to every image changes nothing, so the gradients of a channel sum to zero:

    >>> import numpy as np
    >>> images, grad = np.array([[1.0], [3.0], [8.0]]), np.array([[1.0], [0.0], [0.0]])
    >>> for_images, for_gamma, for_beta = batch_norm_backward(grad, images, np.ones(1), epsilon=0)
    >>> for_images.ravel().round(3), for_gamma.round(3), for_beta
    (array([ 0.109, -0.152,  0.044]), array([-1.019]), array([1.]))
    """
    images = _images(images)
    gamma = as_type_of(images, "gamma", gamma)
    grad = as_grad(grad, images, images.shape)
    require_shape("gamma", gamma, images.shape[-1:])
    mean, variance = _statistics(images)
    sigma = _sigma(images, variance, epsilon)
    normalized = (images - mean.astype(images.dtype)) / sigma
    grad_sum, product_sum = _channel_sum(grad), _channel_sum(grad * normalized)
    number = images.size // images.shape[-1]
    centred = grad - grad_sum / number - normalized * (product_sum / number)
    return gamma / sigma * centred, product_sum, grad_sum


def batch_norm_inference_backward(
    grad: Array,
    images: Array,
    gamma: Array,
    moving_mean: Array,
    moving_variance: Array,
    epsilon: float = 1e-3,
) -> tuple[Array, Array, Array]:
    """Gradients of batch normalisation in inference, with respect to images, gamma and beta.

        images gradient = grad * gamma / sigma,   sigma = sqrt(moving_variance + epsilon)
        gamma gradient  = sum(grad * (images - moving_mean) / sigma)
        beta gradient   = sum(grad)

    Here the statistics are constants: this is what a network computes whose normalisation is frozen.

    Arguments and errors as for :func:`batch_norm_backward` and :func:`batch_norm_inference`.

    Source: Ioffe & Szegedy, "Batch Normalization", ICML 2015, algorithm 2.

    >>> import numpy as np
    >>> three, four = np.array([3.0]), np.array([4.0])
    >>> batch_norm_inference_backward(np.array([[1.0]]), np.array([[5.0]]), three, three, four, epsilon=0)
    (array([[1.5]]), array([1.]), array([1.]))
    """
    images = _images(images)
    gamma = as_type_of(images, "gamma", gamma)
    grad = as_grad(grad, images, images.shape)
    ones, zeros = np.ones_like(gamma), np.zeros_like(gamma)
    normalized = batch_norm_inference(images, ones, zeros, moving_mean, moving_variance, epsilon)
    sigma = _sigma(images, moving_variance, epsilon)
    return grad * (gamma / sigma), _channel_sum(grad * normalized), _channel_sum(grad)


def _images(images: Array) -> Array:
    images = as_floating("images", images)
    if images.shape[-1:] in {(), (0,)}:
        raise ValueError(f"images must have at least one channel. Received: images of shape {images.shape}")
    return images


def _statistics(images: Array) -> tuple[Array, Array]:
    require_some("images", images)
    # In float64: a float32 sum over all the pixels of a batch loses digits that a moving mean then keeps for good.
    axes = tuple(range(images.ndim - 1))
    return images.mean(axis=axes, dtype=np.float64), images.var(axis=axes, dtype=np.float64)


def _sigma(images: Array, variance: Array, epsilon: float) -> Array:
    variance = as_floating("moving_variance", variance)
    if (variance < 0).any():
        raise ValueError(f"moving_variance must not be negative. Received: moving_variance with {variance.min()}")
    return np.sqrt(variance + real_number("epsilon", epsilon)).astype(images.dtype)


def _channel_sum(values: Array) -> Array:
    total: Array = values.sum(axis=tuple(range(values.ndim - 1)), dtype=np.float64)
    return total.astype(values.dtype)
