"""Sizes of maps, and the pixels that padding adds; everything along one axis, in pixels."""

from reference.arguments import require_padding, whole_number


def effective_kernel_size(kernel_size: int, dilation_rate: int = 1) -> int:
    """Side of the square that a dilated kernel spans, in pixels.

        k_eff = (kernel_size - 1) * dilation_rate + 1

    Raises:
        ValueError: an argument is not a positive whole number.

    Source: Yu & Koltun, "Multi-Scale Context Aggregation by Dilated Convolutions", ICLR 2016, section 2.

    >>> effective_kernel_size(3), effective_kernel_size(3, dilation_rate=2)
    (3, 5)
    """
    kernel_size = whole_number("kernel_size", kernel_size)
    return (kernel_size - 1) * whole_number("dilation_rate", dilation_rate) + 1


def output_size(size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1) -> int:
    """Side of the output of a convolution or a pooling layer, in pixels.

        same:   ceil(size / strides)
        valid:  ceil((size - k_eff + 1) / strides),   k_eff = (kernel_size - 1) * dilation_rate + 1

    Raises:
        ValueError: an argument is not a positive whole number, ``padding`` is neither "same" nor "valid",
            or ``padding`` is "valid" and the window is larger than the image.

    Source: TensorFlow's API documentation, ``tf.nn.convolution``.

    >>> output_size(5, 3, padding="same"), output_size(5, 3, padding="valid")
    (5, 3)

    Three 5x5 convolutions, each followed by 2x2 pooling, run out of pixels on a 32x32 image:

    >>> sides = [32]
    >>> for layer in range(5):
    ...     sides.append(output_size(sides[-1], 5) if layer % 2 == 0 else output_size(sides[-1], 2, strides=2))
    >>> sides
    [32, 28, 14, 10, 5, 1]
    >>> output_size(1, 2, strides=2)
    Traceback (most recent call last):
    ValueError: with padding="valid" the window must fit into the image. Received: size=1, a window of 2
    """
    size = whole_number("size", size)
    strides = whole_number("strides", strides)
    window = effective_kernel_size(kernel_size, dilation_rate)
    require_padding(padding)
    if padding == "same":
        return _ceil_divide(size, strides)
    if window > size:
        raise ValueError(
            f'with padding="valid" the window must fit into the image. Received: size={size}, a window of {window}'
        )
    return _ceil_divide(size - window + 1, strides)


def pool_output_size(size: int, pool_size: int, strides: int | None = None, padding: str = "valid") -> int:
    """Side of the output of a pooling layer, in pixels: the windows do not overlap unless ``strides`` says so.

        output_size(size, pool_size, strides or pool_size, padding)

    Raises:
        ValueError: as :func:`output_size`.

    Source: Keras's API documentation, ``MaxPooling2D``: strides default to the pool size.

    >>> pool_output_size(28, 2), pool_output_size(5, 2), pool_output_size(5, 2, padding="same")
    (14, 2, 3)
    """
    pool_size = whole_number("pool_size", pool_size)
    return output_size(size, pool_size, pool_size if strides is None else strides, padding)


def transposed_output_size(size: int, kernel_size: int, strides: int = 1, padding: str = "valid") -> int:
    """Side of the output of a transposed convolution, in pixels.

        same:   size * strides
        valid:  size * strides + max(kernel_size - strides, 0)

    A convolution with the same options turns a map of that size into ``size`` pixels. So it does with other sizes
    where strides are above 1: "same" takes the largest of them, "valid" the smallest that is not below size * strides.

    Raises:
        ValueError: an argument is not a positive whole number, or ``padding`` is neither "same" nor "valid".

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4; Keras's API
    documentation, ``Conv2DTranspose``.

    >>> transposed_output_size(5, 3), transposed_output_size(5, 4, strides=2, padding="same")
    (7, 10)
    >>> output_size(7, 3), output_size(10, 4, strides=2, padding="same")
    (5, 5)
    """
    size, kernel_size = whole_number("size", size), whole_number("kernel_size", kernel_size)
    strides = whole_number("strides", strides)
    require_padding(padding)
    return size * strides + (max(kernel_size - strides, 0) if padding == "valid" else 0)


def same_padding(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    """Pixels that "same" adds before and after one axis of the image.

        total  = max((ceil(size / strides) - 1) * strides + k_eff - size, 0)
        before = total // 2,   after = total - before

    An odd pixel goes after; see :mod:`reference.conventions`.

    Raises:
        ValueError: an argument is not a positive whole number.

    Source: TensorFlow's API documentation, ``tf.nn``, "Notes on padding".

    >>> same_padding(5, 3)
    (1, 1)
    >>> same_padding(4, 3, strides=2)
    (0, 1)
    """
    size = whole_number("size", size)
    strides = whole_number("strides", strides)
    window = effective_kernel_size(kernel_size, dilation_rate)
    total = max((_ceil_divide(size, strides) - 1) * strides + window - size, 0)
    return total // 2, total - total // 2


def padding_amounts(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> tuple[int, int]:
    """Pixels added before and after one axis under either padding: none with "valid".

    Raises:
        ValueError: an argument is not a positive whole number, or ``padding`` is neither "same" nor "valid".

    >>> padding_amounts(5, 3, padding="valid"), padding_amounts(5, 3, padding="same")
    ((0, 0), (1, 1))
    """
    require_padding(padding)
    amounts = same_padding(size, kernel_size, strides, dilation_rate)
    return amounts if padding == "same" else (0, 0)


def _ceil_divide(dividend: int, divisor: int) -> int:
    # In whole numbers: a float would round for large images.
    return -(-dividend // divisor)
