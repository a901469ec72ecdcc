"""Handwritten digits without convolution: 784 - 128 - 10, the course's first network."""

from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks import dense_mnist

assignment = Assignment(
    name="dense_mnist",
    title="A dense network on MNIST",
    tasks=(
        NetworkTask(
            "dense_mnist",
            points=10,
            names=("model",),
            reference=(dense_mnist((784,)), dense_mnist((28, 28)), dense_mnist((28, 28, 1))),
            checks=NETWORK_CHECKS,
        ),
    ),
)
