"""Faults in what a convolution or dense layer is told."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

from cnncheck.mutation.mutant import Mutant, mutant, operator
from cnncheck.mutation.sites import is_last_layer, is_on_shortcut, named, names_of, places, singles
from cnncheck.mutation.surgery import changed, inserted
from reference.arithmetic import same_padding
from reference.graph import Graph, Node
from reference.operations import Conv2D, Dense, DepthwiseConv2D, Pair, ZeroPadding2D

OTHER_SIDES = {1: (3,), 2: (3,), 3: (5, 1), 5: (3,)}
"""What else a kernel of so many pixels may be; larger ones lose two."""

CLASSES = (100, 11, 1)
"""Wrong numbers of classes: another data set's, one more for the background, one score."""


def told(
    graph: Graph, nodes: tuple[Node, ...], attribute: str, value: object, words: str, code: str
) -> Iterator[Mutant]:
    """One attribute of some operations with another value."""
    names = names_of(nodes)
    before = getattr(nodes[0].operation, attribute)
    what = f"{named(nodes)}: {words} {_short(value)} instead of {_short(before)}"
    change: Any = {attribute: value}
    yield from mutant(graph, what, code, names, partial(changed, names=names, **change))


def _short(value: object) -> str:
    return "x".join(map(str, value)) if isinstance(value, tuple) else str(value)


@operator("padding")
def padding(graph: Graph) -> Iterator[Mutant]:
    """Same where valid is specified, or the reverse."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D):
        operation: Any = nodes[0].operation
        if operation.kernel_size != (1, 1):
            other = "valid" if operation.padding == "same" else "same"
            yield from told(graph, nodes, "padding", other, "padding", "padding")


@operator("padding side")
def padding_side(graph: Graph) -> Iterator[Mutant]:
    """Zeros that are put around the map by hand and stand on another side than same padding puts them."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D):
        if not all(_is_same(node) for node in nodes):
            continue
        sides = [_sides(graph, node) for node in nodes]
        total = {sum(side) for pair in sides for side in pair}
        if not total or max(total) == 0:
            continue
        for words, moved in (("all zeros before the map", _before), ("as many zeros on either side", _either)):
            other = [(moved(rows), moved(columns)) for rows, columns in sides]
            if all(new != old for new, old in zip(other, sides, strict=True)):
                zeros = tuple(f"{node.name}_zeros" for node in nodes)
                edit = partial(_padded, nodes=nodes, borders=tuple(other))
                yield from mutant(graph, f"{named(nodes)}: {words}", "padding", names_of(nodes) + zeros, edit)


def _is_same(node: Node) -> bool:
    operation: Any = node.operation
    return bool(operation.padding == "same" and operation.dilation_rate == (1, 1))


def _sides(graph: Graph, node: Node) -> tuple[Pair, Pair]:
    """Zeros that same padding puts before and behind, along the height and the width."""
    operation: Any = node.operation
    rows, columns = (
        same_padding(side, kernel, strides)
        for side, kernel, strides in zip(
            graph.shapes[node.inputs[0]][:2], operation.kernel_size, operation.strides, strict=True
        )
    )
    return rows, columns


def _before(side: Pair) -> Pair:
    return sum(side), 0


def _either(side: Pair) -> Pair:
    return side[1], side[1]


def _padded(graph: Graph, nodes: tuple[Node, ...], borders: tuple[tuple[Pair, Pair], ...]) -> Graph:
    for node, border in zip(nodes, borders, strict=True):
        zeros = Node(f"{node.name}_zeros", ZeroPadding2D(border), node.inputs)
        graph = inserted(changed(graph, (node.name,), padding="valid"), zeros, frozenset({node.name}))
    return graph


@operator("kernel size")
def kernel_size(graph: Graph) -> Iterator[Mutant]:
    """A kernel of another size."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D):
        operation: Any = nodes[0].operation
        size = operation.kernel_size
        if size[0] != size[1]:
            yield from told(graph, nodes, "kernel_size", size[::-1], "kernel", "kernel-size")
            continue
        for side in OTHER_SIDES.get(size[0], (size[0] - 2,)):
            yield from told(graph, nodes, "kernel_size", (side, side), "kernel", "kernel-size")


@operator("strides")
def strides(graph: Graph) -> Iterator[Mutant]:
    """Steps of two pixels instead of one, or the reverse."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D):
        operation: Any = nodes[0].operation
        if not is_on_shortcut(graph, nodes[0].name):  # that is the projection's own fault
            other = (2, 2) if operation.strides == (1, 1) else (1, 1)
            yield from told(graph, nodes, "strides", other, "strides", "strides")


@operator("filters")
def filters(graph: Graph) -> Iterator[Mutant]:
    """Another number of filters in one convolution."""
    for nodes in singles(graph, Conv2D):
        operation: Any = nodes[0].operation
        number = operation.filters
        for other in dict.fromkeys((2 * number, max(number // 2, 1), number + 2)):
            if other != number and not other % operation.groups:
                yield from told(graph, nodes, "filters", other, "filters", "filters")


@operator("dilation")
def dilation(graph: Graph) -> Iterator[Mutant]:
    """A kernel with gaps, or without those that are specified; Keras has none together with strides."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D):
        operation: Any = nodes[0].operation
        if operation.kernel_size != (1, 1) and operation.strides == (1, 1):
            other = (2, 2) if operation.dilation_rate == (1, 1) else (1, 1)
            yield from told(graph, nodes, "dilation_rate", other, "dilation rate", "dilation-rate")


@operator("groups")
def groups(graph: Graph) -> Iterator[Mutant]:
    """Channels in groups of their own, or not in those that are specified."""
    for nodes in places(graph, Conv2D):
        operation: Any = nodes[0].operation
        read = [graph.shapes[node.inputs[0]][-1] for node in nodes]
        numbers = (2, 3) if operation.groups == 1 else (1,)
        divides = (
            number
            for number in numbers
            if not any(channels % number for channels in read)
            and not any(getattr(node.operation, "filters", 1) % number for node in nodes)
        )
        for number in list(divides)[:1]:
            yield from told(graph, nodes, "groups", number, "groups", "groups")


@operator("bias")
def bias(graph: Graph) -> Iterator[Mutant]:
    """A bias where none is specified, or none where one is."""
    for nodes in places(graph, Conv2D, DepthwiseConv2D, Dense):
        other = not getattr(nodes[0].operation, "use_bias", True)
        yield from told(graph, nodes, "use_bias", other, "use_bias", "use-bias")


@operator("units")
def units(graph: Graph) -> Iterator[Mutant]:
    """Another width of an inner dense layer."""
    for nodes in singles(graph, Dense):
        number = getattr(nodes[0].operation, "units", 0)
        if not is_last_layer(graph, nodes[0]):
            for other in dict.fromkeys((2 * number, max(number // 2, 1), number + 8)):
                yield from told(graph, nodes, "units", other, "units", "units")


@operator("classes")
def classes(graph: Graph) -> Iterator[Mutant]:
    """Another width of the last layer."""
    for nodes in singles(graph, Dense):
        if is_last_layer(graph, nodes[0]):
            for other in CLASSES:
                yield from told(graph, nodes, "units", other, "units", "output-classes")


@operator("regulariser")
def regulariser(graph: Graph) -> Iterator[Mutant]:
    """No penalty on the kernel, another coefficient, or a penalty where none is specified."""
    change: Callable[..., Iterator[Mutant]] = partial(told, graph, attribute="regularizer", code="regularizer")
    for nodes in places(graph, Conv2D, Dense):
        coefficient = getattr(nodes[0].operation, "regularizer", None)
        others = (0.01,) if coefficient is None else (None, coefficient / 10)
        for other in others:
            yield from change(nodes=nodes, value=other, words="L2 penalty")


@operator("widths")
def widths(graph: Graph) -> Iterator[Mutant]:
    """The widths of later blocks follow another rule: never doubled, doubled in every block, or from the start."""
    stages = _stages(graph)
    if len(stages) < 3:  # noqa: PLR2004 - one wrong block is a wrong number of filters
        return
    widest = [stage[0] for stage in stages]
    first = widest[0]
    rules = {
        "never doubled": [first] * len(stages),
        "doubled in every block": [first * 2**number for number in range(len(stages))],
        "twice as wide everywhere": [2 * width for width in widest],
    }
    if not _doubles(widest):
        return
    for words, rule in rules.items():
        wrong = [place for place, (width, is_) in enumerate(zip(rule, widest, strict=True)) if width != is_]
        if len(wrong) > 1 and max(rule) <= 8 * max(widest):
            nodes = tuple(name for place in wrong for name in stages[place][1])
            edit = partial(_rescaled, stages=stages, rule=tuple(rule))
            yield from mutant(graph, f"filters of {len(wrong)} blocks: {words}", "channel-doubling", nodes, edit)


def _stages(graph: Graph) -> list[tuple[int, tuple[str, ...]]]:
    """Width and convolutions of each block: of what goes by one name, or of neighbours of one width."""
    found: list[tuple[str, int, list[str]]] = []
    for node in graph:
        if not isinstance(node.operation, Conv2D):
            continue
        prefix = node.name.rpartition(".")[0]
        width = node.operation.filters
        if found and (found[-1][0] == prefix if prefix else not found[-1][0] and found[-1][1] == width):
            found[-1][2].append(node.name)
        else:
            found.append((prefix, width, [node.name]))
    return [(width, tuple(names)) for prefix, width, names in found if prefix or not any(each[0] for each in found)]


def _doubles(widths: list[int]) -> bool:
    """Whether each width is the one before it or twice that, and some are."""
    steps = {after / before for before, after in pairwise(widths)}
    return steps <= {1, 2} and 2 in steps  # noqa: PLR2004 - twice as many


def _rescaled(graph: Graph, stages: list[tuple[int, tuple[str, ...]]], rule: tuple[int, ...]) -> Graph:
    for (width, names), other in zip(stages, rule, strict=True):
        for name in names:
            operation: Any = graph[name].operation
            graph = graph.replaced(name, replace(operation, filters=operation.filters * other // width))
    return graph
