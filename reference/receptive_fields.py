"""The receptive field of every node of a graph: how much of the image one of its values depends on, and which part.

:func:`reference.arithmetic.receptive_field` is the formula for a chain of layers; here branches part and meet again.
"""

from collections.abc import Mapping

from reference.arithmetic import ReceptiveField, padding_amounts
from reference.graph import Graph, Node
from reference.operations import (
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Operation,
    Pooling2D,
    Reshape,
    Shape,
    ZeroPadding2D,
)

HEIGHT, WIDTH = 0, 1
"""The axes of a shape along which a receptive field extends."""


def receptive_fields(graph: Graph, axis: int = HEIGHT) -> Mapping[str, ReceptiveField]:
    """Receptive field of every node along the height (axis 0) or the width (1).

        behind a window:  size + (k_eff - 1) * jump,   jump * strides,   start - padding before * jump
        where branches meet:  from the smallest start to the largest start + size, the same jump

    The second is the smallest field that covers those of the branches. From a flattening or a global pooling on, a
    value sees the whole image, whose size is then also the jump.

    Raises:
        ValueError: maps whose values lie differently far apart meet, or maps are put one after the other along the
            axis: then no one size and jump hold for all values.

    Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.

    >>> from reference.networks import lenet5, resnet18
    >>> receptive_fields(lenet5())["p2"]  # as arithmetic.receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)]) says
    ReceptiveField(size=16, jump=4, start=0)
    >>> receptive_fields(resnet18())["group4.block2.a2"]
    ReceptiveField(size=109, jump=8, start=-47)
    """
    fields: dict[str, ReceptiveField] = {}
    placeless: set[str] = set()
    image = graph.input_shape
    everything = ReceptiveField(image[axis], image[axis]) if axis < len(image) else ReceptiveField()
    for node in graph:
        shapes = [graph.shapes[name] for name in node.inputs]
        if not shapes:
            fields[node.name] = ReceptiveField()
        elif placeless & set(node.inputs) or _mixes(node.operation, shapes[0], graph.shapes[node.name], axis):
            fields[node.name] = everything
            placeless.add(node.name)
        else:
            before = _meet(node, [fields[name] for name in node.inputs], shapes, axis)
            fields[node.name] = _widen(before, node.operation, shapes[0], axis)
    return fields


def _mixes(operation: Operation, before: Shape, after: Shape, axis: int) -> bool:
    """Whether the values of the output have no place along the axis any more."""
    if isinstance(operation, Dense):
        return axis >= len(before) - 1
    if isinstance(operation, Reshape):
        return before[: axis + 1] != after[: axis + 1]
    return len(after) == 1


def _widen(before: ReceptiveField, operation: Operation, shape: Shape, axis: int) -> ReceptiveField:
    """Field behind an operation on a map of this shape."""
    match operation:
        case Conv2D() | DepthwiseConv2D():
            kernel_size, dilation_rate = operation.kernel_size[axis], operation.dilation_rate[axis]
        case Pooling2D():
            kernel_size, dilation_rate = operation.pool_size[axis], 1
        case ZeroPadding2D():
            return before.after(1, before=operation.padding[axis][0])
        case _:
            return before
    strides = operation.strides[axis]
    padded, _ = padding_amounts(shape[axis], kernel_size, strides, operation.padding, dilation_rate)
    return before.after(kernel_size, strides, dilation_rate, padded)


def _meet(node: Node, fields: list[ReceptiveField], shapes: list[Shape], axis: int) -> ReceptiveField:
    """The smallest field that covers those of all inputs."""
    if isinstance(node.operation, Concatenate) and node.operation.axis in {axis + 1, axis - len(shapes[0])}:
        raise ValueError(f"{node.name} puts maps one after the other: their values have different receptive fields")
    jump = max(field.jump for field in fields)
    alone = shapes[0][axis] == 1  # where a map has one value only, no other is at any distance
    if not alone and any(field.jump != jump for field in fields):
        raise ValueError(f"{node.name} reads maps whose values lie {[field.jump for field in fields]} pixels apart")
    start = min(field.start for field in fields)
    return ReceptiveField(max(field.start + field.size for field in fields) - start, jump, start)
