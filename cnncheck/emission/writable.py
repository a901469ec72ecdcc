"""Which networks a program can be written for."""

from cnncheck.emission.variation import NotWritableError
from cnncheck.emission.words import activation
from reference.graph import Graph, Node
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Input,
    MaxPooling2D,
    Opaque,
    Reshape,
    ZeroPadding2D,
)
from reference.run import owner

JOINS = (Add, Concatenate)
LAYERS = (
    Activation, AveragePooling2D, BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Dropout, Flatten,
    GlobalAveragePooling2D, GlobalMaxPooling2D, MaxPooling2D, Reshape, ZeroPadding2D,
)  # fmt: skip


def check(graph: Graph, *, raw: bool) -> None:
    """Make sure that a program can be written for a network.

    Args:
        graph: the network.
        raw: whether it is to be written without Keras's layers.

    Raises:
        NotWritableError: it cannot; the message names the node.
    """
    inputs = [node.name for node in graph if not node.inputs]
    if len(inputs) > 1:
        raise NotWritableError(f"{graph.name} has more than one input: {', '.join(inputs)}")
    for node in graph:
        _check_operation(node)
        _check_sharing(graph, node, raw=raw)
        if not graph.consumers(node.name) and node.name != graph.output:
            raise NotWritableError(f"{node.name!r} is read by nothing, so no program would compute it")


def _check_operation(node: Node) -> None:
    operation = node.operation
    several = len(node.inputs) > 1
    if not isinstance(operation, (*(JOINS if several else LAYERS), Input)):
        name = operation.name if isinstance(operation, Opaque) else type(operation).__name__
        of_several = f" that takes {len(node.inputs)} values" if several else ""
        raise NotWritableError(f"{node.name!r} is {name!r}, for which there is no layer to write{of_several}")
    if isinstance(operation, Activation):
        activation(operation.function)


def _check_sharing(graph: Graph, node: Node, *, raw: bool) -> None:
    """In raw code a kernel may be used with other strides; a layer is always the same."""
    root = owner(graph, node)
    if node.operation != root.operation and not (raw and isinstance(node.operation, Conv2D | DepthwiseConv2D | Dense)):
        raise NotWritableError(
            f"{node.name!r} shares the weights of {root.name!r} but is another operation, which one layer cannot be"
        )
