"""Faults in activations: another one, none, or one too many."""

from collections.abc import Iterator
from functools import partial

from cnncheck.mutation.mutant import Mutant, Trait, mutant, operator
from cnncheck.mutation.sites import (
    alone_behind,
    around,
    free_name,
    is_at_end,
    is_last_layer,
    named,
    names_of,
    places,
    singles,
)
from cnncheck.mutation.surgery import behind, changed, without
from reference.graph import Graph, Node
from reference.operations import Activation, Add, BatchNormalization

OTHERS = {
    "relu": ("sigmoid", "tanh", "leaky_relu", "relu6"),
    "sigmoid": ("relu", "tanh", "softmax"),
    "tanh": ("relu", "sigmoid"),
    "softmax": ("sigmoid", "relu", "log_softmax"),
}
"""What is written in place of an activation; in place of others "relu"."""

IDEMPOTENT = frozenset({"relu", "relu6", "linear"})
"""Twice is as good as once."""


def _function(node: Node) -> str:
    return getattr(node.operation, "function", "")


def _code(graph: Graph, node: Node) -> str:
    return "output-activation" if is_at_end(graph, node.name) else "activation"


@operator("activation replaced")
def replaced(graph: Graph) -> Iterator[Mutant]:
    """Another function; in one place, in every block, or everywhere."""
    for nodes in (*places(graph, Activation), *_everywhere(graph)):
        for other in OTHERS.get(_function(nodes[0]), ("relu",)):
            what = f"{named(nodes)}: {other} instead of {_function(nodes[0])}"
            edit = partial(changed, names=names_of(nodes), function=other)
            yield from mutant(graph, what, _code(graph, nodes[0]), names_of(nodes), edit)


def _everywhere(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """All inner activations, where they are one function."""
    inner = tuple(nodes[0] for nodes in singles(graph, Activation) if not is_at_end(graph, nodes[0].name))
    if len(inner) > 1 and len({_function(node) for node in inner}) == 1:
        yield inner


@operator("activation removed")
def removed(graph: Graph) -> Iterator[Mutant]:
    """A layer without its activation."""
    for nodes in places(graph, Activation):
        if is_at_end(graph, nodes[0].name):
            continue
        names = names_of(nodes)
        edit = partial(without, names=names)
        yield from mutant(graph, f"{named(nodes)}: no activation", "activation", around(graph, *names), edit)


@operator("activation doubled")
def doubled(graph: Graph) -> Iterator[Mutant]:
    """The same function once more, where that is another function."""
    for nodes in singles(graph, Activation):
        node = nodes[0]
        if _function(node) in IDEMPOTENT or is_at_end(graph, node.name):
            continue
        again = Node(free_name(graph, node.name), node.operation)
        edit = partial(behind, name=node.name, node=again)
        nodes_at = (node.name, again.name, *graph[node.name].inputs)
        yield from mutant(graph, f"{node.name}: {_function(node)} twice", "activation", nodes_at, edit)


@operator("activation added")
def added(graph: Graph) -> Iterator[Mutant]:
    """A relu where none is specified: before an addition, or on the scores of the classes."""
    for node in graph:
        before_addition = isinstance(node.operation, BatchNormalization) and any(
            isinstance(reader.operation, Add) for reader in graph.consumers(node.name)
        )
        if before_addition or is_last_layer(graph, node):
            again = Node(free_name(graph, f"{node.name}_relu"), Activation("relu"))
            edit = partial(behind, name=node.name, node=again)
            code = "activation" if before_addition else "output-activation"
            yield from mutant(graph, f"{node.name}: a relu behind it", code, (node.name, again.name), edit)


@operator("output activation")
def output(graph: Graph) -> Iterator[Mutant]:
    """No softmax, two of them, one over the batch, or one where scores are specified."""
    for nodes in singles(graph, Activation):
        node = nodes[0]
        if not is_at_end(graph, node.name) or _function(node) != "softmax":
            continue
        names, code = (node.name, *node.inputs), "output-activation"
        yield from mutant(graph, "no softmax", code, node.inputs, partial(without, names=(node.name,)))
        again = Node(free_name(graph, node.name), node.operation)
        edit = partial(behind, name=node.name, node=again)
        yield from mutant(graph, "softmax twice", code, (*names, again.name), edit)
        yield from mutant(graph, "softmax over the batch", code, names, traits=[(node.name, Trait.OVER_BATCH)])
    for node in graph:
        if is_last_layer(graph, node) and alone_behind(graph, node.name) is None:
            softmax = Node(free_name(graph, "softmax"), Activation("softmax"))
            edit = partial(behind, name=node.name, node=softmax)
            what = "a softmax where scores are specified"
            yield from mutant(graph, what, "output-activation", (node.name, softmax.name), edit)
