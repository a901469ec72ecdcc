"""Local response normalisation: channels side by side compete, as in AlexNet; batch normalisation has replaced it."""

import numpy as np

from reference.arguments import real_number, whole_number
from reference.layers.arrays import Array, as_floating, as_grad, require_images


def local_response_normalization(
    images: Array, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5
) -> Array:
    """Divide every value by the activity of the channels around it, at the same pixel.

        outputs[n, i, j, c] = images[n, i, j, c] / scale[n, i, j, c]^beta
        scale[n, i, j, c]   = bias + alpha * sum over d from c - depth_radius to c + depth_radius
                                             of images[n, i, j, d]^2,   as far as there are such channels

    The names and defaults are TensorFlow's. ``alpha`` multiplies the sum itself; other frameworks divide it by the
    number of channels in the window, see :mod:`reference.conventions`.

    Arguments: images (batch, height, width, channels). Returns an array of their shape.

    Raises:
        ValueError: images have other axes, ``depth_radius`` is not a whole number of at least 0, ``bias`` is not
            positive, or ``alpha`` or ``beta`` is negative.

    Source: Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NeurIPS
    2012, section 3.3; TensorFlow's API documentation, ``tf.nn.local_response_normalization``.

    The second channel sees all three, the outer ones two each:

    >>> import numpy as np
    >>> pixel = np.array([1.0, 2.0, 2.0]).reshape(1, 1, 1, 3)
    >>> local_response_normalization(pixel, depth_radius=1, bias=1, alpha=1, beta=1).ravel().round(3)
    array([0.167, 0.2  , 0.222])

    AlexNet's five neighbouring maps:

    >>> local_response_normalization(pixel, depth_radius=2, bias=2, alpha=1e-4, beta=0.75).ravel().round(3)
    array([0.594, 1.189, 1.189])
    """
    images = as_floating("images", images)
    beta = real_number("beta", beta)
    outputs: Array = images * _scale(images, depth_radius, bias, alpha) ** -beta
    return outputs


def local_response_normalization_backward(
    grad: Array, images: Array, depth_radius: int = 5, bias: float = 1, alpha: float = 1, beta: float = 0.5
) -> Array:
    """Gradient of local response normalisation: through the value itself, and through what it takes from the others.

        images gradient[c] = grad[c] * scale[c]^-beta
            - 2 * alpha * beta * images[c] * sum over d from c - depth_radius to c + depth_radius
                                             of grad[d] * images[d] * scale[d]^(-beta - 1)

    at every pixel, with the scale of :func:`local_response_normalization`.

    Arguments: grad of the shape of images; the others as for :func:`local_response_normalization`. Returns an array of
    the shape of images.

    Raises:
        ValueError: as :func:`local_response_normalization`, or grad has another shape than images.

    Source: Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NeurIPS
    2012, section 3.3, differentiated.

    One channel, x / (1 + x^2): the derivative (1 - x^2) / (1 + x^2)^2 is 0 at 1.

    >>> import numpy as np
    >>> local_response_normalization_backward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1)), beta=1).ravel()
    array([0.])
    """
    images = as_floating("images", images)
    beta = real_number("beta", beta)
    scale = _scale(images, depth_radius, bias, alpha)
    grad = as_grad(grad, images, images.shape)
    taken = _sum_of_neighbours(grad * images * scale ** (-beta - 1), depth_radius)
    gradient: Array = grad * scale**-beta - 2 * real_number("alpha", alpha) * beta * images * taken
    return gradient


def _scale(images: Array, depth_radius: int, bias: float, alpha: float) -> Array:
    require_images(images)
    depth_radius = whole_number("depth_radius", depth_radius, smallest=0)
    bias, alpha = real_number("bias", bias), real_number("alpha", alpha)
    if bias == 0:
        raise ValueError("bias must be positive, or a pixel without activity would be 0 / 0. Received: bias=0")
    scale: Array = bias + alpha * _sum_of_neighbours(images**2, depth_radius)
    return scale


def _sum_of_neighbours(values: Array, depth_radius: int) -> Array:
    """Sum over the channels at most ``depth_radius`` away; beyond the first and the last there is nothing."""
    channels = values.shape[-1]
    padded = np.pad(values, ((0, 0), (0, 0), (0, 0), (depth_radius, depth_radius)))
    total = np.zeros_like(values)
    for first in range(2 * depth_radius + 1):
        total += padded[..., first : first + channels]
    return total
