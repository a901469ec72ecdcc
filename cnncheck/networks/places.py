"""Where a node of the reference stands, or would stand, in a network that lacks some of its nodes."""

from collections.abc import Set as AbstractSet

from cnncheck.networks.grouping import is_border
from reference.graph import Graph, Node


def present_before(reference: Graph, name: str, present: AbstractSet[str]) -> str:
    """The nearest node at or before one that is present."""
    while name not in present:
        name = reference[name].inputs[0]
    return name


def next_present(reference: Graph, name: str, present: AbstractSet[str]) -> set[str]:
    """The nearest nodes behind one in the reference that are present."""
    found: set[str] = set()
    for reader in reference.consumers(name):
        found |= {reader.name} if reader.name in present else next_present(reference, reader.name, present)
    return found


def settled(graph: Graph, name: str, skipped: AbstractSet[str]) -> str:
    """The nearest node at or before this one that is not skipped."""
    while name in skipped:
        name = graph[name].inputs[0]
    return name


def border_before(translated: Graph, name: str) -> Node | None:
    """What a student put around the map before a layer, zeros or its mirror image; None where there is nothing."""
    before = translated[name].inputs
    border = translated[before[0]] if before else None
    return border if border and is_border(border.operation) and border.name.startswith("+") else None
