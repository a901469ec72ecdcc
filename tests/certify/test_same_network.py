"""A mutant is left out only where computation shows that it is the specified network, and every other one is kept."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from cnncheck.certify.same_network import is_equivalent
from cnncheck.mutation import Mutant, Trait, mutants
from reference.graph import Graph
from reference.networks import baseline, lenet5, lenet5_mnist
from reference.operations import Activation, AveragePooling2D, BatchNormalization, Conv2D, Dropout, MaxPooling2D


def mutant(graph: Graph) -> Mutant:
    return Mutant("", "value", ("c1",), lambda whole: whole, graph)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lenet5, "p1: padding same instead of valid"),
        (lenet5, "a1 behind p1"),
        (lenet5_mnist, "p1 behind a1"),
        (baseline, "a2 behind d2"),
        (baseline, "p1: padding valid instead of same"),
    ],
)
def test_the_same_network_in_other_words(make: Callable[[], Graph], what: str) -> None:
    graph = make()
    assert is_equivalent(graph, next(one for one in mutants(graph) if one.what == what))


def changed(graph: Graph, name: str, **attributes: object) -> Graph:
    return graph.replaced(name, replace(graph[name].operation, **attributes))


WRONG: dict[str, Graph] = {
    "epsilon": changed(baseline(), "b1", epsilon=1e-5),
    "momentum, which only training shows": changed(baseline(), "b1", momentum=0.98),
    "a regulariser, which only the loss shows": changed(baseline(), "f2", regularizer=1e-4),
    "dropout, which only training shows": changed(baseline(), "d1", rate=0.25),
    "no dropout": baseline().without("d2"),
    "dropout in another place": baseline()
    .replaced("a2", Dropout(0.2))
    .replaced("d2", Activation("relu"))
    .without("d1"),
    "relu6, which only large values show": changed(baseline(), "a1", function="relu6"),
    "another pooling": baseline().replaced("p1", AveragePooling2D(padding="same")),
    "another window": baseline().replaced("p1", MaxPooling2D((3, 3), padding="same")),
    "no bias": changed(baseline(), "c1", use_bias=False),
    "no gamma": changed(baseline(), "b1", scale=False),
    "dilation": changed(baseline(), "c1", dilation_rate=(2, 2)),
    "no softmax": baseline().without("softmax"),
    "batch normalisation behind relu": baseline()
    .replaced("b1", Activation("relu"))
    .replaced("a1", BatchNormalization()),
    "what does not fit": changed(lenet5(), "c2", kernel_size=(15, 15)),
}


@pytest.mark.parametrize("what", WRONG)
def test_another_network(what: str) -> None:
    reference = lenet5() if what == "what does not fit" else baseline()
    assert not is_equivalent(reference, mutant(WRONG[what]))


def test_a_shared_layer_is_another_network_although_it_computes_alike() -> None:
    graph = lenet5()
    twice = changed(graph, "c2", filters=6)
    shared = next(iter(mutants(graph)))
    assert not is_equivalent(graph, mutant(twice))
    assert not is_equivalent(graph, replace(shared, written=graph, traits=(("f1", Trait.FROZEN),)))


def test_a_layer_that_is_never_called_may_be_missed_by_nobody() -> None:
    graph = baseline()
    again = Graph(graph.name, (*graph.nodes[:4], replace(graph["a1"], name="again", inputs=("a1",)), *graph.nodes[4:]))
    again = Graph(
        again.name, tuple(replace(node, inputs=("again",)) if node.name == "p1" else node for node in again.nodes)
    )
    relu_twice = mutant(again)
    assert is_equivalent(graph, relu_twice)
    assert is_equivalent(graph, replace(relu_twice, traits=(("again", Trait.UNUSED),)))
    assert not is_equivalent(graph, replace(relu_twice, traits=(("d1", Trait.UNUSED),)))


def test_what_has_no_gradient_rule_is_not_proven() -> None:
    graph = changed(baseline(), "c1", filters=6)
    assert isinstance(graph["c1"].operation, Conv2D)
    assert is_equivalent(baseline(), mutant(graph))
