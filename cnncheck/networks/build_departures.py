"""Tells which layer of a chain is the first to make another shape than specified, and which attribute would do that."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from cnncheck.inside.wire import Problem
from cnncheck.mutation.surgery import is_chain
from cnncheck.networks.python_errors import Reason
from cnncheck.networks.wording import shape_of, sides
from reference.graph import Graph, Node
from reference.operations import Conv2D, DepthwiseConv2D, Operation, Pooling2D, Shape, ShapeError

OTHER_SIDES = ((1, 1), (2, 2), (3, 3), (5, 5), (7, 7))
"""Windows and steps that are tried in place of the specified ones."""

Change = tuple[str, Operation, str, str]
"""The code, the operation that has it, and the two values in words."""


def departed(problem: Problem, graph: Graph, stopped: Reason) -> Reason | None:
    """The first layer of another shape; None where the network is no chain, or all layers are as specified.

    That the network stops because of it is likely and not proven.

    Args:
        problem: with the layers that were called.
        graph: the specified network.
        stopped: what the exception says.
    """
    if not is_chain(graph):
        return None
    specified = {kind: [node for node in graph if type(node.operation).__name__ == kind] for kind in _kinds(graph)}
    seen: Counter[str] = Counter()
    for step in problem.trail:
        nodes = specified.get(step.class_name, [])
        number, made = seen[step.class_name], step.shape[1:] if step.shape is not None else None
        seen[step.class_name] += 1
        if not made or number >= len(nodes) or None in made or made == graph.shapes[nodes[number].name]:
            continue
        shape = tuple(side for side in made if side is not None)
        found = next(_changes(graph, nodes[number], shape), None)
        if found is None:
            return None
        code, _, expected, received = found
        message = (
            f"{step.layer} makes a map of {shape_of(shape)} where {shape_of(graph.shapes[nodes[number].name])} is "
            f"specified, as it does with {received} in place of {expected}. So the network stops: {stopped.message}"
        )
        return Reason(code, message, expected, received, layer=step.layer, line=step.line, confirmed=False)
    return None


def _kinds(graph: Graph) -> set[str]:
    kinds = (Conv2D, DepthwiseConv2D, Pooling2D)
    return {type(node.operation).__name__ for node in graph if isinstance(node.operation, kinds)}


def _changes(graph: Graph, node: Node, made: Shape) -> Iterator[Change]:
    """The changes of one attribute with which a layer would make a shape of what it is specified to read.

    Another width is none of them: in a chain no map becomes too small by it.
    """
    read = graph.shapes[node.inputs[0]]
    for change in _candidates(node.operation):
        try:
            if change[1].output_shape(read) == made:
                yield change
        except ShapeError:
            continue


def _candidates(operation: Operation) -> Iterator[Change]:
    if isinstance(operation, Conv2D | DepthwiseConv2D):
        other = "valid" if operation.padding == "same" else "same"
        yield "padding", replace(operation, padding=other), f"padding {operation.padding}", f"padding {other}"
        for pair in OTHER_SIDES:
            words = f"strides {sides(operation.strides)}", f"strides {sides(pair)}"
            yield "strides", replace(operation, strides=pair), *words
        for pair in OTHER_SIDES:
            words = f"kernels of {sides(operation.kernel_size)}", f"kernels of {sides(pair)}"
            yield "kernel-size", replace(operation, kernel_size=pair), *words
    if isinstance(operation, Pooling2D):
        other = "valid" if operation.padding == "same" else "same"
        yield "pool-padding", replace(operation, padding=other), f"padding {operation.padding}", f"padding {other}"
        for pair in (operation.pool_size, *OTHER_SIDES):
            words = f"strides {sides(operation.strides)}", f"strides {sides(pair)}"
            yield "pool-strides", replace(operation, strides=pair), *words
        for pair in OTHER_SIDES:
            words = f"windows of {sides(operation.pool_size)}", f"windows of {sides(pair)}"
            yield "pool-size", replace(operation, pool_size=pair, strides=pair), *words
