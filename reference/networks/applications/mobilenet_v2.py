"""MobileNetV2: residual blocks that are wide inside and narrow at both ends.

Sandler, Howard, Zhu, Zhmoginov & Chen, "MobileNetV2: Inverted Residuals and Linear Bottlenecks", CVPR 2018, table 2. A
block widens its input with a 1x1 convolution, convolves each channel 3x3 and narrows the result with a 1x1 that has no
activation behind it, as a relu would destroy what few channels hold. The shortcut joins the narrow ends; memory holds
those only. ResNet's bottleneck is the other way round.

| widened by | channels | blocks | strides of the first | output for 224x224 |
|---|---|---|---|---|
| convolution 3x3 | 32 | | 2 | 112x112x32 |
| 1 | 16 | 1 | 1 | 112x112x16 |
| 6 | 24 | 2 | 2 | 56x56x24 |
| 6 | 32 | 3 | 2 | 28x28x32 |
| 6 | 64 | 4 | 2 | 14x14x64 |
| 6 | 96 | 3 | 1 | 14x14x96 |
| 6 | 160 | 3 | 2 | 7x7x160 |
| 6 | 320 | 1 | 1 | 7x7x320 |
| convolution 1x1 | 1280 | | 1 | 7x7x1280 |
| global average pooling, dense, softmax | 1000 | | | 1000 |

Batch normalisation follows every convolution, relu6 all but the narrowing ones; none has a bias. Before strides 2 zeros
stand around the map, as many as padding "same" would put there.
"""

from reference.arguments import real_number
from reference.graph import Graph
from reference.networks.applications.ends import CLASSES, IMAGENET, begin, classifier, finish
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Conv2D,
    DepthwiseConv2D,
    Operation,
    Shape,
    ZeroPadding2D,
)

GROUPS = ((1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
"""Expansion, channels, blocks, and strides of the first block: table 2."""

NORMALIZATION = BatchNormalization(momentum=0.999)
"""Keras's."""

DIVISOR = 8
"""Numbers of channels are multiples of it, which suits processors."""


def mobilenet_v2(
    input_shape: Shape = IMAGENET,
    classes: int = CLASSES,
    *,
    alpha: float = 1.0,
    include_top: bool = True,
    pooling: str | None = None,
) -> Graph:
    """The graph: 3 538 984 parameters for ImageNet, 3 504 872 of them trainable.

    Args:
        input_shape: of one image, at least 32x32.
        classes: units of the last layer.
        alpha: width multiplier: the share of every layer's channels that is kept; the last convolution only grows.
        include_top: whether pooling and dense layer are there.
        pooling: without them, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `input_shape`, `classes`, `alpha` or `pooling` is something else.

    >>> mobilenet_v2().parameters
    Parameters(total=3538984, trainable=3504872)
    """
    alpha = real_number("alpha", alpha)
    net = begin("mobilenet_v2", input_shape, classes)
    first = Conv2D(_divisible(32 * alpha), (3, 3), (2, 2), padding="same", use_bias=False)
    x = net.chain(IMAGE, {"c1": first, "b1": NORMALIZATION, "a1": Activation("relu6")})
    block = 0
    for expansion, channels, blocks, strides in GROUPS:
        for each in range(blocks):
            block += 1
            narrow = _divisible(int(channels * alpha))
            x = _block(net, x, f"block{block}", expansion, narrow, strides if each == 0 else 1)
    last = Conv2D(_divisible(1280 * max(alpha, 1)), (1, 1), use_bias=False)
    x = net.chain(x, {"c2": last, "b2": NORMALIZATION, "a2": Activation("relu6")})
    return finish(net, x, classifier(classes), include_top=include_top, pooling=pooling)


def _block(net: GraphBuilder, x: str, within: str, expansion: int, narrow: int, strides: int) -> str:
    """Widen, convolve each channel, narrow; plus the input where the shapes agree."""
    rows, columns, channels = net.shape(x)
    layers: dict[str, Operation] = {}
    if expansion > 1:
        layers["c1"] = Conv2D(expansion * channels, (1, 1), padding="same", use_bias=False)
        layers["b1"] = NORMALIZATION
        layers["a1"] = Activation("relu6")
    if strides > 1:
        layers["pad"] = ZeroPadding2D(((rows % 2, 1), (columns % 2, 1)))
    layers |= {
        "dw": DepthwiseConv2D((3, 3), (strides, strides), "valid" if strides > 1 else "same", use_bias=False),
        "b2": NORMALIZATION,
        "a2": Activation("relu6"),
        "c2": Conv2D(narrow, (1, 1), padding="same", use_bias=False),
        "b3": NORMALIZATION,
    }
    narrowed = net.chain(x, layers, within)
    if strides > 1 or narrow != channels:
        return narrowed
    return net.join(f"{within}.add", Add(), narrowed, x)


def _divisible(channels: float) -> int:
    """The nearest multiple of 8, at least 8, and never less than nine tenths of what was asked for.

    >>> [_divisible(channels) for channels in (3, 16, 19, 11.2)]
    [8, 16, 24, 16]
    """
    nearest = max(DIVISOR, int(channels + DIVISOR / 2) // DIVISOR * DIVISOR)
    return nearest if nearest >= 0.9 * channels else nearest + DIVISOR
