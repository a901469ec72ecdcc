"""Finds what stands in place of something specified: a LeakyReLU for the relu, GaussianDropout for the dropout."""

from collections.abc import Mapping, Sequence

from reference.graph import Graph
from reference.operations import Add, Concatenate, Input, Opaque


def stand_ins(
    reference: Graph, student: Graph, pairs: Mapping[str, str], missing: Sequence[str], extra: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """For what is missing, the student's nodes in its place: the last of them, then those that only lead to it.

    Only what this vocabulary has no word for is taken for something else. It stands between partners of the same nodes.
    """
    unknown = [name for name in extra if isinstance(student[name].operation, Opaque)]
    known, found = dict(pairs), dict[str, tuple[str, ...]]()
    for ours in missing:
        node = reference[ours]
        if isinstance(node.operation, Add | Concatenate | Input):
            continue
        source = _settled(reference, node.inputs[0], set(missing) - set(found))
        for theirs in unknown:
            chain = _chain(student, theirs, unknown)
            taken = {name for group in found.values() for name in group}
            alike = len(reference.shapes[ours]) == len(student.shapes[theirs])
            if not alike or taken.intersection(chain) or known.get(source) != student[chain[-1]].inputs[0]:
                continue
            if _same_readers(reference, student, known, ours, theirs, set(missing)):
                found[ours] = tuple(chain)
                known[ours] = theirs
                break
    return found


def _chain(student: Graph, name: str, unknown: Sequence[str]) -> list[str]:
    """A node and the unknown ones before it that nothing else reads."""
    chain = [name]
    while True:
        before = [
            read
            for one in chain
            for read in student[one].inputs
            if read in unknown
            and read not in chain
            and {reader.name for reader in student.consumers(read)} <= set(chain)
        ]
        if not before:
            return chain
        chain.append(before[0])


def _settled(graph: Graph, name: str, skipped: set[str]) -> str:
    while name in skipped:
        name = graph[name].inputs[0]
    return name


def _same_readers(
    reference: Graph, student: Graph, pairs: Mapping[str, str], ours: str, theirs: str, missing: set[str]
) -> bool:
    """Whether partners read both, or both are the output; missing nodes without weights are looked through."""
    wanted, waiting = set[str](), [ours]
    at_end = ours == reference.output and theirs == student.output
    while waiting:
        name = waiting.pop()
        for reader in reference.consumers(name):
            if reader.name in pairs:
                wanted.add(pairs[reader.name])
            elif reader.name in missing and not reference.weights_of(reader):
                waiting.append(reader.name)
    readers = {reader.name for reader in student.consumers(theirs)}
    return bool(readers & wanted) or at_end
