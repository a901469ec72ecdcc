"""What stands before and behind every node of a network, as a hash: the same place in two networks has the same one."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import replace

from reference.graph import Graph, Node
from reference.operations import Add, Concatenate, Conv2D, Operation


def surroundings(graph: Graph) -> tuple[dict[str, Hashable], dict[str, Hashable]]:
    """For every node a hash of all that comes before it, and one of all that comes behind, itself included."""
    above: dict[str, Hashable] = {}
    for node in graph:
        read = [above[name] for name in node.inputs]
        seen = frozenset(Counter(read).items()) if isinstance(node.operation, Add | Concatenate) else tuple(read)
        above[node.name] = hash((_essence(node.operation), seen))
    below: dict[str, Hashable] = {}
    for node in reversed(graph.nodes):
        readers = [(below[reader.name], _position(reader, node.name)) for reader in graph.consumers(node.name)]
        below[node.name] = hash((_essence(node.operation), frozenset(Counter(readers).items())))
    return above, below


def _essence(operation: Operation) -> Operation:
    """The operation without what makes no difference: a window of one pixel pads nothing, whatever it says."""
    if isinstance(operation, Conv2D) and operation.kernel_size == (1, 1):
        return replace(operation, padding="valid")
    return operation


def _position(reader: Node, name: str) -> tuple[int, ...]:
    """At which of its inputs a node reads another; a join does not care: concatenated in another order is the same."""
    if isinstance(reader.operation, Add | Concatenate):
        return ()
    return tuple(place for place, read in enumerate(reader.inputs) if read == name)
