"""Undoes differences in a student's network, one or many, to see what it would compute without them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cnncheck.mutation.surgery import bypassed, inserted, rewired, sorted_graph, unshared
from cnncheck.networks.difference import Difference, Kind
from cnncheck.networks.places import border_before, next_present, present_before
from reference.graph import Graph, Node
from reference.operations import Conv2D, DepthwiseConv2D, Operation, Pooling2D

_ORDER: Mapping[Kind, int] = {
    "extra": 0,
    "moved": 1,
    "missing": 2,
    "operation": 3,
    "attribute": 4,
    "shared": 5,
    "widths": 6,
    "wiring": 7,
    "known": 8,
}
"""In which order differences are undone: first what stands in the way, then places, then what is at them."""


@dataclass(frozen=True, slots=True)
class Undoing:
    """A student's network beside the reference, and what takes differences out of it.

    Attributes:
        reference: the specified network.
        translated: the student's network in the reference's names; what the reference has not begins with a plus sign.
    """

    reference: Graph
    translated: Graph

    def undone(self, differences: Iterable[Difference]) -> Graph:
        """The student's network with these differences undone.

        Raises:
            ValueError: it makes no network.
        """
        graph = self.translated
        parts = (part for difference in differences for part in difference.parts)
        reading: dict[str, tuple[str, ...]] = {}
        for difference in sorted(parts, key=lambda part: _ORDER[part.kind]):
            graph = self._undo(graph, difference)
            if difference.kind == "wiring":
                reading[difference.node] = self.reference[difference.node].inputs
        return self._reading(graph, reading)

    @staticmethod
    def _reading(graph: Graph, inputs: Mapping[str, tuple[str, ...]]) -> Graph:
        """The graph with nodes reading others, all at once: one after the other they might read in a circle."""
        if not inputs:
            return graph
        nodes = [replace(node, inputs=inputs.get(node.name, node.inputs)) for node in graph]
        return sorted_graph(graph.name, nodes, graph.output)

    def _undo(self, graph: Graph, difference: Difference) -> Graph:  # noqa: C901, PLR0912 - one case for each kind
        name = difference.node
        match difference.kind:
            case "extra":
                for reader in graph.consumers(name):
                    graph = self._padding_restored(graph, reader.name)
                for node in difference.nodes:
                    graph = bypassed(graph, node)
            case "moved":
                there = graph[name].operation
                graph = self._put_back(bypassed(graph, name), replace(self.reference[name], operation=there))
            case "missing" if any(len(self.reference[node].inputs) > 1 for node in difference.nodes):
                graph = self._grafted(graph, difference.nodes)
            case "missing":
                for node in difference.nodes:
                    graph = self._put_back(graph, self.reference[node])
            case "attribute":
                changed = {difference.attribute: difference.expected}
                if difference.attribute == "pool_size" and strides_are_default(graph[name].operation):
                    changed["strides"] = getattr(self.reference[name].operation, "strides", None)
                graph = graph.replaced(name, replace(graph[name].operation, **changed))
            case "operation":
                graph = self._as_specified(graph, difference)
            case "shared":
                graph = unshared(graph, name)
            case "wiring":
                graph = self._grafted(graph, difference.nodes[1:])
            case "widths":
                for node in difference.nodes:
                    wanted = {"filters": getattr(self.reference[node].operation, "filters", 0)}
                    graph = graph.replaced(node, replace(graph[node].operation, **wanted))
        return graph

    def _grafted(self, graph: Graph, names: tuple[str, ...]) -> Graph:
        """The graph with a missing block, its joins and branches as the reference has them."""
        present = {node.name for node in graph}
        known = present | set(names)
        planted = [
            replace(node, inputs=tuple(present_before(self.reference, read, known) for read in node.inputs))
            for node in self.reference
            if node.name in names
        ]
        ends = [name for name in names if any(one.name not in names for one in self.reference.consumers(name))]
        nodes = list(graph)
        for end in ends:
            stood, readers = present_before(self.reference, end, present), next_present(self.reference, end, present)
            nodes = [
                replace(old, inputs=tuple(end if read == stood else read for read in old.inputs))
                if old.name in readers
                else old
                for old in nodes
            ]
        output = self.reference.output if self.reference.output in names else graph.output
        return sorted_graph(graph.name, [*nodes, *planted], output)

    def _as_specified(self, graph: Graph, difference: Difference) -> Graph:
        """The graph with a node computing what is specified, and without what only leads to what it did."""
        name, *led = difference.nodes
        for node in led:
            graph = bypassed(graph, node)
        if len(self.reference[name].inputs) == 1:
            graph = rewired(graph, name, graph[name].inputs[:1])
        return graph.replaced(name, self.reference[name].operation)

    def _padding_restored(self, graph: Graph, name: str) -> Graph:
        """The graph with a layer padding as specified, if the student padded by hand before it."""
        ours = self.reference[name].operation if not name.startswith("+") else None
        theirs = graph[name].operation
        if border_before(self.translated, name) is None or not isinstance(ours, Conv2D | DepthwiseConv2D | Pooling2D):
            return graph
        return graph.replaced(name, replace(theirs, padding=ours.padding)) if type(ours) is type(theirs) else graph

    def _put_back(self, graph: Graph, node: Node) -> Graph:
        """The graph with a node of the reference where the reference has it."""
        present = {old.name for old in graph}
        source = present_before(self.reference, node.inputs[0], present)
        put = replace(node, inputs=(source,))
        behind = next_present(self.reference, node.name, present)
        readers = {old.name for old in graph.consumers(source)}
        return inserted(graph, put, frozenset(readers & behind) or None)


def strides_are_default(operation: Operation) -> bool:
    """Whether a pooling layer steps by its own size, as it does where no strides are stated."""
    return isinstance(operation, Pooling2D) and operation.strides == operation.pool_size
