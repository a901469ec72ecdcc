"""Another network in place of the specified one is one finding that says so."""

from collections.abc import Mapping
from functools import partial

import pytest
from bench import examine, faults, subject_of

from cnncheck.networks.explanation import explained
from reference.graph import Graph
from reference.networks import baseline, inception10, lenet5, resnet18, vgg16
from reference.networks.applications import mobilenet, mobilenet_v2
from reference.networks.applications import vgg16 as vgg16_of_imagenet
from reference.operations import BatchNormalization

SMALL = (64, 64, 3)
V2 = partial(mobilenet_v2, SMALL, 5)

KNOWN: Mapping[str, tuple[Graph, Graph, str, str]] = {
    "LeNet-5 for the Baseline": (baseline(), lenet5(), "layer-extra", "LeNet-5"),
    "half as wide": (V2(), V2(alpha=0.5), "filters", "MobileNetV2 with alpha=0.5"),
    "the version before": (V2(), mobilenet(SMALL, 5), "layer-missing", "MobileNet"),
    "the paper's own": (vgg16(), vgg16_of_imagenet((32, 32, 3), 10), "layer-missing", "VGG-16 of ImageNet"),
    "deeper": (resnet18(), resnet18((3, 4, 6, 3)), "layer-extra", "ResNet-34"),
    "the other large one": (resnet18(), inception10(), "layer-extra", "Inception10"),
}


@pytest.mark.parametrize("what", KNOWN)
def test_a_network_that_is_known_is_named(what: str) -> None:
    reference, student, code, name = KNOWN[what]
    [difference] = explained(reference, student, {}).differences
    assert difference.known is not None
    assert (difference.known.code, difference.known.received, difference.known.certain) == (code, name, True)


def test_another_network_is_one_finding_proven_by_computation() -> None:
    [(_, finding)] = faults(examine(subject_of(baseline(), lenet5())))
    assert (finding.code, finding.confirmed) == ("layer-extra", True)
    assert finding.message == (
        "This is another network: it looks like LeNet-5, where baseline, 3 layers deep with 198506 parameters is "
        "specified."
    )


def test_an_unknown_network_is_one_finding_that_is_not_certain() -> None:
    student = lenet5().replaced("a1", BatchNormalization()).replaced("a3", BatchNormalization())
    [(_, finding)] = faults(examine(subject_of(baseline(), student)))
    assert (finding.code, finding.confirmed) == ("layer-extra", False)
    assert finding.message.startswith("The network is built another way than baseline, 3 layers deep")


def test_a_network_with_a_few_faults_is_no_other_network() -> None:
    graph = resnet18()
    student = graph.without("softmax").replaced("b1", BatchNormalization(epsilon=1e-5)).without("group1.block1.a1")
    assert [one.known for one in explained(graph, student, {}).differences] == [None] * 3
