"""Lays two rows of operations side by side: those of a network, one branch after the other."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

from reference.graph import Graph, Node
from reference.operations import Add

Cells: TypeAlias = list[list[float]]

Likeness: TypeAlias = Callable[[Node, Node], float | None]
"""How well two nodes fit each other; None if they cannot be partners."""


def along(
    reference: Sequence[Node], student: Sequence[Node], likeness: Likeness, gap: Callable[[Node], float]
) -> dict[str, str]:
    """Partners in two rows: the order-keeping assignment with the largest likeness less gaps.

    Source: Needleman & Wunsch, "A General Method Applicable to the Search for Similarities", J. Mol. Biol. 1970.

    Args:
        reference: rows of the table.
        student: its columns.
        likeness: of two nodes.
        gap: what it costs to leave a node without a partner.
    """
    rows, columns = len(reference), len(student)
    alike = [[likeness(ours, theirs) for theirs in student] for ours in reference]
    gaps = [gap(node) for node in reference], [gap(node) for node in student]
    best: Cells = [[0.0] * (columns + 1) for _ in range(rows + 1)]
    for i in range(rows - 1, -1, -1):
        best[i][columns] = best[i + 1][columns] - gaps[0][i]
    for j in range(columns - 1, -1, -1):
        best[rows][j] = best[rows][j + 1] - gaps[1][j]
    for i in range(rows - 1, -1, -1):
        for j in range(columns - 1, -1, -1):
            skip = max(best[i + 1][j] - gaps[0][i], best[i][j + 1] - gaps[1][j])
            like = alike[i][j]
            best[i][j] = skip if like is None else max(skip, best[i + 1][j + 1] + like)
    pairs: dict[str, str] = {}
    i = j = 0
    while i < rows and j < columns:
        like = alike[i][j]
        if like is not None and best[i][j] == best[i + 1][j + 1] + like:
            pairs[reference[i].name] = student[j].name
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j] - gaps[0][i]:
            i += 1
        else:
            j += 1
    return pairs


def branch_by_branch(graph: Graph) -> tuple[Node, ...]:
    """The nodes in computing order, each branch in one piece; of what is added, the longest branch first.

    A chain keeps its order, and so does it not matter which branch of a block a student computes first.
    """
    depths: dict[str, int] = {}
    for node in graph:
        depths[node.name] = 1 + max((depths[read] for read in node.inputs), default=0)
    done: dict[str, Node] = {}
    waiting = [graph.output]
    while waiting:
        node = graph[waiting[-1]]
        inputs = node.inputs
        if isinstance(node.operation, Add):
            inputs = tuple(sorted(inputs, key=lambda name: -depths[name]))
        ahead = next((read for read in inputs if read not in done), None)
        if ahead is not None:
            waiting.append(ahead)
        else:
            done[node.name] = node
            waiting.pop()
    return tuple(done.values())
