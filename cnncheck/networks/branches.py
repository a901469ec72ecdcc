"""The branches of a network: rows of operations from where several read one tensor to where they are joined."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeAlias

from reference.graph import Graph, Node
from reference.operations import Concatenate, Conv2D, Operation, Pooling2D

Likeness: TypeAlias = Callable[[Operation, Operation], float | None]
"""How well two operations fit each other; None if they cannot be partners."""

Row: TypeAlias = tuple[Operation, ...]


def branches(graph: Graph) -> Mapping[str, tuple[Row, int]]:
    """For every node the operations of the branch it stands in, and its place among them.

    A branch begins behind a node that several read, or that joins several, and ends before the next one that joins.

    >>> from reference.networks import lenet5
    >>> row, place = branches(lenet5())["c2"]
    >>> len(row), row[place].filters
    (14, 16)
    """
    rows: dict[str, list[Node]] = {}
    for node in graph:
        (before,) = node.inputs if len(node.inputs) == 1 else ("",)
        goes_on = before and len(graph[before].inputs) <= 1 and len(graph.consumers(before)) == 1
        rows[node.name] = rows[before] if goes_on else []
        rows[node.name].append(node)
    found = {}
    for name, row in rows.items():
        place = next(index for index, node in enumerate(row) if node.name == name)
        found[name] = (tuple(node.operation for node in row), place)
    return found


def resemblance(first: tuple[Row, int], second: tuple[Row, int], likeness: Likeness) -> float:
    """How much the branches of two nodes resemble each other, before these nodes and behind: from 0 to 2."""
    (ours, here), (theirs, there) = first, second
    behind = _alike(ours[here + 1 :], theirs[there + 1 :], likeness)
    return behind + _alike(ours[:here][::-1], theirs[:there][::-1], likeness)


def _alike(first: Sequence[Operation], second: Sequence[Operation], likeness: Likeness) -> float:
    """Likeness of the operations in pairs, as a share of what the longer row has with itself."""
    longer = max(first, second, key=len)
    whole = sum(likeness(operation, operation) or 0 for operation in longer)
    pairs = zip(first, second, strict=False)
    return sum(likeness(ours, theirs) or 0 for ours, theirs in pairs) / whole if whole else 1.0


def by_content(graph: Graph) -> Graph:
    """The graph with the branches of every concatenation in one order, that of their windows.

    Two networks whose branches a student joins in another order, and spells another way all over, then stand side by
    side: convolutions and poolings are what tells the branches of a cell apart.
    """
    rows = branches(graph)
    return Graph(
        graph.name,
        tuple(
            replace(node, inputs=tuple(sorted(node.inputs, key=lambda read: _windows(rows[read][0]))))
            if isinstance(node.operation, Concatenate)
            else node
            for node in graph
        ),
    )


def _windows(row: Row) -> list[tuple[str, tuple[int, int]]]:
    """The kinds and sizes of windows along a branch."""
    return [
        (type(one).__name__, one.kernel_size if isinstance(one, Conv2D) else one.pool_size)
        for one in row
        if isinstance(one, Conv2D | Pooling2D)
    ]
