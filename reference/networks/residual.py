"""The two blocks of residual networks: layers that learn what to add to their input, and a shortcut past them.

He, Zhang, Ren & Sun, "Deep Residual Learning for Image Recognition", CVPR 2016, figures 2 and 5.

Where the shapes differ, a 1x1 convolution and a batch normalisation on the shortcut bring the input to the new shape
(the paper's option B); elsewhere the input is added as it is.
"""

from dataclasses import replace

from reference.networks.builder import GraphBuilder
from reference.operations import Activation, Add, BatchNormalization, Conv2D, Operation

NORMALIZATION = BatchNormalization()


def basic_block(
    net: GraphBuilder,
    x: str,
    within: str,
    filters: int,
    *,
    halves: bool,
    normalization: BatchNormalization = NORMALIZATION,
) -> str:
    """Two 3x3 convolutions without biases; the block of ResNet-18 and ResNet-34.

    Args:
        net: the network being written.
        x: node that the block reads.
        within: name of the block.
        filters: of both convolutions.
        halves: whether the first convolution and the shortcut have strides 2.
        normalization: the batch normalisation behind every convolution.

    Returns:
        The node of the block's output.
    """
    first = Conv2D(filters, (3, 3), (2, 2) if halves else (1, 1), padding="same", use_bias=False)
    layers = {
        "c1": first,
        "b1": normalization,
        "a1": Activation("relu"),
        "c2": replace(first, strides=(1, 1)),
        "b2": normalization,
    }
    projection = replace(first, kernel_size=(1, 1))
    shortcut = {"down_c1": projection, "down_b1": normalization} if halves else {}
    return _add(net, x, within, layers, shortcut)


def bottleneck_block(
    net: GraphBuilder,
    x: str,
    within: str,
    filters: int,
    *,
    strides: int,
    projects: bool,
    normalization: BatchNormalization = NORMALIZATION,
) -> str:
    """1x1 to fewer channels, 3x3, 1x1 to four times as many; the block of ResNet-50 and deeper ones.

    Its convolutions have biases, as in Keras. The strides are the first 1x1's, as in the paper; later implementations,
    PyTorch's among them, moved them to the 3x3.

    Args:
        net: the network being written.
        x: node that the block reads.
        within: name of the block.
        filters: of the first two convolutions.
        strides: of the first convolution and the shortcut.
        projects: whether the shortcut has a convolution.
        normalization: the batch normalisation behind every convolution.

    Returns:
        The node of the block's output.
    """
    wide = 4 * filters
    layers = {
        "c1": Conv2D(filters, (1, 1), (strides, strides)),
        "b1": normalization,
        "a1": Activation("relu"),
        "c2": Conv2D(filters, (3, 3), padding="same"),
        "b2": normalization,
        "a2": Activation("relu"),
        "c3": Conv2D(wide, (1, 1)),
        "b3": normalization,
    }
    projection = Conv2D(wide, (1, 1), (strides, strides))
    shortcut = {"down_c1": projection, "down_b1": normalization} if projects else {}
    return _add(net, x, within, layers, shortcut)


def _add(net: GraphBuilder, x: str, within: str, layers: dict[str, Operation], shortcut: dict[str, Operation]) -> str:
    added = net.join(f"{within}.add", Add(), net.chain(x, layers, within), net.chain(x, shortcut, within))
    last = sum(isinstance(operation, Activation) for operation in layers.values()) + 1
    return net.chain(added, {f"a{last}": Activation("relu")}, within)
