"""Lays a student's network beside the reference in the way that needs the fewest faults for what is different."""

from collections.abc import Mapping
from dataclasses import replace

from cnncheck.mutation.surgery import renamed
from cnncheck.networks.alignment import align, align_through
from cnncheck.networks.dictionary import Entry, entries, fingerprint, nearest
from cnncheck.networks.difference import Difference
from cnncheck.networks.differences import Correspondence, Explained
from cnncheck.networks.equivalences import Rule, normal_form, rules_for
from cnncheck.networks.other_networks import other_network
from cnncheck.networks.repeats import Line
from reference.graph import Graph
from reference.operations import ShapeError

TRIED = 6
"""How many entries of the dictionary a network is laid beside; nearly always the nearest is the one."""

PER_NODE, PER_NODE_KNOWN = 0.1, 0.01
"""What each further operation of a missing or extra block adds to one difference, and each one of a known fault."""

NAMED = 0.9
"""What a known fault costs: of two ways to say one thing that with a name is the better one."""

FEW = 8
"""Operations of the longest residual block: what is more is several blocks, and has a name."""


def explained(specified: Graph, student: Graph, lines: Mapping[str, Line]) -> Correspondence:
    """Both networks side by side; where several things are different, as the likeliest known fault has it.

    Args:
        specified: the reference.
        student: the student's network.
        lines: where its nodes are created.
    """
    rules = rules_for(specified, student)
    reference, theirs = normal_form(specified, rules), normal_form(student, rules)
    plain = Correspondence.of(reference, theirs, lines)
    if len(plain.differences) <= 1 and all(map(_is_plain, plain.differences)):
        return plain
    found = [plain]
    for entry in nearest(theirs, entries(specified, rules), fingerprint(reference), TRIED):
        try:
            rival = _by(entry, reference, theirs, lines, rules)
            alone = len(rival.differences) == 1
        except (ValueError, KeyError):
            continue  # what it moves cannot be undone in this network
        found.append(rival)
        if alone:
            break
    best = min(found, key=lambda one: (sum(map(_cost, one.differences)), one.fault is None))
    return replace(best, whole=other_network(best))


def _cost(difference: Difference) -> float:
    """How much a difference asks one to believe: a whole block missing here and another there is no small thing."""
    if difference.known is not None:
        return NAMED + PER_NODE_KNOWN * sum(len(part.nodes) for part in difference.parts)
    return 1.0 + PER_NODE * (len(difference.nodes) - 1)


def _is_plain(difference: Difference) -> bool:
    """Whether a difference alone is an answer: at one place, and a few operations at most."""
    if difference.kind == "wiring":
        return False
    return difference.kind not in {"missing", "extra"} or (len(difference.nodes) <= FEW and not difference.again)


def _by(
    entry: Entry, reference: Graph, student: Graph, lines: Mapping[str, Line], rules: tuple[Rule, ...]
) -> Correspondence:
    """Both networks side by side as an entry of the dictionary has it."""
    alignment = align_through(reference, entry.graph, student, by_name=entry.known is not None)
    found = Correspondence.of(reference, student, lines, alignment)
    if entry.known is None:
        return found
    theirs = {ours: found.names[name] for ours, name in align(entry.graph, student).pairs.items()}
    edited = renamed(entry.graph, theirs)
    nodes = tuple(theirs.get(name, name) for name in entry.nodes)
    named = replace(found, fault=Explained(entry.known, nodes, edited, found.reference))
    return named if _is_proven(named, entry, rules) else found


def _is_proven(found: Correspondence, entry: Entry, rules: tuple[Rule, ...]) -> bool:
    """Whether the student's network without all other differences is the reference with this fault."""
    others = [one for one in found.differences if one.known is None]
    try:
        return fingerprint(normal_form(found.undone(others), rules)) == entry.print
    except (ShapeError, ValueError, KeyError):
        return False
