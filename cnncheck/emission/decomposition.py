"""Takes a graph apart into layers in series and forks, the way a program is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cnncheck.emission.marks import mark_of
from cnncheck.emission.oddities import NONE, Oddities, Oddity
from cnncheck.emission.parts import Fork, Layer, Part, Series, Tangle, Wire
from reference.graph import Graph, Node
from reference.operations import (
    Activation,
    BatchNormalization,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Operation,
    Shape,
    ShapeError,
)
from reference.run import owner


@dataclass(frozen=True, slots=True)
class Transposition(Operation):
    """The image with its channels in front."""

    def output_shape(self, *inputs: Shape) -> Shape:
        """The last axis comes first."""
        return (inputs[0][-1], *inputs[0][:-1])


def decomposed(
    graph: Graph, oddities: Mapping[str, Oddities] | None = None, believed: Mapping[str, Shape] | None = None
) -> Series:
    """A graph as a series; it has passed :func:`cnncheck.emission.writable.check`.

    Args:
        graph: the network.
        oddities: what the program does to some of its nodes.
        believed: shapes that the author takes for granted where they do not follow.
    """
    return _Decomposition(graph, oddities or {}, believed or {}).series()


def folded(series: Series) -> Series:
    """The same with each activation right behind a convolution or dense layer written as an argument of that layer."""
    parts: list[Part] = []
    for part in series:
        before = parts[-1] if parts else None
        if isinstance(part, Fork):
            parts.append(replace(part, branches=tuple(folded(branch) for branch in part.branches)))
        elif (
            isinstance(part, Layer)
            and isinstance(part.operation, Activation)
            and isinstance(before, Layer)
            and isinstance(before.operation, Conv2D | DepthwiseConv2D | Dense)
            and before.activation is None
            and not (before.is_shared or before.shares)
            and part.oddities == before.oddities & {Oddity.UNUSED}
        ):
            parts[-1] = replace(before, activation=part.operation.function, marks=before.marks + part.marks)
        else:
            parts.append(part)
    return tuple(parts)


class _Decomposition:
    """The graph, who reads what, and where the ways from each node to the output meet again."""

    def __init__(self, graph: Graph, oddities: Mapping[str, Oddities], believed: Mapping[str, Shape]) -> None:
        self.graph, self.oddities = graph, oddities
        self.shapes = _shapes(graph, oddities, believed)
        self.position = {node.name: number for number, node in enumerate(graph)}
        self.readers: Mapping[str, tuple[Node, ...]] = {node.name: graph.consumers(node.name) for node in graph}
        self.shared = {node.shares for node in graph if node.shares is not None}
        self.meeting = self._meetings()

    def series(self) -> Series:
        first = self.graph.nodes[0]
        series = tuple(self._between(first.name, self.graph.output))
        if Oddity.TRANSPOSED not in self.oddities.get(first.name, NONE):
            return series
        shape = Transposition().output_shape(self.graph.input_shape)
        turned = Layer("turned", Transposition(), shape[0], len(shape), shape, marks=mark_of(0))
        return (turned, *series)

    def _meetings(self) -> dict[str, str]:
        """For each node the first one that every way from it to the output goes through."""
        found: dict[str, str] = {}
        for node in reversed(self.graph.nodes[:-1]):
            meeting = self.readers[node.name][0].name
            for reader in self.readers[node.name][1:]:
                meeting = self._common(found, meeting, reader.name)
            found[node.name] = meeting
        return found

    def _common(self, found: Mapping[str, str], one: str, other: str) -> str:
        while one != other:
            if self.position[one] < self.position[other]:
                one = found[one]
            else:
                other = found[other]
        return one

    def _between(self, start: str, end: str) -> Iterable[Part]:
        """The parts from behind one node to another, on which every way from it meets again."""
        at = start
        while at != end:
            meeting = self.meeting[at]
            yield self._single(at) or self._region(at, meeting)
            at = meeting

    def _single(self, at: str) -> Layer | None:
        """The one layer that reads a node, if there is only one and it reads nothing else."""
        readers = self.readers[at]
        return self._layer(readers[0]) if len(readers) == 1 and len(readers[0].inputs) == 1 else None

    def _region(self, at: str, meeting: str) -> Fork | Tangle:
        """What is between a node and the one where its ways meet."""
        join = self.graph[meeting]
        branches: dict[str, Series] = {}
        for reader in self.readers[at]:
            if reader is not join:
                branch = self._branch(reader, meeting)
                if branch is None:
                    return self._tangle(at, meeting)
                branches[branch[1]] = branch[0]
        ends = [name for name in join.inputs if name != at]
        if sorted(ends) != sorted(branches):
            return self._tangle(at, meeting)
        ways = tuple(branches.get(name, ()) for name in join.inputs)
        return Fork(join.name, join.operation, ways, self._mark(join))

    def _branch(self, first: Node, meeting: str) -> tuple[Series, str] | None:
        """The parts from a node to the last one before a meeting, and that one's name; None where others join in."""
        if len(first.inputs) > 1:
            return None
        parts: list[Part] = [self._layer(first)]
        at = first.name
        while self.meeting[at] != meeting:
            parts.append(self._single(at) or self._region(at, self.meeting[at]))
            at = self.meeting[at]
        return (tuple(parts), at) if [reader.name for reader in self.readers[at]] == [meeting] else None

    def _tangle(self, at: str, meeting: str) -> Tangle:
        behind = {at}
        wires = []
        for node in self.graph.nodes[self.position[at] + 1 : self.position[meeting] + 1]:
            if behind.intersection(node.inputs):
                behind.add(node.name)
                join = len(node.inputs) > 1
                ways = ((),) * len(node.inputs)
                part = Fork(node.name, node.operation, ways, self._mark(node)) if join else self._layer(node)
                wires.append(Wire(part, node.inputs))
        return Tangle(at, tuple(wires))

    def _layer(self, node: Node) -> Layer:
        read = self.shapes[node.inputs[0]]
        operation = node.operation
        axis = -1
        if isinstance(operation, BatchNormalization) and operation.axis > 0:
            axis = operation.axis - 1
        root = owner(self.graph, node)
        return Layer(
            name=node.name,
            operation=operation,
            channels=read[axis],
            rank=len(read),
            shape=self.shapes[node.name],
            shares=root.name if root is not node else None,
            is_shared=node.name in self.shared,
            oddities=self.oddities.get(node.name, NONE),
            marks=self._mark(node),
        )

    def _mark(self, node: Node) -> str:
        return mark_of(self.position[node.name])


def _shapes(graph: Graph, oddities: Mapping[str, Oddities], believed: Mapping[str, Shape]) -> Mapping[str, Shape]:
    """The shapes of a network; where they do not fit, what the author believes they are."""
    shapes: dict[str, Shape] = {}
    for node in graph:
        inputs = [shapes[name] for name in node.inputs]
        if Oddity.UNUSED in oddities.get(node.name, NONE):
            shapes[node.name] = inputs[0]
            continue
        try:
            shapes[node.name] = node.operation.output_shape(*inputs)
        except ShapeError:
            if not believed:
                raise
            shapes[node.name] = believed.get(node.name, inputs[0])
    return shapes
