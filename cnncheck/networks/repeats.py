"""Puts together differences that a student makes in one place: one line for many layers, one rule of widths."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from fractions import Fraction

from cnncheck.networks.difference import Difference
from reference.graph import Graph
from reference.operations import Add, BatchNormalization, Concatenate, Conv2D, Dense, Opaque, Operation, Pooling2D

SEVERAL = 3
"""Places from which on the same edit is one habit, not several slips."""

Line = tuple[str | None, int | None, int | None]
"""File, line and cell."""


def repeated(
    differences: Sequence[Difference], reference: Graph, student: Graph, line_of: Callable[[Difference], Line | None]
) -> list[Difference]:
    """The differences, those that one line makes at many nodes as one.

    Args:
        differences: from the image to the output.
        reference: the specified network.
        student: the student's in the reference's names.
        line_of: the student's line that is to be changed.
    """
    found: dict[object, Difference] = {}
    for number, difference in enumerate(differences):
        line = line_of(difference)
        key: object = number
        if line is not None:
            known = {node.name: type(node.operation) for graph in (student, reference) for node in graph}
            kinds = [known[name] for name in difference.nodes]
            told = difference.kind not in {"wiring", "shared"}
            values = tuple(map(_without_shape, (difference.expected, difference.received))) if told else ()
            # What leads to a join is missing with it where it was there, as a projection is in some blocks only.
            what = kinds[0] if issubclass(kinds[0], Add | Concatenate) else tuple(kinds)
            key = (difference.kind, what, difference.attribute, values, line)
        first = found.get(key)
        found[key] = difference if first is None else replace(first, again=(*first.again, *difference.parts))
    return _all_over(list(found.values()), reference, student)


def _all_over(differences: Sequence[Difference], reference: Graph, student: Graph) -> list[Difference]:
    """The differences, the same edit at three places and more as one, whatever lines make it.

    That is a habit of the student's: every activation a sigmoid, no bias anywhere.
    """
    known = {node.name: node.operation for graph in (student, reference) for node in graph}
    found: dict[object, list[Difference]] = {}
    for number, one in enumerate(differences):
        told = one.kind in {"attribute", "operation", "missing", "extra", "moved"}
        operations = tuple(_without_widths(known[name]) for name in one.nodes) if one.kind != "attribute" else ()
        values = tuple(map(_without_shape, (one.expected, one.received)))
        key = (one.kind, type(known[one.node]), operations, one.attribute, values) if told else number
        found.setdefault(key, []).append(one)
    merged: dict[int, Difference] = {}
    for alike in found.values():
        parts = tuple(part for one in alike[1:] for part in one.parts)
        if len(parts) + len(alike[0].parts) < SEVERAL:
            merged |= {differences.index(one): one for one in alike}
        else:
            merged[differences.index(alike[0])] = replace(alike[0], again=(*alike[0].again, *parts))
    return [merged[place] for place in sorted(merged)]


def _without_widths(operation: Operation) -> object:
    """What counts as the same operation at another place: there it may be wider."""
    return type(operation) if isinstance(operation, Conv2D | Dense | BatchNormalization) else _without_shape(operation)


def _without_shape(value: object) -> object:
    """What was found; for what this vocabulary has no word for its name, as its map is another one in every block."""
    return value.name if isinstance(value, Opaque) else value


def by_rule(differences: Sequence[Difference], reference: Graph, student: Graph) -> list[Difference]:
    """The differences, those of widths that follow one rule as one, and those of strides that have to go together."""
    return _shared(_strided(_widened(differences, reference, student), reference), reference)


def _shared(differences: Sequence[Difference], reference: Graph) -> list[Difference]:
    """The differences, those of a block of layers that is used once more as one."""
    found: dict[str, Difference] = {}
    leads: dict[str, str] = {}
    for one in differences:
        name = next((leads[read] for read in _before(reference, one.node) if read in leads), one.node)
        if one.kind == "shared":
            leads[one.node] = name
        if one.kind == "shared" and name != one.node:
            found[f"shared {name}"] = replace(found[f"shared {name}"], again=(*found[f"shared {name}"].again, one))
        else:
            found[f"{one.kind} {one.node}" if one.kind == "shared" else f"{len(found)}"] = one
    return list(found.values())


def _before(reference: Graph, name: str) -> list[str]:
    """The layer with weights that a node reads, if it stands in the reference; what has none is looked through."""
    if all(name != node.name for node in reference):
        return []
    node = reference[name]
    while len(node.inputs) == 1:
        node = reference[node.inputs[0]]
        if reference.weights_of(node):
            return [node.name]
    return []


def _strided(differences: Sequence[Difference], reference: Graph) -> list[Difference]:
    """The differences, those of the strides of branches that meet as one: only maps of one size can be joined."""
    found: dict[object, Difference] = {}
    for number, one in enumerate(differences):
        meeting = _join_behind(reference, one.node) if one.attribute == "strides" and one.kind == "attribute" else None
        key = number if meeting is None else (meeting, one.expected, one.received)
        first = found.get(key)
        found[key] = one if first is None else replace(first, again=(*first.again, *one.parts))
    return list(found.values())


def _join_behind(graph: Graph, name: str) -> str | None:
    """The join that a node's branch ends in."""
    node = graph[name]
    while not isinstance(node.operation, Add | Concatenate):
        readers = graph.consumers(node.name)
        if len(readers) != 1:
            return None
        node = readers[0]
    return node.name


def _widened(differences: Sequence[Difference], reference: Graph, student: Graph) -> list[Difference]:
    """The differences, those of the widths of two blocks and more as one.

    A block ends at a join, in a chain at a pooling. It counts where all of its convolutions are wider or narrower by
    one factor. If that is the same factor everywhere, only the width that all others follow from is another one.
    """
    wrong = [one for one in differences if one.attribute == "filters" and one.kind == "attribute"]
    blocks = _blocks(reference)
    factors: dict[int, Fraction | None] = {}
    for name, block in blocks.items():
        factor = _factor(reference, student, name)
        if factor is not None:
            factors[block] = factor if factors.get(block, factor) == factor else None
    changed = [block for block, factor in factors.items() if factor is not None and factor != 1]
    inside = [one for one in wrong if blocks[one.node] in changed]
    if len(changed) < 2 or not inside:  # noqa: PLR2004 - one block alone follows no rule
        return list(differences)
    first = inside[0]
    if len(set(factors.values()) - {None}) == 1:
        merged = replace(first, again=tuple(inside[1:]))
    else:
        there = _present(student)
        last = {block: name for name, block in blocks.items() if factors.get(block) is not None and name in there}
        expected, received = (
            tuple(_width(graph, last[block]) for block in sorted(last)) for graph in (reference, student)
        )
        merged = Difference("widths", tuple(one.node for one in inside), "filters", expected, received)
    return [merged if one is first else one for one in differences if one is first or one not in inside]


def _present(graph: Graph) -> set[str]:
    return {node.name for node in graph}


def _width(graph: Graph, name: str) -> int:
    operation = graph[name].operation
    return operation.filters if isinstance(operation, Conv2D) else 0


def _factor(reference: Graph, student: Graph, name: str) -> Fraction | None:
    """Received over specified filters of a convolution; None where the student has none."""
    if name not in _present(student) or not isinstance(student[name].operation, Conv2D):
        return None
    return Fraction(_width(student, name), _width(reference, name))


def _blocks(reference: Graph) -> dict[str, int]:
    """Convolution to the number of its block, counted from 0."""
    joins = any(isinstance(node.operation, Add | Concatenate) for node in reference)
    ends = (Add, Concatenate) if joins else (Pooling2D,)
    found: dict[str, int] = {}
    numbers: dict[str, int] = {}
    for node in reference:
        number = max((numbers[read] for read in node.inputs), default=0)
        if isinstance(node.operation, Conv2D):
            found[node.name] = number
        numbers[node.name] = number + isinstance(node.operation, ends)
    return found
