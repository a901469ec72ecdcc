"""Layers too few or too many, shared, or created and never called."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from cnncheck.mutation.mutant import Mutant, Trait, mutant, operator
from cnncheck.mutation.sites import (
    around,
    blocks,
    families,
    followed,
    free_name,
    is_last_layer,
    is_on_shortcut,
    named,
    names_of,
    read_by_block,
    singles,
    unit,
)
from cnncheck.mutation.surgery import behind, sharing, sorted_graph, without
from reference.graph import KERNEL_OPERATIONS, Graph, Node
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Dropout, Pooling2D


def _kernels(graph: Graph) -> Iterator[Node]:
    """Layers with kernels that are neither the last one nor a projection."""
    for node in graph:
        is_kernel = isinstance(node.operation, KERNEL_OPERATIONS)
        if is_kernel and not is_last_layer(graph, node) and not is_on_shortcut(graph, node.name):
            yield node


@operator("layer dropped")
def dropped(graph: Graph) -> Iterator[Mutant]:
    """A convolution or dense layer too few, with its batch normalisation, activation and dropout."""
    units = [unit(graph, node) for node in _kernels(graph)]
    for names in units:
        edit = partial(without, names=names)
        yield from mutant(graph, f"{names[0]}: missing", "layer-missing", _where_missing(graph, names, units), edit)


def _where_missing(graph: Graph, gone: tuple[str, ...], parts: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """The nodes around what is gone; of several alike in a row nobody can say which it was, so those that stay too."""
    place, row = parts.index(gone), [gone]
    for step in (-1, 1):
        at, end = place + step, gone
        while 0 <= at < len(parts) and _follows(graph, *sorted((end, parts[at]), key=parts.index)):
            row.append(parts[at])
            end, at = parts[at], at + step
    others = tuple(name for part in row for name in part if name not in gone)
    return tuple(
        dict.fromkeys((*around(graph, *(name for part in row for name in part)), *around(graph, *gone), *others))
    )


def _follows(graph: Graph, first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two parts are alike and one reads what the other returns."""
    alike = [graph[name].operation for name in first] == [graph[name].operation for name in second]
    weights = [[graph.weights_of(graph[name]) for name in part] for part in (first, second)]
    return alike and weights[0] == weights[1] and first[-1] in graph[second[0]].inputs


@operator("block dropped")
def block_dropped(graph: Graph) -> Iterator[Mutant]:
    """A whole block too few."""
    found = list(blocks(graph))
    for block in found:
        edit = partial(_without_block, block=block)
        prefix = block[0].rpartition(".")[0]
        yield from mutant(graph, f"{prefix}: missing", "layer-missing", _where_missing(graph, block, found), edit)


def _without_block(graph: Graph, block: tuple[str, ...]) -> Graph:
    source = read_by_block(graph, block)
    nodes = [
        replace(node, inputs=tuple(source if name == block[-1] else name for name in node.inputs))
        for node in graph
        if node.name not in block
    ]
    return sorted_graph(graph.name, nodes, source if graph.output == block[-1] else graph.output)


@operator("layer duplicated")
def duplicated(graph: Graph) -> Iterator[Mutant]:
    """A convolution or dense layer too many, with what is written with it."""
    for node in _kernels(graph):
        names = unit(graph, node)
        copies = tuple((name, free_name(graph, name)) for name in names)
        edit = partial(_copied, copies=copies)
        nodes = (*names, *(copy for _, copy in copies))
        yield from mutant(graph, f"{node.name}: twice", "layer-extra", nodes, edit)


def _copied(graph: Graph, copies: tuple[tuple[str, str], ...]) -> Graph:
    at = copies[-1][0]
    for name, copy in copies:
        graph = behind(graph, at, Node(copy, graph[name].operation))
        at = copy
    return graph


@operator("block duplicated")
def block_duplicated(graph: Graph) -> Iterator[Mutant]:
    """A whole block too many, behind one that leaves the shape as it is."""
    for block in blocks(graph):
        source = read_by_block(graph, block)
        if graph.shapes[source] == graph.shapes[block[-1]]:
            edit = partial(_with_block_twice, block=block, source=source)
            prefix = block[0].rpartition(".")[0]
            copies = tuple(_of_copy(name) for name in block)
            yield from mutant(graph, f"{prefix}: twice", "layer-extra", (*block, *copies), edit)


def _of_copy(name: str) -> str:
    prefix, _, last = name.rpartition(".")
    return f"{prefix}_again.{last}"


def _with_block_twice(graph: Graph, block: tuple[str, ...], source: str) -> Graph:
    names = {name: _of_copy(name) for name in block} | {source: block[-1]}
    copies = [
        Node(names[name], graph[name].operation, tuple(names[read] for read in graph[name].inputs)) for name in block
    ]
    nodes: list[Node] = []
    for node in graph:
        inside = node.name in block
        inputs = (
            node.inputs if inside else tuple(names[block[-1]] if read == block[-1] else read for read in node.inputs)
        )
        nodes.append(replace(node, inputs=inputs))
        nodes += copies if node.name == block[-1] else []
    return sorted_graph(graph.name, nodes, graph.output if graph.output != block[-1] else names[block[-1]])


@operator("layer shared")
def shared(graph: Graph) -> Iterator[Mutant]:
    """One layer with weights where two are specified."""
    holders = [nodes[0] for nodes in singles(graph, Conv2D, DepthwiseConv2D, Dense, BatchNormalization)]
    twins: dict[str, str] = {}
    for place, node in enumerate(holders):
        for other in reversed(holders[:place]):
            if _is_alike(graph, node, other):
                twins[node.name] = other.name
                what = f"{other.name} used for {node.name} too"
                edit = partial(sharing, name=node.name, other=other.name)
                yield from mutant(graph, what, "shared-layer", (node.name, other.name), edit)
                break
    for family in families(graph, Conv2D, DepthwiseConv2D, Dense, BatchNormalization):
        pairs = tuple((node.name, twins.get(node.name, "")) for node in family)
        prefixes = {name.rpartition(".")[0] == other.rpartition(".")[0] for name, other in pairs}
        if prefixes == {True}:
            nodes = tuple(name for each in pairs for name in each)
            what = f"{pairs[0][1]} used for {pairs[0][0]} too, in {len(pairs)} blocks"
            yield from mutant(graph, what, "shared-layer", nodes, partial(_all_shared, pairs=pairs))


def _is_alike(graph: Graph, node: Node, other: Node) -> bool:
    """Whether one layer could stand in both places; no shares of its own are in the way."""
    weights = graph.weights_of(node)
    return node.operation == other.operation and bool(weights) and weights == graph.weights_of(other)


def _all_shared(graph: Graph, pairs: tuple[tuple[str, str], ...]) -> Graph:
    for name, other in pairs:
        graph = sharing(graph, name, other)
    return graph


@operator("layer unused")
def unused(graph: Graph) -> Iterator[Mutant]:
    """A layer that is created and never called; an activation that is its argument goes with it."""
    for nodes in singles(graph, *KERNEL_OPERATIONS, BatchNormalization, Dropout, Pooling2D):
        node = nodes[0]
        if is_last_layer(graph, node):
            continue
        names = [node.name]
        if isinstance(node.operation, KERNEL_OPERATIONS):
            names += [each.name for each in followed(graph, node.name, Activation)]
        traits = [(name, Trait.UNUSED) for name in names]
        yield from mutant(graph, f"{named(nodes)}: never called", "unused-layer", tuple(names), traits=traits)
    for family in families(graph, *KERNEL_OPERATIONS, BatchNormalization, Dropout):
        traits = [(node.name, Trait.UNUSED) for node in family]
        yield from mutant(graph, f"{named(family)}: never called", "unused-layer", names_of(family), traits=traits)


@operator("layer frozen")
def frozen(graph: Graph) -> Iterator[Mutant]:
    """A convolution or dense layer whose weights are not trainable."""
    for nodes in (*singles(graph, *KERNEL_OPERATIONS), *families(graph, *KERNEL_OPERATIONS)):
        traits = [(node.name, Trait.FROZEN) for node in nodes]
        yield from mutant(graph, f"{named(nodes)}: frozen", "frozen-layer", names_of(nodes), traits=traits)


@operator("weights untracked")
def untracked(graph: Graph) -> Iterator[Mutant]:
    """A convolution or dense layer whose weights Keras does not know of."""
    for nodes in singles(graph, *KERNEL_OPERATIONS):
        traits = [(node.name, Trait.UNTRACKED) for node in nodes]
        yield from mutant(graph, f"{named(nodes)}: untracked", "untracked-variable", names_of(nodes), traits=traits)
