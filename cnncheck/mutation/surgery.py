"""Small changes to a graph: take out, put in, swap, rename."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from reference.graph import Graph, Node


def inserted(graph: Graph, node: Node, readers: frozenset[str] | None = None) -> Graph:
    """The graph with a new node behind its first input; the input's readers read the new node instead.

    Args:
        graph: to put it into.
        node: what to put in; its first input says where.
        readers: those readers that shall read it; all of them where none are stated.
    """
    source, nodes = node.inputs[0], []
    for old in graph:
        takes = source in old.inputs and (readers is None or old.name in readers)
        inputs = tuple(node.name if takes and read == source else read for read in old.inputs)
        nodes.append(replace(old, inputs=inputs))
        if old.name == source:
            nodes.append(node)
    return sorted_graph(graph.name, nodes, graph.output if graph.output != source else node.name)


def swapped(graph: Graph, first: str, second: str) -> Graph:
    """The graph with two neighbours in the other order; `second` is all that reads `first`, and reads nothing else."""
    before, after = graph[first], graph[second]
    nodes = []
    for node in graph:
        if node.name == first:
            nodes.append(replace(after, inputs=before.inputs))
        elif node.name == second:
            nodes.append(replace(before, inputs=(second,)))
        else:
            inputs = tuple(first if read == second else read for read in node.inputs)
            nodes.append(replace(node, inputs=inputs))
    return sorted_graph(graph.name, nodes, first if graph.output == second else graph.output)


def rewired(graph: Graph, name: str, inputs: tuple[str, ...]) -> Graph:
    """The graph with one node reading other nodes."""
    nodes = [replace(node, inputs=inputs) if node.name == name else node for node in graph]
    return sorted_graph(graph.name, nodes, graph.output)


def unshared(graph: Graph, name: str) -> Graph:
    """The graph with one node holding weights of its own."""
    return Graph(graph.name, tuple(replace(node, shares=None) if node.name == name else node for node in graph))


def renamed(graph: Graph, names: Mapping[str, str]) -> Graph:
    """The graph with other names for its nodes; a node that is not named keeps its own."""
    nodes = (
        replace(
            node,
            name=names.get(node.name, node.name),
            inputs=tuple(names.get(read, read) for read in node.inputs),
            shares=None if node.shares is None else names.get(node.shares, node.shares),
        )
        for node in graph
    )
    return Graph(graph.name, tuple(nodes))


def bypassed(graph: Graph, name: str) -> Graph:
    """The graph without one node; a node that shared its weights holds them from then on."""
    removed = graph[name]
    heirs = [node for node in graph if node.shares == name]
    if heirs:
        heir = heirs[0].name
        nodes = (
            replace(node, shares=(None if node.name == heir else heir)) if node.shares == name else node
            for node in graph
        )
        graph = Graph(graph.name, tuple(nodes))
    output = removed.inputs[0] if graph.output == name else graph.output
    return sorted_graph(graph.name, list(graph.without(name)), output)


def sorted_graph(name: str, nodes: list[Node], output: str) -> Graph:
    """A graph of these nodes in computing order, as close to the given one as possible, with the output last.

    Raises:
        ValueError: the nodes read each other in a circle.
    """
    waiting, done, ordered = list(nodes), set[str](), list[Node]()
    while waiting:
        ready = next(
            (
                node
                for node in waiting
                if done.issuperset(node.inputs)
                and (node.shares is None or node.shares in done)
                and (node.name != output or len(waiting) == 1)
            ),
            None,
        )
        if ready is None:
            raise ValueError("the nodes read each other in a circle")
        waiting.remove(ready)
        done.add(ready.name)
        ordered.append(ready)
    return Graph(name, tuple(ordered))


def is_chain(graph: Graph) -> bool:
    """Whether every node reads the one before it and nothing else."""
    return all(node.inputs == (before.name,) for before, node in zip(graph.nodes, graph.nodes[1:], strict=False))


def alive(graph: Graph) -> Graph:
    """The graph without what its output does not depend on."""
    needed, waiting = set[str](), [graph.output]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += graph[name].inputs
    return Graph(graph.name, tuple(node for node in graph if node.name in needed or not node.inputs))


def behind(graph: Graph, name: str, node: Node) -> Graph:
    """The graph with a new node behind another, whose readers read the new one instead."""
    return inserted(graph, replace(node, inputs=(name,)))


def moved(graph: Graph, name: str, target: str) -> Graph:
    """The graph with one node taken out and put in behind another."""
    return inserted(bypassed(graph, name), replace(graph[name], inputs=(target,)))


def changed(graph: Graph, names: Iterable[str], **attributes: object) -> Graph:
    """The graph with other attributes of some operations."""
    for name in names:
        graph = graph.replaced(name, replace(graph[name].operation, **attributes))
    return graph


def without(graph: Graph, names: Iterable[str]) -> Graph:
    """The graph without some nodes: the readers of each read its first input instead."""
    for name in names:
        graph = bypassed(graph, name)
    return graph


def sharing(graph: Graph, name: str, other: str) -> Graph:
    """The graph with one node using the weights of another that comes before it."""
    return Graph(graph.name, tuple(replace(node, shares=other) if node.name == name else node for node in graph))
