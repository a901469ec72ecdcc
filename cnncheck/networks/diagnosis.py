"""From differences to findings: what each changes, where it stands, and whether computation proved it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from cnncheck.findings import Finding, Where
from cnncheck.networks.codes import code_of
from cnncheck.networks.comparison import Comparison
from cnncheck.networks.difference import Difference
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.facets import Facet, facets_in_place, facets_of
from cnncheck.networks.idle import IdleLayer, created_for, idle_layers
from cnncheck.networks.messages import tell
from cnncheck.networks.naming import Names
from cnncheck.networks.proofs import Proofs
from cnncheck.networks.subject import TracedNetwork
from reference.graph import Parameters
from reference.operations import Opaque


@dataclass(frozen=True, slots=True)
class Cause:
    """A difference with what it changes, and the idle layers that are there for its places, if there are some."""

    difference: Difference
    facets: frozenset[Facet]
    idle: tuple[IdleLayer, ...] = ()

    @property
    def unused(self) -> IdleLayer | None:
        """The first of the idle layers."""
        return self.idle[0] if self.idle else None

    @property
    def facet(self) -> Facet:
        """The most visible thing it changes."""
        return next(facet for facet in Facet if facet in self.facets)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """What is different in a student's network, measured and put into words.

    Attributes:
        traced: the student's network.
        comparison: the measurements.
        specified: numbers of weights of the reference.
        seed: of the draws.
        proofs: what steps of training show.
    """

    traced: TracedNetwork
    comparison: Comparison
    specified: Parameters
    seed: int
    proofs: Proofs

    @property
    def correspondence(self) -> Correspondence:
        """Which of its parts stands for which of the reference."""
        return self.comparison.correspondence

    @property
    def counts_agree(self) -> bool:
        """Whether it has as many weights as specified, all and trainable ones.

        What is frozen, or not known to Keras, is told where training is examined.
        """
        traced, specified = self.traced, self.specified
        if traced.constants:
            return True
        excused = traced.frozen or traced.untracked
        same = traced.trainable_parameters == specified.trainable
        return traced.total_parameters == specified.total and (same or bool(excused))

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The differences that matter, from the image to the output."""
        causes: list[Cause] = []
        free = idle_layers(self.traced)
        for difference, changed in self._facets.items():
            facets = self._that_matter(changed | self._of_unknown_weights(difference))
            if not facets:
                continue
            causes.append(Cause(difference, facets, tuple(self._created_for(difference, free))))
        return tuple(causes)

    def _created_for(self, difference: Difference, free: list[IdleLayer]) -> Iterator[IdleLayer]:
        """The idle layers that are there for what is missing; they are no longer free."""
        reference = self.correspondence.reference
        joins = difference.kind == "missing" and len(reference[difference.node].inputs) > 1
        # What only led to a join is idle because the join is missing, and not the reverse.
        for part in difference.parts if difference.kind in {"missing", "shared", "wiring"} and not joins else ():
            gone = part.nodes[1:] if part.kind == "wiring" else part.nodes
            unused = created_for(reference, gone, free)
            if unused is not None:
                free.remove(unused)
                yield unused

    def _of_unknown_weights(self, difference: Difference) -> frozenset[Facet]:
        """What a layer changes whose weights nobody knows, where there are more or fewer than specified."""
        counted = any(Facet.PARAMETERS in facets for facets in self._facets.values())
        graph = self.correspondence.translated
        unknown = any(name in self._unknown and isinstance(graph[name].operation, Opaque) for name in difference.nodes)
        return frozenset({Facet.PARAMETERS}) if unknown and not counted and not self.counts_agree else frozenset()

    @cached_property
    def _unknown(self) -> frozenset[str]:
        """The nodes of the student's network, in the reference's names."""
        return frozenset(node.name for node in self.correspondence.translated)

    def _that_matter(self, facets: frozenset[Facet]) -> frozenset[Facet]:
        """What counts of it: of a network that was measured to be the specified one, only what training shows."""
        if not self.comparison.is_equivalent:
            return facets
        if self.counts_agree:
            return facets & {Facet.TRAINING}
        return frozenset() if facets <= {Facet.FUNCTION, Facet.SHAPES} else facets

    @cached_property
    def _facets(self) -> dict[Difference, frozenset[Facet]]:
        """What each difference changes, without those that change nothing.

        Where all change nothing by themselves and yet the function is another one, what each changes beside the others.
        """
        correspondence = self.correspondence
        found = {one: facets_of(correspondence, one, self.seed) for one in correspondence.differences}
        harmless = tuple(one for one, facets in found.items() if not facets)
        if harmless and len(harmless) < len(found):
            rest = [one for one in found if one not in harmless]
            return {one: facets_of(correspondence, one, self.seed, harmless) or found[one] for one in rest}
        if harmless and not self.comparison.is_equivalent:
            in_place = {one: facets_in_place(correspondence, one, self.seed) for one in harmless}
            return {one: facets for one, facets in in_place.items() if facets}
        return {one: facets for one, facets in found.items() if facets}

    @property
    def idle_layers(self) -> tuple[IdleLayer, ...]:
        """Layers created and never called that nothing is missing for."""
        used = [layer for cause in self.causes for layer in cause.idle]
        return tuple(layer for layer in idle_layers(self.traced) if not layer.called and layer not in used)

    def finding(self, cause: Cause) -> Finding:
        """What is said about one cause."""
        code, difference = self.code(cause), cause.difference
        text = tell(code, difference, Names(self.correspondence))
        where = self.where(difference)
        if cause.unused is not None and code == "unused-layer":
            missing = text.message.rstrip(".").replace("The ", "the ", 1)
            text, where = replace(text, message=f"{cause.unused.told}: {missing}."), cause.unused.place
        if code == "regularizer" and (other := self._other_regularizer(where)):
            text = replace(text, message=text.message.replace("of none", f"of {other}", 1), received=other)
        return Finding(
            code=code,
            message=text.message,
            where=where,
            expected=text.expected,
            received=text.received,
            hint=text.hint,
            confirmed=self.is_confirmed(cause),
        )

    def _other_regularizer(self, where: Where) -> str | None:
        """The regulariser of a layer's kernel, where it is one that no node of the graph tells: not L2 alone."""
        found = (one for one in self.traced.extras if one.argument == "kernel_regularizer")
        return next((one.value for one in found if one.name == where.layer), None)

    def is_confirmed(self, cause: Cause) -> bool:
        """Whether the reference with all differences is the student's network in numbers, and without this one is not.

        What only training shows is proved by steps of training.
        """
        known = cause.difference.known
        if known and not known.certain:
            return False
        if cause.facet is Facet.TRAINING:
            return self.proofs.proves(cause.difference)
        if not self.comparison.is_reproduced:
            return False
        if cause.facets & {Facet.OUTPUT, Facet.PARAMETERS}:
            return True  # the variables themselves have these shapes
        return self.comparison.needs(cause.difference)

    def code(self, cause: Cause) -> str:
        """The concept a cause belongs to."""
        if cause.unused is not None and cause.difference.kind == "missing":
            return "unused-layer"
        return code_of(self.correspondence, cause.difference)

    def where(self, difference: Difference) -> Where:
        """The student's line that a difference is about; for what is missing, that of the layer before it."""
        names = Names(self.correspondence)
        if difference.kind == "missing" or names.own(difference.node) is None:
            return self._before(difference, names)
        own = names.own(difference.node) or difference.node
        place = self.place(own, names.seen(difference.node))
        if difference.kind in {"moved", "wiring", "shared"} and (call := self.traced.calls.get(own)):
            return replace(place, file=call.file, line=call.line, cell=call.cell)  # where its order is written
        return place

    def place(self, own: str, text: str) -> Where:
        """Place of a node of the student's, with its description."""
        place = self.traced.places.get(own, self.traced.place)
        return replace(place, layer=place.layer or own, text=text)

    def _first(self, image: str, names: Names) -> Where:
        """The layer that reads the image, which is not specified to."""
        readers = self.correspondence.translated.consumers(image)
        own = names.own(readers[0].name) if readers else None
        if own is None:
            return replace(self.traced.place, text="at the beginning of the network")
        return self.place(own, f"in front of {names.full(readers[0].name)}")

    def _before(self, difference: Difference, names: Names) -> Where:
        if reader := self.correspondence.branch_without(difference):
            return self.place(names.own(reader) or reader, f"in front of {names.full(reader)}")
        source = self.correspondence.reference[difference.node].inputs[0]
        while names.own(source) is None:
            source = self.correspondence.reference[source].inputs[0]
        text = f"behind {names.full(source)}"
        if not self.correspondence.reference[source].inputs:
            return self._first(source, names)
        return self.place(names.own(source) or source, text)
