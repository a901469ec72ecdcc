"""Looks at a graph for the places where something can be changed, and for what stands around them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TypeVar

from reference.graph import KERNEL_OPERATIONS, Graph, Node
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Operation,
)

T = TypeVar("T")


def around(graph: Graph, *names: str) -> tuple[str, ...]:
    """The nodes that some nodes read, and those that read them: where one looks when they are missing.

    >>> from reference.networks import lenet5
    >>> around(lenet5(), "c2", "a2")
    ('p1', 'p2')
    """
    read = [name for each in names for name in graph[each].inputs]
    readers = [node.name for each in names for node in graph.consumers(each)]
    return tuple(dict.fromkeys(name for name in (*read, *readers) if name not in names))


def main_branch(graph: Graph, join: str) -> str:
    """Of what a join reads, the end of the longest branch."""
    depths: dict[str, int] = {}
    for node in graph:
        depths[node.name] = 1 + max((depths[read] for read in node.inputs), default=0)
    return max(graph[join].inputs, key=depths.__getitem__)


def is_on_shortcut(graph: Graph, name: str) -> bool:
    """Whether a node lies on the short way to an addition: the shortcut past a residual block's convolutions."""
    before, reached = name, graph[name]
    while not isinstance(reached.operation, Add):
        readers = graph.consumers(reached.name)
        if len(readers) != 1 or isinstance(reached.operation, Concatenate):
            return False
        before, reached = reached.name, readers[0]
    return before != main_branch(graph, reached.name)


def is_at_end(graph: Graph, name: str) -> bool:
    """Whether no layer with weights comes behind a node."""
    readers = graph.consumers(name)
    holders = (Conv2D, DepthwiseConv2D, Dense)
    return all(not isinstance(reader.operation, holders) and is_at_end(graph, reader.name) for reader in readers)


def is_last_layer(graph: Graph, node: Node) -> bool:
    """Whether a node is the layer of the classes: one with weights behind which there is none."""
    return isinstance(node.operation, KERNEL_OPERATIONS) and is_at_end(graph, node.name)


def alone_behind(graph: Graph, name: str) -> Node | None:
    """The one node that reads a node and reads nothing else; None where there is no such one."""
    readers = graph.consumers(name)
    return readers[0] if len(readers) == 1 and readers[0].inputs == (name,) else None


def followed(graph: Graph, name: str, *kinds: type[Operation]) -> tuple[Node, ...]:
    """What stands directly behind a node, as long as it is of these kinds and alone."""
    found: list[Node] = []
    at = name
    while (behind := alone_behind(graph, at)) is not None and isinstance(behind.operation, kinds):
        found.append(behind)
        at = behind.name
    return tuple(found)


def unit(graph: Graph, node: Node) -> tuple[str, ...]:
    """A layer with what is written with it: its batch normalisation, activation and dropout.

    >>> from reference.networks import alexnet8
    >>> unit(alexnet8(), alexnet8()["c1"]), unit(alexnet8(), alexnet8()["f1"])
    (('c1', 'b1', 'a1'), ('f1', 'a6', 'd1'))
    """
    behind = followed(graph, node.name, BatchNormalization, Activation, Dropout)
    return (node.name, *(each.name for each in behind))


def families(graph: Graph, *kinds: type[Operation]) -> Iterator[tuple[Node, ...]]:
    """Nodes of several blocks that one line in the definition of the block makes: same name, same kind.

    >>> from reference.networks import resnet18
    >>> from reference.operations import Dropout, Conv2D
    >>> [len(family) for family in families(resnet18(), Conv2D)]
    [8, 8, 3]
    """
    found: dict[tuple[str, ...], list[Node]] = defaultdict(list)
    for node in graph:
        prefix, _, last = node.name.rpartition(".")
        if prefix and isinstance(node.operation, kinds):
            found[re.sub(r"\d+", "", prefix), last, type(node.operation).__name__].append(node)
    yield from (tuple(nodes) for nodes in found.values() if len(nodes) > 1)


def singles(graph: Graph, *kinds: type[Operation]) -> Iterator[tuple[Node, ...]]:
    """Every node of these kinds, each alone."""
    yield from ((node,) for node in graph if isinstance(node.operation, kinds))


def places(graph: Graph, *kinds: type[Operation]) -> Iterator[tuple[Node, ...]]:
    """Every node of these kinds alone, and every family of them."""
    yield from singles(graph, *kinds)
    yield from families(graph, *kinds)


def each_and_all(found: Sequence[T]) -> Iterator[tuple[T, ...]]:
    """Each of several things alone, and all of them.

    >>> list(each_and_all("ab"))
    [('a',), ('b',), ('a', 'b')]
    """
    yield from ((one,) for one in found)
    if len(found) > 1:
        yield tuple(found)


def named(nodes: tuple[Node, ...]) -> str:
    """Nodes in words: "c1", "c1 of 8 blocks", "b1 and 12 more"."""
    if len(nodes) == 1:
        return nodes[0].name
    words = {node.name.rpartition(".")[2] for node in nodes}
    return f"{words.pop()} of {len(nodes)} blocks" if len(words) == 1 else f"{nodes[0].name} and {len(nodes) - 1} more"


def names_of(nodes: tuple[Node, ...]) -> tuple[str, ...]:
    """Names of nodes."""
    return tuple(node.name for node in nodes)


def blocks(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Parts of a graph that go by one name, read one node and hand on one: "group1.block1", "block1.cell2".

    >>> from reference.networks import inception10
    >>> [(block[0], block[-1], len(block)) for block in blocks(inception10())][0]
    ('block1.cell1.c1', 'block1.cell1.concat', 20)
    """
    members: dict[str, list[str]] = defaultdict(list)
    for node in graph:
        if prefix := node.name.rpartition(".")[0]:
            members[prefix].append(node.name)
    for names in members.values():
        inside = set(names)
        read = {name for each in names for name in graph[each].inputs} - inside
        handed = [name for name in names if any(one.name not in inside for one in graph.consumers(name))]
        if len(read) == 1 and handed == names[-1:]:
            yield tuple(names)


def read_by_block(graph: Graph, block: tuple[str, ...]) -> str:
    """The one node that a block reads."""
    return next(name for each in block for name in graph[each].inputs if name not in block)


def free_name(graph: Graph, wanted: str) -> str:
    """A name that no node of the graph has."""
    known = {node.name for node in graph}
    return next(name for number in range(len(known) + 2) if (name := f"{wanted}_{number + 2}") not in known)
