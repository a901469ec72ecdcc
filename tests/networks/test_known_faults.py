"""One fault that shows at many places is one finding, named as what it is and proven."""

import os

import pytest
from bench import codes, examine, faults, subject_of
from planted_large import nested

from cnncheck.findings import Finding
from cnncheck.networks.known_faults import KnownFault, known_faults
from reference.graph import Graph
from reference.networks import baseline, inception10, lenet5, resnet18, vgg16

ALL = bool(os.environ.get("CERTIFY"))
NARROW = {"inception10": inception10(2, 10, 4), "resnet18": resnet18((2, 2, 2, 2), 4)}
"""The course's networks with few filters: the structure is the same, and the numbers are there in a moment."""

KNOWN = [(name, fault) for name, graph in NARROW.items() for fault in known_faults(graph)]
CHOSEN = [
    pytest.param(name, fault, id=f"{name}: {fault.known.code} at {fault.nodes[0]} of {len(fault.nodes)}, {number}")
    for number, (name, fault) in enumerate(KNOWN)
    if ALL or number % 5 == 0
]


def found_in(reference: Graph, student: Graph) -> list[Finding]:
    return [finding for _, finding in faults(examine(subject_of(reference, student, places=nested(student))))]


@pytest.mark.parametrize(("name", "fault"), CHOSEN)
def test_a_known_fault_is_one_finding_proven_by_computation(name: str, fault: KnownFault) -> None:
    [finding] = found_in(NARROW[name], fault.graph)
    assert (finding.code, finding.confirmed) == (fault.known.code, True)
    assert (finding.expected, finding.received) == (fault.known.expected, fault.known.received)
    assert finding.message.startswith(f"{fault.known.sentence} It shows at ")


def test_the_known_faults_of_a_network_have_many_codes() -> None:
    told = {name: {fault.known.code for own, fault in KNOWN if own == name} for name in NARROW}
    assert told == {
        "inception10": {"layer-extra", "layer-missing", "branch-join"},
        "resnet18": {"layer-extra", "layer-missing", "strides", "layer-order"},
    }


@pytest.mark.parametrize("graph", [lenet5(), baseline(), vgg16()], ids=lambda graph: graph.name)
def test_a_network_without_blocks_has_no_fault_of_blocks(graph: Graph) -> None:
    assert list(known_faults(graph)) == []


def test_a_known_fault_and_another_one_are_two_findings() -> None:
    graph = NARROW["resnet18"]
    (fault,) = (fault for name, fault in KNOWN if name == "resnet18" and fault.known.code == "layer-order")
    student = fault.graph.without("softmax")
    report = examine(subject_of(graph, student, places=nested(student)))
    assert sorted(codes(report)) == ["layer-order", "output-activation"]
    assert all(finding.confirmed for _, finding in faults(report))
