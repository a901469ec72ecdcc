"""Upsampling: maps grow by a whole factor, without weights."""

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import IMAGE_AXES, Array, as_floating, require_rank


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
    images, factor = as_floating(images), whole_number("factor", factor)
    require_rank("images", images, IMAGE_AXES)
    return images.repeat(factor, axis=1).repeat(factor, axis=2)


def upsample_bilinear(images: Array, factor: int) -> Array:
    """Interpolate linearly between neighbouring pixels, first down the rows, then along the columns.

        centre(i)           = (i + 1/2) / factor - 1/2, moved to the nearest pixel where it lies outside the image
        outputs[n, i, j, c] = sum over a, b of max(0, 1 - |centre(i) - a|) * max(0, 1 - |centre(j) - b|)
                                               * images[n, a, b, c]

    Pixels are squares with their values at the centres ("half-pixel centres"), as in ``tf.image.resize`` and Keras;
    TensorFlow 1 put the values at the corners, which shifts the image.

    Arguments: images (batch, height, width, channels). Returns (batch, height * factor, width * factor, channels).

    Raises:
        ValueError: images have other axes, or ``factor`` is not a positive whole number.

    Source: TensorFlow's API documentation, ``tf.image.resize``.

    >>> import numpy as np
    >>> upsample_bilinear(np.array([[0.0, 4.0]]).reshape(1, 1, 2, 1), 2).reshape(2, 4)
    array([[0., 1., 3., 4.],
           [0., 1., 3., 4.]])
    """
    images, factor = as_floating(images), whole_number("factor", factor)
    require_rank("images", images, IMAGE_AXES)
    rows = _weights(images.shape[1], factor).astype(images.dtype)
    columns = _weights(images.shape[2], factor).astype(images.dtype)
    outputs: Array = np.einsum("ia,nabc,jb->nijc", rows, images, columns, optimize=True)
    return outputs


def _weights(size: int, factor: int) -> Array:
    """Return the share of each pixel in each output along one axis: (size * factor, size)."""
    centres = (np.arange(size * factor) + 0.5) / factor - 0.5
    distances = np.abs(centres.clip(0, size - 1)[:, None] - np.arange(size))
    shares: Array = np.maximum(0, 1 - distances)
    return shares
