"""A stand-in for the worker: it answers `Forward` and `Step` by running a graph, in float32 as TensorFlow would."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cnncheck.course import Blocked, Handed
from cnncheck.findings import Finding, Where
from cnncheck.inside.wire import Array, Facts, Forward, Outputs, Question, Step, Stepped
from cnncheck.networks.checks import NETWORK_CHECKS
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.stepping import without_penalties
from cnncheck.networks.subject import TracedNetwork
from reference.evaluation import evaluate
from reference.graph import Graph
from reference.operations import Dropout
from reference.run import Key, forward, initial_weights, node_weights, training_changes

FILE = "net.py"


Draws = Callable[[tuple[int, ...], np.random.Generator], np.ndarray]
"""What a dropout multiplies a batch of that shape by."""


@dataclass(frozen=True)
class Truth:
    """What the worker runs, where it is not what the trace says.

    Attributes:
        graph: in inference.
        trained: in training; `graph` where it is the same.
        anew: when it is called once more.
        draws: by dropout.
        untrained, still: nodes that stay in inference mode, weights that no gradient reaches; beside what the trace
            says.
        penalty: gradient of what is added to the loss, by weight, for its values.
    """

    graph: Graph
    trained: Graph | None = None
    anew: Graph | None = None
    draws: Mapping[str, Draws] = field(default_factory=dict)
    untrained: frozenset[str] = frozenset()
    still: frozenset[Key] = frozenset()
    penalty: Mapping[Key, Callable[[np.ndarray], np.ndarray]] = field(default_factory=dict)


class GraphWorker:
    """Answers `Forward` and `Step` from a graph and the ids of its variables and nodes."""

    def __init__(self, truth: Truth, traced: TracedNetwork) -> None:
        self.truth, self.graph, self.traced = truth, truth.graph, traced
        self.weights: dict[tuple[str, str], Any] = initial_weights(truth.graph, np.random.default_rng(7))
        self.asked = self.stepped = 0

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        del kind, timeout
        assert isinstance(question, Forward | Step)
        for key, number in self.traced.variables.items():
            if number in question.weights and key in self.weights:
                value = question.weights[number].unpack()
                assert value.shape == self.weights[key].shape, key
                self.weights[key] = value
        return self._step(question) if isinstance(question, Step) else self._forward(question)

    def _forward(self, question: Forward) -> Outputs:
        self.asked += 1
        graph = self.truth.anew or self.graph if question.eager else self.graph
        outputs = {graph.nodes[0].name: question.images.unpack()}
        for node in graph.nodes[1:]:
            own = {name: value.astype(np.float32) for name, value in node_weights(graph, node, self.weights).items()}
            inputs = [outputs[name] for name in node.inputs]
            outputs[node.name] = evaluate(
                node.operation, inputs, own, training=node.name in self.traced.always_trains
            ).astype(np.float32)
        by_id = {number: name for name, number in self.traced.tensors.items()}
        fetched = tuple(Array.of(outputs[by_id[number]]) for number in question.fetch)
        return Outputs(Array.of(outputs[graph.output]), fetched)

    def _step(self, question: Step) -> Stepped:
        self.stepped += 1
        traced, graph = self.traced, self.truth.trained or self.graph
        images, rng = question.images.unpack(), np.random.default_rng(question.seed)
        weights = {key: self.weights[key].astype(np.float32) for key in graph.weights}
        factors = {
            node.name: self._draws(node.name, node.operation)((len(images), *graph.shapes[node.name]), rng)
            for node in graph
            if isinstance(node.operation, Dropout) and node.name not in traced.never_trains
        }
        untrained = self.truth.untrained | set(traced.never_trains)
        plain = without_penalties(graph)
        modes: dict[str, Any] = {"untrained": untrained, "factors": factors}
        _, grads, moved = training_changes(plain, weights, images, question.labels.unpack(), **modes)
        outputs = forward(plain, weights, images, training=True, **modes)
        still = self.truth.still | {*traced.frozen, *traced.untracked}
        learning = [
            key
            for key, spec in graph.weights.items()
            if spec.trainable and key not in still and key[0] not in traced.never_learns
        ]
        penalties = {
            (node.name, "kernel"): 2 * node.operation.regularizer * weights[node.name, "kernel"]
            for node in graph
            if getattr(node.operation, "regularizer", None)
        } | {key: penalty(weights[key]) for key, penalty in self.truth.penalty.items()}
        by_id = {number: name for name, number in traced.training_tensors.items()}
        return Stepped(
            gradients=self._told({key: grads[key] for key in learning if key in grads}, question),
            penalties=self._told(penalties, question),
            assigned=self._told(moved, question),
            fetched=tuple(Array.of(outputs[by_id[number]].astype(np.float32)) for number in question.fetch),
        )

    def _draws(self, name: str, operation: Dropout) -> Draws:
        return self.truth.draws.get(name, scaled(operation.rate))

    def _told(self, values: Mapping[Key, np.ndarray], question: Step) -> dict[int, Array]:
        numbers = {key: number for key, number in self.traced.variables.items() if number in question.positions}
        return {
            number: Array.of(values[key].astype(np.float32).ravel()[question.positions[number].unpack()])
            for key, number in numbers.items()
            if key in values
        }


def scaled(rate: float, scale: float | None = None) -> Draws:
    """Dropout that drops a share of the values and scales the others, by 1 / (1 - rate) unless it is stated."""
    kept = 1 / (1 - rate) if scale is None else scale
    return lambda shape, rng: np.where(rng.random(shape) < rate, 0.0, kept).astype(np.float32)


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
        training_tensors={name: 100 + number for number, name in enumerate(names)},
    )
    return replace(network, **changes)  # type: ignore[arg-type]


def subject_of(
    reference: Graph,
    student: Graph,
    *,
    seed: int = 0,
    truth: Graph | Truth | None = None,
    advices: tuple[str, ...] = (),
    **changes: object,
) -> NetworkSubject:
    """A student's network on the bench; `truth` is what the worker runs when the trace says something else."""
    network = traced(student, **changes)
    worker = GraphWorker(truth if isinstance(truth, Truth) else Truth(truth or student), network)
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
