"""The arithmetic of convolution: sizes, padding, receptive field, parameters, multiplications.

What a stack of small kernels costs against one large one, the reason why VGG is built from 3x3 kernels:

>>> receptive_field([(3, 1), (3, 1)]) == receptive_field([(5, 1)])  # both see 5x5 pixels
True
>>> 2 * conv2d_parameters(3, 1, 1, use_bias=False), conv2d_parameters(5, 1, 1, use_bias=False)
(18, 25)

On an x * x image without padding the two 3x3 take 18x^2 - 108x + 180 multiplications, the one 5x5 takes
25x^2 - 200x + 400. They tie at x = 10, and the stack is the cheaper one exactly when x > 10:

>>> def stacked(x):
...     return conv2d_multiplications(x, x, 3, 1, 1) + conv2d_multiplications(x - 2, x - 2, 3, 1, 1)
>>> def single(x):
...     return conv2d_multiplications(x, x, 5, 1, 1)
>>> all(stacked(x) == 18 * x**2 - 108 * x + 180 for x in range(5, 100))
True
>>> all(single(x) == 25 * x**2 - 200 * x + 400 for x in range(5, 100))
True
>>> stacked(10) == single(10), [x for x in range(5, 100) if stacked(x) < single(x)] == list(range(11, 100))
(True, True)
"""

from collections.abc import Iterable, Sequence

from reference.arguments import IntOrPair, pair, require_padding, whole_number


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


def same_padding(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    """Pixels that "same" adds before and after one axis of the image.

        total  = max((ceil(size / strides) - 1) * strides + k_eff - size, 0)
        before = total // 2,   after = total - before

    An odd pixel goes after, as in TensorFlow and Keras. Caffe and PyTorch's numeric padding put the same amount on
    both sides: with strides above 1 their outputs are shifted against these by a pixel.

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


def receptive_field(layers: Iterable[Sequence[int]]) -> int:
    """Side of the input square that one output value depends on, in pixels.

        field = 1 + sum((k_eff_i - 1) * product of the strides before i)

    ``layers`` are tuples (kernel_size, strides) or (kernel_size, strides, dilation_rate), the layer next to the
    input first. Padding does not change the field.

    Raises:
        ValueError: a layer has another number of entries, or one that is not a positive whole number.

    Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, eq. 2.

    >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (3, 1), (3, 1)])
    (5, 7)
    >>> receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)])  # LeNet-5 up to its second pooling
    16
    """
    field, jump = 1, 1
    for layer in layers:
        if len(layer) not in {2, 3}:
            raise ValueError(
                f"layers holds (kernel_size, strides) or (kernel_size, strides, dilation_rate). Received: {layer}"
            )
        field += (effective_kernel_size(layer[0], *layer[2:]) - 1) * jump
        jump *= whole_number("strides", layer[1])
    return field


def dense_parameters(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002  # Keras's order
    """Weights of a dense layer: one per input and unit, and one bias per unit.

        inputs * units + units

    Raises:
        ValueError: ``inputs`` or ``units`` is not a positive whole number.

    Source: Keras's API documentation, ``Dense``.

    >>> dense_parameters(784, 128) + dense_parameters(128, 10)
    101770
    """
    inputs, units = whole_number("inputs", inputs), whole_number("units", units)
    return inputs * units + (units if use_bias else 0)


def conv2d_parameters(
    kernel_size: IntOrPair,
    in_channels: int,
    filters: int,
    use_bias: bool = True,  # noqa: FBT001, FBT002  # Keras's order
) -> int:
    """Weights of a convolution: a kernel of depth ``in_channels`` per filter, and one bias per filter.

        kernel height * kernel width * in_channels * filters + filters

    The size of the image does not appear: the same kernel slides over all of it.

    Raises:
        ValueError: an argument is not a positive whole number (``kernel_size``: nor a pair of them).

    Source: Keras's API documentation, ``Conv2D``.

    >>> conv2d_parameters(5, in_channels=3, filters=6)
    456
    >>> 2 * conv2d_parameters(3, 1, 1, use_bias=False), conv2d_parameters(5, 1, 1, use_bias=False)
    (18, 25)
    """
    height, width = pair("kernel_size", kernel_size)
    in_channels, filters = whole_number("in_channels", in_channels), whole_number("filters", filters)
    return height * width * in_channels * filters + (filters if use_bias else 0)


def conv2d_multiplications(
    height: int,
    width: int,
    kernel_size: IntOrPair,
    in_channels: int,
    filters: int,
    strides: IntOrPair = 1,
    padding: str = "valid",
) -> int:
    """Multiplications of a convolution over one height x width image; padded pixels count like any other.

        output height * output width * kernel height * kernel width * in_channels * filters

    These are multiply-accumulates (MACs). A figure given in FLOPs is twice as large: a product and a sum each.

    Raises:
        ValueError: as :func:`output_size`; ``kernel_size`` and ``strides`` may be pairs (height, width).

    Source: He & Sun, "Convolutional Neural Networks at Constrained Time Cost", CVPR 2015, eq. 1.

    >>> conv2d_multiplications(10, 10, 3, 1, 1) + conv2d_multiplications(8, 8, 3, 1, 1)
    900
    >>> conv2d_multiplications(10, 10, 5, 1, 1)
    900
    """
    kernel_height, kernel_width = pair("kernel_size", kernel_size)
    stride_height, stride_width = pair("strides", strides)
    in_channels, filters = whole_number("in_channels", in_channels), whole_number("filters", filters)
    rows = output_size(whole_number("height", height), kernel_height, stride_height, padding)
    columns = output_size(whole_number("width", width), kernel_width, stride_width, padding)
    return rows * columns * kernel_height * kernel_width * in_channels * filters


def _ceil_divide(dividend: int, divisor: int) -> int:
    # In whole numbers: a float would round for large images.
    return -(-dividend // divisor)
