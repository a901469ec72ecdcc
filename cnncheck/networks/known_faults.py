"""Faults that change a network at many places at once, each as the network it makes and the sentence that names it.

Laid beside the reference such a network shows a difference at every place; to a student it is one thing: a number of
blocks, a rule of strides, an order of layers. What a fault is called depends on how the reference's nodes are called:
"group2.block1.c1" stands in a block of a group.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cnncheck.mutation.sites import read_by_block
from cnncheck.mutation.surgery import changed, rewired
from cnncheck.networks.block_edits import (
    addition,
    groups_of_blocks,
    long_way,
    preactivated,
    projection,
    residual_blocks,
    widened,
    with_copy,
    with_halving,
    without_block,
)
from cnncheck.networks.difference import Known
from reference.graph import Graph
from reference.operations import Activation, BatchNormalization, Concatenate

NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True, slots=True)
class KnownFault:
    """One fault of a reference.

    Attributes:
        known: what is said about it.
        graph: the network it makes of the reference.
        nodes: where it is, in that network or, for what is gone, in the reference.
    """

    known: Known
    graph: Graph
    nodes: tuple[str, ...]


def known_faults(graph: Graph) -> Iterator[KnownFault]:
    """Every fault of this kind that the network can have."""
    for find in (
        _more_or_fewer_blocks,
        _more_or_fewer_groups,
        _strides_of_blocks,
        _strides_of_groups,
        _strides_in_the_second,
        _normalised_first,
        _joined_twice,
    ):
        yield from find(graph)


def _word(prefix: str) -> str:
    """What a part is called, without its number: "group" for "group2", "cell" for "block1.cell2"."""
    return re.sub(r"\d+", "", prefix.rpartition(".")[2]) or "part"


def _number(number: int, word: str) -> str:
    """A number of things in words: "three blocks"."""
    return f"{NUMBERS[number] if number < len(NUMBERS) else number} {word}{'' if number == 1 else 's'}"


def _more_or_fewer_blocks(graph: Graph) -> Iterator[KnownFault]:
    """Every group has one block more than specified, or one fewer."""
    groups = {name: parts for name, parts in groups_of_blocks(graph).items() if name and len(parts) > 1}
    if len(groups) < 2 or len({len(parts) for parts in groups.values()}) > 1:  # noqa: PLR2004 - one group is one place
        return
    number = len(next(iter(groups.values())))
    more = fewer = graph
    added: list[str] = []
    for parts in groups.values():
        last = parts[-1]
        more = with_copy(more, last, f"{last[0].rpartition('.')[0]}_more")
        added.append(f"{last[0].rpartition('.')[0]}_more.{last[0].rpartition('.')[2]}")
        fewer = without_block(fewer, last)
    group, block = (_word(name) for name in (next(iter(groups)), next(iter(groups.values()))[0][0].rpartition(".")[0]))
    for made, other, code, nodes in (
        (more, number + 1, "layer-extra", tuple(added)),
        (fewer, number - 1, "layer-missing", tuple(parts[-1][0] for parts in groups.values())),
    ):
        sentence = f"Every {group} has {_number(other, block)} where {_number(number, block)} are specified."
        told = Known(code, sentence, f"{_number(number, block)} in every {group}", f"{_number(other, block)}")
        yield KnownFault(told, made, nodes)


def _more_or_fewer_groups(graph: Graph) -> Iterator[KnownFault]:
    """One group too many at the end, twice as wide and half as large as the one before; or the last one missing."""
    groups = {name: parts for name, parts in groups_of_blocks(graph).items() if name}
    if len(groups) < 2:  # noqa: PLR2004 - a group of its own is the network
        return
    name, parts = list(groups.items())[-1]
    word, number = _word(name), len(groups)
    wanted = f"{_number(number, word)}"
    whole = tuple(node for part in parts for node in part)
    fewer = without_block(graph, whole)
    there = "There is" if number == 2 else "There are"  # noqa: PLR2004 - one is left
    sentence = f"{there} {_number(number - 1, word)} where {wanted} are specified."
    yield KnownFault(Known("layer-missing", sentence, wanted, _number(number - 1, word)), fewer, (whole[0],))
    more = widened(with_copy(graph, whole, f"{name}_more", strides=True), f"{name}_more")
    sentence = f"There are {_number(number + 1, word)} where {wanted} are specified."
    first = f"{name}_more.{whole[0].partition('.')[2]}"
    yield KnownFault(Known("layer-extra", sentence, wanted, _number(number + 1, word)), more, (first,))


def _set_strides(graph: Graph, name: str, strides: tuple[int, int]) -> Graph:
    return changed(graph, (name,), strides=strides)


def _strides_of_blocks(graph: Graph) -> Iterator[KnownFault]:
    """Every block halves the sides, not only the first of its group; in all groups, or in all but the first."""
    halving = [block for block in residual_blocks(graph) if projection(graph, block)]
    groups = groups_of_blocks(graph)
    for skipped in (0, 1):
        made, where = graph, list[str]()
        for parts in list(groups.values())[skipped:]:
            for block in parts:
                if block in residual_blocks(graph) and block not in halving and halving:
                    made = with_halving(made, block, halving[0])
                    where.append(long_way(graph, block)[0])
        if len(where) > 1:
            word = _word(where[0].rpartition(".")[0])
            sentence = (
                f"{_number(len(where), word).capitalize()} more than specified halve the sides of the map: "
                f"strides 2 belong in the first {word} of a group only."
            )
            yield KnownFault(Known("strides", sentence, "strides 1", "strides 2, and projections"), made, tuple(where))


def _strides_of_groups(graph: Graph) -> Iterator[KnownFault]:
    """One block halves the sides that should leave them, with a projection to go with it."""
    halving = [block for block in residual_blocks(graph) if projection(graph, block)]
    for block in residual_blocks(graph):
        if halving and block not in halving:
            prefix, first = block[0].rpartition(".")[0], long_way(graph, block)[0]
            sentence = (
                f"{prefix} halves the sides of its map, with strides 2 and a projection on its shortcut; "
                "it should leave them as they are."
            )
            told = Known("strides", sentence, "strides 1", "strides 2, and a projection")
            yield KnownFault(told, with_halving(graph, block, halving[0]), (first,))


def _strides_in_the_second(graph: Graph) -> Iterator[KnownFault]:
    """The strides of a block are in its second convolution in place of its first; in one block, or in all."""
    found = []
    for block in residual_blocks(graph):
        first, *others = long_way(graph, block)
        strides = getattr(graph[first].operation, "strides", (1, 1))
        found += [(first, other, strides) for other in others[:1] if strides != (1, 1)]
    for places in ([[one] for one in found] + [found]) if len(found) > 1 else [found]:
        made = graph
        for first, other, strides in places:
            made = _set_strides(_set_strides(made, first, (1, 1)), other, strides)
        if places:
            where = places[0][1] if len(places) == 1 else f"{_number(len(places), 'block')}"
            sentence = f"The strides are in the second convolution of a block, {where}, and should be in its first."
            if len(places) > 1:
                sentence = f"In {where} the strides are in the second convolution and should be in the first."
            told = Known("strides", sentence, "strides 2, then 1", "strides 1, then 2")
            yield KnownFault(told, made, tuple(name for first, other, _ in places for name in (first, other)))


def _normalised_first(graph: Graph) -> Iterator[KnownFault]:
    """Batch normalisation and activation stand before each convolution of the blocks instead of behind it."""
    made, where = graph, list[str]()
    for block in residual_blocks(graph):
        add, source = addition(graph, block), read_by_block(made, block)
        readers = graph.consumers(add)
        if len(readers) != 1 or not isinstance(readers[0].operation, Activation) or readers[0].name not in block:
            return
        last = readers[0]
        convolutions = long_way(graph, block)
        normalizations = [
            graph.consumers(name)[0].name
            for name in convolutions
            if isinstance(graph.consumers(name)[0].operation, BatchNormalization)
        ]
        if len(normalizations) != len(convolutions):
            return
        made = preactivated(made, block, source, convolutions, normalizations, last)
        where += normalizations
    if where:
        sentence = (
            "In the blocks batch normalisation and activation stand before each convolution; behind it is "
            "specified, and the last activation behind the addition."
        )
        told = Known(
            "layer-order", sentence, "convolution, batch normalisation, relu", "batch normalisation, relu, convolution"
        )
        yield KnownFault(told, made, tuple(where))


def _joined_twice(graph: Graph) -> Iterator[KnownFault]:
    """One branch is joined once more than it should be, in one concatenation or in all."""
    joins = [node for node in graph if isinstance(node.operation, Concatenate)]
    for place in range(max((len(node.inputs) for node in joins), default=0)):
        able = [node for node in joins if place < len(node.inputs)]
        for each in ([[node] for node in able] + [able]) if len(able) > 1 else [able]:
            made = graph
            for node in each:
                made = rewired(made, node.name, (*node.inputs, node.inputs[place]))
            named = each[0].name if len(each) == 1 else "Every concatenation"
            sentence = f"{named} joins one of its branches twice."
            told = Known("branch-join", sentence, "every branch once", "one branch twice")
            yield KnownFault(told, made, tuple(node.name for node in each))
