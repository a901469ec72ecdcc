"""The networks of the course, one file each: the graph, where it comes from and its figures."""

from reference.networks.alexnet8 import alexnet8
from reference.networks.augmented_cifar10 import augmented_cifar10
from reference.networks.baseline import baseline
from reference.networks.dense_mnist import dense_mnist
from reference.networks.inception10 import inception10
from reference.networks.lenet5 import lenet5
from reference.networks.lenet5_classical import lenet5_classical
from reference.networks.lenet5_mnist import lenet5_mnist
from reference.networks.resnet18 import resnet18
from reference.networks.vgg16 import vgg16

__all__ = [
    "alexnet8",
    "augmented_cifar10",
    "baseline",
    "dense_mnist",
    "inception10",
    "lenet5",
    "lenet5_classical",
    "lenet5_mnist",
    "resnet18",
    "vgg16",
]
