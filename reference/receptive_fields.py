"""The receptive field of every node of a graph: how much of the image one of its values depends on, and which part.

:func:`reference.arithmetic.receptive_field` is the formula for a chain of layers; here branches part and meet again.
"""

from collections.abc import Mapping
from typing import NamedTuple

from reference.arithmetic import effective_kernel_size, padding_amounts
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


class Field(NamedTuple):
    """Receptive field along one axis, in pixels.

    Value i of a map sees the pixels from start + i * jump to start + i * jump + size - 1; those before 0 and behind the
    image's last are padding.

    Attributes:
        size: how many pixels one value sees.
        jump: how far the fields of neighbouring values are apart: the product of the strides so far.
        start: first pixel that the first value sees.
    """

    size: int
    jump: int
    start: int


def receptive_fields(graph: Graph, axis: int = HEIGHT) -> Mapping[str, Field]:
    """Receptive field of every node along the height (axis 0) or the width (1).

        size  = size + (k_eff - 1) * jump
        start = start - padding before * jump
        jump  = jump * strides

    Where branches meet it is the smallest field that covers theirs. Behind a flattening or a global pooling a value
    sees the whole image, whose size is then also the jump.

    Raises:
        ValueError: maps whose values lie differently far apart meet, or maps are put one after the other along the
            axis: then no one size and jump hold for all values.

    Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.

    >>> from reference.networks import lenet5, resnet18
    >>> receptive_fields(lenet5())["p2"]  # as arithmetic.receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)]) says
    Field(size=16, jump=4, start=0)
    >>> receptive_fields(resnet18())["group4.block2.a2"]
    Field(size=109, jump=8, start=-47)
    """
    fields: dict[str, Field] = {}
    image = graph.input_shape
    everything = Field(image[axis], image[axis], 0) if axis < len(image) else Field(1, 1, 0)
    for node in graph:
        shapes = [graph.shapes[name] for name in node.inputs]
        if not shapes:
            fields[node.name] = Field(1, 1, 0)
        elif _sees_everything(node.operation, shapes[0], graph.shapes[node.name], axis):
            fields[node.name] = everything
        else:
            before = _meet(node, [fields[name] for name in node.inputs], shapes, axis)
            fields[node.name] = _widen(before, node.operation, shapes[0], axis)
    return fields


def _sees_everything(operation: Operation, before: Shape, after: Shape, axis: int) -> bool:
    """Whether no value of the output has a place along the axis any more."""
    if isinstance(operation, Dense):
        return axis >= len(before) - 1
    if isinstance(operation, Reshape):
        return before[: axis + 1] != after[: axis + 1]
    return len(after) == 1


def _widen(before: Field, operation: Operation, shape: Shape, axis: int) -> Field:
    """Field behind an operation on a map of this shape."""
    match operation:
        case Conv2D() | DepthwiseConv2D():
            kernel_size, dilation_rate = operation.kernel_size[axis], operation.dilation_rate[axis]
        case Pooling2D():
            kernel_size, dilation_rate = operation.pool_size[axis], 1
        case ZeroPadding2D():
            return before._replace(start=before.start - operation.padding[axis][0] * before.jump)
        case _:
            return before
    strides = operation.strides[axis]
    first, _ = padding_amounts(shape[axis], kernel_size, strides, operation.padding, dilation_rate)
    size = before.size + (effective_kernel_size(kernel_size, dilation_rate) - 1) * before.jump
    return Field(size, before.jump * strides, before.start - first * before.jump)


def _meet(node: Node, fields: list[Field], shapes: list[Shape], axis: int) -> Field:
    """The smallest field that covers those of all inputs."""
    if isinstance(node.operation, Concatenate) and node.operation.axis in {axis + 1, axis - len(shapes[0])}:
        raise ValueError(f"{node.name} puts maps one after the other: their values have different receptive fields")
    jump = max(field.jump for field in fields)
    alone = shapes[0][axis] == 1  # where a map has one value only, no other is anywhere
    if not alone and any(field.jump != jump for field in fields):
        raise ValueError(f"{node.name} reads maps whose values lie {[field.jump for field in fields]} pixels apart")
    start = min(field.start for field in fields)
    return Field(max(field.start + field.size for field in fields) - start, jump, start)
