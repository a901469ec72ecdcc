"""A small Inception network for CIFAR-10, as the course writes it: ten layers deep.

Szegedy et al., "Going Deeper with Convolutions", CVPR 2015, figure 2(b): winner of ImageNet 2014 with a top-5 error of
6.67 % and 22 layers. One cell looks at the image with several kernel sizes at once, 1x1 convolutions keep the channels
that the large kernels see few, and global average pooling takes the place of the dense layers that held most of the
parameters of earlier networks.

A cell of `ch` channels has four branches, concatenated over the channels:

| branch | layers |
|---|---|
| 1 | 1x1 |
| 2 | 1x1, then 3x3 |
| 3 | 1x1, then 5x5 |
| 4 | max pooling 3x3, strides 1, same; then 1x1 |

Every convolution has padding "same" and is followed by batch normalisation and relu; the cell's strides sit in the 1x1
convolution of each branch.

| layers | output |
|---|---|
| convolution, 16 kernels 3x3, same; batch normalisation, relu | 32x32x16 |
| block 1: cell of 16 with strides 2, cell of 16 | 16x16x64 |
| block 2: cell of 32 with strides 2, cell of 32 | 8x8x128 |
| global average pooling | 128 |
| dense 10, softmax | 10 |

In the paper a cell halves nothing (pooling layers between the cells do), its branches have different widths, and batch
normalisation is still to come (Ioffe & Szegedy, ICML 2015). Two classifiers that the paper attached in mid-network to
help training are left out.
"""

from reference.arguments import whole_number
from reference.graph import Graph
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    MaxPooling2D,
)

CELLS = 2
"""Cells in a block; the first halves the sides."""


def inception10(num_blocks: int = 2, num_classes: int = 10, init_ch: int = 16) -> Graph:
    """The graph: 121 418 parameters, 120 234 of them trainable.

    Args:
        num_blocks: blocks of two cells; their channels double after each block.
        num_classes: units of the last layer.
        init_ch: filters of the first convolution, and channels of each branch in the first block.

    Raises:
        ValueError: one of them is not a positive whole number.

    >>> inception10().parameters
    Parameters(total=121418, trainable=120234)
    >>> [inception10().shapes[f"block{block}.cell{cell}.concat"][-1] for block in (1, 2) for cell in (1, 2)]
    [64, 64, 128, 128]
    """
    num_blocks, channels = whole_number("num_blocks", num_blocks), whole_number("init_ch", init_ch)
    net = GraphBuilder("inception10", (32, 32, 3))
    x = _conv_bn_relu(net, IMAGE, "1", Conv2D(channels, (3, 3), padding="same"))
    for block in range(1, num_blocks + 1):
        for cell in range(1, CELLS + 1):
            x = _cell(net, x, f"block{block}.cell{cell}", channels, strides=2 if cell == 1 else 1)
        channels *= 2
    net.chain(
        x,
        {
            "pool": GlobalAveragePooling2D(),
            "f1": Dense(whole_number("num_classes", num_classes)),
            "softmax": Activation("softmax"),
        },
    )
    return net.graph()


def _cell(net: GraphBuilder, x: str, within: str, channels: int, strides: int) -> str:
    """Four branches over the same input, side by side in the output."""
    narrow = Conv2D(channels, (1, 1), (strides, strides), padding="same")
    wide3, wide5 = (Conv2D(channels, (side, side), padding="same") for side in (3, 5))
    x1 = _conv_bn_relu(net, x, "1", narrow, within)
    x2 = _conv_bn_relu(net, _conv_bn_relu(net, x, "2_1", narrow, within), "2_2", wide3, within)
    x3 = _conv_bn_relu(net, _conv_bn_relu(net, x, "3_1", narrow, within), "3_2", wide5, within)
    pooled = net.chain(x, {"p4_1": MaxPooling2D((3, 3), (1, 1), "same")}, within)
    x4 = _conv_bn_relu(net, pooled, "4_2", narrow, within)
    return net.join(f"{within}.concat", Concatenate(), x1, x2, x3, x4)


def _conv_bn_relu(net: GraphBuilder, x: str, number: str, convolution: Conv2D, within: str = "") -> str:
    layers = {
        f"c{number}": convolution,
        f"b{number}": BatchNormalization(),
        f"a{number}": Activation("relu"),
    }
    return net.chain(x, layers, within)
