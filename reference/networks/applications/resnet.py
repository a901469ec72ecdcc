"""ResNet-34 and ResNet-50: shortcuts past every two or three convolutions.

He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1: winner of ImageNet 2015 with a
top-5 error of 3.57 % (several networks of up to 152 layers). Deeper plain networks had trained worse than shallow
ones; with shortcuts they train better.

| layers | ResNet-34 | ResNet-50 | output for 224x224 |
|---|---|---|---|
| convolution 7x7, strides 2; batch normalisation, relu | 64 | 64 | 112x112 |
| max pooling 3x3, strides 2 | | | 56x56 |
| group 1 | 3 x [3x3 64, 3x3 64] | 3 x [1x1 64, 3x3 64, 1x1 256] | 56x56 |
| group 2 | 4 x [3x3 128, 3x3 128] | 4 x [1x1 128, 3x3 128, 1x1 512] | 28x28 |
| group 3 | 6 x [3x3 256, 3x3 256] | 6 x [1x1 256, 3x3 256, 1x1 1024] | 14x14 |
| group 4 | 3 x [3x3 512, 3x3 512] | 3 x [1x1 512, 3x3 512, 1x1 2048] | 7x7 |
| global average pooling, dense, softmax | 1000 | 1000 | |

The first block of groups 2 to 4 has strides 2. ResNet-34's convolutions have no biases, which the batch normalisation
behind them makes idle; those of ResNet-50 have them, as in Keras.
"""

from reference.graph import Graph
from reference.networks.applications.ends import CLASSES, IMAGENET, begin, classifier, finish, stem
from reference.networks.residual import basic_block, bottleneck_block
from reference.operations import BatchNormalization, Shape

GROUPS = ((64, 3), (128, 4), (256, 6), (512, 3))
"""Filters and number of blocks of each group: table 1, the columns of 34 and 50 layers."""

NORMALIZATION = BatchNormalization(epsilon=1.001e-5)
"""Keras's; the paper names no epsilon."""


def resnet34(
    input_shape: Shape = IMAGENET, classes: int = CLASSES, *, include_top: bool = True, pooling: str | None = None
) -> Graph:
    """The graph: 21 814 696 parameters for ImageNet, 21 797 672 of them trainable.

    Args:
        input_shape: of one image, at least 32x32.
        classes: units of the last layer.
        include_top: whether pooling and dense layer are there.
        pooling: without them, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `input_shape`, `classes` or `pooling` is something else.

    >>> resnet34().parameters
    Parameters(total=21814696, trainable=21797672)
    """
    net = begin("resnet34", input_shape, classes)
    x = stem(net, NORMALIZATION, use_bias=False)
    for group, (filters, blocks) in enumerate(GROUPS, start=1):
        for block in range(1, blocks + 1):
            halves = group > 1 and block == 1
            x = basic_block(net, x, f"group{group}.block{block}", filters, halves=halves, normalization=NORMALIZATION)
    return finish(net, x, classifier(classes), include_top=include_top, pooling=pooling)


def resnet50(
    input_shape: Shape = IMAGENET, classes: int = CLASSES, *, include_top: bool = True, pooling: str | None = None
) -> Graph:
    """The graph: 25 636 712 parameters for ImageNet, 25 583 592 of them trainable; arguments as for :func:`resnet34`.

    >>> resnet50().parameters
    Parameters(total=25636712, trainable=25583592)
    >>> [resnet50().shapes[f"group{group}.block3.a3"] for group in range(1, 5)]
    [(56, 56, 256), (28, 28, 512), (14, 14, 1024), (7, 7, 2048)]
    """
    net = begin("resnet50", input_shape, classes)
    x = stem(net, NORMALIZATION, use_bias=True)
    for group, (filters, blocks) in enumerate(GROUPS, start=1):
        for block in range(1, blocks + 1):
            x = bottleneck_block(
                net,
                x,
                f"group{group}.block{block}",
                filters,
                strides=2 if group > 1 and block == 1 else 1,
                projects=block == 1,  # also in group 1: 64 channels become 256
                normalization=NORMALIZATION,
            )
    return finish(net, x, classifier(classes), include_top=include_top, pooling=pooling)
