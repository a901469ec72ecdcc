"""Parts are matched by what they are and where they stand, never by name."""

from dataclasses import replace

import pytest
from planted import added, both, changed, instead, moved, swap, without

from cnncheck.mutation.surgery import renamed
from cnncheck.networks.alignment import align
from cnncheck.networks.differences import Correspondence
from reference.graph import Graph, Node
from reference.networks import baseline, lenet5
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    Operation,
)


def anonymous(graph: Graph) -> Graph:
    return renamed(graph, {node.name: f"x{number}" for number, node in enumerate(graph)})


@pytest.mark.parametrize("make", [baseline, lenet5])
def test_names_do_not_matter(make: object) -> None:
    graph = make()
    alignment = align(graph, anonymous(graph))
    assert list(alignment.pairs.values()) == [f"x{number}" for number in range(len(graph.nodes))]
    assert not alignment.missing
    assert not alignment.extra
    assert not alignment.moved


@pytest.mark.parametrize(
    ("edit", "missing", "extra", "moves"),
    [
        (without("c2", "a2", "p2"), ("c2", "a2", "p2"), (), ()),
        (without("f2", "a4"), ("f2", "a4"), (), ()),
        (added("a3", "more", Dense(100)), (), ("more",), ()),
        (swap("p1", "c2"), (), (), ("p1",)),
        (both(instead("p1", AveragePooling2D()), changed("c1", filters=8), without("a3")), ("a3",), (), ()),
    ],
)
def test_chains_are_aligned(
    edit: object, missing: tuple[str, ...], extra: tuple[str, ...], moves: tuple[str, ...]
) -> None:
    alignment = align(lenet5(), edit(lenet5()))
    assert (alignment.missing, alignment.extra, alignment.moved) == (missing, extra, moves)
    assert all(ours == theirs for ours, theirs in alignment.pairs.items())


def cell() -> Graph:
    """An Inception-like cell of three branches and a residual block behind it."""

    def node(name: str, operation: Operation, *inputs: str) -> Node:
        return Node(name, operation, inputs)

    return Graph(
        "cell",
        (
            node("image", Input((8, 8, 3))),
            node("stem", Conv2D(4, (3, 3), padding="same"), "image"),
            node("one", Conv2D(4, (1, 1)), "stem"),
            node("three_in", Conv2D(4, (1, 1)), "stem"),
            node("three", Conv2D(4, (3, 3), padding="same"), "three_in"),
            node("pool", MaxPooling2D((3, 3), (1, 1), "same"), "stem"),
            node("pool_out", Conv2D(4, (1, 1)), "pool"),
            node("join", Concatenate(), "one", "three", "pool_out"),
            node("r1", Conv2D(12, (3, 3), padding="same", use_bias=False), "join"),
            node("n1", BatchNormalization(), "r1"),
            node("add", Add(), "n1", "join"),
            node("relu", Activation("relu"), "add"),
            node("mean", GlobalAveragePooling2D(), "relu"),
            node("f", Dense(5), "mean"),
            node("softmax", Activation("softmax"), "f"),
        ),
    )


def found(student: Graph) -> list[tuple[str, str, str]]:
    return [(one.kind, one.node, one.attribute) for one in Correspondence.of(cell(), student).differences]


def picture(graph: Graph) -> dict[str, object]:
    """What a graph is, whatever order its nodes and the operands of its additions are listed in."""
    return {
        node.name: (
            node.operation,
            sorted(node.inputs) if isinstance(node.operation, Add) else node.inputs,
            node.shares,
        )
        for node in graph
    }


def rewired(name: str, *inputs: str) -> Graph:
    return Graph("cell", tuple(replace(node, inputs=inputs) if node.name == name else node for node in cell()))


def test_branches_are_matched_whatever_their_names_and_an_addition_takes_any_order() -> None:
    student = anonymous(rewired("add", "join", "n1"))
    correspondence = Correspondence.of(cell(), student)
    assert correspondence.differences == ()
    assert picture(correspondence.translated) == picture(cell())


@pytest.mark.parametrize(
    ("student", "expected"),
    [
        (cell().replaced("three", Conv2D(4, (5, 5), padding="same")), [("attribute", "three", "kernel_size")]),
        (cell().replaced("pool", AveragePooling2D((3, 3), (1, 1), "same")), [("operation", "pool", "")]),
        (rewired("three", "stem"), [("wiring", "three", "")]),
        (rewired("add", "n1", "n1"), [("wiring", "add", "")]),
        (without("n1")(cell()), [("missing", "n1", "")]),
        (moved("relu", "n1")(cell()), [("moved", "relu", "")]),
    ],
)
def test_a_difference_in_a_branch_is_found_there(student: Graph, expected: list[tuple[str, str, str]]) -> None:
    if expected == [("wiring", "three", "")]:
        student = student.without("three_in") if student.consumers("three_in") else student
    assert expected[0] in found(student)
