"""DenseNet-121: every layer reads what all layers before it in its block have written.

Huang, Liu, van der Maaten & Weinberger, "Densely Connected Convolutional Networks", CVPR 2017, table 1. Where a
residual network adds, this one concatenates: nothing is summed away, and a layer may be narrow (32 filters, the growth
rate), because it has everything before it to read. It gets about as far as ResNet-50 with a third of the parameters.

| layers | output for 224x224 |
|---|---|
| convolution 7x7, strides 2, 64; batch normalisation, relu | 112x112x64 |
| max pooling 3x3, strides 2 | 56x56x64 |
| block 1: 6 x [1x1 128, 3x3 32] | 56x56x256 |
| transition 1: 1x1 to half the channels, average pooling 2x2 | 28x28x128 |
| block 2: 12 x [1x1 128, 3x3 32] | 28x28x512 |
| transition 2 | 14x14x256 |
| block 3: 24 x [1x1 128, 3x3 32] | 14x14x1024 |
| transition 3 | 7x7x512 |
| block 4: 16 x [1x1 128, 3x3 32] | 7x7x1024 |
| batch normalisation, relu, global average pooling, dense 1000, softmax | 1000 |

Batch normalisation and relu stand before each convolution ("pre-activation"), not behind it; no convolution has a bias.
"""

from reference.graph import Graph
from reference.networks.applications.ends import CLASSES, IMAGENET, begin, classifier, finish, stem
from reference.networks.builder import GraphBuilder
from reference.operations import Activation, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, Shape

BLOCKS = (6, 12, 24, 16)
"""Layers of each block: table 1, the column of 121 layers."""

GROWTH_RATE = 32
"""Channels that each layer adds."""

BOTTLENECK = 4 * GROWTH_RATE
"""Channels that the 1x1 convolution before each 3x3 leaves of all those before."""

NORMALIZATION = BatchNormalization(epsilon=1.001e-5)
"""Keras's; the paper names no epsilon."""


def densenet121(
    input_shape: Shape = IMAGENET, classes: int = CLASSES, *, include_top: bool = True, pooling: str | None = None
) -> Graph:
    """The graph: 8 062 504 parameters for ImageNet, 7 978 856 of them trainable.

    Args:
        input_shape: of one image, at least 32x32.
        classes: units of the last layer.
        include_top: whether pooling and dense layer are there.
        pooling: without them, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `input_shape`, `classes` or `pooling` is something else.

    >>> densenet121().parameters
    Parameters(total=8062504, trainable=7978856)
    >>> [densenet121().shapes[f"block{block}.layer{layers}.concat"] for block, layers in enumerate(BLOCKS, start=1)]
    [(56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 1024)]
    """
    net = begin("densenet121", input_shape, classes)
    x = stem(net, NORMALIZATION, use_bias=False)
    for block, layers in enumerate(BLOCKS, start=1):
        if block > 1:
            x = _transition(net, x, f"transition{block - 1}")
        for layer in range(1, layers + 1):
            x = _layer(net, x, f"block{block}.layer{layer}")
    x = net.chain(x, {"b2": NORMALIZATION, "a2": Activation("relu")})
    return finish(net, x, classifier(classes), include_top=include_top, pooling=pooling)


def _layer(net: GraphBuilder, x: str, within: str) -> str:
    """A few more channels beside all those there were."""
    grown = net.chain(
        x,
        {
            "b1": NORMALIZATION,
            "a1": Activation("relu"),
            "c1": Conv2D(BOTTLENECK, (1, 1), use_bias=False),
            "b2": NORMALIZATION,
            "a2": Activation("relu"),
            "c2": Conv2D(GROWTH_RATE, (3, 3), padding="same", use_bias=False),
        },
        within,
    )
    return net.join(f"{within}.concat", Concatenate(), x, grown)


def _transition(net: GraphBuilder, x: str, within: str) -> str:
    """Half the channels, half the sides."""
    channels = net.shape(x)[-1]
    return net.chain(
        x,
        {
            "b1": NORMALIZATION,
            "a1": Activation("relu"),
            "c1": Conv2D(channels // 2, (1, 1), use_bias=False),
            "p1": AveragePooling2D(),
        },
        within,
    )
