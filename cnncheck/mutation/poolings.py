"""Faults in pooling, and in what leads from maps to the dense layers."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from cnncheck.mutation.convolutions import told
from cnncheck.mutation.mutant import Mutant, mutant, operator
from cnncheck.mutation.sites import alone_behind, around, free_name, named, names_of, places, singles
from cnncheck.mutation.surgery import behind, changed, without
from reference.graph import Graph, Node
from reference.operations import (
    Activation,
    AveragePooling2D,
    Conv2D,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
    Pooling2D,
)


@operator("pooling kind")
def kind(graph: Graph) -> Iterator[Mutant]:
    """The mean instead of the maximum, or the reverse."""
    for nodes in places(graph, MaxPooling2D, AveragePooling2D):
        other = AveragePooling2D if isinstance(nodes[0].operation, MaxPooling2D) else MaxPooling2D
        edit = partial(_of_kind, names=names_of(nodes), kind=other)
        yield from mutant(graph, f"{named(nodes)}: {other.__name__}", "pool-type", names_of(nodes), edit)


def _of_kind(graph: Graph, names: tuple[str, ...], kind: type[Pooling2D]) -> Graph:
    for name in names:
        old: Any = graph[name].operation
        graph = graph.replaced(name, kind(old.pool_size, old.strides, old.padding))
    return graph


@operator("pooling size")
def size(graph: Graph) -> Iterator[Mutant]:
    """Another window, with the strides that are specified, or with those that Keras takes where none are stated."""
    for nodes in places(graph, Pooling2D):
        operation: Any = nodes[0].operation
        side = operation.pool_size[0]
        for other in (side + 1, side - 1):
            if other > 1:
                yield from told(graph, nodes, "pool_size", (other, other), "window", "pool-size")
                if operation.strides == operation.pool_size:
                    edit = partial(changed, names=names_of(nodes), pool_size=(other, other), strides=(other, other))
                    what = f"{named(nodes)}: window and strides {other} instead of {side}"
                    yield from mutant(graph, what, "pool-size", names_of(nodes), edit)


@operator("pooling strides")
def strides(graph: Graph) -> Iterator[Mutant]:
    """Other steps: of one pixel, or of the window's size, which Keras takes where none are stated."""
    for nodes in places(graph, Pooling2D):
        operation: Any = nodes[0].operation
        for other in dict.fromkeys(((1, 1), operation.pool_size, (3, 3))):
            if other != operation.strides:
                yield from told(graph, nodes, "strides", other, "strides", "pool-strides")


@operator("pooling padding")
def padding(graph: Graph) -> Iterator[Mutant]:
    """Same where valid is specified, or the reverse; on many maps that is the same."""
    for nodes in places(graph, Pooling2D):
        other = "valid" if getattr(nodes[0].operation, "padding", "valid") == "same" else "same"
        yield from told(graph, nodes, "padding", other, "padding", "pool-padding")


@operator("pooling removed")
def removed(graph: Graph) -> Iterator[Mutant]:
    """No pooling where it is specified."""
    for nodes in places(graph, Pooling2D):
        names = names_of(nodes)
        edit = partial(without, names=names)
        yield from mutant(graph, f"{named(nodes)}: missing", "layer-missing", around(graph, *names), edit)


@operator("pooling added")
def added(graph: Graph) -> Iterator[Mutant]:
    """A pooling between two convolutions that have none between them."""
    for nodes in singles(graph, Activation):
        after = alone_behind(graph, nodes[0].name)
        if after is not None and isinstance(after.operation, Conv2D):
            new = Node(free_name(graph, "pool"), MaxPooling2D())
            edit = partial(behind, name=nodes[0].name, node=new)
            what, names = f"{nodes[0].name}: a pooling behind it", (nodes[0].name, new.name, *nodes[0].inputs)
            yield from mutant(graph, what, "layer-extra", names, edit)


@operator("global pooling")
def global_pooling(graph: Graph) -> Iterator[Mutant]:
    """Flatten or a maximum in place of the global average, or the reverse."""
    ways: tuple[Operation, ...] = (Flatten(), GlobalAveragePooling2D(), GlobalMaxPooling2D())
    for nodes in singles(graph, Flatten, GlobalAveragePooling2D, GlobalMaxPooling2D):
        node = nodes[0]
        for other in ways:
            if other != node.operation and len(graph.shapes[node.inputs[0]]) > 1:
                what = f"{node.name}: {type(other).__name__}"
                edit = partial(_instead, name=node.name, operation=other)
                yield from mutant(graph, what, "global-pooling", (node.name,), edit)


def _instead(graph: Graph, name: str, operation: Operation) -> Graph:
    return graph.replaced(name, operation)


@operator("flatten removed")
def not_flattened(graph: Graph) -> Iterator[Mutant]:
    """Dense layers on the pixels of a map."""
    for nodes in singles(graph, Flatten):
        if len(graph.shapes[nodes[0].inputs[0]]) > 1:
            names = names_of(nodes)
            edit = partial(without, names=names)
            yield from mutant(graph, f"{named(nodes)}: missing", "layer-missing", around(graph, *names), edit)
