"""LeNet-5 with the sizes of its paper: the walk from 32x32 to ten classes.

LeCun, Bottou, Bengio & Haffner, "Gradient-Based Learning Applied to Document Recognition", Proceedings of the IEEE
1998, section II.B and figure 2: shared weights, local fields and subsampling, trained end to end; it read cheques in
banks for years.

| layer | paper | output |
|---|---|---|
| convolution, 6 kernels 5x5, valid, tanh | C1 | 28x28x6 |
| average pooling 2x2, strides 2 | S2 | 14x14x6 |
| convolution, 16 kernels 5x5, valid, tanh | C3 | 10x10x16 |
| average pooling 2x2, strides 2 | S4 | 5x5x16 |
| flatten | | 400 |
| dense 120, tanh | C5 | 120 |
| dense 84, tanh | F6 | 84 |
| dense 10, softmax | output | 10 |

In the paper S2 and S4 multiply each average by a trained coefficient, add a trained bias and squash, the kernels of C3
see three to six of the six maps each (table I), the squashing is 1.7159 tanh(2x / 3), and the output is the squared
distance to a drawn 7x12 picture of each digit ("Gaussian connections"). The plain layers here are what is taught today.
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, AveragePooling2D, Conv2D, Dense, Flatten


def lenet5_classical() -> Graph:
    """The graph: 61 706 parameters, all trainable.

    >>> graph = lenet5_classical()
    >>> graph.parameters
    Parameters(total=61706, trainable=61706)
    >>> [graph.shapes[name] for name in ("c1", "s2", "c3", "s4")]
    [(28, 28, 6), (14, 14, 6), (10, 10, 16), (5, 5, 16)]
    >>> [graph.shapes[name] for name in ("flatten", "c5", "f6", "f7")]
    [(400,), (120,), (84,), (10,)]
    """
    return chain(
        "lenet5_classical",
        (32, 32, 1),
        {
            "c1": Conv2D(6, (5, 5)),
            "a1": Activation("tanh"),
            "s2": AveragePooling2D(),
            "c3": Conv2D(16, (5, 5)),
            "a3": Activation("tanh"),
            "s4": AveragePooling2D(),
            "flatten": Flatten(),
            "c5": Dense(120),
            "a5": Activation("tanh"),
            "f6": Dense(84),
            "a6": Activation("tanh"),
            "f7": Dense(10),
            "softmax": Activation("softmax"),
        },
    )
