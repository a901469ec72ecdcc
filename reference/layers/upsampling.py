"""Upsampling: maps grow by a whole factor, without weights."""

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import Array, as_floating, as_grad, require_images


def upsample_nearest(images: Array, factor: int) -> Array:
    """Repeat every pixel ``factor`` times, downwards and to the right.

        outputs[n, i, j, c] = images[n, i // factor, j // factor, c]

    Arguments: images (batch, height, width, channels). Returns (batch, height * factor, width * factor, channels).

    Raises:
        ValueError: images have other axes, or ``factor`` is not a positive whole number.

    Source: Keras's API documentation, ``UpSampling2D``.

    >>> import numpy as np
    >>> upsample_nearest(np.array([[1.0, 2.0]]).reshape(1, 1, 2, 1), 2).reshape(2, 4)
    array([[1., 1., 2., 2.],
           [1., 1., 2., 2.]])
    """
    images, factor = _fit(images, factor)
    return images.repeat(factor, axis=1).repeat(factor, axis=2)


def upsample_nearest_backward(grad: Array, images: Array, factor: int) -> Array:
    """Gradient of the repetition: every pixel gets the sum over the square it became.

        images gradient[n, i, j, c] = sum over p, q < factor of grad[n, i * factor + p, j * factor + q, c]

    Arguments: grad (batch, height * factor, width * factor, channels); the others as for :func:`upsample_nearest`.
    Returns an array of the shape of images.

    Raises:
        ValueError: the shapes do not fit together, or ``factor`` is not a positive whole number.

    Source: Keras's API documentation, ``UpSampling2D``.

    >>> import numpy as np
    >>> upsample_nearest_backward(np.arange(8.0).reshape(1, 2, 4, 1), np.zeros((1, 1, 2, 1)), 2).ravel()
    array([10., 18.])
    """
    images, factor = _fit(images, factor)
    batch, height, width, channels = images.shape
    grad = as_grad(grad, images, (batch, height * factor, width * factor, channels))
    gradient: Array = grad.reshape(batch, height, factor, width, factor, channels).sum(axis=(2, 4))
    return gradient


def upsample_bilinear(images: Array, factor: int) -> Array:
    """Interpolate linearly between neighbouring pixels, first down the rows, then along the columns.

        centre(i)           = (i + 1/2) / factor - 1/2, moved to the nearest pixel where it lies outside the image
        outputs[n, i, j, c] = sum over a, b of max(0, 1 - |centre(i) - a|) * max(0, 1 - |centre(j) - b|)
                                               * images[n, a, b, c]

    Pixels are squares with their values at the centres ("half-pixel centres"); see :mod:`reference.conventions`.

    Arguments: images (batch, height, width, channels). Returns (batch, height * factor, width * factor, channels).

    Raises:
        ValueError: images have other axes, or ``factor`` is not a positive whole number.

    Source: TensorFlow's API documentation, ``tf.image.resize``.

    >>> import numpy as np
    >>> upsample_bilinear(np.array([[0.0, 4.0]]).reshape(1, 1, 2, 1), 2).reshape(2, 4)
    array([[0., 1., 3., 4.],
           [0., 1., 3., 4.]])
    """
    images, factor = _fit(images, factor)
    _, height, width, _ = images.shape
    rows, columns = _weights(height, factor).astype(images.dtype), _weights(width, factor).astype(images.dtype)
    outputs: Array = np.einsum("ia,nabc,jb->nijc", rows, images, columns, optimize=True)
    return outputs


def upsample_bilinear_backward(grad: Array, images: Array, factor: int) -> Array:
    """Gradient of the interpolation: every output gives its gradient to the pixels it was mixed from, in their shares.

        images gradient[n, a, b, c] = sum over i, j of max(0, 1 - |centre(i) - a|) * max(0, 1 - |centre(j) - b|)
                                                       * grad[n, i, j, c]

    with the centres of :func:`upsample_bilinear`.

    Arguments: grad (batch, height * factor, width * factor, channels); the others as for :func:`upsample_bilinear`.
    Returns an array of the shape of images.

    Raises:
        ValueError: the shapes do not fit together, or ``factor`` is not a positive whole number.

    Source: TensorFlow's API documentation, ``tf.image.resize``, differentiated.

    >>> import numpy as np
    >>> upsample_bilinear_backward(np.ones((1, 2, 4, 1)), np.zeros((1, 1, 2, 1)), 2).ravel()
    array([4., 4.])
    """
    images, factor = _fit(images, factor)
    batch, height, width, channels = images.shape
    grad = as_grad(grad, images, (batch, height * factor, width * factor, channels))
    rows, columns = _weights(height, factor).astype(images.dtype), _weights(width, factor).astype(images.dtype)
    gradient: Array = np.einsum("ia,nijc,jb->nabc", rows, grad, columns, optimize=True)
    return gradient


def _fit(images: Array, factor: int) -> tuple[Array, int]:
    images = as_floating("images", images)
    require_images(images)
    return images, whole_number("factor", factor)


def _weights(size: int, factor: int) -> Array:
    """Return the share of each pixel in each output along one axis: (size * factor, size)."""
    centres = (np.arange(size * factor) + 0.5) / factor - 0.5
    distances = np.abs(centres.clip(0, size - 1)[:, None] - np.arange(size))
    shares: Array = np.maximum(0, 1 - distances)
    return shares
