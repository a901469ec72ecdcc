"""Faults in batch normalisation."""

from collections.abc import Iterator
from functools import partial

from cnncheck.mutation.convolutions import told
from cnncheck.mutation.mutant import Mutant, Trait, mutant, operator
from cnncheck.mutation.sites import alone_behind, around, free_name, is_on_shortcut, named, names_of, places, singles
from cnncheck.mutation.surgery import behind, without
from reference.graph import KERNEL_OPERATIONS, Graph, Node
from reference.operations import BatchNormalization

EPSILON, MOMENTUM = 1e-5, 0.9
"""PyTorch's, as Keras counts momentum."""


def _places(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """Each alone, those of a family of blocks, and all."""
    yield from places(graph, BatchNormalization)
    everywhere = tuple(nodes[0] for nodes in singles(graph, BatchNormalization))
    if len(everywhere) > 1:
        yield everywhere


@operator("batch normalisation removed")
def removed(graph: Graph) -> Iterator[Mutant]:
    """A convolution without its batch normalisation."""
    for nodes in _places(graph):
        names = names_of(nodes)
        if not all(is_on_shortcut(graph, name) for name in names):  # that is the projection's own fault
            what, edit = f"{named(nodes)}: missing", partial(without, names=names)
            yield from mutant(graph, what, "batch-norm-missing", around(graph, *names), edit)


@operator("batch normalisation added")
def added(graph: Graph) -> Iterator[Mutant]:
    """One behind a layer that has none."""
    for node in graph:
        after = alone_behind(graph, node.name)
        if not isinstance(node.operation, KERNEL_OPERATIONS):
            continue
        if after is not None and not isinstance(after.operation, BatchNormalization):
            new = Node(free_name(graph, f"{node.name}_bn"), BatchNormalization())
            edit = partial(behind, name=node.name, node=new)
            what, names = f"{node.name}: a batch normalisation behind it", (node.name, new.name)
            yield from mutant(graph, what, "batch-norm-extra", names, edit)


@operator("batch normalisation's epsilon")
def epsilon(graph: Graph) -> Iterator[Mutant]:
    """Another epsilon."""
    for nodes in _places(graph):
        yield from told(graph, nodes, "epsilon", EPSILON, "epsilon", "batch-norm-epsilon")


@operator("batch normalisation's momentum")
def momentum(graph: Graph) -> Iterator[Mutant]:
    """Another momentum."""
    for nodes in _places(graph):
        yield from told(graph, nodes, "momentum", MOMENTUM, "momentum", "batch-norm-momentum")


@operator("gamma or beta switched off")
def scale_offset(graph: Graph) -> Iterator[Mutant]:
    """No gamma, or no beta."""
    for nodes in _places(graph):
        for attribute in ("scale", "center"):
            yield from told(graph, nodes, attribute, False, attribute, "batch-norm-scale-offset")  # noqa: FBT003


@operator("batch normalisation's axis")
def axis(graph: Graph) -> Iterator[Mutant]:
    """Statistics of every row of a map instead of every channel."""
    for nodes in _places(graph):
        if all(len(graph.shapes[node.name]) > 1 for node in nodes):
            yield from told(graph, nodes, "axis", 1, "axis", "batch-norm-axis")


@operator("batch normalisation's mode")
def mode(graph: Graph) -> Iterator[Mutant]:
    """`training=False` or `training=True` written into the call."""
    for nodes in _places(graph):
        for trait in (Trait.INFERENCE_ONLY, Trait.ALWAYS_TRAINING):
            traits = [(node.name, trait) for node in nodes]
            yield from mutant(graph, f"{named(nodes)}: {trait}", "batch-norm-training", names_of(nodes), traits=traits)


@operator("batch normalisation frozen")
def frozen(graph: Graph) -> Iterator[Mutant]:
    """Gamma and beta that training does not change."""
    for nodes in _places(graph):
        traits = [(node.name, Trait.FROZEN) for node in nodes]
        yield from mutant(graph, f"{named(nodes)}: frozen", "frozen-layer", names_of(nodes), traits=traits)
