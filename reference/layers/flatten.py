"""Flatten: the step from maps to a dense layer."""

import math

from reference.layers.arrays import Array, as_numbers, require_shape


def flatten(images: Array) -> Array:
    """Lay out each image as one row; the batch stays the first axis.

        (batch, height, width, channels) -> (batch, height * width * channels)

    The channels of a pixel stay together; see :mod:`reference.conventions`.

    Raises:
        ValueError: images have no axis at all.

    Source: Keras's API documentation, ``Flatten``.

    >>> import numpy as np
    >>> flatten(np.arange(12).reshape(2, 1, 3, 2))
    array([[ 0,  1,  2,  3,  4,  5],
           [ 6,  7,  8,  9, 10, 11]])
    """
    images = _batch(images)
    return images.reshape(images.shape[0], math.prod(images.shape[1:]))


def flatten_backward(grad: Array, images: Array) -> Array:
    """Gradient of flatten: the rows take the shape of the images again.

    Raises:
        ValueError: grad has another shape than the flattened images.

    Source: Keras's API documentation, ``Flatten``.

    >>> import numpy as np
    >>> flatten_backward(np.arange(4.0).reshape(1, 4), np.zeros((1, 2, 2, 1))).shape
    (1, 2, 2, 1)
    """
    grad, images = as_numbers("grad", grad), _batch(images)
    require_shape("grad", grad, (images.shape[0], math.prod(images.shape[1:])))
    return grad.reshape(images.shape)


def _batch(images: Array) -> Array:
    images = as_numbers("images", images)
    if images.ndim == 0:
        raise ValueError(f"images must have the batch as their first axis. Received: images={images}")
    return images
