"""A network as data: nodes in the order they are computed, and what follows from them.

Shapes, depth, parameter counts and multiplications are folds over a graph: one pass from the image to the output.
Another is in :mod:`reference.receptive_fields`.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from reference.operations import (
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Input,
    Operation,
    Shape,
    ShapeError,
    WeightSpec,
)

KERNEL_OPERATIONS = (Conv2D, DepthwiseConv2D, Dense)
"""What a network's layers are when they are counted, and where its multiplications are."""


@dataclass(frozen=True, slots=True)
class Node:
    """One operation in a network.

    Attributes:
        name: unique in its graph, the field's short name: "c1", "b1", "f3".
        operation: what it computes.
        inputs: names of the nodes it reads, in order.
        shares: name of an earlier node whose weights it uses instead of its own.
    """

    name: str
    operation: Operation
    inputs: tuple[str, ...] = ()
    shares: str | None = None


class Parameters(NamedTuple):
    """Numbers of weights."""

    total: int
    trainable: int


@dataclass(frozen=True)
class Graph:
    """A network: nodes in computing order; the last one is the output.

    Raises:
        ValueError: a name is used twice, or a node reads one that does not come before it.
    """

    name: str
    nodes: tuple[Node, ...]

    def __post_init__(self) -> None:
        known: set[str] = set()
        for node in self.nodes:
            if node.name in known:
                raise ValueError(f"two nodes are called {node.name!r}")
            if missing := set(node.inputs) - known:
                raise ValueError(f"{node.name!r} reads {sorted(missing)}, which do not come before it")
            if node.shares is not None and node.shares not in known:
                raise ValueError(f"{node.name!r} shares the weights of {node.shares!r}, which does not come before it")
            known.add(node.name)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __getitem__(self, name: str) -> Node:
        return self._by_name[name]

    @cached_property
    def _by_name(self) -> Mapping[str, Node]:
        return {node.name: node for node in self.nodes}

    @property
    def output(self) -> str:
        """Name of the node that is the network's output."""
        return self.nodes[-1].name

    @property
    def input_shape(self) -> Shape:
        """Shape of one image."""
        first = self.nodes[0].operation
        if not isinstance(first, Input):
            raise TypeError("a graph begins with its input")
        return first.shape

    @cached_property
    def shapes(self) -> Mapping[str, Shape]:
        """Output shape of every node.

        Raises:
            ShapeError: an operation cannot take what it is given; the message names the node.
        """
        shapes: dict[str, Shape] = {}
        for node in self.nodes:
            inputs = [shapes[name] for name in node.inputs]
            try:
                shapes[node.name] = node.operation.output_shape(*inputs)
            except ShapeError as error:
                raise ShapeError(f"{node.name}: {error}") from error
        return shapes

    def weights_of(self, node: Node) -> tuple[WeightSpec, ...]:
        """Weight arrays that this node owns; none if it shares another's."""
        if node.shares is not None:
            return ()
        return node.operation.weights(*(self.shapes[name] for name in node.inputs))

    @cached_property
    def weights(self) -> Mapping[tuple[str, str], WeightSpec]:
        """Every weight array of the network by (node, weight), in computing order."""
        return {(node.name, spec.name): spec for node in self.nodes for spec in self.weights_of(node)}

    @cached_property
    def parameters(self) -> Parameters:
        """Numbers of weights, total and trainable."""
        total = sum(math.prod(spec.shape) for spec in self.weights.values())
        trainable = sum(math.prod(spec.shape) for spec in self.weights.values() if spec.trainable)
        return Parameters(total, trainable)

    def consumers(self, name: str) -> tuple[Node, ...]:
        """The nodes that read a node, in computing order."""
        return tuple(node for node in self.nodes if name in node.inputs)

    def replaced(self, name: str, operation: Operation) -> "Graph":
        """The same network with another operation at one node."""
        changed = (replace(node, operation=operation) if node.name == name else node for node in self.nodes)
        return Graph(self.name, tuple(changed))

    def without(self, name: str) -> "Graph":
        """The same network with one node taken out: its readers read its first input instead.

        Raises:
            ValueError: it is the input, which cannot be left out.
        """
        removed = self[name]
        if not removed.inputs:
            raise ValueError(f"{name!r} reads nothing that its readers could read instead")
        nodes = (
            replace(node, inputs=tuple(removed.inputs[0] if read == name else read for read in node.inputs))
            for node in self.nodes
            if node.name != name
        )
        return Graph(self.name, tuple(nodes))


def depth(graph: Graph) -> int:
    """Layers on the longest way from the image to the output, as the names of networks count them.

    Convolutions and dense layers count, normalisation, activations and pooling do not.

    >>> from reference.networks import inception10, lenet5, resnet18
    >>> depth(lenet5()), depth(inception10()), depth(resnet18())
    (5, 10, 18)
    """
    depths: dict[str, int] = {}
    for node in graph:
        longest = max((depths[name] for name in node.inputs), default=0)
        depths[node.name] = longest + isinstance(node.operation, KERNEL_OPERATIONS)
    return depths[graph.output]


def multiplications(graph: Graph) -> int:
    """Multiplications of one forward pass for one image: convolutions and dense layers, padded positions included.

    A multiply-add is one multiplication; FLOPs, which count both, are twice as many.

    >>> from reference.networks import dense_mnist, lenet5
    >>> multiplications(dense_mnist()), multiplications(lenet5())
    (101632, 651720)
    """
    return sum(node_multiplications(graph, node) for node in graph)


def node_multiplications(graph: Graph, node: Node) -> int:
    """Multiplications of one node for one image: every weight of its kernel once for each position.

        product of the output's sides without the channels * product of the kernel's sides

    >>> from reference.arithmetic import conv2d_multiplications
    >>> from reference.networks import lenet5
    >>> node_multiplications(lenet5(), lenet5()["c2"]), conv2d_multiplications(14, 14, 5, 6, 16)
    (240000, 240000)
    """
    if not isinstance(node.operation, KERNEL_OPERATIONS):
        return 0
    kernel = node.operation.weights(*(graph.shapes[name] for name in node.inputs))[0]
    return math.prod(graph.shapes[node.name][:-1]) * math.prod(kernel.shape)
