"""A stand-in for the worker: it answers `Forward` by running a graph, in float32 as TensorFlow would."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from cnncheck.course import Blocked, Handed
from cnncheck.findings import Finding, Where
from cnncheck.inside.wire import Array, Facts, Forward, Outputs, Question
from cnncheck.networks.checks import NETWORK_CHECKS
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.subject import TracedNetwork
from reference.evaluation import evaluate
from reference.graph import Graph
from reference.run import initial_weights, node_weights

FILE = "net.py"


class GraphWorker:
    """Answers `Forward` from a graph and the ids of its variables and nodes."""

    def __init__(self, graph: Graph, traced: TracedNetwork) -> None:
        self.graph, self.traced = graph, traced
        self.weights: dict[tuple[str, str], Any] = initial_weights(graph, np.random.default_rng(7))
        self.asked = 0

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        del kind, timeout
        assert isinstance(question, Forward)
        self.asked += 1
        for key, number in self.traced.variables.items():
            if number in question.weights and key in self.weights:
                value = question.weights[number].unpack()
                assert value.shape == self.weights[key].shape, key
                self.weights[key] = value
        outputs = {self.graph.nodes[0].name: question.images.unpack()}
        for node in self.graph.nodes[1:]:
            own = {
                name: value.astype(np.float32) for name, value in node_weights(self.graph, node, self.weights).items()
            }
            inputs = [outputs[name] for name in node.inputs]
            outputs[node.name] = evaluate(
                node.operation, inputs, own, training=node.name in self.traced.always_trains
            ).astype(np.float32)
        by_id = {number: name for name, number in self.traced.tensors.items()}
        fetched = tuple(Array.of(outputs[by_id[number]]) for number in question.fetch)
        return Outputs(Array.of(outputs[self.graph.output]), fetched)


@dataclass(frozen=True)
class Given:
    """A task's specification, without the rest of a task."""

    graph: Graph
    advices: tuple[str, ...] = ()
    training: Any = None


def traced(graph: Graph, **changes: object) -> TracedNetwork:
    """A graph as if it had been traced: every node on a line of its own, every array a variable."""
    names = [node.name for node in graph]
    network = TracedNetwork(
        graph=graph,
        variables={key: number for number, key in enumerate(graph.weights)},
        tensors={name: 100 + number for number, name in enumerate(names)},
        places={name: Where(file=FILE, line=number + 1, layer=name) for number, name in enumerate(names)},
        training=graph,
        gives_training=True,
        subject="Net",
        place=Where(file=FILE, line=1, text="Net"),
        total_parameters=graph.parameters.total,
        trainable_parameters=graph.parameters.trainable,
    )
    return replace(network, **changes)  # type: ignore[arg-type]


def subject_of(
    reference: Graph,
    student: Graph,
    *,
    seed: int = 0,
    truth: Graph | None = None,
    advices: tuple[str, ...] = (),
    **changes: object,
) -> NetworkSubject:
    """A student's network on the bench; `truth` is what the worker runs when the trace says something else."""
    network = traced(student, **changes)
    worker = GraphWorker(truth or student, network)
    lines = tuple(f"line {number}" for number in range(1, 40))
    handed = Handed(worker, "Net", FILE, 1, lines, Facts(), seed)
    return NetworkSubject(handed, Given(reference, advices), network)


Report = dict[str, list[Finding] | str]


def examine(subject: NetworkSubject) -> Report:
    """Findings of every check, or the id of the check that blocks it."""
    report: Report = {}
    for item in NETWORK_CHECKS:
        try:
            report[item.id] = list(item.examine(subject))
        except Blocked as blocked:
            report[item.id] = blocked.check_id
    return report


def faults(report: Report) -> list[tuple[str, Finding]]:
    """(check, finding) of all faults."""
    return [
        (name, finding)
        for name, findings in report.items()
        if not isinstance(findings, str)
        for finding in findings
        if finding.severity == "fault"
    ]


def codes(report: Report) -> Sequence[str]:
    return [finding.code for _, finding in faults(report)]
