"""Puts together missing or extra nodes that are one thing to a student: a block with its shortcut, a branch, a cell."""

from collections.abc import Iterable

from cnncheck.mutation.sites import main_branch
from reference.graph import Graph

Block = tuple[str, ...]


def wholes(graph: Graph, blocks: Iterable[Block]) -> list[Block]:
    """The blocks, those that are connected through a join put together.

    A join whose longest branch is there stands first: what is missing then is the join, and what only led to it.
    """
    done: list[Block] = []
    for block in blocks:
        touching = [other for other in done if _touch(graph, other, block)]
        done = [other for other in done if other not in touching]
        done.append(tuple(name for other in (*touching, block) for name in other))
    return [part for block in done for part in _whole(graph, block, blocks)]


def _touch(graph: Graph, first: Block, second: Block) -> bool:
    reads = {name: graph[name].inputs for name in (*first, *second)}
    return any(read in second for name in first for read in reads[name]) or any(
        read in first for name in second for read in reads[name]
    )


def _whole(graph: Graph, block: Block, parts: Iterable[Block]) -> list[Block]:
    """A connected block as one if a join holds it together, else in its parts."""
    ordered = tuple(node.name for node in graph if node.name in block)
    joins = [name for name in ordered if len(set(graph[name].inputs)) > 1]
    if not joins:
        return [part for part in parts if set(part) <= set(block)]
    first = joins[0]
    if main_branch(graph, first) in block:
        return [ordered]
    return [(first, *(name for name in ordered if name != first))]


def _leads_to(graph: Graph, name: str, target: str) -> bool:
    """Whether a node is read on the way to another."""
    reached = {name}
    for node in graph:
        if reached.intersection(node.inputs):
            reached.add(node.name)
    return target in reached


def leads_only_to(graph: Graph, name: str, within: set[str], target: str) -> bool:
    """Whether all that reads a node is the target, or reads no further than there through some other nodes."""
    waiting, seen = [name], set[str]()
    if not _leads_to(graph, name, target):
        return False
    while waiting:
        for reader in graph.consumers(waiting.pop()):
            if reader.name == target or reader.name in seen:
                continue
            if reader.name not in within:
                return False
            seen.add(reader.name)
            waiting.append(reader.name)
    return True
