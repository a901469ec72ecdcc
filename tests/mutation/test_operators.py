"""Every operator of the certification applies somewhere, changes what it says, and calls it by a published name."""

from collections.abc import Callable

import pytest

from cnncheck.concepts import CONCEPTS
from cnncheck.mutation import OPERATORS, Mutant, Operator, Trait, mutants, pairs, sample
from cnncheck.mutation.mutant import pair
from reference.graph import Graph
from reference.networks import alexnet8, baseline, inception10, lenet5, lenet5_mnist, resnet18, vgg16
from reference.operations import Add, BatchNormalization, Concatenate, Conv2D, MaxPooling2D

Make = Callable[[], Graph]

SMALL: tuple[Make, ...] = (lenet5, baseline, lenet5_mnist)
LARGE: tuple[Make, ...] = (alexnet8, inception10, vgg16, resnet18)


@pytest.fixture(scope="module")
def everything() -> dict[str, list[Mutant]]:
    return {make.__name__: list(mutants(make())) for make in (*SMALL, *LARGE)}


def test_every_operator_applies_somewhere(everything: dict[str, list[Mutant]]) -> None:
    applied = {mutant.operator for found in everything.values() for mutant in found}
    assert applied == {operator.name for operator in OPERATORS}
    assert len(applied) == len(OPERATORS)


def test_every_code_is_published(everything: dict[str, list[Mutant]]) -> None:
    assert {mutant.code for found in everything.values() for mutant in found} <= set(CONCEPTS)


def test_every_mutant_is_another_program_than_the_reference(everything: dict[str, list[Mutant]]) -> None:
    for name, make in {make.__name__: make for make in (*SMALL, *LARGE)}.items():
        graph = make()
        for mutant in everything[name]:
            assert mutant.traits or mutant.written != graph, mutant


def test_every_mutant_says_where_it_is(everything: dict[str, list[Mutant]]) -> None:
    for found in everything.values():
        for mutant in found:
            known = {node.name for node in mutant.written}
            assert mutant.nodes, mutant
            assert known.intersection(mutant.nodes), mutant
            assert {name for name, _ in mutant.traits} <= known, mutant


def test_no_two_mutants_of_a_network_are_the_same(everything: dict[str, list[Mutant]]) -> None:
    for found in everything.values():
        seen = [(mutant.written, frozenset(mutant.traits)) for mutant in found]
        twice = [found[place] for place, one in enumerate(seen) if one in seen[:place]] if len(seen) < 300 else []
        assert [mutant.what for mutant in twice] == []


def test_the_same_network_gives_the_same_mutants(everything: dict[str, list[Mutant]]) -> None:
    again = list(mutants(inception10()))
    assert [(one.what, one.written) for one in again] == [(one.what, one.written) for one in everything["inception10"]]


def find(make: Make, what: str) -> Mutant:
    return next(mutant for mutant in mutants(make()) if mutant.what == what)


EXPECTED: dict[str, tuple[Make, str, str, Callable[[Graph], bool]]] = {
    "kernel": (
        lenet5,
        "c1: kernel 3x3 instead of 5x5",
        "kernel-size",
        lambda graph: graph["c1"].operation == Conv2D(6, (3, 3)),
    ),
    "pooling window": (
        lenet5,
        "p1: window and strides 3 instead of 2",
        "pool-size",
        lambda graph: graph["p1"].operation == MaxPooling2D((3, 3), (3, 3)),
    ),
    "softmax": (lenet5, "no softmax", "output-activation", lambda graph: graph.output == "f3"),
    "order": (baseline, "b1 behind a1", "layer-order", lambda graph: graph["b1"].inputs == ("a1",)),
    "batch normalisation": (
        baseline,
        "b1: missing",
        "batch-norm-missing",
        lambda graph: not any(isinstance(node.operation, BatchNormalization) for node in graph),
    ),
    "layer": (lenet5, "f2: missing", "layer-missing", lambda graph: graph["f3"].inputs == ("a3",)),
    "shared": (
        resnet18,
        "group1.block1.c1 used for group1.block1.c2 too",
        "shared-layer",
        lambda graph: graph["group1.block1.c2"].shares == "group1.block1.c1",
    ),
    "skip": (
        resnet18,
        "group2.block1.add: no shortcut",
        "residual-connection",
        lambda graph: "group2.block1.down_c1" not in {node.name for node in graph},
    ),
    "skip moved": (
        resnet18,
        "group1.block1.add: added behind the activation",
        "residual-connection",
        lambda graph: graph["group1.block1.add"].inputs == ("group1.block1.a2", "a1"),
    ),
    "projection": (
        resnet18,
        "group2.block1.down_c1: strides 1x1 instead of 2x2",
        "shortcut-projection",
        lambda graph: graph["group2.block1.down_c1"].operation.strides == (1, 1),  # type: ignore[attr-defined]
    ),
    "join": (
        inception10,
        "block1.cell1.concat: Add",
        "branch-join",
        lambda graph: graph["block1.cell1.concat"].operation == Add(),
    ),
    "axis": (
        inception10,
        "block1.cell1.concat: axis 1",
        "branch-join",
        lambda graph: graph["block1.cell1.concat"].operation == Concatenate(1),
    ),
    "branch": (
        inception10,
        "block1.cell2.c2_1 reads block1.cell2.a1 instead of block1.cell1.concat",
        "branch-wiring",
        lambda graph: graph["block1.cell2.c2_1"].inputs == ("block1.cell2.a1",),
    ),
    "block": (
        resnet18,
        "group1.block2: missing",
        "layer-missing",
        lambda graph: graph["group2.block1.c1"].inputs == ("group1.block1.a2",),
    ),
    "widths": (
        vgg16,
        "filters of 3 blocks: never doubled",
        "channel-doubling",
        lambda graph: {getattr(node.operation, "filters", 64) for node in graph} == {64},
    ),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_an_operator_changes_what_it_says(name: str) -> None:
    make, what, code, holds = EXPECTED[name]
    mutant = find(make, what)
    assert mutant.code == code
    assert holds(mutant.graph)


def test_one_edit_of_a_block_changes_all_its_uses() -> None:
    mutant = find(resnet18, "b1 of 8 blocks: epsilon 1e-05 instead of 0.001")
    changed = [node.name for node in mutant.graph if node.operation == BatchNormalization(epsilon=1e-5)]
    assert changed == [f"group{group}.block{block}.b1" for group in range(1, 5) for block in (1, 2)]
    assert mutant.nodes == tuple(changed)


def test_what_is_never_called_is_written_and_not_computed() -> None:
    mutant = find(lenet5, "f2: never called")
    assert mutant.traits == (("f2", Trait.UNUSED), ("a4", Trait.UNUSED))
    assert "f2" in {node.name for node in mutant.written}
    assert "f2" not in {node.name for node in mutant.graph}


def test_what_does_not_fit_says_so() -> None:
    assert not find(resnet18, "group2.block1.down_c1: strides 1x1 instead of 2x2").builds
    assert not find(lenet5, "an image of 3x32x32").builds
    assert find(lenet5, "c1: kernel 3x3 instead of 5x5").builds


def test_a_sample_takes_every_operator_in_turn_and_grows_with_its_size() -> None:
    found = list(mutants(baseline()))
    few, many = sample(found, 20, seed=3), sample(found, 60, seed=3)
    assert many[:20] == few
    assert len({mutant.operator for mutant in few}) == 20
    assert sorted(map(str, sample(found, 1000, seed=3))) == sorted(map(str, found))
    assert sample(found, 20, seed=3) == few
    assert sample(found, 20, seed=4) != few


def test_a_sample_of_one_operator_is_spread_over_the_network() -> None:
    found = [mutant for mutant in mutants(vgg16()) if mutant.operator == "padding"]
    places = sorted(int(mutant.nodes[0][1:]) for mutant in sample(found, 3, seed=0))
    assert places[0] < 6 < places[-1]


def test_pairs_are_two_faults_at_two_places() -> None:
    made = pairs(sample(mutants(lenet5()), 60, seed=0), 20, seed=0)
    assert len(made) == 20
    for one in made:
        assert one.first.code != one.second.code
        assert not set(one.first.nodes) & set(one.second.nodes)
        assert one.written not in {one.first.written, one.second.written} or one.traits
        assert one.builds


def test_two_faults_at_one_place_are_no_pair() -> None:
    one, other = find(lenet5, "c1: kernel 3x3 instead of 5x5"), find(lenet5, "c1: padding same instead of valid")
    assert pair(one, other) is None


@pytest.mark.parametrize("operator", OPERATORS, ids=lambda operator: operator.name)
def test_an_operator_leaves_the_reference_as_it_is(operator: Operator) -> None:
    graph = baseline()
    list(operator.mutants(graph))
    assert graph == baseline()
