"""ResNet-18 for CIFAR-10, as the course writes it: seventeen convolutions and a dense layer.

He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, table 1: winner of ImageNet 2015 with a
top-5 error of 3.57 % (several networks of up to 152 layers). Layers learn what to add to their input instead of what
to make of it; the shortcut lets gradients pass unchanged, so that a deeper network no longer trains worse than a
shallow one.

| layers | output |
|---|---|
| convolution, 64 kernels 3x3; batch normalisation, relu | 32x32x64 |
| group 1: 2 blocks of 64 filters | 32x32x64 |
| group 2: 2 blocks of 128 filters, the first with strides 2 | 16x16x128 |
| group 3: 2 blocks of 256 filters, the first with strides 2 | 8x8x256 |
| group 4: 2 blocks of 512 filters, the first with strides 2 | 4x4x512 |
| global average pooling | 512 |
| dense 10, softmax | 10 |

A block is (3x3, batch normalisation, relu, 3x3, batch normalisation) plus its input, then relu. Where the block halves
the sides, a 1x1 convolution with strides 2 and a batch normalisation bring the input to the new shape (the paper's
option B). No convolution has a bias: the beta of the batch normalisation behind it is one.

The paper begins on 224x224 with a 7x7 convolution, strides 2, and pooling; on 32x32 that would leave nothing to see.
The last layer's L2 penalty (Keras's coefficient .01) is the course's; the paper decays all weights by .0001.
"""

from collections.abc import Sequence

from reference.arguments import whole_number
from reference.graph import Graph
from reference.networks.builder import IMAGE, GraphBuilder
from reference.networks.residual import basic_block
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, GlobalAveragePooling2D


def resnet18(block_list: Sequence[int] = (2, 2, 2, 2), initial_filters: int = 64) -> Graph:
    """The graph: 11 183 562 parameters, 11 173 962 of them trainable, in 102 weight arrays.

    Args:
        block_list: number of blocks in each group; filters double after each group.
        initial_filters: filters of the first convolution and the first group.

    Raises:
        ValueError: one of these numbers is not a positive whole number.

    >>> resnet18().parameters, len(resnet18().weights)
    (Parameters(total=11183562, trainable=11173962), 102)
    >>> [resnet18().shapes[f"group{group}.block2.a2"] for group in range(1, 5)]
    [(32, 32, 64), (16, 16, 128), (8, 8, 256), (4, 4, 512)]
    """
    filters = whole_number("initial_filters", initial_filters)
    net = GraphBuilder("resnet18", (32, 32, 3))
    x = net.chain(
        IMAGE,
        {
            "c1": Conv2D(filters, (3, 3), padding="same", use_bias=False),
            "b1": BatchNormalization(),
            "a1": Activation("relu"),
        },
    )
    for group, blocks in enumerate(block_list, start=1):
        for block in range(1, whole_number("block_list", blocks) + 1):
            halves = group > 1 and block == 1
            x = basic_block(net, x, f"group{group}.block{block}", filters, halves=halves)
        filters *= 2
    net.chain(
        x, {"pool": GlobalAveragePooling2D(), "f1": Dense(10, regularizer=0.01), "softmax": Activation("softmax")}
    )
    return net.graph()
