"""AlexNet for CIFAR-10, as the course writes it: five convolutions and three dense layers.

Krizhevsky, Sutskever & Hinton, "ImageNet Classification with Deep Convolutional Neural Networks", NeurIPS 2012, section
3: winner of ImageNet 2012 with a top-5 error of 16.4 %, ten points ahead of the next. It brought ReLU instead of
saturating units, dropout, overlapping pooling (3x3 windows, strides 2) and training on GPUs.

| layer | output |
|---|---|
| convolution, 96 kernels 3x3, valid; batch normalisation, relu | 30x30x96 |
| max pooling 3x3, strides 2, valid | 14x14x96 |
| convolution, 256 kernels 3x3, valid; batch normalisation, relu | 12x12x256 |
| max pooling 3x3, strides 2, valid | 5x5x256 |
| convolution, 384 kernels 3x3, same, relu | 5x5x384 |
| convolution, 384 kernels 3x3, same, relu | 5x5x384 |
| convolution, 256 kernels 3x3, same, relu | 5x5x256 |
| max pooling 3x3, strides 2, valid | 2x2x256 |
| flatten | 1024 |
| dense 2048, relu, dropout .5 | 2048 |
| dense 2048, relu, dropout .5 | 2048 |
| dense 10, softmax | 10 |

The course departs from the paper where 224x224 became 32x32: the first two kernels are 3x3 instead of 11x11 (strides 4)
and 5x5, the dense layers have 2048 units instead of 4096. Batch normalisation, three years younger, stands in for the
paper's local response normalisation (:mod:`reference.layers` has it), which came after the relu and has no weights. The
two halves that the paper split over two GPUs (groups=2 in the second, fourth and fifth convolution) are one here.
"""

from reference.graph import Graph
from reference.networks.chain import chain
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D


def alexnet8() -> Graph:
    """The graph: 9 639 178 parameters, 9 638 474 of them trainable.

    >>> alexnet8().parameters
    Parameters(total=9639178, trainable=9638474)
    >>> [alexnet8().shapes[name] for name in ("c1", "p1", "c2", "p2", "c5", "p3")]
    [(30, 30, 96), (14, 14, 96), (12, 12, 256), (5, 5, 256), (5, 5, 256), (2, 2, 256)]
    """
    return chain(
        "alexnet8",
        (32, 32, 3),
        {
            "c1": Conv2D(96, (3, 3)),
            "b1": BatchNormalization(),
            "a1": Activation("relu"),
            "p1": MaxPooling2D((3, 3)),
            "c2": Conv2D(256, (3, 3)),
            "b2": BatchNormalization(),
            "a2": Activation("relu"),
            "p2": MaxPooling2D((3, 3)),
            "c3": Conv2D(384, (3, 3), padding="same"),
            "a3": Activation("relu"),
            "c4": Conv2D(384, (3, 3), padding="same"),
            "a4": Activation("relu"),
            "c5": Conv2D(256, (3, 3), padding="same"),
            "a5": Activation("relu"),
            "p3": MaxPooling2D((3, 3)),
            "flatten": Flatten(),
            "f1": Dense(2048),
            "a6": Activation("relu"),
            "d1": Dropout(0.5),
            "f2": Dense(2048),
            "a7": Activation("relu"),
            "d2": Dropout(0.5),
            "f3": Dense(10),
            "softmax": Activation("softmax"),
        },
    )
