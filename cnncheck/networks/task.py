"""The task of handing in a network."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from cnncheck.course import Handed, Task, Unsuitable
from cnncheck.findings import Artifact
from cnncheck.inside.wire import Value
from cnncheck.networks.build_errors import explain
from cnncheck.networks.canonical import open_network
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.sandbox import StudentProblem
from reference.graph import Graph

Reference: TypeAlias = Graph | Callable[[], Graph]


@dataclass(frozen=True, slots=True)
class Constructor:
    """What a class or builder is called with, unless the file itself made an instance."""

    arguments: tuple[Value, ...] = ()
    options: tuple[tuple[str, Value], ...] = ()


@dataclass(frozen=True, slots=True)
class NetworkTask(Task[NetworkSubject]):
    """One network to hand in.

    Attributes:
        reference: the specified network, or what makes it.
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
        """The specified network."""
        return self.reference if isinstance(self.reference, Graph) else self.reference()

    def open(self, handed: Handed) -> NetworkSubject:
        """Build the network, call it and trace it.

        Raises:
            Unsuitable: it cannot be built or called on an image of the stated size.
            StudentProblem: the student's code stopped it in another way.
            WorkerFailure: the worker was lost.
            TraceError: what the worker told fits no network.
        """
        image = self.graph.input_shape
        arguments, options = self.constructor.arguments, dict(self.constructor.options)
        try:
            traced = open_network(handed.worker, handed.name, image, arguments, options)
        except StudentProblem as stop:
            if stop.problem.code not in {"build-error", "wrong-type"}:
                raise
            raise Unsuitable(explain(stop.problem, image)) from stop
        return NetworkSubject(handed, self, traced)

    def artifacts(self, subject: NetworkSubject) -> tuple[Artifact, ...]:
        """Both networks side by side: node, operation and output shape of each pair, and what stands alone."""
        return (subject.side_by_side(),)
