"""Convolution: the same small kernel, slid over all of the image.

The windows under the kernel are laid out as the rows of a matrix (im2col); the convolution is then one matrix
product, and so are both of its gradients.
"""

import numpy as np

from reference.arguments import IntOrPair, whole_number
from reference.layers.arrays import Array, as_floating, as_grad, as_type_of, require_images, require_rank, require_shape
from reference.layers.windows import Windows, windows_over

KERNEL_AXES = ("height", "width", "input channels", "filters")


def conv2d(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
    groups: int = 1,
) -> Array:
    """Convolve images with a kernel.

        outputs[n, i, j, f] = bias[f]
            + sum over p, q, c of padded[n, i * strides + p * dilation_rate, j * strides + q * dilation_rate, c]
                                  * kernel[p, q, c, f]

    The kernel is not flipped: mathematicians call this cross-correlation; see :mod:`reference.conventions`.

    Arguments: images (batch, height, width, channels), kernel (height, width, channels / groups, filters), bias
    (filters,). With ``groups`` the channels and the filters are cut into as many equal parts, in order, and part g
    of the filters sees part g of the channels only.
    Returns (batch, output height, output width, filters), in the floating-point type of the images.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 9.1, eq. 9.6; TensorFlow's API
    documentation, ``tf.nn.convolution``.

    The sums of the three rows are 1, -3 and 2; the bias adds 1:

    >>> import numpy as np
    >>> window = np.array([[1, 0, 2], [5, 4, 2], [3, 4, 5]]).reshape(1, 3, 3, 1)
    >>> kernel = np.array([[-1, 0, 1]] * 3).reshape(3, 3, 1, 1)
    >>> conv2d(window, kernel, bias=np.array([1])).item()
    1.0
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    windows = _fit(images, kernel, strides, padding, dilation_rate, groups)
    by_group = _group_windows(images, windows, groups) @ _group_kernel(kernel, groups)
    outputs: Array = np.moveaxis(by_group, 0, 1).reshape(_output_shape(images, windows, kernel))
    if bias is not None:
        bias = as_type_of(images, "bias", bias)
        require_shape("bias", bias, outputs.shape[3:])
        outputs += bias
    return outputs


def conv2d_backward(
    grad: Array,
    images: Array,
    kernel: Array,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
    groups: int = 1,
) -> tuple[Array, Array, Array]:
    """Gradients of a convolution with respect to its images, its kernel and its bias.

        columns = windows of the images as rows of a matrix
        kernel gradient = columns transposed @ grad
        images gradient = grad @ kernel transposed, every value added to the pixel it was read from
        bias gradient   = sum of grad over batch, height and width

    Arguments: grad (batch, output height, output width, filters), the gradient with respect to the outputs; the
    others as for :func:`conv2d`. Returns arrays of the shapes of images, kernel and bias.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 9.5, eq. 9.11 and 9.13.

    >>> import numpy as np
    >>> window, kernel = np.arange(9.0).reshape(1, 3, 3, 1), np.ones((3, 3, 1, 1))
    >>> for_images, for_kernel, for_bias = conv2d_backward(np.full((1, 1, 1, 1), 2.0), window, kernel)
    >>> for_kernel.reshape(3, 3)  # each weight is as important as the pixel under it
    array([[ 0.,  2.,  4.],
           [ 6.,  8., 10.],
           [12., 14., 16.]])
    >>> for_images.sum(), for_bias
    (np.float64(18.0), array([2.]))
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    windows = _fit(images, kernel, strides, padding, dilation_rate, groups)
    grad = as_grad(grad, images, _output_shape(images, windows, kernel))
    return (
        images_gradient(grad, kernel, windows, groups),
        kernel_gradient(grad, images, windows, groups).reshape(kernel.shape),
        grad.sum(axis=(0, 1, 2)),
    )


def images_gradient(grad: Array, kernel: Array, windows: Windows, groups: int = 1) -> Array:
    """Add the gradient of every output value, times the kernel, to the pixels under its window.

    A transposed convolution is this alone. Arguments as for :func:`conv2d_backward`; the windows lie over the images.
    Returns (batch, height, width, channels).
    """
    batch, rows, columns, channels = len(grad), windows.rows, windows.columns, kernel.shape[2] * groups
    by_group = _by_group(grad, groups) @ _group_kernel(kernel, groups).transpose(0, 2, 1)
    under_windows = by_group.reshape(groups, batch, rows.outputs, columns.outputs, *kernel.shape[:3])
    total = np.zeros(windows.padded_shape(batch, channels), grad.dtype)
    parts = np.moveaxis(total.reshape(*total.shape[:3], groups, kernel.shape[2]), 3, 0)
    for row, column, seen in windows.positions():
        # += and not =: windows that overlap share this pixel.
        parts[:, *seen] += under_windows[:, :, :, :, row, column]
    return windows.unpad(total)


def kernel_gradient(grad: Array, images: Array, windows: Windows, groups: int = 1) -> Array:
    """Multiply every pixel with the gradients of the outputs it went into, summed by its place under the kernel.

    Arguments as for :func:`conv2d_backward`; the windows lie over the images.
    Returns (weights of one filter, filters), the kernel with its first three axes as one.
    """
    gradients = _group_windows(images, windows, groups).transpose(0, 2, 1) @ _by_group(grad, groups)
    return np.moveaxis(gradients, 0, 1).reshape(-1, grad.shape[3])


def _fit(
    images: Array, kernel: Array, strides: IntOrPair, padding: str, dilation_rate: IntOrPair, groups: int
) -> Windows:
    require_images(images)
    require_rank("kernel", kernel, KERNEL_AXES)
    groups = whole_number("groups", groups)
    channels, filters = images.shape[3], kernel.shape[3]
    if kernel.shape[2] * groups != channels or filters == 0 or filters % groups:
        raise ValueError(
            "kernel must have the shape (height, width, channels / groups, filters), with filters a multiple of "
            f"groups. Received: kernel of shape {kernel.shape}, images with {channels} channels, groups={groups}"
        )
    return windows_over(images.shape[1:3], "kernel_size", kernel.shape[:2], strides, padding, dilation_rate)


def _output_shape(images: Array, windows: Windows, kernel: Array) -> tuple[int, int, int, int]:
    return images.shape[0], windows.rows.outputs, windows.columns.outputs, kernel.shape[3]


def _group_windows(images: Array, windows: Windows, groups: int) -> Array:
    """Return the windows as one matrix per group: (groups, windows, weights of one filter)."""
    view = windows.view(windows.pad(images, 0))
    batch, height, width, rows, columns, channels = view.shape
    depth = channels // groups
    parts = np.moveaxis(view.reshape(batch, height, width, rows, columns, groups, depth), 5, 0)
    return parts.reshape(groups, batch * height * width, rows * columns * depth)


def _group_kernel(kernel: Array, groups: int) -> Array:
    """Return the kernel as one matrix per group: (groups, weights of one filter, filters / groups)."""
    rows, columns, depth, filters = kernel.shape
    return np.moveaxis(kernel.reshape(rows * columns * depth, groups, filters // groups), 1, 0)


def _by_group(grad: Array, groups: int) -> Array:
    """Return the gradient as one matrix per group: (groups, windows, filters / groups)."""
    return np.moveaxis(grad.reshape(-1, groups, grad.shape[3] // groups), 1, 0)
