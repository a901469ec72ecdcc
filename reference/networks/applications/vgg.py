"""VGG-16 and VGG-19: 3x3 convolutions only, and many of them.

Simonyan & Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition", ICLR 2015, table 1, columns
D and E: second in ImageNet 2014 with a top-5 error of 7.3 %. Two 3x3 kernels see as far as one 5x5, with fewer weights
and one more nonlinearity; the same few rules at every depth made the network a standard for years.

| group | 3x3 convolutions with relu, same | output for 224x224, after max pooling 2x2 |
|---|---|---|
| 1 | 2 x 64 | 112x112x64 |
| 2 | 2 x 128 | 56x56x128 |
| 3 | 3 x 256 (VGG-19: 4) | 28x28x256 |
| 4 | 3 x 512 (VGG-19: 4) | 14x14x512 |
| 5 | 3 x 512 (VGG-19: 4) | 7x7x512 |

Flatten, dense 4096 relu, dense 4096 relu, dense 1000 softmax. Nine tenths of VGG-16's 138 million parameters are in
these three layers. The paper trains them with dropout .5, which Keras leaves out.
"""

from reference.graph import Graph
from reference.networks.applications.ends import CLASSES, IMAGENET, begin, finish
from reference.networks.builder import IMAGE
from reference.operations import Activation, Conv2D, Dense, Flatten, MaxPooling2D, Operation, Shape

WIDTHS = (64, 128, 256, 512, 512)
"""Filters of the convolutions of each group."""


def vgg16(
    input_shape: Shape = IMAGENET, classes: int = CLASSES, *, include_top: bool = True, pooling: str | None = None
) -> Graph:
    """The graph: 138 357 544 parameters for ImageNet.

    Args:
        input_shape: of one image, at least 32x32.
        classes: units of the last layer.
        include_top: whether the dense layers are there.
        pooling: without them, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `input_shape`, `classes` or `pooling` is something else.

    >>> vgg16().parameters.total, vgg16().shapes["p5"]
    (138357544, (7, 7, 512))
    >>> vgg16((32, 32, 3), include_top=False, pooling="avg").parameters.total
    14714688
    """
    return _vgg("vgg16", (2, 2, 3, 3, 3), input_shape, classes, include_top=include_top, pooling=pooling)


def vgg19(
    input_shape: Shape = IMAGENET, classes: int = CLASSES, *, include_top: bool = True, pooling: str | None = None
) -> Graph:
    """The graph: 143 667 240 parameters for ImageNet; arguments as for :func:`vgg16`.

    >>> vgg19().parameters.total
    143667240
    """
    return _vgg("vgg19", (2, 2, 4, 4, 4), input_shape, classes, include_top=include_top, pooling=pooling)


def _vgg(
    name: str, groups: tuple[int, ...], input_shape: Shape, classes: int, *, include_top: bool, pooling: str | None
) -> Graph:
    """A network with these numbers of convolutions in its groups."""
    net = begin(name, input_shape, classes)
    layers: dict[str, Operation] = {}
    convolution = 0
    for group, (convolutions, filters) in enumerate(zip(groups, WIDTHS, strict=True), start=1):
        for _ in range(convolutions):
            convolution += 1
            layers[f"c{convolution}"] = Conv2D(filters, (3, 3), padding="same")
            layers[f"a{convolution}"] = Activation("relu")
        layers[f"p{group}"] = MaxPooling2D()
    top = {
        "flatten": Flatten(),
        "f1": Dense(4096),
        f"a{convolution + 1}": Activation("relu"),
        "f2": Dense(4096),
        f"a{convolution + 2}": Activation("relu"),
        "f3": Dense(classes),
        "softmax": Activation("softmax"),
    }
    return finish(net, net.chain(IMAGE, layers), top, include_top=include_top, pooling=pooling)
