"""Runs emitted programs in the project's own worker, and holds what was traced against the graph they came from."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from cnncheck.course import Handed
from cnncheck.findings import Finding
from cnncheck.inside.wire import Array, Facts, Forward, Load, Loaded, Outputs
from cnncheck.networks import NETWORK_CHECKS, NetworkTask
from cnncheck.networks.calibration import calibrated
from cnncheck.networks.canonical import open_network
from cnncheck.networks.comparison import deviation
from cnncheck.networks.equivalences import normal_form
from cnncheck.networks.subject import TracedNetwork
from cnncheck.sandbox import Worker, Zygote
from reference.graph import Graph
from reference.operations import Activation, Add, BatchNormalization, Input, Operation
from reference.run import forward, owner

Matched = Mapping[str, str]
"""Node of the reference to node of the traced network."""

FILE = "net.py"
NAME = "Net"


@dataclass
class Written:
    """A program in a worker, and the network `Net` that was traced from it."""

    source: str
    graph: Graph
    worker: Worker
    traced: TracedNetwork

    @classmethod
    def open(cls, zygote: Zygote, folder: Path, source: str, graph: Graph) -> "Written":
        (folder / FILE).write_text(source)
        worker = zygote.spawn(folder)
        loaded = worker.ask(Load(FILE, 60.0), Loaded)
        assert loaded.problem is None, loaded.problem
        return cls(source, graph, worker, open_network(worker, NAME, graph.input_shape))

    def matched(self) -> Matched:
        """The graph's nodes in the trace, which has to be the same network in both modes."""
        in_training = matched(self.graph, self.traced.training)
        found = matched(self.graph, self.traced.graph)
        assert in_training.keys() == found.keys()
        return found

    def deviation(self, seed: int = 0) -> float:
        """Largest difference from the textbook for the same weights and images, in standard deviations."""
        draw, pairs = calibrated(self.graph, seed), self.matched()
        told = {
            self.traced.variables[_owner(self.traced.graph, pairs[node]), weight]: Array.of(
                draw.weights[node, weight].astype(np.float32)
            )
            for node, weight in self.graph.weights
        }
        received = self.worker.ask(Forward(told, Array.of(draw.images)), Outputs).output.unpack()
        expected = forward(self.graph, draw.weights, draw.images.astype(np.float64))[self.graph.output]
        softmax = self.graph[self.graph.output].operation == Activation("softmax")
        return deviation(expected, received, probabilities=softmax)

    def findings(self) -> Iterator[Finding]:
        """What the grader says to the program as a submission."""
        task = NetworkTask(self.graph.name, 10, (NAME,), reference=self.graph, checks=NETWORK_CHECKS)
        subject = task.open(Handed(self.worker, NAME, FILE, 1, self.source.splitlines(), Facts(), 5))
        for item in NETWORK_CHECKS:
            yield from item.examine(subject)


def matched(reference: Graph, traced: Graph) -> Matched:
    """Node for node, two networks that are the same but for names, and order and grouping of what is added.

    A trace of raw code shows neither a momentum nor a penalty; both are compared where it shows them.
    """
    mine, theirs = _Prints(normal_form(reference), raw=False), _Prints(normal_form(traced), raw=False)
    if mine.last not in theirs.known:
        mine, theirs = _Prints(normal_form(reference), raw=True), _Prints(normal_form(traced), raw=True)
    missing = [name for name, number in mine.prints.items() if number not in theirs.known]
    assert not missing, f"{missing[0]}, {mine.graph[missing[0]].operation}, is not in {theirs.graph.nodes}"
    pairs: dict[str, str] = {}
    pending = [(mine.graph.output, theirs.graph.output)]
    while pending:
        one, other = pending.pop()
        assert mine.prints[one] == theirs.prints[other], f"{one} is not {other}"
        pairs[one] = other
        read = list(theirs.read(other))
        for name in mine.read(one):
            same = next(each for each in read if theirs.prints[each] == mine.prints[name])
            read.remove(same)
            if name not in pairs:
                pending.append((name, same))
    assert _sharing(reference, pairs) == _sharing(traced, {other: one for one, other in pairs.items()})
    return pairs


def _sharing(graph: Graph, names: Matched) -> set[frozenset[tuple[str, ...]]]:
    """Which nodes use the same weights, each known by its names in both networks."""
    together: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for node in graph:
        if node.name in names and graph.weights_of(graph[_owner(graph, node.name)]):
            together[_owner(graph, node.name)].add(tuple(sorted((node.name, names[node.name]))))
    return {frozenset(each) for each in together.values()}


def _owner(graph: Graph, name: str) -> str:
    return owner(graph, graph[name]).name


class _Prints:
    """What each node of a network computes, with everything before it, as a number."""

    def __init__(self, graph: Graph, *, raw: bool) -> None:
        self.graph, self.raw = graph, raw
        self.prints: dict[str, int] = {}
        for node in graph:
            if not isinstance(node.operation, Add):
                self.prints[node.name] = hash((self._operation(node.name), *map(self._sum, node.inputs)))
            else:
                self.prints[node.name] = self._sum(node.name)
        self.known = set(self.prints.values())
        self.last = self.prints[graph.output]

    def read(self, name: str) -> tuple[str, ...]:
        """What a node reads; for a sum all that is added up, also in sums within it."""
        if not isinstance(self.graph[name].operation, Add):
            return self.graph[name].inputs
        inner = [self.read(each) if self._is_sum(each) else (each,) for each in self.graph[name].inputs]
        return tuple(each for names in inner for each in names)

    def _is_sum(self, name: str) -> bool:
        return isinstance(self.graph[name].operation, Add)

    def _sum(self, name: str) -> int:
        if not self._is_sum(name):
            return self.prints[name]
        return hash(("sum", *sorted(self.prints[each] for each in self.read(name))))

    def _operation(self, name: str) -> Any:  # noqa: ANN401 - anything hashable
        node = self.graph[name]
        operation: Operation | str = "image" if isinstance(node.operation, Input) else node.operation
        if self.raw and isinstance(operation, BatchNormalization):
            operation = replace(operation, momentum=0.99)
        elif (
            self.raw and isinstance(operation, Operation) and "regularizer" in {each.name for each in fields(operation)}
        ):
            operation = replace(operation, regularizer=None)
        return operation
