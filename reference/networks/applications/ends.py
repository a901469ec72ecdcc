"""How the networks for ImageNet begin and end, and the options that Keras gives all of them."""

from collections.abc import Mapping

from reference.arguments import whole_number
from reference.graph import Graph
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
    Shape,
    ZeroPadding2D,
)

IMAGENET: Shape = (224, 224, 3)
"""The image that ImageNet's networks are compared on: a crop of the photograph's middle."""

CLASSES = 1000
"""Classes of the ImageNet competition."""

SMALLEST = 32
"""The sides are halved five times: from 32 pixels one is left."""

_POOLINGS: Mapping[str | None, Mapping[str, Operation]] = {
    None: {},
    "avg": {"pool": GlobalAveragePooling2D()},
    "max": {"pool": GlobalMaxPooling2D()},
}


def begin(name: str, input_shape: Shape, classes: int) -> GraphBuilder:
    """An empty network for images of this shape, that is to tell this many classes apart.

    Raises:
        ValueError: the images are not (height, width, channels) of at least 32x32, or there is no class.

    >>> begin("tiny", (28, 28, 1), 10)
    Traceback (most recent call last):
    ValueError: input_shape must be (height, width, channels) of at least 32x32. Received: input_shape=(28, 28, 1)
    """
    if len(input_shape) != len(IMAGENET) or min(input_shape[:2]) < SMALLEST:
        raise ValueError(
            f"input_shape must be (height, width, channels) of at least {SMALLEST}x{SMALLEST}. "
            f"Received: input_shape={input_shape}"
        )
    whole_number("classes", classes)
    return GraphBuilder(name, tuple(whole_number("input_shape", side) for side in input_shape))


def stem(net: GraphBuilder, normalization: BatchNormalization, *, use_bias: bool) -> str:
    """A 7x7 convolution of 64 filters and max pooling, both with strides 2: a quarter of the sides is left.

    Zeros stand around the map before each (3, then 1, on all sides), so that padding is the same whether the side is
    even or odd. Behind a relu zeros never win a maximum that something else could win.
    """
    return net.chain(
        IMAGE,
        {
            "pad1": ZeroPadding2D(((3, 3), (3, 3))),
            "c1": Conv2D(64, (7, 7), (2, 2), use_bias=use_bias),
            "b1": normalization,
            "a1": Activation("relu"),
            "pad2": ZeroPadding2D(((1, 1), (1, 1))),
            "p1": MaxPooling2D((3, 3)),
        },
    )


def classifier(classes: int) -> Mapping[str, Operation]:
    """Global average pooling and one dense layer."""
    return {"pool": GlobalAveragePooling2D(), "f1": Dense(classes), "softmax": Activation("softmax")}


def finish(net: GraphBuilder, x: str, top: Mapping[str, Operation], *, include_top: bool, pooling: str | None) -> Graph:
    """The network with its top, or without it and with its last maps pooled or as they are.

    Args:
        net: the network being written.
        x: node of its last maps.
        top: layers that make classes of them.
        include_top: whether these are added.
        pooling: without them, "avg" or "max" over each map, or None for the maps themselves.

    Raises:
        ValueError: `pooling` is something else.
    """
    if pooling not in _POOLINGS:
        raise ValueError(f'pooling must be None, "avg" or "max". Received: pooling={pooling!r}')
    net.chain(x, top if include_top else _POOLINGS[pooling])
    return net.graph()
