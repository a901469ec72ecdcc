"""A student's network on the bench: traced, aligned, measured; what the checks examine."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from numpy.typing import NDArray

from cnncheck.course import Handed
from cnncheck.findings import Artifact, Finding, Severity
from cnncheck.networks.comparison import Comparison
from cnncheck.networks.compiled import compiled
from cnncheck.networks.constancy import reads_nothing
from cnncheck.networks.diagnosis import Cause, Diagnosis
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.explanation import explained
from cnncheck.networks.facets import Facet
from cnncheck.networks.proofs import Proofs
from cnncheck.networks.quoting import quoting
from cnncheck.networks.stepping import Described, Steps
from cnncheck.networks.subject import TracedNetwork
from cnncheck.networks.wording import described, shape_of
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.graph import Graph


class Specified(Protocol):
    """What a task says about its network."""

    @property
    def graph(self) -> Graph:
        """The specified network."""

    @property
    def advices(self) -> tuple[str, ...]:
        """Codes that cost no points in this task."""

    @property
    def training(self) -> Any:  # noqa: ANN401 - belongs to the room of training
        """How it is to be trained, None if it is not."""


@dataclass(frozen=True, eq=False)
class NetworkSubject:
    """One network of a submission.

    Attributes:
        handed: what was handed in.
        task: what was asked for.
        traced: the network in canonical form.
        remarks: what is written differently from the specification, and is right all the same.
    """

    handed: Handed
    task: Specified
    traced: TracedNetwork
    remarks: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """What was worked around, and what is written differently and is right all the same."""
        return (*self.traced.notes, *self.remarks, *self._reordered())

    def _reordered(self) -> Iterator[str]:
        """Branches that are concatenated in another order."""
        joins = [self.correspondence.own_names[name] for name in self.correspondence.reordered]
        if joins and self.comparison.is_equivalent:
            place = self.traced.places.get(joins[0])
            line = f" (line {place.line})" if place is not None and place.line else ""
            more = f" and {len(joins) - 1} more" if len(joins) > 1 else ""
            yield (
                f"{joins[0]}{line}{more}: the branches are concatenated in another order than specified. That is the "
                "same network; the weights behind them are in another order too."
            )

    @property
    def reference(self) -> Graph:
        """The specified network."""
        return self.task.graph

    @property
    def as_built(self) -> Graph:
        """The specified network with its branches joined in the order of the student's: so its weights lie."""
        return self.correspondence.reference

    @cached_property
    def correspondence(self) -> Correspondence:
        """Which of its parts stands for which of the reference."""
        lines = {name: (place.file, place.line, place.cell) for name, place in self.traced.places.items() if place.line}
        return explained(self.reference, self.traced.graph, lines)

    @cached_property
    def comparison(self) -> Comparison:
        """The measurements."""
        return Comparison(self.handed.worker, self.traced, self.correspondence, self.handed.seed)

    @cached_property
    def diagnosis(self) -> Diagnosis:
        """What is different."""
        return Diagnosis(self.traced, self.comparison, self.reference.parameters, self.handed.seed, self.proofs)

    @cached_property
    def proofs(self) -> Proofs:
        """What steps of training show."""
        return Proofs(Steps(self.comparison, self.traced, self.handed.seed))

    @cached_property
    def stop(self) -> StudentProblem | WorkerFailure | None:
        """What stopped the network when it was run on a batch of images; None when it can be run."""
        try:
            _ = self.comparison.output, self.comparison.is_equivalent
        except (StudentProblem, WorkerFailure) as stop:
            return stop
        return None

    @cached_property
    def elsewhere(self) -> tuple[float, float] | StudentProblem | WorkerFailure:
        """How far it departs on images and weights of another kind, or what stopped it there; asked once."""
        try:
            return self.comparison.elsewhere
        except (StudentProblem, WorkerFailure) as stop:
            return stop

    @cached_property
    def trained_as(self) -> Described:
        """What its steps of training are held against: the specified network.

        Where the task allows what is different, it is the student's network as it was traced.
        """
        described, reference = self.proofs.described, self.correspondence.reference
        differs = self.diagnosis.causes or described.untrained or described.still
        return described if differs or self.proofs.steps.base is not reference else self.proofs.specified

    @property
    def is_constant(self) -> bool:
        """Whether nothing leads from the image to the output."""
        return reads_nothing(self.traced.graph)

    @property
    def is_excused(self) -> bool:
        """Whether there are differences, and the task allows all of them."""
        causes, allowed = self.diagnosis.causes, self.task.advices
        return bool(causes) and all(self.diagnosis.code(cause) in allowed for cause in causes)

    @cached_property
    def weight_ids(self) -> Mapping[tuple[str, str], int]:
        """The worker's variable for every weight of the reference that the network has."""
        names = self.correspondence.names
        bound = {(names[node], weight): number for (node, weight), number in self.traced.variables.items()}
        return {key: bound[key] for key in self.reference.weights if key in bound}

    def held(self, key: tuple[str, str], values: NDArray[Any]) -> NDArray[Any]:
        """A weight of the reference as the network reads it, of the values that its variable holds."""
        return self.traced.seen((self.correspondence.own_names[key[0]], key[1]), values)

    def causes(self, facet: Facet) -> tuple[Cause, ...]:
        """Differences whose most visible effect is this one."""
        return tuple(cause for cause in self.diagnosis.causes if cause.facet is facet)

    def earlier(self, *facets: Facet, having: Facet) -> Cause | None:
        """The first fault that shows in one of these first, and changes `having` too."""
        for cause in self.diagnosis.causes:
            excused = self.diagnosis.code(cause) in self.task.advices
            if cause.facet in facets and having in cause.facets and not excused:
                return cause
        return None

    def judged(self, finding: Finding) -> Finding:
        """The finding as this task weighs it, an advice where the task says so, with the student's line."""
        if finding.code in self.task.advices:
            finding = replace(finding, severity=Severity.ADVICE)
        return self.quoted(finding)

    def quoted(self, finding: Finding) -> Finding:
        """The finding with the student's line, the image it was seen with, and what the file itself says to it."""
        if finding.example is None:
            finding = replace(finding, example=f"one image of {shape_of(self.reference.input_shape)}")
        if finding.code == "output-activation" and (fit := compiled(self.handed.facts, self.traced)):
            finding = replace(finding, hint=f"{finding.hint or ''} {fit}".strip())
        return quoting(finding, self.handed)

    def side_by_side(self) -> Artifact:
        """The specified network and the student's, row by row, in computing order."""
        correspondence = self.correspondence
        changed = {cause.difference.node for cause in self.diagnosis.causes}
        rows = []
        graphs = correspondence.reference, correspondence.translated
        known = {node.name for node in graphs[0]}
        names = [node.name for node in graphs[0]] + [node.name for node in graphs[1] if node.name not in known]
        for name in names:
            cells = [
                f"{described(graph, name)}: {shape_of(graph.shapes[name])}" if name in graph.shapes else ""
                for graph in graphs
            ]
            rows.append(
                {
                    "layer": correspondence.own_names.get(name, name),
                    "expected": cells[0],
                    "received": cells[1],
                    "differs": name in changed,
                }
            )
        return Artifact("architecture-diff", "The specified network and yours, layer by layer", {"rows": rows})
