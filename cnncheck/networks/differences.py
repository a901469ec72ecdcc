"""What is different between a student's network and the reference, and how to undo it.

The student's network is written in the reference's names. Undoing a difference in it, or all but one, is how each is
judged: what does this one alone change, and does the network still compute what it was seen to compute without it?
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from cnncheck.networks.alignment import Alignment, align
from cnncheck.networks.difference import Difference, Kind
from cnncheck.networks.grouping import is_border, together
from cnncheck.networks.repeats import Line, by_rule, repeated
from cnncheck.networks.surgery import bypassed, inserted, renamed, rewired, sorted_graph, unshared
from cnncheck.networks.wholes import leads_only_to, wholes
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
    Opaque,
    Operation,
    Pooling2D,
)


@dataclass(frozen=True)
class Correspondence:
    """A reference and a student's network, both in normal form, laid side by side.

    Attributes:
        reference: the specified network.
        student: the student's, in its own names.
        alignment: which node stands for which.
        lines: where the student's nodes are created, by the student's names.
    """

    reference: Graph
    student: Graph
    alignment: Alignment
    lines: Mapping[str, Line] = field(default_factory=dict)

    @classmethod
    def of(cls, reference: Graph, student: Graph, lines: Mapping[str, Line] | None = None) -> "Correspondence":
        """Lay two networks in normal form side by side.

        Branches that the student concatenates in another order are concatenated in that order in the reference too: it
        is the same network with the weights behind it in another order.
        """
        alignment = align(reference, student)
        return cls(_joined_alike(reference, student, alignment), student, alignment, lines or {})

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Student's node to its name here: its partner's, or its own with a plus sign where it has none."""
        partners = {theirs: ours for ours, theirs in self.alignment.pairs.items()}
        return {node.name: partners.get(node.name, f"+{node.name}") for node in self.student}

    @cached_property
    def own_names(self) -> Mapping[str, str]:
        """A node's name here to its name in the student's network."""
        return {here: theirs for theirs, here in self.names.items()}

    @cached_property
    def translated(self) -> Graph:
        """The student's network in the reference's names, and in its order as far as that goes."""
        graph = renamed(self.student, self.names)
        places = {node.name: place for place, node in enumerate(self.reference)}
        last = 0
        order: dict[str, int] = {}
        for node in graph:
            order[node.name] = last = places.get(node.name, last)
        return sorted_graph(self.reference.name, sorted(graph, key=lambda node: order[node.name]), graph.output)

    @cached_property
    def differences(self) -> tuple[Difference, ...]:
        """All differences, from the image to the output."""
        found = [
            *self._absent(),
            *(Difference("moved", (self._mover(name),)) for name in self.alignment.moved),
            *(difference for name in self.alignment.pairs for difference in self._at(name)),
        ]
        found = self._with_what_nobody_reads([one for one in found if not self._is_by_hand(one)])
        order = {node.name: place for place, node in enumerate(self.translated)}
        places = {node.name: place for place, node in enumerate(self.reference)} | order
        found = sorted(found, key=lambda difference: places[difference.node])
        found = by_rule(found, self.reference, self.translated)
        return tuple(repeated(found, self.reference, self.translated, self._line_of))

    def _line_of(self, difference: Difference) -> Line | None:
        """The student's line that is to be changed; for what is missing, that of the layer beside it."""
        name = difference.node
        if difference.kind == "missing":
            before = self._present_before(name, {node.name for node in self.translated})
            name = self.branch_without(difference) or before
        return self.lines.get(self.own_names.get(name, name))

    def _with_what_nobody_reads(self, differences: list[Difference]) -> list[Difference]:
        """The differences; what is missing only because a node reads something else belongs to that."""
        found = differences
        for wiring in [one for one in differences if one.kind == "wiring"]:
            idle = [
                one
                for one in found
                if one.kind == "missing"
                and leads_only_to(self.reference, one.node, set(self.alignment.missing), wiring.node)
            ]
            nodes = (*wiring.nodes, *(name for one in idle for name in one.nodes))
            found = [replace(one, nodes=nodes) if one is wiring else one for one in found if one not in idle]
        return found

    def _absent(self) -> list[Difference]:
        """Missing and extra nodes; a layer with weights takes along what follows it."""
        missing = wholes(self.reference, _blocks(self.reference, self.alignment.missing))
        extra = wholes(self.student, together(self.student, _blocks(self.student, self.alignment.extra)))
        return [
            *(Difference("missing", block) for block in missing),
            *(Difference("extra", tuple(self.names[name] for name in block)) for block in extra),
        ]

    def _border_before(self, name: str) -> Node | None:
        """What a student put around the map before a layer, zeros or its mirror image; None where there is nothing."""
        before = self.translated[name].inputs
        border = self.translated[before[0]] if before else None
        return border if border and is_border(border.operation) and border.name.startswith("+") else None

    def _is_by_hand(self, difference: Difference) -> bool:
        """Whether a layer does not pad because the student padded before it: that is one difference, not two."""
        return difference.attribute == "padding" and self._border_before(difference.node) is not None

    def _mover(self, name: str) -> str:
        """Of two neighbours in the wrong order, the one a teacher would point at."""
        ours = [node.name for node in self.reference if node.name in self.alignment.pairs]
        theirs = [self.names[node.name] for node in self.student if self.names[node.name] in self.alignment.pairs]
        passed = [
            other
            for other in ours
            if (ours.index(other) < ours.index(name)) != (theirs.index(other) < theirs.index(name)) and other != name
        ]
        return max((name, *passed), key=self._prominence) if len(passed) == 1 else name

    def _prominence(self, name: str) -> int:
        order = (Activation, Dropout, Pooling2D, BatchNormalization)
        operation = self.reference[name].operation
        return next((place for place, kind in enumerate(order) if isinstance(operation, kind)), -1)

    def _at(self, name: str) -> list[Difference]:
        """Differences at one node that both networks have."""
        ours, theirs = self.reference[name], self.translated[name]
        found: list[Difference] = []
        if type(ours.operation) is not type(theirs.operation):
            led = tuple(self.names[other] for other in self.alignment.absorbed.get(name, ()))
            found.append(Difference("operation", (name, *led), "", ours.operation, theirs.operation))
        elif not isinstance(ours.operation, Opaque):
            for field in fields(ours.operation):
                pair = getattr(ours.operation, field.name), getattr(theirs.operation, field.name)
                if pair[0] != pair[1] and not _follows(field.name, ours.operation, theirs.operation):
                    found.append(Difference("attribute", (name,), field.name, *pair))
        if theirs.shares is not None and ours.shares is None:
            found.append(Difference("shared", (name,), "", None, theirs.shares))
        if self._reads_elsewhere(ours, theirs):
            found.append(Difference("wiring", (name,), "", ours.inputs, theirs.inputs))
        return found

    def _reads_elsewhere(self, ours: Node, theirs: Node) -> bool:
        """Whether a node reads another tensor, apart from what is missing, extra or moved on the way."""
        if ours.name in self.alignment.moved:
            return False  # that it reads something else is what being moved means
        skipped = {*self.alignment.moved, *self.alignment.missing}
        wanted = [_settled(self.reference, read, skipped) for read in ours.inputs]
        if isinstance(theirs.operation, Opaque):
            return False  # it was found by what it reads
        extra = {self.names[name] for name in self.alignment.extra}
        read = [_settled(self.translated, name, skipped | extra) for name in theirs.inputs]
        if isinstance(ours.operation, Add):
            return sorted(wanted) != sorted(read)
        return wanted != read

    def undone(self, differences: Iterable[Difference]) -> Graph:
        """The student's network, in the reference's names, with these differences undone.

        Raises:
            ValueError: it makes no network.
        """
        graph = self.translated
        parts = (part for difference in differences for part in difference.parts)
        for difference in sorted(parts, key=lambda part: _ORDER[part.kind]):
            graph = self._undo(graph, difference)
        return graph

    def _undo(self, graph: Graph, difference: Difference) -> Graph:  # noqa: C901, PLR0912 - one case for each kind
        name = difference.node
        match difference.kind:
            case "extra":
                for reader in graph.consumers(name):
                    graph = self._padding_restored(graph, reader.name)
                for node in difference.nodes:
                    graph = bypassed(graph, node)
            case "moved":
                there = graph[name].operation
                graph = self._put_back(bypassed(graph, name), replace(self.reference[name], operation=there))
            case "missing" if any(len(self.reference[node].inputs) > 1 for node in difference.nodes):
                graph = self._grafted(graph, difference.nodes)
            case "missing":
                for node in difference.nodes:
                    graph = self._put_back(graph, self.reference[node])
            case "attribute":
                changed = {difference.attribute: difference.expected}
                if difference.attribute == "pool_size" and _strides_default(graph[name].operation):
                    changed["strides"] = getattr(self.reference[name].operation, "strides", None)
                graph = graph.replaced(name, replace(graph[name].operation, **changed))
            case "operation":
                graph = self._as_specified(graph, difference)
            case "shared":
                graph = unshared(graph, name)
            case "wiring":
                graph = self._grafted(graph, difference.nodes[1:])
                graph = rewired(graph, name, self.reference[name].inputs)
            case "widths":
                for node in difference.nodes:
                    wanted = {"filters": getattr(self.reference[node].operation, "filters", 0)}
                    graph = graph.replaced(node, replace(graph[node].operation, **wanted))
        return graph

    def _grafted(self, graph: Graph, names: tuple[str, ...]) -> Graph:
        """The graph with a missing block, its joins and branches as the reference has them."""
        present = {node.name for node in graph}
        known = present | set(names)
        planted = [
            replace(node, inputs=tuple(self._present_before(read, known) for read in node.inputs))
            for node in self.reference
            if node.name in names
        ]
        ends = [name for name in names if any(one.name not in names for one in self.reference.consumers(name))]
        nodes = list(graph)
        for end in ends:
            stood, readers = self._present_before(end, present), self._next_present(end, present)
            nodes = [
                replace(old, inputs=tuple(end if read == stood else read for read in old.inputs))
                if old.name in readers
                else old
                for old in nodes
            ]
        output = self.reference.output if self.reference.output in names else graph.output
        return sorted_graph(graph.name, [*nodes, *planted], output)

    def _present_before(self, name: str, present: set[str]) -> str:
        """The nearest node at or before one that is present."""
        while name not in present:
            name = self.reference[name].inputs[0]
        return name

    def _as_specified(self, graph: Graph, difference: Difference) -> Graph:
        """The graph with a node computing what is specified, and without what only leads to what it did."""
        name, *led = difference.nodes
        for node in led:
            graph = bypassed(graph, node)
        if len(self.reference[name].inputs) == 1:
            graph = rewired(graph, name, graph[name].inputs[:1])
        return graph.replaced(name, self.reference[name].operation)

    def _padding_restored(self, graph: Graph, name: str) -> Graph:
        """The graph with a layer padding as specified, if the student padded by hand before it."""
        ours = self.reference[name].operation if name in self.alignment.pairs else None
        theirs = graph[name].operation
        if self._border_before(name) is None or not isinstance(ours, Conv2D | DepthwiseConv2D | Pooling2D):
            return graph
        return graph.replaced(name, replace(theirs, padding=ours.padding)) if type(ours) is type(theirs) else graph

    def _put_back(self, graph: Graph, node: Node) -> Graph:
        """The graph with a node of the reference where the reference has it."""
        present = {old.name for old in graph}
        source = self._present_before(node.inputs[0], present)
        put = replace(node, inputs=(source,))
        behind = self._next_present(node.name, present)
        readers = {old.name for old in graph.consumers(source)}
        return inserted(graph, put, frozenset(readers & behind) or None)

    def branch_without(self, difference: Difference) -> str | None:
        """What reads directly what it should read through a missing layer, where that is one branch of several."""
        if difference.kind != "missing" or len(self.reference[difference.node].inputs) != 1:
            return None
        present = {node.name for node in self.translated}
        source = self._present_before(difference.node, present)
        behind = self._next_present(difference.nodes[-1], present)
        readers = [node.name for node in self.translated.consumers(source)]
        found = [name for name in readers if name in behind]
        return found[0] if found and len(found) < len(readers) else None

    def _next_present(self, name: str, present: set[str]) -> set[str]:
        """The nearest nodes behind one in the reference that are present."""
        found: set[str] = set()
        for reader in self.reference.consumers(name):
            found |= {reader.name} if reader.name in present else self._next_present(reader.name, present)
        return found

    def is_explained(self) -> bool:
        """Whether undoing all differences gives the reference itself."""
        try:
            graph = self.undone(self.differences)
        except (ValueError, KeyError):
            return False
        return _picture(graph) == _picture(self.reference)


def _follows(attribute: str, ours: Operation, theirs: Operation) -> bool:
    """Whether an attribute differs only because another does: strides that nobody stated are the pool size."""
    if attribute != "strides" or not isinstance(ours, Pooling2D) or not isinstance(theirs, Pooling2D):
        return False
    return ours.pool_size != theirs.pool_size and _strides_default(ours) and _strides_default(theirs)


def _strides_default(operation: Operation) -> bool:
    return isinstance(operation, Pooling2D) and operation.strides == operation.pool_size


_ORDER: Mapping[Kind, int] = {
    "extra": 0,
    "moved": 1,
    "missing": 2,
    "operation": 3,
    "attribute": 4,
    "shared": 5,
    "widths": 6,
    "wiring": 7,
}
"""In which order differences are undone: first what stands in the way, then places, then what is at them."""


def _joined_alike(reference: Graph, student: Graph, alignment: Alignment) -> Graph:
    """The reference with its branches joined in the student's order, where it is another order of the same.

    A branch goes by its last part that both networks have: what is missing or moved at its end changes no order.
    """
    pairs = alignment.pairs
    partners = {theirs: ours for ours, theirs in pairs.items()}
    skipped = {*alignment.moved, *alignment.missing}
    extra = {*alignment.extra, *(pairs[name] for name in alignment.moved)}
    for node in reference:
        theirs = student[pairs[node.name]] if node.name in pairs else None
        if theirs is None or not isinstance(node.operation, Concatenate):
            continue
        ends = {_settled(reference, read, skipped): read for read in node.inputs}
        order = tuple(ends.get(partners.get(_settled(student, read, extra), ""), "") for read in theirs.inputs)
        if sorted(order) == sorted(node.inputs) and len(set(order)) == len(order):
            reference = rewired(reference, node.name, order)
    return reference


def _picture(graph: Graph) -> dict[str, object]:
    """What a graph is, whatever order its nodes are listed in."""
    return {
        node.name: (
            node.operation,
            sorted(node.inputs) if isinstance(node.operation, Add) else node.inputs,
            node.shares,
        )
        for node in graph
    }


def _settled(graph: Graph, name: str, skipped: set[str]) -> str:
    """The nearest node at or before this one that is not skipped."""
    while name in skipped:
        name = graph[name].inputs[0]
    return name


def _blocks(graph: Graph, names: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The names in groups: a convolution or dense layer with those that follow it without a gap; others alone."""
    groups: list[tuple[str, ...]] = []
    holders = (Conv2D, DepthwiseConv2D, Dense)
    for name in names:
        inputs = graph[name].inputs
        leads = groups and isinstance(graph[groups[-1][0]].operation, holders)
        if leads and inputs == (groups[-1][-1],) and not isinstance(graph[name].operation, holders):
            groups[-1] = (*groups[-1], name)
        else:
            groups.append((name,))
    return groups
