"""Pooling: each window becomes one value, its largest or its mean.

Max pooling keeps texture, average pooling keeps background.
"""

import numpy as np

from reference.arguments import IntOrPair
from reference.layers.arrays import Array, as_floating, as_grad, require_images
from reference.layers.windows import Windows, windows_over


def max_pool2d(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    """Keep the largest value of each window, channel by channel.

        outputs[n, i, j, c] = max over p, q of padded[n, i * strides + p, j * strides + q, c]

    ``strides`` default to ``pool_size``. "same" pads with minus infinity, so that the padding never wins.

    Arguments: images (batch, height, width, channels). Returns (batch, output height, output width, channels).

    Raises:
        ValueError: images have other axes, or an option is out of range.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 9.3; TensorFlow's API documentation,
    ``tf.nn.max_pool2d``.

    >>> import numpy as np
    >>> max_pool2d(np.arange(16.0).reshape(1, 4, 4, 1)).reshape(2, 2)
    array([[ 5.,  7.],
           [13., 15.]])
    >>> max_pool2d(np.full((1, 3, 3, 1), -5.0), padding="same").max()  # zeros at the border would win
    np.float64(-5.0)
    """
    images = as_floating("images", images)
    windows = _fit(images, pool_size, strides, padding)
    return _largest(images, windows)[0]


def max_pool2d_backward(
    grad: Array,
    images: Array,
    pool_size: IntOrPair = 2,
    strides: IntOrPair | None = None,
    padding: str = "valid",
) -> Array:
    """Gradient of max pooling: each window passes its gradient on to its largest pixel alone.

        images gradient[pixel] = sum of grad over the windows in which this pixel is the largest

    Of equal pixels the first in reading order counts as the largest, as in TensorFlow's kernel.

    Arguments: grad (batch, output height, output width, channels); the others as for :func:`max_pool2d`.
    Returns an array of the shape of images.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: TensorFlow's API documentation, ``tf.raw_ops.MaxPoolGrad``.

    >>> import numpy as np
    >>> image = np.array([[1.0, 9.0], [3.0, 2.0]]).reshape(1, 2, 2, 1)
    >>> max_pool2d_backward(np.full((1, 1, 1, 1), 5.0), image).reshape(2, 2)
    array([[0., 5.],
           [0., 0.]])
    """
    images = as_floating("images", images)
    windows = _fit(images, pool_size, strides, padding)
    largest, winners = _largest(images, windows)
    grad = as_grad(grad, images, largest.shape)
    total = np.zeros(windows.padded_shape(images.shape[0], images.shape[3]), images.dtype)
    for position, (_, _, seen) in enumerate(windows.positions()):
        # += and not =: windows that overlap can share their largest pixel.
        total[seen] += np.where(winners == position, grad, 0)
    return windows.unpad(total)


def avg_pool2d(
    images: Array, pool_size: IntOrPair = 2, strides: IntOrPair | None = None, padding: str = "valid"
) -> Array:
    """Keep the mean of each window, channel by channel.

        outputs[n, i, j, c] = sum of the window / number of its cells that lie on the image

    ``strides`` default to ``pool_size``. At a padded border the sum is divided by the cells that are really there; see
    :mod:`reference.conventions`.

    Arguments: images (batch, height, width, channels). Returns (batch, output height, output width, channels).

    Raises:
        ValueError: images have other axes, or an option is out of range.

    Source: TensorFlow's API documentation, ``tf.nn.avg_pool2d``.

    >>> import numpy as np
    >>> image = np.arange(9.0).reshape(1, 3, 3, 1)
    >>> avg_pool2d(image, padding="same").reshape(2, 2)  # the last corner is its own mean
    array([[2. , 3.5],
           [6.5, 8. ]])
    """
    images = as_floating("images", images)
    windows = _fit(images, pool_size, strides, padding)
    padded = windows.pad(images, 0)
    total = np.zeros(_output_shape(images, windows), images.dtype)
    for _, _, seen in windows.positions():
        total += padded[seen]
    return total / _real_cells(windows, images)


def avg_pool2d_backward(
    grad: Array,
    images: Array,
    pool_size: IntOrPair = 2,
    strides: IntOrPair | None = None,
    padding: str = "valid",
) -> Array:
    """Gradient of average pooling: each window shares its gradient equally among its real cells.

        images gradient[pixel] = sum over the windows with this pixel of grad / number of the window's real cells

    Arguments: grad (batch, output height, output width, channels); the others as for :func:`avg_pool2d`.
    Returns an array of the shape of images.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: TensorFlow's API documentation, ``tf.raw_ops.AvgPoolGrad``.

    >>> import numpy as np
    >>> avg_pool2d_backward(np.full((1, 1, 1, 1), 8.0), np.zeros((1, 2, 2, 1))).reshape(2, 2)
    array([[2., 2.],
           [2., 2.]])
    """
    images = as_floating("images", images)
    windows = _fit(images, pool_size, strides, padding)
    grad = as_grad(grad, images, _output_shape(images, windows))
    shares = grad / _real_cells(windows, images)
    total = np.zeros(windows.padded_shape(images.shape[0], images.shape[3]), images.dtype)
    for _, _, seen in windows.positions():
        total[seen] += shares
    return windows.unpad(total)


def global_average_pool2d(images: Array) -> Array:
    """Mean of each channel over height and width: (batch, height, width, channels) becomes (batch, channels).

        outputs[n, c] = sum over i, j of images[n, i, j, c] / (height * width)

    Raises:
        ValueError: images have other axes.

    Source: Lin, Chen & Yan, "Network In Network", ICLR 2014, section 3.2.

    >>> import numpy as np
    >>> global_average_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[3., 4.]])
    """
    images = as_floating("images", images)
    require_images(images)
    means: Array = images.mean(axis=(1, 2))
    return means


def global_average_pool2d_backward(grad: Array, images: Array) -> Array:
    """Gradient of global average pooling: every pixel gets the same share.

        images gradient[n, i, j, c] = grad[n, c] / (height * width)

    Arguments: grad (batch, channels), images (batch, height, width, channels). Returns the shape of images.

    Raises:
        ValueError: the shapes do not fit together.

    Source: Lin, Chen & Yan, "Network In Network", ICLR 2014, section 3.2.

    >>> import numpy as np
    >>> global_average_pool2d_backward(np.array([[8.0]]), np.zeros((1, 2, 2, 1))).reshape(2, 2)
    array([[2., 2.],
           [2., 2.]])
    """
    images = as_floating("images", images)
    require_images(images)
    batch, height, width, channels = images.shape
    grad = as_grad(grad, images, (batch, channels))
    return np.broadcast_to(grad[:, None, None] / (height * width), images.shape).copy()


def global_max_pool2d(images: Array) -> Array:
    """Largest value of each channel: (batch, height, width, channels) becomes (batch, channels).

        outputs[n, c] = max over i, j of images[n, i, j, c]

    Raises:
        ValueError: images have other axes.

    Source: Keras's API documentation, ``GlobalMaxPooling2D``.

    >>> import numpy as np
    >>> global_max_pool2d(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[6., 7.]])
    """
    images = as_floating("images", images)
    require_images(images)
    largest: Array = images.max(axis=(1, 2))
    return largest


def global_max_pool2d_backward(grad: Array, images: Array) -> Array:
    """Gradient of global max pooling: the largest pixels of a channel share it equally.

        images gradient[n, i, j, c] = grad[n, c] / number of largest pixels,  if images[n, i, j, c] is one of them

    The gradient of :func:`max_pool2d` goes to the first of equal pixels alone; see :mod:`reference.conventions`.

    Arguments: grad (batch, channels), images (batch, height, width, channels). Returns the shape of images.

    Raises:
        ValueError: the shapes do not fit together.

    Source: TensorFlow's API documentation, ``tf.math.reduce_max``.

    >>> import numpy as np
    >>> global_max_pool2d_backward(np.array([[8.0]]), np.array([[1.0, 5.0], [5.0, 2.0]]).reshape(1, 2, 2, 1)).ravel()
    array([0., 4., 4., 0.])
    """
    images = as_floating("images", images)
    largest = global_max_pool2d(images)
    grad = as_grad(grad, images, largest.shape)
    winners = images == largest[:, None, None]
    numbers = winners.sum(axis=(1, 2), keepdims=True, dtype=images.dtype)
    return np.where(winners, grad[:, None, None] / numbers, 0).astype(images.dtype, copy=False)


def _fit(images: Array, pool_size: IntOrPair, strides: IntOrPair | None, padding: str) -> Windows:
    require_images(images)
    return windows_over(images.shape[1:3], "pool_size", pool_size, pool_size if strides is None else strides, padding)


def _output_shape(images: Array, windows: Windows) -> tuple[int, int, int, int]:
    return images.shape[0], windows.rows.outputs, windows.columns.outputs, images.shape[3]


def _largest(images: Array, windows: Windows) -> tuple[Array, Array]:
    """Return the largest value of each window and its position in reading order."""
    padded = windows.pad(images, -np.inf)
    largest = np.full(_output_shape(images, windows), -np.inf, images.dtype)
    winners = np.zeros(largest.shape, int)
    for position, (_, _, seen) in enumerate(windows.positions()):
        better = padded[seen] > largest
        winners[better] = position
        np.maximum(largest, padded[seen], out=largest)
    return largest, winners


def _real_cells(windows: Windows, images: Array) -> Array:
    cells = np.outer(windows.rows.real_cells(), windows.columns.real_cells())
    return cells[:, :, None].astype(images.dtype)
