"""What layers cost: weights to learn, and multiplications for one image.

Multiplications are multiply-accumulates (MACs). A figure given in FLOPs is twice as large: a product and a sum each.
"""

from reference.arguments import IntOrPair, pair, whole_number
from reference.arithmetic.sizes import output_size


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
    groups: int = 1,
) -> int:
    """Weights of a convolution: a kernel of depth ``in_channels`` per filter, and one bias per filter.

        kernel height * kernel width * in_channels / groups * filters + filters

    The size of the image does not appear: the same kernel slides over all of it. A transposed convolution has as many.

    Raises:
        ValueError: an argument is not a positive whole number (``kernel_size``: nor a pair of them), or the channels
            or filters do not divide into ``groups``.

    Source: Keras's API documentation, ``Conv2D``.

    >>> conv2d_parameters(5, in_channels=3, filters=6)
    456
    >>> 2 * conv2d_parameters(3, 1, 1, use_bias=False), conv2d_parameters(5, 1, 1, use_bias=False)
    (18, 25)
    """
    height, width = pair("kernel_size", kernel_size)
    filters = whole_number("filters", filters)
    return height * width * _depth(in_channels, filters, groups) * filters + (filters if use_bias else 0)


def depthwise_conv2d_parameters(
    kernel_size: IntOrPair,
    channels: int,
    depth_multiplier: int = 1,
    use_bias: bool = True,  # noqa: FBT001, FBT002  # Keras's order
) -> int:
    """Weights of a depthwise convolution: ``depth_multiplier`` flat kernels for each channel, and a bias for each.

        (kernel height * kernel width + 1) * channels * depth_multiplier

    Raises:
        ValueError: an argument is not a positive whole number (``kernel_size``: nor a pair of them).

    Source: Howard et al., "MobileNets", 2017, section 3.1; Keras's API documentation, ``DepthwiseConv2D``.

    A 3x3 convolution of 64 channels to 128 filters, and the two layers that MobileNet puts in its place:

    >>> conv2d_parameters(3, 64, 128, use_bias=False)
    73728
    >>> depthwise_conv2d_parameters(3, 64, use_bias=False) + conv2d_parameters(1, 64, 128, use_bias=False)
    8768
    """
    height, width = pair("kernel_size", kernel_size)
    outputs = whole_number("channels", channels) * whole_number("depth_multiplier", depth_multiplier)
    return (height * width + (1 if use_bias else 0)) * outputs


def batch_norm_parameters(
    channels: int,
    center: bool = True,  # noqa: FBT001, FBT002  # Keras's order
    scale: bool = True,  # noqa: FBT001, FBT002  # the same
) -> tuple[int, int]:
    """Weights of a batch normalisation: (all, those of them that are trained).

        all     = channels * (gamma + beta + moving mean + moving variance) = 4 * channels
        trained = channels * (gamma + beta)                                 = 2 * channels

    ``center`` is whether there is a beta, ``scale`` whether there is a gamma.

    Raises:
        ValueError: ``channels`` is not a positive whole number.

    Source: Keras's API documentation, ``BatchNormalization``.

    The course's Baseline has 198 506 parameters and trains 198 494 of them; the rest are moving statistics:

    >>> convolution, (normalization, trained) = conv2d_parameters(5, 3, 6), batch_norm_parameters(6)
    >>> others = convolution + dense_parameters(16 * 16 * 6, 128) + dense_parameters(128, 10)
    >>> others + normalization, others + trained
    (198506, 198494)
    """
    channels = whole_number("channels", channels)
    trained = channels * ((1 if center else 0) + (1 if scale else 0))
    return trained + 2 * channels, trained


def dense_multiplications(inputs: int, units: int) -> int:
    """Multiplications of a dense layer for one image: each weight is used once.

        inputs * units

    Raises:
        ValueError: ``inputs`` or ``units`` is not a positive whole number.

    Source: Keras's API documentation, ``Dense``.

    >>> dense_multiplications(784, 128) + dense_multiplications(128, 10)
    101632
    """
    return whole_number("inputs", inputs) * whole_number("units", units)


def conv2d_multiplications(
    height: int,
    width: int,
    kernel_size: IntOrPair,
    in_channels: int,
    filters: int,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
    groups: int = 1,
) -> int:
    """Multiplications of a convolution over one height x width image; padded pixels count like any other.

        output height * output width * kernel height * kernel width * in_channels / groups * filters

    Raises:
        ValueError: as :func:`output_size`, where ``kernel_size``, ``strides`` and ``dilation_rate`` may be pairs
            (height, width), and as :func:`conv2d_parameters`.

    Source: He & Sun, "Convolutional Neural Networks at Constrained Time Cost", CVPR 2015, eq. 1.

    >>> conv2d_multiplications(10, 10, 3, 1, 1) + conv2d_multiplications(8, 8, 3, 1, 1)
    900
    >>> conv2d_multiplications(10, 10, 5, 1, 1)
    900
    """
    filters = whole_number("filters", filters)
    cells = _cells(height, width, kernel_size, strides, padding, dilation_rate)
    return cells * _depth(in_channels, filters, groups) * filters


def depthwise_conv2d_multiplications(
    height: int,
    width: int,
    kernel_size: IntOrPair,
    channels: int,
    depth_multiplier: int = 1,
    strides: IntOrPair = 1,
    padding: str = "valid",
    dilation_rate: IntOrPair = 1,
) -> int:
    """Multiplications of a depthwise convolution over one height x width image; padded pixels count like any other.

        output height * output width * kernel height * kernel width * channels * depth_multiplier

    Raises:
        ValueError: as :func:`conv2d_multiplications`.

    Source: Howard et al., "MobileNets", 2017, section 3.1, eq. 4.

    A depthwise and a 1x1 convolution take 1 / filters + 1 / 9 of what a 3x3 convolution takes:

    >>> depthwise = depthwise_conv2d_multiplications(14, 14, 3, 512, padding="same")
    >>> pointwise = conv2d_multiplications(14, 14, 1, 512, 512)
    >>> (depthwise + pointwise) / conv2d_multiplications(14, 14, 3, 512, 512, padding="same") == 1 / 512 + 1 / 9
    True
    """
    outputs = whole_number("channels", channels) * whole_number("depth_multiplier", depth_multiplier)
    return _cells(height, width, kernel_size, strides, padding, dilation_rate) * outputs


def conv2d_transpose_multiplications(
    height: int, width: int, kernel_size: IntOrPair, in_channels: int, filters: int
) -> int:
    """Multiplications of a transposed convolution over one height x width image; what falls off its edge counts too.

        height * width * kernel height * kernel width * in_channels * filters

    Every pixel is multiplied with the whole kernel, whatever strides and padding say: they move the results only.

    Raises:
        ValueError: an argument is not a positive whole number (``kernel_size``: nor a pair of them).

    Source: Dumoulin & Visin, "A guide to convolution arithmetic for deep learning", 2016, section 4.

    >>> conv2d_transpose_multiplications(16, 16, 4, in_channels=8, filters=3)
    98304
    """
    kernel_height, kernel_width = pair("kernel_size", kernel_size)
    pixels = whole_number("height", height) * whole_number("width", width)
    channels, filters = whole_number("in_channels", in_channels), whole_number("filters", filters)
    return pixels * kernel_height * kernel_width * channels * filters


def _cells(
    height: int, width: int, kernel_size: IntOrPair, strides: IntOrPair, padding: str, dilation_rate: IntOrPair
) -> int:
    """Count the places of all windows, for one channel and one filter."""
    sizes = whole_number("height", height), whole_number("width", width)
    kernel, steps, rates = (
        pair("kernel_size", kernel_size),
        pair("strides", strides),
        pair("dilation_rate", dilation_rate),
    )
    rows, columns = (
        output_size(size, side, step, padding, rate)
        for size, side, step, rate in zip(sizes, kernel, steps, rates, strict=True)
    )
    return rows * columns * kernel[0] * kernel[1]


def _depth(in_channels: int, filters: int, groups: int) -> int:
    """Channels that one filter sees."""
    in_channels, groups = whole_number("in_channels", in_channels), whole_number("groups", groups)
    if in_channels % groups or filters % groups:
        raise ValueError(
            "in_channels and filters must be multiples of groups. "
            f"Received: in_channels={in_channels}, filters={filters}, groups={groups}"
        )
    return in_channels // groups
