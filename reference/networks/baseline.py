"""The course's first network: one CBAPD block and two dense layers.

A teaching network of the lectures, from no paper: it shows the order convolution, batch normalisation, activation,
pooling, dropout once, on CIFAR-10.

| layer | output |
|---|---|
| convolution, 6 kernels 5x5, same | 32x32x6 |
| batch normalisation, relu | 32x32x6 |
| max pooling 2x2, strides 2, same | 16x16x6 |
| dropout .2, flatten | 1536 |
| dense 128, relu, dropout .2 | 128 |
| dense 10, softmax | 10 |
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D


def baseline() -> Graph:
    """The graph: 198 506 parameters, 198 494 of them trainable.

    >>> baseline().parameters
    Parameters(total=198506, trainable=198494)
    """
    return chain(
        "baseline",
        (32, 32, 3),
        {
            "c1": Conv2D(6, (5, 5), padding="same"),
            "b1": BatchNormalization(),
            "a1": Activation("relu"),
            "p1": MaxPooling2D(padding="same"),
            "d1": Dropout(0.2),
            "flatten": Flatten(),
            "f1": Dense(128),
            "a2": Activation("relu"),
            "d2": Dropout(0.2),
            "f2": Dense(10),
            "softmax": Activation("softmax"),
        },
    )
