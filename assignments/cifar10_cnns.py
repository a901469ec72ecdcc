"""Classic networks on CIFAR-10, as the course teaches them."""

from cnncheck.course import Assignment
from cnncheck.inside.wire import Sequence
from cnncheck.networks import NETWORK_CHECKS, Constructor, NetworkTask
from cnncheck.training import TRAINING_CHECKS, training_of
from reference.networks import alexnet8, baseline, inception10, lenet5, resnet18, vgg16

assignment = Assignment(
    name="cifar10_cnns",
    title="Classic networks on CIFAR-10",
    tasks=(
        NetworkTask(
            "baseline",
            points=10,
            names=("Baseline",),
            reference=baseline(),
            checks=NETWORK_CHECKS + TRAINING_CHECKS,
            training=training_of(__file__, "baseline"),
        ),
        NetworkTask(
            "lenet5",
            points=10,
            names=("LeNet5",),
            reference=lenet5(),
            checks=NETWORK_CHECKS + TRAINING_CHECKS,
            training=training_of(__file__, "lenet5"),
        ),
        NetworkTask("alexnet8", points=10, names=("AlexNet8",), reference=alexnet8(), checks=NETWORK_CHECKS),
        NetworkTask("vgg16", points=10, names=("VGG16",), reference=vgg16(), checks=NETWORK_CHECKS),
        NetworkTask(
            "inception10",
            points=10,
            names=("Inception10",),
            reference=inception10(),
            checks=NETWORK_CHECKS,
            constructor=Constructor((2, 10)),
            # The course's own file calls its layers with training=False.
            advices=("batch-norm-training",),
        ),
        NetworkTask(
            "resnet18",
            points=10,
            names=("ResNet18",),
            reference=resnet18(),
            checks=NETWORK_CHECKS,
            constructor=Constructor((Sequence((2, 2, 2, 2)),)),
        ),
    ),
)
