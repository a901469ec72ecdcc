"""Puts together what is different on a shortcut: however it is built, to a student it is one thing."""

from collections.abc import Sequence

from cnncheck.mutation.sites import is_on_shortcut
from cnncheck.networks.difference import Difference, Known
from cnncheck.networks.wording import exactly
from reference.graph import Graph, Node
from reference.operations import Add


def on_shortcuts(differences: Sequence[Difference], reference: Graph, student: Graph) -> list[Difference]:
    """The differences, those on the shortcuts of the same additions as one fault.

    Args:
        differences: from the image to the output.
        reference: the specified network.
        student: the student's, in the reference's names.
    """
    found: dict[tuple[str, ...], list[Difference]] = {}
    for one in differences:
        additions = _additions(one, reference, student)
        if additions:
            found.setdefault(additions, []).append(one)
    told = list(differences)
    for additions, members in found.items():
        if len(members) > 1:
            words = _in_words(additions[0], reference, student)
            known = Difference("known", members[0].nodes, again=tuple(members), known=words)
            told = [known if one is members[0] else one for one in told if one is members[0] or one not in members]
    return told


def _additions(difference: Difference, reference: Graph, student: Graph) -> tuple[str, ...]:
    """The additions on whose shortcuts every part of a difference lies; none if one does not."""
    if difference.kind not in {"missing", "extra", "attribute", "operation"}:
        return ()
    graph = reference if difference.kind == "missing" else student
    found = []
    for part in difference.parts:
        addition = _addition_behind(graph, part.node) if is_on_shortcut(graph, part.node) else None
        if addition is None:
            return ()
        found.append(addition)
    return tuple(dict.fromkeys(found))


def _addition_behind(graph: Graph, name: str) -> str | None:
    node = graph[name]
    while not isinstance(node.operation, Add):
        readers = graph.consumers(node.name)
        if len(readers) != 1:
            return None
        node = readers[0]
    return node.name


def _in_words(addition: str, reference: Graph, student: Graph) -> Known:
    expected, received = (_way(graph, addition) for graph in (reference, student))
    sentence = f"The shortcut goes through {received} where {expected} is specified."
    return Known("shortcut-projection", sentence, expected, received)


def _way(graph: Graph, addition: str) -> str:
    """What lies on the shortcut of an addition, in its order."""
    words = [exactly(node.operation) for node in _shortcut(graph, addition)]
    return ", ".join(words) if words else "nothing"


def _shortcut(graph: Graph, addition: str) -> list[Node]:
    """The nodes of the shortcut."""
    nodes = [node for node in graph if node.name != addition and is_on_shortcut(graph, node.name)]
    return [node for node in nodes if _addition_behind(graph, node.name) == addition]
