"""Faults where branches part and meet: shortcuts, projections, concatenations."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise

from cnncheck.mutation.convolutions import told
from cnncheck.mutation.mutant import Mutant, mutant, operator
from cnncheck.mutation.sites import (
    alone_behind,
    around,
    each_and_all,
    families,
    is_on_shortcut,
    main_branch,
    named,
    names_of,
    places,
    singles,
)
from cnncheck.mutation.surgery import alive, bypassed, changed, inserted, rewired, without
from reference.graph import Graph, Node
from reference.operations import Add, BatchNormalization, Concatenate, Conv2D, Operation


def _shortcuts(graph: Graph) -> Iterator[tuple[str, str, str]]:
    """Every addition of two, with the ends of its long and its short branch."""
    for nodes in singles(graph, Add):
        add = nodes[0]
        if len(set(add.inputs)) == 2:  # noqa: PLR2004 - a sum of two
            main = main_branch(graph, add.name)
            yield add.name, main, next(name for name in add.inputs if name != main)


def _short_way(graph: Graph, name: str) -> tuple[str, ...]:
    """What stands on a shortcut, from its end back to where it parts from the rest."""
    way: list[str] = []
    while is_on_shortcut(graph, name) and len(graph.consumers(name)) == 1 and len(graph[name].inputs) == 1:
        way.append(name)
        name = graph[name].inputs[0]
    return tuple(way)


@operator("skip removed")
def skip_removed(graph: Graph) -> Iterator[Mutant]:
    """A residual block without its shortcut."""
    found = list(_shortcuts(graph))
    for each in each_and_all(found):
        adds = tuple(add for add, _, _ in each)
        short = tuple(name for _, _, end in each for name in _short_way(graph, end))
        where = adds[0] if len(adds) == 1 else f"{len(adds)} blocks"
        nodes = around(graph, *adds, *short)
        edit = partial(_unskipped, mains=tuple((add, main) for add, main, _ in each))
        yield from mutant(graph, f"{where}: no shortcut", "residual-connection", nodes, edit)


def _unskipped(graph: Graph, mains: tuple[tuple[str, str], ...]) -> Graph:
    for add, main in mains:
        graph = bypassed(rewired(graph, add, (main,)), add)
    return alive(graph)


@operator("skip moved")
def skip_moved(graph: Graph) -> Iterator[Mutant]:
    """The shortcut added one step too early: before the last batch normalisation."""
    for add, main, _ in _shortcuts(graph):
        if isinstance(graph[main].operation, BatchNormalization) and _only_reader(graph, main, add):
            edit = partial(_added_before, add=add, main=main)
            what = f"{add}: before {main}"
            yield from mutant(graph, what, "residual-connection", (add, main), edit)


def _only_reader(graph: Graph, name: str, reader: str) -> bool:
    """Whether one node alone reads another."""
    return [each.name for each in graph.consumers(name)] == [reader]


def _added_before(graph: Graph, add: str, main: str) -> Graph:
    inputs = tuple(graph[main].inputs[0] if name == main else name for name in graph[add].inputs)
    graph = rewired(graph, add, inputs)
    return inserted(_unread(graph, main), replace(graph[main], inputs=(add,)))


def _unread(graph: Graph, name: str) -> Graph:
    """The graph without a node that nothing reads any more."""
    return Graph(graph.name, tuple(node for node in graph if node.name != name))


@operator("skip rewired")
def skip_rewired(graph: Graph) -> Iterator[Mutant]:
    """Another tensor added than the block's input: one from within, or the branch to itself."""
    for add, main, short in _shortcuts(graph):
        if _short_way(graph, short):
            continue
        inside = _inside(graph, main, short)
        wrong = [name for name in (*inside[:1], *inside[2:3], main) if graph.shapes[name] == graph.shapes[short]]
        for name in dict.fromkeys(wrong):
            edit = partial(_other_shortcut, add=add, short=short, name=name)
            what = f"{add}: adds {name} instead of {short}"
            yield from mutant(graph, what, "residual-connection", (add, name), edit)


def _inside(graph: Graph, end: str, start: str) -> list[str]:
    """The nodes of the long branch, from its first to the one before its last."""
    found: list[str] = []
    at = graph[end].inputs[0]
    while at != start and len(graph[at].inputs) == 1:
        found.insert(0, at)
        at = graph[at].inputs[0]
    return found


def _other_shortcut(graph: Graph, add: str, short: str, name: str) -> Graph:
    inputs = tuple(name if read == short else read for read in graph[add].inputs)
    return alive(rewired(graph, add, inputs))


def _projections(graph: Graph) -> Iterator[tuple[Node, ...]]:
    """Convolutions on shortcuts; each alone, and those of a family of blocks."""
    for nodes in places(graph, Conv2D):
        if all(is_on_shortcut(graph, node.name) for node in nodes):
            yield nodes


@operator("projection removed")
def projection_removed(graph: Graph) -> Iterator[Mutant]:
    """The shortcut of a block that changes the shape without its convolution."""
    for nodes in _projections(graph):
        ways = tuple(_whole_way(graph, node) for node in nodes)
        names = tuple(name for way in ways for name in way)
        what = f"{named(nodes)}: no projection"
        nodes_at = around(graph, *names)
        yield from mutant(graph, what, "shortcut-projection", nodes_at, partial(without, names=names))


def _whole_way(graph: Graph, node: Node) -> tuple[str, ...]:
    """A projection with the batch normalisation behind it."""
    after = alone_behind(graph, node.name)
    is_normalized = after is not None and isinstance(after.operation, BatchNormalization)
    return (node.name, after.name) if after is not None and is_normalized else (node.name,)


@operator("projection without strides")
def projection_strides(graph: Graph) -> Iterator[Mutant]:
    """A projection that takes every pixel."""
    for nodes in _projections(graph):
        other = (1, 1) if getattr(nodes[0].operation, "strides", (1, 1)) != (1, 1) else (2, 2)
        yield from told(graph, nodes, "strides", other, "strides", "shortcut-projection")


@operator("projection without batch normalisation")
def projection_bare(graph: Graph) -> Iterator[Mutant]:
    """A projection whose batch normalisation is missing."""
    for nodes in places(graph, BatchNormalization):
        names = names_of(nodes)
        if all(is_on_shortcut(graph, name) for name in names):
            edit = partial(without, names=names)
            what = f"{named(nodes)}: missing on the shortcut"
            yield from mutant(graph, what, "shortcut-projection", around(graph, *names), edit)


@operator("projection added")
def projection_added(graph: Graph) -> Iterator[Mutant]:
    """A 1x1 convolution on a shortcut that needs none."""
    found = [(add, short) for add, _, short in _shortcuts(graph) if not _short_way(graph, short)]
    for each in each_and_all(found):
        where = each[0][0] if len(each) == 1 else f"{len(each)} blocks"
        nodes = tuple(name for add, _ in each for name in (add, f"{add}_c", f"{add}_b"))
        edit = partial(_projected, places=tuple(each))
        yield from mutant(graph, f"{where}: a projection", "shortcut-projection", nodes, edit)


def _projected(graph: Graph, places: tuple[tuple[str, str], ...]) -> Graph:
    for add, short in places:
        channels = graph.shapes[short][-1]
        operations: tuple[tuple[str, Operation], ...] = (
            (f"{add}_c", Conv2D(channels, (1, 1), padding="same", use_bias=False)),
            (f"{add}_b", BatchNormalization()),
        )
        at = short
        for name, operation in operations:
            graph = inserted(graph, Node(name, operation, (at,)), frozenset({add}))
            at = name
    return graph


@operator("added or concatenated")
def join_kind(graph: Graph) -> Iterator[Mutant]:
    """An addition in place of a concatenation, or the reverse."""
    for nodes in (*singles(graph, Add, Concatenate), *families(graph, Add, Concatenate)):
        other = Concatenate() if isinstance(nodes[0].operation, Add) else Add()
        what = f"{named(nodes)}: {type(other).__name__}"
        edit = partial(_joined, names=names_of(nodes), operation=other)
        yield from mutant(graph, what, "branch-join", names_of(nodes), edit)


def _joined(graph: Graph, names: tuple[str, ...], operation: Operation) -> Graph:
    for name in names:
        graph = graph.replaced(name, operation)
    return graph


@operator("concatenation's axis")
def join_axis(graph: Graph) -> Iterator[Mutant]:
    """Branches one below the other instead of one behind the other."""
    for nodes in places(graph, Concatenate):
        for axis in (1, 2):
            what = f"{named(nodes)}: axis {axis}"
            edit = partial(changed, names=names_of(nodes), axis=axis)
            yield from mutant(graph, what, "branch-join", names_of(nodes), edit)


@operator("branch rewired")
def branch_rewired(graph: Graph) -> Iterator[Mutant]:
    """A branch that reads the end of the branch before it instead of what all of them read."""
    for nodes in singles(graph, Concatenate):
        join = nodes[0]
        for before, end in pairwise(join.inputs):
            first = _first_of_branch(graph, end)
            if first is not None and before not in graph[first].inputs:
                edit = partial(rewired, name=first, inputs=(before,))
                what = f"{first} reads {before} instead of {graph[first].inputs[0]}"
                yield from mutant(graph, what, "branch-wiring", (first,), edit)


def _first_of_branch(graph: Graph, end: str) -> str | None:
    """The first layer of the branch that ends in a node."""
    at = graph[end]
    while len(at.inputs) == 1 and len(graph.consumers(at.inputs[0])) == 1:
        at = graph[at.inputs[0]]
    return at.name if len(at.inputs) == 1 else None


@operator("branch dropped")
def branch_dropped(graph: Graph) -> Iterator[Mutant]:
    """A concatenation without one of its branches."""
    for nodes in singles(graph, Concatenate):
        join = nodes[0]
        for end in join.inputs:
            rest = tuple(name for name in join.inputs if name != end)
            if len(rest) > 1:
                edit = partial(_joins_fewer, join=join.name, inputs=rest)
                yield from mutant(graph, f"{join.name}: without {end}", "layer-missing", (join.name,), edit)


def _joins_fewer(graph: Graph, join: str, inputs: tuple[str, ...]) -> Graph:
    return alive(rewired(graph, join, inputs))
