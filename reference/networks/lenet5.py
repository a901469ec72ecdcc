"""LeNet-5 for CIFAR-10, as the course writes it.

LeCun, Bottou, Bengio & Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE
1998: the first convolutional network to read cheques at scale. The course keeps the paper's widths (6, 16, 120, 84)
and its sigmoid units, takes colour images of 32x32 and replaces trained subsampling by max pooling and the Gaussian
connections by a softmax layer.

| layer | output |
|---|---|
| convolution, 6 kernels 5x5, valid, sigmoid | 28x28x6 |
| max pooling 2x2, strides 2, valid | 14x14x6 |
| convolution, 16 kernels 5x5, valid, sigmoid | 10x10x16 |
| max pooling 2x2, strides 2, valid | 5x5x16 |
| flatten | 400 |
| dense 120, sigmoid | 120 |
| dense 84, sigmoid | 84 |
| dense 10, softmax | 10 |
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, Conv2D, Dense, Flatten, MaxPooling2D


def lenet5() -> Graph:
    """The graph: 62 006 parameters, all trainable.

    >>> lenet5().parameters
    Parameters(total=62006, trainable=62006)
    >>> [lenet5().shapes[name] for name in ("c1", "p1", "c2", "p2", "flatten")]
    [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16), (400,)]
    """
    return chain(
        "lenet5",
        (32, 32, 3),
        {
            "c1": Conv2D(6, (5, 5)),
            "a1": Activation("sigmoid"),
            "p1": MaxPooling2D(),
            "c2": Conv2D(16, (5, 5)),
            "a2": Activation("sigmoid"),
            "p2": MaxPooling2D(),
            "flatten": Flatten(),
            "f1": Dense(120),
            "a3": Activation("sigmoid"),
            "f2": Dense(84),
            "a4": Activation("sigmoid"),
            "f3": Dense(10),
            "softmax": Activation("softmax"),
        },
    )
