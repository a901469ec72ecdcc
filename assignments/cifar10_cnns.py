"""Classic networks on CIFAR-10, as the course teaches them."""

from cnncheck.course import Assignment
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from cnncheck.training import TRAINING_CHECKS, training_of
from reference.networks import baseline, lenet5

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
    ),
)
