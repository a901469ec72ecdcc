"""VGG-16 for CIFAR-10, as the course writes it: thirteen 3x3 convolutions and three dense layers.

Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, table 1, column
D: second in ImageNet 2014 with a top-5 error of 7.3 %. It showed that depth pays: stacks of 3x3 kernels see as far as
one large kernel, with fewer weights and a nonlinearity after each.

| layers | output |
|---|---|
| 2 x (convolution, 64 kernels 3x3, same; batch normalisation, relu), max pooling, dropout .2 | 16x16x64 |
| 2 x (128 kernels, the same), max pooling, dropout .2 | 8x8x128 |
| 3 x (256 kernels, the same), max pooling, dropout .2 | 4x4x256 |
| 3 x (512 kernels, the same), max pooling, dropout .2 | 2x2x512 |
| 3 x (512 kernels, the same), max pooling, dropout .2 | 1x1x512 |
| flatten | 512 |
| 2 x (dense 512, relu, dropout .2) | 512 |
| dense 10, softmax | 10 |

The paper has neither batch normalisation nor dropout between its convolutions, and dense layers of 4096 units with
dropout .5; that network is :func:`reference.networks.applications.vgg16`.
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPooling2D,
    Operation,
)

GROUPS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
"""Filters of the convolutions between one pooling and the next: the paper's column D."""


def vgg16() -> Graph:
    """The graph: 15 262 026 parameters, 15 253 578 of them trainable.

    >>> vgg16().parameters
    Parameters(total=15262026, trainable=15253578)
    >>> [vgg16().shapes[f"p{group}"] for group in range(1, 6)]
    [(16, 16, 64), (8, 8, 128), (4, 4, 256), (2, 2, 512), (1, 1, 512)]
    """
    layers: dict[str, Operation] = {}
    convolution = 0
    for group, widths in enumerate(GROUPS, start=1):
        for filters in widths:
            convolution += 1
            layers[f"c{convolution}"] = Conv2D(filters, (3, 3), padding="same")
            layers[f"b{convolution}"] = BatchNormalization()
            layers[f"a{convolution}"] = Activation("relu")
        layers[f"p{group}"] = MaxPooling2D(padding="same")
        layers[f"d{group}"] = Dropout(0.2)
    layers |= {
        "flatten": Flatten(),
        "f1": Dense(512),
        "a14": Activation("relu"),
        "d6": Dropout(0.2),
        "f2": Dense(512),
        "a15": Activation("relu"),
        "d7": Dropout(0.2),
        "f3": Dense(10),
        "softmax": Activation("softmax"),
    }
    return chain("vgg16", (32, 32, 3), layers)
