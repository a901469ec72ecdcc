"""Looks up a student's network among the known faults of its reference.

Where two networks are laid side by side by likeness alone, one fault can look like several: of three equal layers in a
row nobody sees which was left out. Each candidate edit of the reference says exactly what it changed; the one that
brings the reference nearest to the student's network says best which part stands for which.

How near two networks are is counted without laying them side by side: in how many places they are the same from the
image down to there, and from there to the output. That takes no numbers, and a thousandth of a second.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from cnncheck.mutation import convolutions, joins, layers, normalization, order, poolings
from cnncheck.mutation.activations import added, doubled, removed
from cnncheck.mutation.mutant import Operator
from cnncheck.networks.difference import Known
from cnncheck.networks.equivalences import Rule, normal_form
from cnncheck.networks.known_faults import known_faults
from cnncheck.networks.surroundings import surroundings
from reference.graph import Graph
from reference.operations import ShapeError

STRUCTURAL: tuple[Operator, ...] = (
    layers.dropped,
    layers.block_dropped,
    layers.duplicated,
    layers.block_duplicated,
    joins.skip_removed,
    joins.skip_moved,
    joins.skip_rewired,
    joins.projection_removed,
    joins.projection_bare,
    joins.projection_added,
    joins.join_kind,
    joins.branch_rewired,
    joins.branch_dropped,
    order.neighbours,
    order.across,
    order.before_addition,
    poolings.removed,
    poolings.added,
    poolings.global_pooling,
    normalization.removed,
    normalization.added,
    removed,
    doubled,
    added,
    convolutions.widths,
)
"""Operators that change what reads what; another value at one place is found where it stands."""

OF_BLOCKS: tuple[Operator, ...] = (layers.block_dropped, layers.block_duplicated)
"""Those that are tried of a network that is larger than those of the course: its layers are too many to try each."""

LARGE = 100
"""Nodes of such a network; the largest of the course has 87."""

CANDIDATES = 1200
"""How many edits of one reference are tried; the largest network of the course, of 87 nodes, has 700."""

AGREEMENT = 4
"""What a place in which two networks agree counts against the one in each of them."""

Print = tuple["Counter[Hashable]", "Counter[Hashable]"]
"""What stands in a network, each node with all that comes before it, and with all that comes behind it."""


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One known fault of a reference.

    Attributes:
        graph: the reference with it, in normal form.
        known: what is said about it, where it shows at several places.
        nodes: where it is.
        print: of the graph.
    """

    graph: Graph
    known: Known | None
    nodes: tuple[str, ...]
    print: Print


def fingerprint(graph: Graph) -> Print:
    """What stands in a network; the same for the same network under other names."""
    above, below = surroundings(graph)
    return Counter(above.values()), Counter(below.values())


def nearness(first: Print, second: Print) -> int:
    """How near two networks are: places in which they agree, from the image on or to the output, less all there are.

    An agreement counts for more than the place it is in, so that what is there once more is worth its agreement.
    """
    return sum((AGREEMENT * (a & b).total() - a.total() - b.total()) for a, b in zip(first, second, strict=True))


@lru_cache(maxsize=8)
def entries(reference: Graph, rules: tuple[Rule, ...]) -> tuple[Entry, ...]:
    """The known faults of a reference, those that make a network that can be called."""
    return tuple(islice(_entries(reference, rules), CANDIDATES))


def _entries(reference: Graph, rules: tuple[Rule, ...]) -> Iterator[Entry]:
    for graph, known, nodes in _edited(reference):
        try:
            normal = normal_form(graph, rules)
        except (ShapeError, ValueError, IndexError):
            continue
        yield Entry(normal, known, nodes, fingerprint(normal))


def _edited(reference: Graph) -> Iterator[tuple[Graph, Known | None, tuple[str, ...]]]:
    for fault in known_faults(reference):
        yield fault.graph, fault.known, fault.nodes
    for operator in STRUCTURAL if len(reference.nodes) <= LARGE else OF_BLOCKS:
        for mutant in operator.mutants(reference):
            if not mutant.traits:
                yield mutant.graph, None, mutant.nodes


def nearest(student: Graph, candidates: Iterable[Entry], than: Print, number: int) -> list[Entry]:
    """The entries that are nearer to a student's network than the reference, the nearest first.

    Args:
        student: in normal form.
        candidates: known faults.
        than: the reference.
        number: how many.
    """
    print_ = fingerprint(student)
    least = nearness(than, print_)
    rated = [(nearness(entry.print, print_), entry) for entry in candidates]
    better = sorted((pair for pair in rated if pair[0] > least), key=lambda pair: -pair[0])
    return [entry for _, entry in better[:number]]
