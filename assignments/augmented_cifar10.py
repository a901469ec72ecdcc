"""The network of the long training on augmented CIFAR-10; it takes what is left of an image after cropping."""

from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks import augmented_cifar10

assignment = Assignment(
    name="augmented_cifar10",
    title="The network for augmented CIFAR-10",
    tasks=(
        NetworkTask(
            "augmented_cifar10", points=10, names=("model",), reference=augmented_cifar10(), checks=NETWORK_CHECKS
        ),
    ),
)
