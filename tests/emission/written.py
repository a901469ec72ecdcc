"""Runs emitted programs in the project's own worker, and holds what was traced against the graph they came from."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from cnncheck.inside.wire import Array, Forward, Load, Loaded, Outputs
from cnncheck.networks.calibration import calibrated
from cnncheck.networks.canonical import open_network
from cnncheck.networks.comparison import deviation
from cnncheck.networks.equivalences import normal_form
from cnncheck.networks.subject import TracedNetwork
from cnncheck.sandbox import Worker, Zygote
from reference.graph import Graph
from reference.operations import Activation, Add, Input
from reference.run import forward

Matched = Mapping[str, str]
"""Node of the reference to node of the traced network."""


@dataclass
class Written:
    """A program in a worker, and the network that was traced from it."""

    worker: Worker
    traced: TracedNetwork

    @classmethod
    def open(cls, zygote: Zygote, folder: Path, source: str, name: str, graph: Graph) -> "Written":
        (folder / "net.py").write_text(source)
        worker = zygote.spawn(folder)
        loaded = worker.ask(Load("net.py", 60.0), Loaded)
        assert loaded.problem is None, loaded.problem
        return cls(worker, open_network(worker, name, graph.input_shape))

    def deviation(self, graph: Graph, matched: Matched, seed: int = 0) -> float:
        """Largest difference from the textbook for the same weights and images, in standard deviations."""
        draw = calibrated(graph, seed)
        numbers = {key: self.traced.variables[matched[key[0]], key[1]] for key in graph.weights}
        told = {number: Array.of(draw.weights[key].astype(np.float32)) for key, number in numbers.items()}
        received = self.worker.ask(Forward(told, Array.of(draw.images)), Outputs).output.unpack()
        expected = forward(graph, draw.weights, draw.images.astype(np.float64))[graph.output]
        softmax = graph[graph.output].operation == Activation("softmax")
        return deviation(expected, received, probabilities=softmax)


def matched(reference: Graph, traced: Graph) -> Matched:
    """Node for node, two graphs that are the same but for names and the order of what is added.

    Raises:
        AssertionError: they are not the same; the message names the first difference from the image on.
    """
    left, right = normal_form(reference), normal_form(traced)
    mine, theirs = _prints(left), _prints(right)
    unknown = [name for name in mine if mine[name] not in theirs.values()]
    assert not unknown, f"{unknown[0]} ({left[unknown[0]].operation}) has no counterpart in {right.nodes}"
    pairs: dict[str, str] = {}
    pending = [(left.output, right.output)]
    while pending:
        one, other = pending.pop()
        assert mine[one] == theirs[other], f"{one} is {left[one].operation}, {other} is {right[other].operation}"
        if one in pairs:
            continue
        pairs[one] = other
        read = list(right[other].inputs)
        for name in left[one].inputs:
            same = next(each for each in read if theirs[each] == mine[name])
            read.remove(same)
            pending.append((name, same))
    return pairs


def _prints(graph: Graph) -> dict[str, int]:
    """What each node computes, everything before it included, as a number."""
    found: dict[str, int] = {}
    for node in graph:
        operation: Any = "image" if isinstance(node.operation, Input) else node.operation
        read = [found[name] for name in node.inputs]
        shared = _root(graph, node.name) if node.shares else None
        found[node.name] = hash((operation, tuple(sorted(read) if isinstance(node.operation, Add) else read), shared and found[shared]))
    return found


def _root(graph: Graph, name: str) -> str:
    while (owner := graph[name].shares) is not None:
        name = owner
    return name


Open = Callable[[str, str, Graph], Written]
