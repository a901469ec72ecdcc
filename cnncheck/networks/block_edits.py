"""Edits of whole blocks: a block once more, without it, halving, or with its layers in another order."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from cnncheck.mutation.sites import blocks, is_on_shortcut, main_branch, read_by_block
from cnncheck.mutation.surgery import changed, inserted, sorted_graph
from reference.graph import Graph, Node
from reference.operations import Activation, Add, Conv2D

Block: TypeAlias = tuple[str, ...]


def groups_of_blocks(graph: Graph) -> Mapping[str, list[Block]]:
    """The blocks of each group, those that stand behind one another: "group1" to its blocks."""
    found: dict[str, list[Block]] = defaultdict(list)
    for block in blocks(graph):
        found[block[0].rpartition(".")[0].rpartition(".")[0]].append(block)
    return found


def widened(graph: Graph, prefix: str) -> Graph:
    """The graph with twice as many filters in one group."""
    for node in graph:
        if node.name.startswith(prefix) and isinstance(node.operation, Conv2D):
            graph = graph.replaced(node.name, replace(node.operation, filters=2 * node.operation.filters))
    return graph


def with_copy(graph: Graph, block: Block, prefix: str, *, strides: bool = False) -> Graph:
    """The graph with a block once more behind itself; the copy halves nothing unless it is to."""
    inside = set(block)
    start, end = read_by_block(graph, block), block[-1]
    depth = len(prefix.split("."))
    names = {name: ".".join([prefix, *name.split(".")[depth:]]) for name in block} | {start: end}
    copies = []
    for name in block:
        operation = graph[name].operation
        if isinstance(operation, Conv2D) and not strides:
            operation = replace(operation, strides=(1, 1))
        copies.append(Node(names[name], operation, tuple(names[read] for read in graph[name].inputs)))
    nodes: list[Node] = []
    for node in graph:
        reads = (names[end] if read == end else read for read in node.inputs)
        nodes.append(node if node.name in inside else replace(node, inputs=tuple(reads)))
        nodes += copies if node.name == end else []
    return sorted_graph(graph.name, nodes, names[end] if graph.output == end else graph.output)


def without_block(graph: Graph, block: Block) -> Graph:
    """The graph without a block: what read it reads what it read."""
    start, end = read_by_block(graph, block), block[-1]
    nodes = [
        replace(node, inputs=tuple(start if read == end else read for read in node.inputs))
        for node in graph
        if node.name not in block
    ]
    return sorted_graph(graph.name, nodes, start if graph.output == end else graph.output)


def residual_blocks(graph: Graph) -> list[Block]:
    """The blocks that end in an addition and an activation."""
    return [block for block in blocks(graph) if any(isinstance(graph[name].operation, Add) for name in block)]


def addition(graph: Graph, block: Block) -> str:
    """The addition of a residual block."""
    return next(name for name in block if isinstance(graph[name].operation, Add))


def long_way(graph: Graph, block: Block) -> list[str]:
    """The convolutions on the long way through a residual block, in their order."""
    found: list[str] = []
    at = main_branch(graph, addition(graph, block))
    while at in block:
        if isinstance(graph[at].operation, Conv2D):
            found.insert(0, at)
        at = graph[at].inputs[0]
    return found


def projection(graph: Graph, block: Block) -> str | None:
    """The convolution on the shortcut of a residual block, None where there is none."""
    found = (name for name in block if isinstance(graph[name].operation, Conv2D) and is_on_shortcut(graph, name))
    return next(found, None)


def with_halving(graph: Graph, block: Block, model: Block) -> Graph:
    """The graph with a residual block halving the sides as another does, projection and all."""
    first, add, own = long_way(graph, block)[0], addition(graph, block), projection(graph, block)
    source = read_by_block(graph, block)
    filters, at = graph.shapes[source][-1], source
    graph = changed(graph, (first,), strides=(2, 2))
    if own is not None:
        return changed(graph, (own,), strides=(2, 2))
    shortcut = projection(graph, model)
    while shortcut is not None and shortcut in model and not isinstance(graph[shortcut].operation, Add):
        operation = graph[shortcut].operation
        if isinstance(operation, Conv2D):
            operation = replace(operation, filters=filters, strides=(2, 2))
        name = f"{first.rpartition('.')[0]}.{shortcut.rpartition('.')[2]}"
        graph = inserted(graph, Node(name, operation, (at,)), frozenset({add}))
        at, shortcut = name, graph.consumers(shortcut)[0].name
    return graph


def preactivated(
    graph: Graph, block: Block, source: str, convolutions: list[str], normalizations: list[str], last: Node
) -> Graph:
    """One block with each batch normalisation and an activation in front of its convolution."""
    add = addition(graph, block)
    activations = [name for name in block if isinstance(graph[name].operation, Activation) and name != last.name] + [
        last.name
    ]
    if len(activations) != len(convolutions):
        return graph
    nodes = {node.name: node for node in graph}
    at = source
    for convolution, normalization, activation in zip(convolutions, normalizations, activations, strict=True):
        nodes[normalization] = replace(nodes[normalization], inputs=(at,))
        nodes[activation] = replace(nodes[activation], inputs=(normalization,))
        nodes[convolution] = replace(nodes[convolution], inputs=(activation,))
        at = convolution
    main = main_branch(graph, add)
    nodes[add] = replace(nodes[add], inputs=tuple(at if read == main else read for read in graph[add].inputs))
    for node in graph:
        if node.name not in block:
            nodes[node.name] = replace(node, inputs=tuple(add if read == last.name else read for read in node.inputs))
    return sorted_graph(graph.name, list(nodes.values()), add if graph.output == last.name else graph.output)
