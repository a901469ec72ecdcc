"""LeNet-5 for handwritten digits of 28x28, as the course writes it.

LeCun, Bottou, Bengio & Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE
1998, section II.B; the paper's own sizes are in :mod:`reference.networks.lenet5_classical`.

| layer | output |
|---|---|
| convolution, 6 kernels 3x3, valid | 26x26x6 |
| max pooling 2x2, strides 2, valid; relu | 13x13x6 |
| convolution, 16 kernels 3x3, valid | 11x11x16 |
| max pooling 2x2, strides 2, valid; relu | 5x5x16 |
| flatten | 400 |
| dense 120, relu | 120 |
| dense 60, relu | 60 |
| dense 10: logits | 10 |

3x3 kernels on 28x28 arrive at the same 400 numbers as the paper's 5x5 on 32x32. Relu comes after pooling: as it
keeps the order of values, the largest stays the largest, and it has a quarter of the work. There is no softmax; the
loss takes it (from_logits=True). The course's text names 84 units in the second dense layer, as the paper
does, its program 60.
"""

from reference.arguments import whole_number
from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, Conv2D, Dense, Flatten, MaxPooling2D


def lenet5_mnist(units: int = 60) -> Graph:
    """The graph: 56 930 parameters, all trainable.

    Args:
        units: of the second dense layer; with the 84 of the course's text there are 60 074 parameters.

    Raises:
        ValueError: it is not a positive whole number.

    >>> lenet5_mnist().parameters.total, lenet5_mnist(units=84).parameters.total
    (56930, 60074)
    """
    return chain(
        "lenet5_mnist",
        (28, 28, 1),
        {
            "c1": Conv2D(6, (3, 3)),
            "p1": MaxPooling2D(),
            "a1": Activation("relu"),
            "c2": Conv2D(16, (3, 3)),
            "p2": MaxPooling2D(),
            "a2": Activation("relu"),
            "flatten": Flatten(),
            "f1": Dense(120),
            "a3": Activation("relu"),
            "f2": Dense(whole_number("units", units)),
            "a4": Activation("relu"),
            "f3": Dense(10),
        },
    )
