"""Depthwise convolution: every channel is convolved on its own, with kernels of its own.

It mixes the pixels of a channel and never two channels; MobileNet lets a 1x1 convolution mix those afterwards, which
takes far fewer multiplications than doing both at once.
"""

import numpy as np

from reference.arguments import IntOrPair
from reference.layers.arrays import Array, as_floating, as_grad, as_type_of, require_images, require_rank, require_shape
from reference.layers.windows import Windows, windows_over

KERNEL_AXES = ("height", "width", "channels", "depth multiplier")


def depthwise_conv2d(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> Array:
    """Convolve every channel of the images with its own kernels.

        outputs[n, i, j, c * multiplier + m] = bias[c * multiplier + m]
            + sum over p, q of padded[n, i * strides + p * dilation_rate, j * strides + q * dilation_rate, c]
                               * kernel[p, q, c, m]

    It is :func:`reference.layers.conv2d` with as many groups as channels and the kernel laid out as
    (height, width, 1, channels * depth multiplier).

    Arguments: images (batch, height, width, channels), kernel (height, width, channels, depth multiplier), bias
    (channels * depth multiplier,). The outputs of a channel stand together, as in TensorFlow and Keras.
    Returns (batch, output height, output width, channels * depth multiplier), in the floating-point type of the images.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Howard et al., "MobileNets", 2017, section 3.1, eq. 3; TensorFlow's API documentation,
    ``tf.nn.depthwise_conv2d``.

    Two kernels for each of two channels; one doubles, the other negates:

    >>> import numpy as np
    >>> pixel, kernel = np.array([3.0, 5.0]).reshape(1, 1, 1, 2), np.array([[2.0, -1.0], [2.0, -1.0]])
    >>> depthwise_conv2d(pixel, kernel.reshape(1, 1, 2, 2)).ravel()
    array([ 6., -3., 10., -5.])
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    windows = _fit(images, kernel, strides, padding, dilation_rate)
    padded = windows.pad(images, 0)
    by_channel = np.zeros(_by_channel(images, windows, kernel), images.dtype)
    for row, column, seen in windows.positions():
        by_channel += padded[seen][..., None] * kernel[row, column]
    outputs: Array = by_channel.reshape(*by_channel.shape[:3], -1)
    if bias is not None:
        bias = as_type_of(images, "bias", bias)
        require_shape("bias", bias, outputs.shape[3:])
        outputs += bias
    return outputs


def depthwise_conv2d_backward(
    grad: Array,
    images: Array,
    kernel: Array,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> tuple[Array, Array, Array]:
    """Gradients of a depthwise convolution with respect to its images, its kernel and its bias.

        kernel gradient[p, q, c, m] = sum over n, i, j of the pixel under (p, q) * grad[n, i, j, c * multiplier + m]
        images gradient             = sum over m of grad * kernel[p, q, c, m], added to the pixel under (p, q)
        bias gradient               = sum of grad over batch, height and width

    Arguments: grad (batch, output height, output width, channels * depth multiplier), the gradient with respect to
    the outputs; the others as for :func:`depthwise_conv2d`. Returns arrays of the shapes of images, kernel and bias.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Howard et al., "MobileNets", 2017, section 3.1, eq. 3, differentiated.

    >>> import numpy as np
    >>> pixel, kernel = np.array([3.0, 5.0]).reshape(1, 1, 1, 2), np.array([2.0, 4.0]).reshape(1, 1, 2, 1)
    >>> gradients = depthwise_conv2d_backward(np.array([1.0, 10.0]).reshape(1, 1, 1, 2), pixel, kernel)
    >>> [gradient.ravel().tolist() for gradient in gradients]
    [[2.0, 40.0], [3.0, 50.0], [1.0, 10.0]]
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    windows = _fit(images, kernel, strides, padding, dilation_rate)
    by_channel = _by_channel(images, windows, kernel)
    grad = as_grad(grad, images, (*by_channel[:3], by_channel[3] * by_channel[4]))
    grads = grad.reshape(by_channel)
    padded = windows.pad(images, 0)
    for_padded, for_kernel = np.zeros_like(padded), np.zeros_like(kernel)
    for row, column, seen in windows.positions():
        # += and not =: windows that overlap share this pixel.
        for_padded[seen] += np.einsum("nijcm,cm->nijc", grads, kernel[row, column])
        for_kernel[row, column] = np.einsum("nijc,nijcm->cm", padded[seen], grads)
    return windows.unpad(for_padded), for_kernel, grad.sum(axis=(0, 1, 2))


def _fit(images: Array, kernel: Array, strides: IntOrPair, padding: str, dilation_rate: IntOrPair) -> Windows:
    require_images(images)
    require_rank("kernel", kernel, KERNEL_AXES)
    if kernel.shape[2] != images.shape[3] or kernel.shape[3] == 0:
        raise ValueError(
            "kernel must have the shape (height, width, channels, depth multiplier). "
            f"Received: kernel of shape {kernel.shape}, images with {images.shape[3]} channels"
        )
    return windows_over(images.shape[1:3], "kernel_size", kernel.shape[:2], strides, padding, dilation_rate)


def _by_channel(images: Array, windows: Windows, kernel: Array) -> tuple[int, int, int, int, int]:
    """Shape of the outputs with an axis for the channels and one for the kernels of a channel."""
    return images.shape[0], windows.rows.outputs, windows.columns.outputs, kernel.shape[2], kernel.shape[3]
