"""Transposed convolution: every pixel paints the kernel, and the map grows by the strides.

It is the images gradient of a convolution, taken for a layer of its own; networks that draw or segment enlarge their
maps with it. It is not the inverse: what a convolution has mixed, this does not take apart.
"""


from reference.arguments import IntOrPair, pair
from reference.arithmetic import transposed_output_size
from reference.layers.arrays import Array, as_floating, as_grad, as_type_of, require_images, require_rank, require_shape
from reference.layers.convolution import conv2d, images_gradient, kernel_gradient
from reference.layers.windows import Windows, windows_over

KERNEL_AXES = ("height", "width", "filters", "input channels")


def conv2d_transpose(
    images: Array,
    kernel: Array,
    bias: Array | None = None,
    strides: IntOrPair = 1,
    padding: str = "valid",
) -> Array:
    """Add the kernel, times each pixel, to the outputs around it.

        outputs[n, y, x, f] = bias[f]
            + sum over i, j, c of images[n, i, j, c] * kernel[y + before - i * strides, x + before - j * strides, f, c]

    where the kernel has these places. ``before`` is 0 with "valid"; with "same" it is the padding that a convolution
    with these strides would add before an image of the size of the outputs.

    Arguments: images (batch, height, width, channels), kernel (height, width, filters, channels): the last two axes
    are swapped against :func:`conv2d`, see :mod:`reference.conventions`; bias (filters,).
    Returns (batch, output height, output width, filters), in the floating-point type of the images; the sides are
    those of :func:`reference.arithmetic.transposed_output_size`.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4; Keras's API
    documentation, ``Conv2DTranspose``.

    Two pixels paint a kernel of three, two apart; in the middle they add up:

    >>> import numpy as np
    >>> pixels, kernel = np.array([1.0, 10.0]).reshape(1, 1, 2, 1), np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    >>> conv2d_transpose(pixels, kernel, strides=(1, 2)).ravel()
    array([ 1.,  2., 13., 20., 30.])
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    outputs = images_gradient(images, kernel, _fit(images, kernel, strides, padding))
    if bias is not None:
        bias = as_type_of(images, "bias", bias)
        require_shape("bias", bias, outputs.shape[3:])
        outputs += bias
    return outputs


def conv2d_transpose_backward(
    grad: Array,
    images: Array,
    kernel: Array,
    strides: IntOrPair = 1,
    padding: str = "valid",
) -> tuple[Array, Array, Array]:
    """Gradients of a transposed convolution with respect to its images, its kernel and its bias.

        images gradient = convolution of grad with the kernel
        kernel gradient = that of this convolution, whose images are grad and whose gradient is the images
        bias gradient   = sum of grad over batch, height and width

    Arguments: grad (batch, output height, output width, filters), the gradient with respect to the outputs; the
    others as for :func:`conv2d_transpose`. Returns arrays of the shapes of images, kernel and bias.

    Raises:
        ValueError: the shapes do not fit together, or an option is out of range.

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.1.

    >>> import numpy as np
    >>> pixels, kernel = np.array([1.0, 10.0]).reshape(1, 1, 2, 1), np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1)
    >>> gradients = conv2d_transpose_backward(np.ones((1, 1, 5, 1)), pixels, kernel, strides=(1, 2))
    >>> [gradient.ravel().tolist() for gradient in gradients]
    [[6.0, 6.0], [11.0, 11.0, 11.0], [5.0]]
    """
    images = as_floating("images", images)
    kernel = as_type_of(images, "kernel", kernel)
    windows = _fit(images, kernel, strides, padding)
    grad = as_grad(grad, images, (len(images), windows.rows.size, windows.columns.size, kernel.shape[2]))
    return (
        conv2d(grad, kernel, None, strides, padding),
        kernel_gradient(images, grad, windows).reshape(kernel.shape),
        grad.sum(axis=(0, 1, 2)),
    )


def _fit(images: Array, kernel: Array, strides: IntOrPair, padding: str) -> Windows:
    """Lay windows over the outputs, one for each pixel."""
    require_images(images)
    require_rank("kernel", kernel, KERNEL_AXES)
    if kernel.shape[3] != images.shape[3] or kernel.shape[2] == 0:
        raise ValueError(
            "kernel must have the shape (height, width, filters, channels). "
            f"Received: kernel of shape {kernel.shape}, images with {images.shape[3]} channels"
        )
    size = tuple(
        transposed_output_size(side, window, step, padding)
        for side, window, step in zip(
            images.shape[1:3], pair("kernel_size", kernel.shape[:2]), pair("strides", strides), strict=True
        )
    )
    return windows_over(size, "kernel_size", kernel.shape[:2], strides, padding)
