"""Every planted fault is named at its layer, and every correct way of writing a network is accepted.

Two seeds, with CERTIFY=1 five.
"""

import os

import pytest
from bench import codes, examine, faults, subject_of
from planted import BASELINE, COUNT, EQUIVALENTS, LENET5, NUMBERS, SHAPES, TRAINING, Planted, both

from cnncheck.findings import Severity
from reference.networks import baseline, lenet5

NETWORKS = {"lenet5": (lenet5, LENET5), "baseline": (baseline, BASELINE)}
SINGLE = [pytest.param(name, one, id=f"{name}: {one}") for name, (_, planted) in NETWORKS.items() for one in planted]
SEEDS = range(5 if os.environ.get("CERTIFY") else 2)

UNCONFIRMED = {"always trains"}
"""What is read off the trace and measured by nothing."""


def test_there_are_at_least_25_planted_faults_for_each_network() -> None:
    assert all(len(planted) >= 25 for _, planted in NETWORKS.values())


@pytest.mark.parametrize("name", NETWORKS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_passes(name: str, seed: int) -> None:
    graph = NETWORKS[name][0]()
    assert all(findings == [] for findings in examine(subject_of(graph, graph, seed=seed)).values())


@pytest.mark.parametrize(("name", "one"), SINGLE)
def test_a_planted_fault_is_named_once_in_its_check_and_at_its_layer(name: str, one: Planted) -> None:
    graph = NETWORKS[name][0]()
    for seed in SEEDS:
        report = examine(subject_of(graph, one.edit(graph), seed=seed, **one.traced))
        found = [(check, finding.code, finding.where.layer) for check, finding in faults(report)]
        assert found == [(one.check, one.code, one.layer)], seed
        finding = faults(report)[0][1]
        assert finding.confirmed == (one.name not in UNCONFIRMED), seed
        assert finding.where.line is not None
        assert finding.expected
        assert finding.received
        assert finding.hint
        if one.check not in {TRAINING, NUMBERS}:
            assert report[NUMBERS] == one.check


@pytest.mark.parametrize("what", EQUIVALENTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_another_way_to_write_the_same_network_is_no_fault(what: str, seed: int) -> None:
    make, edit = EQUIVALENTS[what]
    graph = make()
    report = examine(subject_of(graph, edit(graph), seed=seed))
    assert codes(report) == []
    assert not any(isinstance(findings, str) for findings in report.values())


PAIRS = [
    ("lenet5", "c1 pads", "f1 128"),
    ("lenet5", "a1 relu", "p1 average"),
    ("lenet5", "c1 8 filters", "logits"),
    ("lenet5", "c2 pads", "a2 missing"),
    ("lenet5", "f2 missing", "p2 average"),
    ("lenet5", "f1 and a3 twice", "a2 missing"),
    ("lenet5", "f2 and a4 twice", "9 classes"),
    ("baseline", "b1 missing", "another batch norm"),
    ("baseline", "c1 3x3", "order BA"),
    ("baseline", "f1 120", "epsilon"),
    ("baseline", "d1 rate", "momentum"),
    ("baseline", "b1 missing", "a2 missing"),
    ("baseline", "c1 valid", "12 classes"),
    ("baseline", "p1 average", "d2 missing"),
    ("baseline", "c1 16 filters", "f1 120"),
]


@pytest.mark.parametrize(("name", "first", "second"), PAIRS)
def test_two_planted_faults_are_both_named(name: str, first: str, second: str) -> None:
    make, planted = NETWORKS[name]
    one, two = (next(fault for fault in planted if fault.name == wanted) for wanted in (first, second))
    graph = make()
    report = examine(subject_of(graph, both(one.edit, two.edit)(graph)))
    assert sorted(codes(report)) == sorted([one.code, two.code])
    assert {finding.where.layer for _, finding in faults(report)} == {one.layer, two.layer}


def test_three_faults_of_one_baseline_are_three_findings_with_their_lines() -> None:
    graph = baseline()
    wanted = {one.name: one for one in BASELINE}
    chosen = [wanted[name] for name in ("f1 120", "order BA", "d1 unused")]
    student = both(*(one.edit for one in chosen))(graph)
    report = examine(subject_of(graph, student, **wanted["d1 unused"].traced))
    lines = {node.name: number + 1 for number, node in enumerate(student)}
    assert [(check, finding.code, finding.where.line) for check, finding in faults(report)] == [
        (COUNT, "units", lines["f1"]),
        (NUMBERS, "layer-order", lines["b1"]),
        (TRAINING, "unused-layer", 30),
    ]
    assert report[SHAPES] == []


def test_a_network_that_does_something_else_than_its_trace_says_is_found_out() -> None:
    graph = lenet5()
    wanted = {one.name: one for one in LENET5}
    report = examine(subject_of(graph, graph, truth=wanted["p1 average"].edit(graph)))
    [(check, finding)] = faults(report)
    assert (check, finding.code, finding.confirmed) == (NUMBERS, "value", False)
    assert finding.where.layer == "p1"


def test_a_task_may_turn_a_fault_into_advice() -> None:
    graph = baseline()
    report = examine(subject_of(graph, graph, never_trains=("b1",), advices=("batch-norm-training",)))
    assert codes(report) == []
    assert [finding.severity for finding in report[TRAINING]] == [Severity.ADVICE]


def test_a_call_without_training_is_advice_with_the_word_to_add() -> None:
    graph = baseline()
    report = examine(subject_of(graph, graph, gives_training=False))
    assert codes(report) == []
    found = report[TRAINING]
    assert [finding.code for finding in found] == ["batch-norm-training", "dropout-training"]
    assert all("def call(self, x, training=None)" in finding.hint for finding in found)
