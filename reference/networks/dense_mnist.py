"""Handwritten digits without convolution: the course's first count of parameters.

A teaching network, from no paper. Every pixel has a weight of its own for every unit, so that two small layers already
hold 101 770 parameters and nothing learned in one corner of the image helps in another: the reason to convolve.

| layer | output | parameters |
|---|---|---|
| flatten | 784 | |
| dense 128, relu | 128 | 784 * 128 + 128 = 100 480 |
| dense 10, softmax | 10 | 128 * 10 + 10 = 1 290 |
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, Dense, Flatten, Operation, Shape


def dense_mnist(input_shape: Shape = (28, 28)) -> Graph:
    """The graph: 101 770 parameters, all trainable.

    Args:
        input_shape: of one image: (28, 28), (28, 28, 1), or (784,), which needs no flattening.

    >>> dense_mnist().parameters
    Parameters(total=101770, trainable=101770)
    """
    flatten: dict[str, Operation] = {"flatten": Flatten()} if len(input_shape) > 1 else {}
    return chain(
        "dense_mnist",
        input_shape,
        flatten
        | {
            "f1": Dense(128),
            "a1": Activation("relu"),
            "f2": Dense(10),
            "softmax": Activation("softmax"),
        },
    )
