"""LeNet-5 on handwritten digits: the network, and what is done to an image and its label before."""

from cnncheck.course import Assignment
from cnncheck.functions.specifications.preprocess import PREPROCESS
from cnncheck.functions.task import FunctionTask
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from reference.networks import lenet5_mnist

assignment = Assignment(
    name="mnist_lenet5",
    title="LeNet-5 on MNIST",
    tasks=(
        NetworkTask("lenet5_mnist", points=10, names=("network",), reference=lenet5_mnist(), checks=NETWORK_CHECKS),
        FunctionTask.of(PREPROCESS, 3),
    ),
)
