"""Faults in dropout."""

from collections.abc import Iterator
from functools import partial

from cnncheck.mutation.convolutions import told
from cnncheck.mutation.mutant import Mutant, Trait, mutant, operator
from cnncheck.mutation.sites import alone_behind, around, free_name, is_at_end, named, names_of, places, singles
from cnncheck.mutation.surgery import behind, without
from reference.graph import Graph, Node
from reference.operations import Activation, Dropout

USUAL = 0.5
"""The rate that is written where one is not looked up."""


def _places(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """Each alone, those of a family of blocks, and all of one rate."""
    yield from places(graph, Dropout)
    everywhere = tuple(nodes[0] for nodes in singles(graph, Dropout))
    if len(everywhere) > 1 and len({node.operation for node in everywhere}) == 1:
        yield everywhere


@operator("dropout rate")
def rate(graph: Graph) -> Iterator[Mutant]:
    """Another share, or the share that is kept in place of the one dropped."""
    for nodes in _places(graph):
        share = getattr(nodes[0].operation, "rate", USUAL)
        for other in dict.fromkeys((USUAL if share != USUAL else 0.2, round(1 - share, 6), round(share / 2, 6))):
            if other != share:
                yield from told(graph, nodes, "rate", other, "rate", "dropout-rate")


@operator("dropout removed")
def removed(graph: Graph) -> Iterator[Mutant]:
    """None where it is specified."""
    for nodes in _places(graph):
        names = names_of(nodes)
        edit = partial(without, names=names)
        yield from mutant(graph, f"{named(nodes)}: missing", "dropout-missing", around(graph, *names), edit)


@operator("dropout added")
def added(graph: Graph) -> Iterator[Mutant]:
    """One behind an activation that has none."""
    for nodes in singles(graph, Activation):
        name = nodes[0].name
        after = alone_behind(graph, name)
        if is_at_end(graph, name) or after is None or isinstance(after.operation, Dropout):
            continue
        new = Node(free_name(graph, "dropout"), Dropout(USUAL))
        edit = partial(behind, name=name, node=new)
        names = (name, new.name, *nodes[0].inputs)
        yield from mutant(graph, f"{name}: a dropout behind it", "dropout-extra", names, edit)


@operator("dropout's mode")
def mode(graph: Graph) -> Iterator[Mutant]:
    """`training=False` or `training=True` written into the call."""
    for nodes in _places(graph):
        for trait in (Trait.INFERENCE_ONLY, Trait.ALWAYS_TRAINING):
            traits = [(node.name, trait) for node in nodes]
            yield from mutant(graph, f"{named(nodes)}: {trait}", "dropout-training", names_of(nodes), traits=traits)
