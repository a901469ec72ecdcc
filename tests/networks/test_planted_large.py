"""Every planted fault of the larger networks is named once and at its layer; other ways to write them are accepted.

One seed and a part of the faults of the networks that take seconds to compute; with CERTIFY=1 all of them.
"""

import os

import pytest
from bench import codes, examine, faults, subject_of
from planted import COUNT, NUMBERS, TRAINING, Planted, changed
from planted_large import (
    ALEXNET8,
    EQUIVALENTS,
    INCEPTION10,
    RESNET18,
    VGG16,
    branches_in,
    nested,
    projected,
    without_all,
)

from reference.networks import alexnet8, inception10, resnet18, vgg16
from reference.operations import Activation, Add, Opaque

NETWORKS = {
    "alexnet8": (alexnet8, ALEXNET8),
    "vgg16": (vgg16, VGG16),
    "inception10": (inception10, INCEPTION10),
    "resnet18": (resnet18, RESNET18),
}
ALL = bool(os.environ.get("CERTIFY"))
EVERY = {"inception10": 1} if not ALL else dict.fromkeys(NETWORKS, 1)
"""Which share of the faults is planted: of the large networks every fourth, unless all are asked for."""

SINGLE = [
    pytest.param(name, one, id=f"{name}: {one}")
    for name, (_, planted) in NETWORKS.items()
    for one in planted[:: EVERY.get(name, 4)]
]
SEEDS = (0, 1, 2) if ALL else (0,)


def test_enough_faults_are_planted_in_each_network() -> None:
    assert {name: len(planted) for name, (_, planted) in NETWORKS.items()} == {
        "alexnet8": 14,
        "vgg16": 12,
        "inception10": 21,
        "resnet18": 30,
    }


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes(name: str, seed: int) -> None:
    graph = NETWORKS[name][0]()
    subject = subject_of(graph, graph, seed=seed, places=nested(graph))
    assert all(findings == [] for findings in examine(subject).values())


@pytest.mark.parametrize(("name", "one"), SINGLE)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_fault_is_named_once_in_its_check_and_at_its_layer(name: str, one: Planted, seed: int) -> None:
    graph = NETWORKS[name][0]()
    student = one.edit(graph)
    report = examine(subject_of(graph, student, seed=seed, places=nested(student), **one.traced))
    found = [(check, finding.code, finding.where.layer) for check, finding in faults(report)]
    assert found == [(one.check, one.code, one.layer)]
    finding = faults(report)[0][1]
    assert finding.confirmed
    assert finding.where.line is not None
    assert finding.expected
    assert finding.received
    assert finding.hint
    if one.check not in {TRAINING, NUMBERS}:
        assert report[NUMBERS] == one.check


@pytest.mark.parametrize("what", EQUIVALENTS)
def test_another_way_to_write_the_same_network_is_no_fault(what: str) -> None:
    make, edit = EQUIVALENTS[what]
    graph = make()
    report = examine(subject_of(graph, edit(graph)))
    assert codes(report) == []
    assert not any(isinstance(findings, str) for findings in report.values())


REORDERED = (
    "a branch reads another",
    "the third reads the second's",
    "added everywhere",
    "joined along the width",
    "average pooling in every cell",
    "activation missing",
    "doubled in the inner loop",
)


@pytest.mark.parametrize("what", REORDERED if ALL else REORDERED[2::3])
def test_a_fault_is_named_alone_where_the_branches_come_in_another_order(what: str) -> None:
    (one,) = (each for each in INCEPTION10 if each.name == what)
    graph = inception10()
    student = branches_in((3, 2, 0, 1), one.edit(graph))
    report = examine(subject_of(graph, student, places=nested(student)))
    assert [(check, finding.code) for check, finding in faults(report)] == [(one.check, one.code)]


EVERYWHERE = {
    "no normalisation": ("(.*[.])?b[0-9].*", COUNT, "batch-norm-missing"),
    "no activation": ("(.*[.])?a[0-9].*", NUMBERS, "activation"),
}


@pytest.mark.parametrize("what", EVERYWHERE if ALL else list(EVERYWHERE)[:1])
def test_what_is_missing_all_over_does_not_lead_to_a_mistaken_branch(what: str) -> None:
    pattern, check, code = EVERYWHERE[what]
    graph = inception10()
    report = examine(subject_of(graph, branches_in((3, 2, 1, 0), without_all(pattern)(graph))))
    assert {(place, finding.code) for place, finding in faults(report)} == {(check, code)}


@pytest.mark.parametrize("name", ["Mul", "Sub", "Maximum", "Multiply"] if ALL else ["Mul"])
def test_another_join_stands_in_place_of_the_addition_in_every_block(name: str) -> None:
    graph = student = resnet18()
    for node in graph:
        if isinstance(node.operation, Add):
            student = student.replaced(node.name, Opaque(name, graph.shapes[node.name]))
    truth = graph.replaced("group4.block2.a2", Activation("sigmoid"))  # any other function
    [(check, finding)] = faults(examine(subject_of(graph, student, truth=truth, places=nested(student))))
    assert (check, finding.code, finding.where.layer) == (NUMBERS, "residual-connection", "group1.block1.add")


def test_a_strided_group_with_its_projection_leaves_no_count_unexplained() -> None:
    graph = resnet18()
    student = changed("group1.block1.c1", strides=(2, 2))(projected("group1.block1")(graph))
    student = changed("group1.block1.down_c1", strides=(2, 2))(student)
    found = [finding.code for _, finding in faults(examine(subject_of(graph, student, places=nested(student))))]
    assert found == ["strides"]


def test_one_line_that_makes_many_layers_is_one_finding_that_counts_them() -> None:
    graph = resnet18()
    (one,) = (each for each in RESNET18 if each.name == "biases in every block")
    student = one.edit(graph)
    [(_, finding)] = faults(examine(subject_of(graph, student, places=nested(student))))
    assert "The same holds for group1.block2.c1, group2.block1.c1 and 5 more." in finding.message


def test_the_widths_are_told_block_by_block() -> None:
    graph = inception10()
    (one,) = (each for each in INCEPTION10 if each.name == "doubled in the inner loop")
    student = one.edit(graph)
    [(_, finding)] = faults(examine(subject_of(graph, student, places=nested(student))))
    assert (finding.expected, finding.received) == ("16, 16, 32, 32", "16, 32, 64, 128")
