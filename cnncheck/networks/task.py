"""The task of handing in a network."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from cnncheck.course import Handed, Task, Unsuitable
from cnncheck.findings import Artifact
from cnncheck.inside.wire import Value
from cnncheck.networks.build_errors import explain
from cnncheck.networks.canonical import open_network
from cnncheck.networks.loss import without_its_softmax
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.quoting import quoting
from cnncheck.networks.subject import TracedNetwork
from cnncheck.sandbox import StudentProblem
from reference.graph import Graph

Layout: TypeAlias = Graph | Callable[[], Graph]

Reference: TypeAlias = Layout | tuple[Layout, ...]
"""One network, or the same network for images of several shapes."""


SOFTMAX_IN_THE_LOSS = (
    "The network ends in logits, and the loss takes them as such (from_logits=True): the softmax that is specified is "
    "in the loss. That is the same network; for probabilities, put softmax behind its output."
)


@dataclass(frozen=True, slots=True)
class Constructor:
    """What a class or builder is called with, unless the file itself made an instance."""

    arguments: tuple[Value, ...] = ()
    options: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkTask(Task[NetworkSubject]):
    """One network to hand in.

    Attributes:
        reference: the specified network, or what makes it; several where it may take images of several shapes. The
            first that the student's network takes is its specification.
        training: how it is to be trained; belongs to the checks of the room of training.
        constructor: what the class is called with.
        advices: codes that cost no points in this task.
    """

    reference: Reference = field(kw_only=True)
    training: Any = field(default=None, kw_only=True)
    constructor: Constructor = field(default=Constructor(), kw_only=True)
    advices: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def kind(self) -> str:
        """The subject is a network."""
        return "network"

    @property
    def graph(self) -> Graph:
        """The specified network; for images of the first shape where there are several."""
        return next(self._layouts())

    def _layouts(self) -> Iterator[Graph]:
        several = self.reference if isinstance(self.reference, tuple) else (self.reference,)
        for layout in several:
            yield layout if isinstance(layout, Graph) else layout()

    def open(self, handed: Handed) -> NetworkSubject:
        """Build the network, call it and trace it.

        Raises:
            Unsuitable: it cannot be built or called on an image of the stated size.
            StudentProblem: the student's code stopped it in another way.
            WorkerFailure: the worker was lost, or what it told fits no network.
        """
        arguments, options = self.constructor.arguments, dict(self.constructor.options)
        stops: list[tuple[StudentProblem, Graph]] = []
        for graph in self._layouts():
            try:
                traced = open_network(handed.worker, handed.name, graph.input_shape, arguments, options)
            except StudentProblem as stop:
                if stop.problem.code not in {"build-error", "wrong-type"}:
                    raise
                stops.append((stop, graph))
            else:
                return self._subject(handed, graph, traced)
        # Where the image comes furthest, its shape is the one that was meant.
        furthest, graph = max(stops, key=lambda each: len(each[0].problem.trail))
        raise Unsuitable(quoting(explain(furthest.problem, graph.input_shape, graph), handed)) from furthest

    def _subject(self, handed: Handed, graph: Graph, traced: TracedNetwork) -> NetworkSubject:
        """The network beside its specification, which ends before the softmax where the loss has that."""
        shorter = without_its_softmax(graph, traced, handed.facts, handed.lines)
        if shorter is None:
            return NetworkSubject(handed, replace(self, reference=graph), traced)
        return NetworkSubject(handed, replace(self, reference=shorter), traced, (SOFTMAX_IN_THE_LOSS,))

    def notes(self, subject: NetworkSubject) -> tuple[str, ...]:
        """What was worked around to trace the network, and in what it is written differently from the reference."""
        return subject.notes

    def artifacts(self, subject: NetworkSubject) -> tuple[Artifact, ...]:
        """Both networks side by side: node, operation and output shape of each pair, and what stands alone."""
        return (subject.side_by_side(),)
