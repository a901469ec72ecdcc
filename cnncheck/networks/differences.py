"""What is different between a student's network and the reference.

The student's network is written in the reference's names. Undoing a difference in it, or all but one, is how each is
judged: what does this one alone change, and does the network still compute what it was seen to compute without it?
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property

from cnncheck.mutation.surgery import renamed, rewired, sorted_graph
from cnncheck.networks.alignment import Alignment, align
from cnncheck.networks.difference import WHOLE, Difference, Known
from cnncheck.networks.grouping import together
from cnncheck.networks.places import border_before, next_present, present_before, settled
from cnncheck.networks.repeats import Line, by_rule, repeated
from cnncheck.networks.shortcuts import on_shortcuts
from cnncheck.networks.undoing import Undoing, strides_are_default
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


@dataclass(frozen=True, slots=True)
class Explained:
    """A known fault, and what it changes of a reference, in the names of a correspondence.

    Attributes:
        known: what is said about it.
        nodes: where it is.
        edited: the reference with it, the student's names for what the reference has not.
        reference: the specified network.
    """

    known: Known
    nodes: tuple[str, ...]
    edited: Graph
    reference: Graph

    def is_part(self, difference: Difference) -> bool:
        """Whether a difference follows from the fault."""
        before, after = ({node.name: node for node in graph} for graph in (self.reference, self.edited))
        match difference.kind:
            case "missing":
                return not any(name in after for name in difference.nodes)
            case "extra":
                return all(name in after and name not in before for name in difference.nodes)
            case "attribute":
                there = after.get(difference.node)
                value = None if there is None else getattr(there.operation, difference.attribute, None)
                return value == difference.received
            case "operation":
                return difference.node in after and after[difference.node].operation == difference.received
            case _:
                there = after.get(difference.node)
                return there is not None and there.inputs != before[difference.node].inputs


@dataclass(frozen=True)
class Correspondence:
    """A reference and a student's network, both in normal form, laid side by side.

    Attributes:
        reference: the specified network.
        student: the student's, in its own names.
        alignment: which node stands for which.
        lines: where the student's nodes are created, by the student's names.
        reordered: concatenations of the reference whose branches the student has in another order.
        fault: the known fault that several of the differences are.
        whole: what all differences together are: another network.
    """

    reference: Graph
    student: Graph
    alignment: Alignment
    lines: Mapping[str, Line] = field(default_factory=dict)
    reordered: tuple[str, ...] = ()
    fault: "Explained | None" = None
    whole: Known | None = None

    @classmethod
    def of(
        cls,
        reference: Graph,
        student: Graph,
        lines: Mapping[str, Line] | None = None,
        alignment: Alignment | None = None,
    ) -> "Correspondence":
        """Lay two networks in normal form side by side.

        Branches that the student concatenates in another order are concatenated in that order in the reference too: it
        is the same network with the weights behind it in another order.
        """
        alignment = align(reference, student) if alignment is None else alignment
        alike = _joined_alike(reference, student, alignment)
        reordered = tuple(node.name for node in reference if alike[node.name].inputs != node.inputs)
        return cls(alike, student, alignment, lines or {}, reordered)

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
        members = [one for one in found if self.fault is not None and self.fault.is_part(one)]
        found = by_rule([one for one in found if one not in members], self.reference, self.translated)
        found = repeated(found, self.reference, self.translated, self._line_of)
        found = on_shortcuts(found, self.reference, self.translated)
        if self.fault is not None and members:
            nodes = tuple(name for name in self.fault.nodes if name in places) or members[0].nodes
            known = Difference("known", nodes, again=tuple(members), known=self.fault.known)
            found = sorted([*found, known], key=lambda difference: places[difference.node])
        if self.whole is not None and found:
            return (Difference("known", found[0].nodes[:1], WHOLE, again=tuple(found), known=self.whole),)
        return tuple(found)

    def _line_of(self, difference: Difference) -> Line | None:
        """The student's line that is to be changed; for what is missing, that of the layer beside it."""
        name = difference.node
        if difference.kind == "missing":
            before = present_before(self.reference, name, {node.name for node in self.translated})
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

    def _is_by_hand(self, difference: Difference) -> bool:
        """Whether a layer does not pad because the student padded before it: that is one difference, not two."""
        return difference.attribute == "padding" and border_before(self.translated, difference.node) is not None

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
        wanted = [settled(self.reference, read, skipped) for read in ours.inputs]
        if isinstance(theirs.operation, Opaque):
            return False  # it was found by what it reads
        extra = {self.names[name] for name in self.alignment.extra}
        read = [settled(self.translated, name, skipped | extra) for name in theirs.inputs]
        if isinstance(ours.operation, Add):
            return sorted(wanted) != sorted(read)
        return wanted != read

    def undone(self, differences: Iterable[Difference]) -> Graph:
        """The student's network, in the reference's names, with these differences undone.

        Raises:
            ValueError: it makes no network.
        """
        return Undoing(self.reference, self.translated).undone(differences)

    def branch_without(self, difference: Difference) -> str | None:
        """What reads directly what it should read through a missing layer, where that is one branch of several."""
        if difference.kind != "missing" or len(self.reference[difference.node].inputs) != 1:
            return None
        present = {node.name for node in self.translated}
        source = present_before(self.reference, difference.node, present)
        behind = next_present(self.reference, difference.nodes[-1], present)
        readers = [node.name for node in self.translated.consumers(source)]
        found = [name for name in readers if name in behind]
        return found[0] if found and len(found) < len(readers) else None


def _follows(attribute: str, ours: Operation, theirs: Operation) -> bool:
    """Whether an attribute differs only because another does: strides that nobody stated are the pool size."""
    if attribute != "strides" or not isinstance(ours, Pooling2D) or not isinstance(theirs, Pooling2D):
        return False
    return ours.pool_size != theirs.pool_size and strides_are_default(ours) and strides_are_default(theirs)


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
        ends = {settled(reference, read, skipped): read for read in node.inputs}
        order = tuple(ends.get(partners.get(settled(student, read, extra), ""), "") for read in theirs.inputs)
        if sorted(order) == sorted(node.inputs) and len(set(order)) == len(order):
            reference = rewired(reference, node.name, order)
    return reference


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
