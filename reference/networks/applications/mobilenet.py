"""MobileNet: convolutions taken apart into one over the pixels and one over the channels.

Howard et al., "MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications", 2017, table 1. A
3x3 convolution of n channels to m costs 9 * n * m multiplications for each pixel; a depthwise 3x3 and a pointwise 1x1
cost 9 * n + n * m, eight to nine times fewer, and lose about one point of accuracy.

| layers | output for 224x224 |
|---|---|
| convolution 3x3, strides 2, 32 | 112x112x32 |
| block 1: 64 | 112x112x64 |
| block 2: 128, strides 2 | 56x56x128 |
| block 3: 128 | 56x56x128 |
| block 4: 256, strides 2 | 28x28x256 |
| block 5: 256 | 28x28x256 |
| block 6: 512, strides 2 | 14x14x512 |
| blocks 7 to 11: 512 | 14x14x512 |
| block 12: 1024, strides 2 | 7x7x1024 |
| block 13: 1024 | 7x7x1024 |
| global average pooling, dense 1000, softmax | 1000 |

A block is a depthwise 3x3 with the strides, then a 1x1 to the block's filters. Batch normalisation and relu6 follow
each (relu that stops at 6, so that few bits hold the values; the paper writes relu); no convolution but the last has a
bias. As in Keras the dense layer is a 1x1 convolution over the one pooled pixel behind a dropout of .001, and before
strides 2 zeros stand at the right and at the bottom of a map, whether its sides are even or odd. The paper's table has
strides 2 in block 13 too, but goes on with 7x7.
"""

from reference.arguments import real_number
from reference.graph import Graph
from reference.networks.applications.ends import CLASSES, IMAGENET, begin, finish
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    BatchNormalization,
    Conv2D,
    DepthwiseConv2D,
    Dropout,
    GlobalAveragePooling2D,
    Operation,
    Reshape,
    Shape,
    ZeroPadding2D,
)

BLOCKS = ((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), *[(512, 1)] * 5, (1024, 2), (1024, 1))
"""Filters and strides of each block: table 1."""

LEAST_ALPHA = 1 / 32
"""One filter of the first convolution's 32."""


def mobilenet(
    input_shape: Shape = IMAGENET,
    classes: int = CLASSES,
    *,
    alpha: float = 1.0,
    include_top: bool = True,
    pooling: str | None = None,
) -> Graph:
    """The graph: 4 253 864 parameters for ImageNet, 4 231 976 of them trainable.

    Args:
        input_shape: of one image, at least 32x32.
        classes: channels of the last convolution.
        alpha: width multiplier: the share of every layer's filters that is kept (section 3.3).
        include_top: whether the classifier is there.
        pooling: without it, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `input_shape`, `classes`, `alpha` or `pooling` is something else.

    >>> mobilenet().parameters
    Parameters(total=4253864, trainable=4231976)
    >>> mobilenet(alpha=0.5).shapes["block13.a2"]
    (7, 7, 512)
    """
    alpha = real_number("alpha", alpha, smallest=LEAST_ALPHA)
    net = begin("mobilenet", input_shape, classes)
    first = Conv2D(int(32 * alpha), (3, 3), (2, 2), padding="same", use_bias=False)
    x = net.chain(IMAGE, {"c1": first, "b1": BatchNormalization(), "a1": Activation("relu6")})
    for block, (filters, strides) in enumerate(BLOCKS, start=1):
        x = _block(net, x, f"block{block}", int(filters * alpha), strides)
    top: dict[str, Operation] = {
        "pool": GlobalAveragePooling2D(),
        "pixel": Reshape((1, 1, net.shape(x)[-1])),
        "d1": Dropout(0.001),
        "c2": Conv2D(classes, (1, 1), padding="same"),
        "reshape": Reshape((classes,)),
        "softmax": Activation("softmax"),
    }
    return finish(net, x, top, include_top=include_top, pooling=pooling)


def _block(net: GraphBuilder, x: str, within: str, filters: int, strides: int) -> str:
    """A convolution over the pixels of each channel, and one over the channels of each pixel."""
    if strides > 1:
        x = net.chain(x, {"pad": ZeroPadding2D(((0, 1), (0, 1)))}, within)
    return net.chain(
        x,
        {
            "dw": DepthwiseConv2D((3, 3), (strides, strides), "valid" if strides > 1 else "same", use_bias=False),
            "b1": BatchNormalization(),
            "a1": Activation("relu6"),
            "c1": Conv2D(filters, (1, 1), padding="same", use_bias=False),
            "b2": BatchNormalization(),
            "a2": Activation("relu6"),
        },
        within,
    )
