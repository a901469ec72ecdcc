"""Which part of a student's network stands for which part of the reference.

Parts with the same surroundings are matched first, from the image down and from the output up. What remains is
matched among the neighbours of what is matched already, or by laying the branches side by side in their order,
whichever fits better. Names are never looked at.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import lru_cache
from itertools import product

from cnncheck.mutation.surgery import is_chain
from cnncheck.networks.branches import branches, by_content, resemblance
from cnncheck.networks.sequences import along, branch_by_branch
from cnncheck.networks.stand_ins import stand_ins
from cnncheck.networks.surroundings import surroundings
from reference.graph import Graph, Node
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalPooling2D,
    Input,
    Opaque,
    Operation,
    Pooling2D,
)

LIKENESS: Mapping[type[Operation], float] = {
    Input: 100,
    Conv2D: 12,
    DepthwiseConv2D: 12,
    Dense: 12,
    BatchNormalization: 6,
    Pooling2D: 6,
    GlobalPooling2D: 6,
    Flatten: 6,
    Add: 8,
    Concatenate: 8,
    Dropout: 5,
    Activation: 4,
    Opaque: 2,
}
"""How much it counts that two operations are of one kind: most for those that hold a network's weights."""

GAP, GAP_WITH_WEIGHTS = 1.0, 2.0
"""What it costs to leave an operation without a partner."""

ALMOST = 3.0
"""Likeness of two kinds that are taken for each other: the two poolings, a global pooling and a flattening, a join."""

JOINING = frozenset({"Average", "Maximum", "Minimum", "Mul", "Multiply", "Sub", "Subtract"})
"""Operations without a rule here that join two maps of one size, as an addition does."""

WRONG_ACTIVATION = 1.5

KEPT = 2.0
"""How much it counts that partners read partners."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """Pairs of (reference node, student node), in the reference's order, and what stands alone on either side.

    `absorbed` are student's nodes that only lead to one that stands in place of a reference node, by that one's name.
    """

    pairs: Mapping[str, str]
    moved: tuple[str, ...]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    absorbed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def align(reference: Graph, student: Graph) -> Alignment:
    """Align two networks in normal form; `moved` are reference nodes whose partner stands elsewhere in the order."""
    pairs = _partners(reference, student)
    missing = [node.name for node in reference if node.name not in pairs]
    extra = [node.name for node in student if node.name not in set(pairs.values())]
    moved = _moves(reference, student, missing, extra)
    pairs.update(moved)
    alone = [name for name in missing if name not in moved], [name for name in extra if name not in moved.values()]
    instead = stand_ins(reference, student, pairs, *alone)
    pairs.update({name: chain[0] for name, chain in instead.items()})
    taken = {*moved.values(), *(name for chain in instead.values() for name in chain)}
    ordered = {node.name: pairs[node.name] for node in reference if node.name in pairs}
    return Alignment(
        ordered,
        tuple(moved),
        tuple(name for name in missing if name not in moved and name not in instead),
        tuple(name for name in extra if name not in taken),
        {name: chain[1:] for name, chain in instead.items() if chain[1:]},
    )


def align_through(reference: Graph, between: Graph, student: Graph, *, by_name: bool) -> Alignment:
    """Align two networks by way of a third, an edit of the reference that keeps the names of what it does not change.

    Args:
        reference: the specified network.
        between: the edit.
        student: the student's network.
        by_name: whether what the edit moved reads something else; if not it is found by laying both side by side.
    """
    kept = [node.name for node in reference if _is_kept(node, between)]
    in_order = by_name or kept == [node.name for node in between if node.name in set(kept)]
    edit = None if in_order else align(reference, between)
    edited = {name: name for name in kept} if edit is None else edit.pairs
    rest = align(between, student)
    pairs = {ours: rest.pairs[name] for ours, name in edited.items() if name in rest.pairs}
    back = {name: ours for ours, name in edited.items()}
    absorbed = {back[name]: chain for name, chain in rest.absorbed.items() if name in back}
    taken = {*pairs.values(), *(name for chain in absorbed.values() for name in chain)}
    moved = {*(() if edit is None else edit.moved), *(back[name] for name in rest.moved if name in back)}
    return Alignment(
        pairs,
        tuple(name for name in pairs if name in moved),
        tuple(node.name for node in reference if node.name not in pairs),
        tuple(node.name for node in student if node.name not in taken),
        absorbed,
    )


def _is_kept(node: Node, between: Graph) -> bool:
    """Whether an edit has a node of this name that can stand for it."""
    there = next((one for one in between if one.name == node.name), None)
    return there is not None and likeness(node.operation, there.operation) is not None


def _partners(reference: Graph, student: Graph) -> dict[str, str]:
    """Partners by order; where there are branches, by surroundings or by the branches' windows if that fits better."""
    ordered = _in_order(reference, student)
    if is_chain(reference) and is_chain(student):
        return ordered
    near = _extend(reference, student, _anchors(reference, student))
    found = [near, ordered]
    if any(isinstance(node.operation, Concatenate) for node in student):
        found.append(_in_order(by_content(reference), by_content(student)))
    return max(found, key=lambda pairs: _score(reference, student, pairs))


def _in_order(reference: Graph, student: Graph) -> dict[str, str]:
    rows = branch_by_branch(reference), branch_by_branch(student)
    return along(*rows, lambda ours, theirs: likeness(ours.operation, theirs.operation), _gap)


@lru_cache(maxsize=4096)
def likeness(first: Operation, second: Operation) -> float | None:
    """How well two operations fit each other, None if they cannot be partners."""
    if type(first) is not type(second):
        return ALMOST if _taken_for_each_other(first, second) else None
    base = next((value for kind, value in LIKENESS.items() if isinstance(first, kind)), 2.0)
    if isinstance(first, Activation) and first != second:
        return WRONG_ACTIVATION
    differing: int = sum(getattr(first, one.name) != getattr(second, one.name) for one in fields(first))
    return base - min(differing, base / 2)


def _taken_for_each_other(first: Operation, second: Operation) -> bool:
    kinds = (Pooling2D, (GlobalPooling2D, Flatten), (Add, Concatenate))
    if isinstance(first, Add) and isinstance(second, Opaque):
        return second.name in JOINING
    return any(isinstance(first, kind) and isinstance(second, kind) for kind in kinds)


def _gap(node: Node) -> float:
    return GAP_WITH_WEIGHTS if isinstance(node.operation, Conv2D | DepthwiseConv2D | Dense) else GAP


def _anchors(reference: Graph, student: Graph) -> dict[str, str]:
    """Pairs whose surroundings on one side or on both occur exactly once in each network."""
    (r_above, r_below), (s_above, s_below) = surroundings(reference), surroundings(student)
    both = ({n: (r_above[n], r_below[n]) for n in r_above}, {n: (s_above[n], s_below[n]) for n in s_above})
    pairs: dict[str, str] = {}
    for ours, theirs in (both, (r_above, s_above), (r_below, s_below)):
        counts = Counter(ours.values()), Counter(theirs.values())
        found = {key: name for name, key in theirs.items()}
        taken = set(pairs.values())
        for name, key in ours.items():
            unique = counts[0][key] == 1 and counts[1][key] == 1
            if unique and name not in pairs and found[key] not in taken:
                pairs[name] = found[key]
    pairs.setdefault(reference.nodes[0].name, student.nodes[0].name)
    return pairs


def _extend(reference: Graph, student: Graph, pairs: dict[str, str]) -> dict[str, str]:
    """Match neighbours of what is matched, the most alike first, until nothing fits any more.

    Of several that are equally alike, as the 1x1 convolutions that begin the branches of a cell, those belong together
    whose branches are alike: their order says nothing, as it is the student's to choose.
    """
    readers = _readers(reference), _readers(student)
    rows = branches(reference), branches(student)
    places = tuple({node.name: place for place, node in enumerate(graph)} for graph in (reference, student))
    taken = set(pairs.values())
    while True:
        near = {
            pair
            for ours, theirs in pairs.items()
            for pair in (
                *product(reference[ours].inputs, student[theirs].inputs),
                *product(readers[0][ours], readers[1][theirs]),
            )
            if pair[0] not in pairs and pair[1] not in taken
        }
        best: tuple[float, float, int, int] | None = None
        chosen = ("", "")
        for ours, theirs in near:
            like = likeness(reference[ours].operation, student[theirs].operation)
            if like is None:
                continue
            shared = _shared_neighbours(reference[ours], student[theirs], pairs, readers)
            alike = resemblance(rows[0][ours], rows[1][theirs], likeness)
            rated = like + 4 * shared, alike, -places[0][ours], -places[1][theirs]
            if shared and (best is None or rated > best):
                best, chosen = rated, (ours, theirs)
        if best is None:
            return pairs
        pairs[chosen[0]] = chosen[1]
        taken.add(chosen[1])


def _readers(graph: Graph) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {node.name: [] for node in graph}
    for node in graph:
        for read in dict.fromkeys(node.inputs):
            found[read].append(node.name)
    return found


def _shared_neighbours(
    ours: Node, theirs: Node, pairs: Mapping[str, str], readers: tuple[dict[str, list[str]], dict[str, list[str]]]
) -> int:
    """How many neighbours of two nodes are partners of each other."""
    reads = sum(pairs.get(a) == b for a, b in zip(ours.inputs, theirs.inputs, strict=False))
    return reads + sum(pairs.get(reader) in readers[1][theirs.name] for reader in readers[0][ours.name])


def _score(reference: Graph, student: Graph, pairs: Mapping[str, str]) -> float:
    """How well an alignment fits: likeness of partners and kept connections, less what stands alone."""
    partners = set(pairs.values())
    score = -sum(_gap(node) for node in reference if node.name not in pairs)
    score -= sum(_gap(node) for node in student if node.name not in partners)
    for ours, theirs in pairs.items():
        score += likeness(reference[ours].operation, student[theirs].operation) or 0
        score += KEPT * sum(pairs.get(read) in student[theirs].inputs for read in reference[ours].inputs)
    return score


def _moves(reference: Graph, student: Graph, missing: list[str], extra: list[str]) -> dict[str, str]:
    """Of what stands alone on both sides: the same thing at another place."""
    moved: dict[str, str] = {}
    for name in missing:
        ours = reference[name].operation
        if not isinstance(ours, BatchNormalization | Activation | Pooling2D | Dropout):
            continue
        if isinstance(ours, Activation | BatchNormalization) and _follows_missing(reference, name, missing):
            continue  # it is missing with its layer, and what stands elsewhere is something else
        free = [one for one in extra if one not in moved.values() and not _follows_missing(student, one, extra)]
        flat = len(reference.shapes[name])
        alike = [
            other
            for other in free
            if _same_thing(ours, student[other].operation)
            # What normalises the channels of a map does not come to stand behind a dense layer.
            and (not isinstance(ours, BatchNormalization) or len(student.shapes[other]) == flat)
        ]
        exact = [other for other in alike if student[other].operation == ours]
        if alike:
            moved[name] = (exact or alike)[0]
    return moved


def _follows_missing(graph: Graph, name: str, alone: list[str]) -> bool:
    """Whether the layer with weights that a node belongs to stands alone too, with all that lies between them."""
    while graph[name].inputs:
        name = graph[name].inputs[0]
        if name not in alone:
            return False
        if isinstance(graph[name].operation, Conv2D | DepthwiseConv2D | Dense):
            return True
    return False


def _same_thing(first: Operation, second: Operation) -> bool:
    """Whether two operations count as one that was moved."""
    if isinstance(first, Pooling2D):
        return isinstance(second, Pooling2D)
    return first == second if isinstance(first, Activation) else type(first) is type(second)
