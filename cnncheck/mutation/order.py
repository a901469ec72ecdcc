"""The right layers in the wrong order."""

from collections.abc import Iterator
from functools import partial

from cnncheck.mutation.mutant import Mutant, mutant, operator
from cnncheck.mutation.sites import alone_behind, each_and_all, families, followed
from cnncheck.mutation.surgery import moved, swapped
from reference.graph import Graph, Node
from reference.operations import Activation, Add, BatchNormalization, Conv2D, Dense, Dropout, Operation, Pooling2D

MOVABLE: tuple[type[Operation], ...] = (BatchNormalization, Activation, Pooling2D, Dropout)
"""What stands behind a convolution in an order that has to be learned."""

PAIRS: tuple[tuple[type[Operation], type[Operation]], ...] = (
    *((one, other) for one in MOVABLE for other in MOVABLE if one is not other),
    (Conv2D, BatchNormalization),
    (Dropout, Conv2D),
    (Dropout, Dense),
)
"""Neighbours that change places."""


@operator("order of neighbours")
def neighbours(graph: Graph) -> Iterator[Mutant]:
    """Two neighbours in the other order; some orders are equivalent."""
    for node in graph:
        after = _swappable(graph, node)
        if after is not None:
            what, nodes = f"{node.name} behind {after.name}", (node.name, after.name)
            yield from mutant(graph, what, "layer-order", nodes, partial(swapped, first=node.name, second=after.name))
    for family in families(graph, *MOVABLE, Conv2D):
        pairs = [(node, after) for node in family if (after := _swappable(graph, node)) is not None]
        if len(pairs) == len(family):
            names = tuple((one.name, other.name) for one, other in pairs)
            what = f"{names[0][0]} behind {names[0][1]} in {len(names)} blocks"
            at = tuple(name for each in names for name in each)
            yield from mutant(graph, what, "layer-order", at, partial(_all_swapped, pairs=names))


def _swappable(graph: Graph, node: Node) -> Node | None:
    """The neighbour that a node may change places with."""
    after = alone_behind(graph, node.name)
    if after is None or node.shares or after.shares:
        return None
    kinds = any(isinstance(node.operation, one) and isinstance(after.operation, other) for one, other in PAIRS)
    return after if kinds else None


def _all_swapped(graph: Graph, pairs: tuple[tuple[str, str], ...]) -> Graph:
    for first, second in pairs:
        graph = swapped(graph, first, second)
    return graph


@operator("order across layers")
def across(graph: Graph) -> Iterator[Mutant]:
    """Pooling right behind the convolution, or batch normalisation behind pooling."""
    for node in graph:
        if not isinstance(node.operation, Conv2D):
            continue
        chain = followed(graph, node.name, *MOVABLE)
        poolings = [each for each in chain if isinstance(each.operation, Pooling2D)]
        for pooling in poolings[:1]:
            between = chain[: chain.index(pooling)]
            if len(between) > 1:
                what = f"{pooling.name} right behind {node.name}"
                nodes = (pooling.name, *(each.name for each in between))
                edit = partial(moved, name=pooling.name, target=node.name)
                yield from mutant(graph, what, "layer-order", nodes, edit)
                first = between[0]
                what, nodes = f"{first.name} behind {pooling.name}", (first.name, pooling.name)
                edit = partial(moved, name=first.name, target=pooling.name)
                yield from mutant(graph, what, "layer-order", nodes, edit)


@operator("activation before the addition")
def before_addition(graph: Graph) -> Iterator[Mutant]:
    """The last activation of a residual block on its branch, so that the shortcut is added behind it."""
    found: list[tuple[str, str]] = []
    for node in graph:
        after = alone_behind(graph, node.name)
        if isinstance(node.operation, Add) and after is not None and isinstance(after.operation, Activation):
            found.append((node.name, after.name))
    for pairs in each_and_all(found):
        where = pairs[0][0] if len(pairs) == 1 else f"{len(pairs)} blocks"
        nodes = tuple(name for pair in pairs for name in pair)
        edit = partial(_activated_before, pairs=pairs)
        yield from mutant(graph, f"{where}: added behind the activation", "residual-connection", nodes, edit)


def _activated_before(graph: Graph, pairs: tuple[tuple[str, str], ...]) -> Graph:
    for add, activation in pairs:
        graph = moved(graph, activation, graph[add].inputs[0])
    return graph
