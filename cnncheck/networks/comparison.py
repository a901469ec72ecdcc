"""Whether a student's network computes what a graph says, measured on two independent draws of weights and images.

Values are compared before the last softmax, in units of sigma, their standard deviation over the images. Correct
networks in float32 stay under 4.7e-5 sigma on all networks of the course; the smallest fault, one epsilon of 1e-5 for
1e-3, makes 3.9e-3.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.course import Asks
from cnncheck.inside.wire import Array, Forward, Outputs
from cnncheck.networks.answers import fetched
from cnncheck.networks.calibration import Draw, calibrated, draw_images
from cnncheck.networks.difference import Difference
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.other_images import other_images, other_weights
from cnncheck.networks.subject import TracedNetwork
from reference.evaluation import NotComputableError
from reference.graph import Graph
from reference.operations import Activation, ShapeError
from reference.run import Key, evaluate, forward, node_weights

LINE = 5e-4
"""Sigmas that separate rounding from a fault."""

HIGHEST_LINE, ROUNDINGS = 2e-3, 4.0
"""Up to here a deviation is measured against what float32 makes of this very network; MobileNetV2 reaches 8e-4."""

WALKED_LINE = 1e-2
"""Up to here a deviation is rounding where every operation alone, on its own input, stays under the line.

Rounding that passes sixteen layers of batch normalisation grows as the draw will have it: a correct VGG-16 was seen at
8e-5 to 8e-4 in twelve draws, and once at 1.3e-3. The least planted fault deviates by 3.9e-3 in its own layer already.
"""

DRAWS = 2

UNCOMPUTABLE = (NotComputableError, ShapeError, ValueError, KeyError)
"""What running a graph raises when it holds something without a rule, or weights that do not fit."""


def ends_in_softmax(graph: Graph) -> bool:
    """Whether the last thing a network does is a softmax."""
    return graph[graph.output].operation == Activation("softmax")


def deviation(expected: NDArray[Any], received: NDArray[Any], *, probabilities: bool = False) -> float:
    """Largest difference between two outputs, in standard deviations of the expected one over the images.

    Probabilities are compared by their logarithms less their mean, which are the values before the softmax up to a
    constant. Infinite where shapes differ or something is not finite, or not a probability where one is expected.
    """
    if expected.shape != received.shape or not np.isfinite(received).all():
        return math.inf
    if probabilities:
        if (received < 0).any() or np.abs(received.sum(axis=-1) - 1).max() > 1e-3:  # noqa: PLR2004 - float32 rounding
            return math.inf
        expected, received = _logits(expected), _logits(received)
    if (expected == received).all():
        return 0.0  # also of one value, or of none
    sigma = expected.std(axis=0).mean()
    return float(np.abs(expected - received).max() / max(sigma, 1e-12))


def _logits(probabilities: NDArray[Any]) -> NDArray[Any]:
    logarithms = np.log(np.maximum(probabilities.astype(np.float64), 1e-37))
    centred: NDArray[Any] = logarithms - logarithms.mean(axis=-1, keepdims=True)
    return centred


def computed(
    graph: Graph,
    weights: Mapping[Key, NDArray[Any]],
    images: NDArray[Any],
    batch_statistics: frozenset[str] = frozenset(),
) -> dict[str, NDArray[Any]]:
    """Output of every node in float64, some batch normalisations with the batch's statistics as in training."""
    outputs: dict[str, NDArray[Any]] = {}
    for node in graph:
        if not node.inputs:
            outputs[node.name] = images.astype(np.float64)
            continue
        inputs, own = [outputs[name] for name in node.inputs], node_weights(graph, node, weights)
        outputs[node.name] = evaluate(node.operation, inputs, own, training=node.name in batch_statistics)
    return outputs


def fitting(graph: Graph, draw: Draw, seed: int) -> dict[Key, NDArray[Any]]:
    """Weights for a graph: the draw's where they fit it, its own calibrated ones elsewhere."""
    fits = {
        key: draw.weights[key]
        for key, spec in graph.weights.items()
        if key in draw.weights and draw.weights[key].shape == spec.shape
    }
    return fits if len(fits) == len(graph.weights) else {**calibrated(graph, seed).weights, **fits}


@lru_cache(maxsize=16)
def rounding(graph: Graph, seed: int) -> float:
    """How far a network in float32 is from itself in float64, in sigma, for one draw.

    Raises:
        NotComputableError: the network holds an operation without a rule.
    """
    draw = calibrated(graph, seed)
    output = forward(graph, draw.weights, draw.images)[graph.output]
    return deviation(draw.output, output, probabilities=ends_in_softmax(graph))


@lru_cache(maxsize=8)
def output_elsewhere(graph: Graph, seed: int, batch_statistics: frozenset[str]) -> NDArray[Any]:
    """Output of a network for images and weights of another kind than a draw's, in float64.

    Raises:
        NotComputableError: the network holds an operation without a rule.
    """
    images, _ = other_images(graph, seed)
    return computed(graph, other_weights(calibrated(graph, seed), seed), images, batch_statistics)[graph.output]


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """Where a network first departs from its own description: the student's node, by how many sigma, its values."""

    node: str
    sigmas: float
    values: NDArray[Any]


@dataclass(frozen=True, eq=False)
class Comparison:
    """A student's network measured against graphs.

    Attributes:
        worker: runs the student's network.
        traced: the student's network.
        correspondence: which of its parts stands for which of the reference.
        seed: of the two draws.
    """

    worker: Asks
    traced: TracedNetwork
    correspondence: Correspondence
    seed: int

    @cached_property
    def equals_reference(self) -> float:
        """Largest deviation from the reference with the reference's weights; infinite where they do not fit."""
        reference = self.correspondence.reference
        theirs, ours = self.correspondence.translated.weights, reference.weights
        if {key: spec.shape for key, spec in theirs.items()} != {key: spec.shape for key, spec in ours.items()}:
            return math.inf
        return max(self._deviation(reference, calibrated(reference, seed)) for seed in self._seeds)

    @cached_property
    def equals_description(self) -> float:
        """Largest deviation from what the student's own graph computes; infinite where there is no rule for it."""
        try:
            graph = self.correspondence.translated
            return max(self._deviation(graph, calibrated(graph, seed)) for seed in self._seeds)
        except UNCOMPUTABLE:
            return math.inf

    @property
    def is_equivalent(self) -> bool:
        """Whether the student's network computes the reference's function."""
        alike = not self.correspondence.differences
        return self.agrees(self.equals_reference) or (alike and self.is_reproduced)

    @property
    def is_reproduced(self) -> bool:
        """Whether the reference with all differences applied computes the student's function."""
        sigmas = self.equals_description
        return self.agrees(sigmas) or (sigmas <= WALKED_LINE and self.first_departure() is None)

    def agrees(self, sigmas: float) -> bool:
        """Whether a deviation is no more than rounding, which adds up in a network of fifty layers and more."""
        return sigmas <= LINE or (sigmas <= HIGHEST_LINE and sigmas <= ROUNDINGS * self._rounding)

    @property
    def _rounding(self) -> float:
        """How far the student's graph, or the reference if there is no rule for it, is from itself in float32."""
        graph = self.correspondence.translated if self.is_computable else self.correspondence.reference
        return max(rounding(graph, seed) for seed in self._seeds)

    @cached_property
    def output(self) -> NDArray[Any]:
        """The network's output for the images of the first draw, as it really comes out; shape (batch, ...).

        With calibrated weights where it can be computed what they are to be, else with those it began with.
        """
        if self.is_computable:
            return self._received(calibrated(self.correspondence.translated, self.seed))
        images = draw_images(self.traced.graph.input_shape, self.seed)
        return self.worker.ask(Forward({}, Array.of(images)), Outputs).output.unpack()

    @property
    def is_finite(self) -> bool:
        """Whether the output holds numbers only, no infinity and no NaN."""
        return bool(np.isfinite(self.output).all())

    @cached_property
    def is_computable(self) -> bool:
        """Whether there is a rule for every operation of the student's network."""
        try:
            calibrated(self.correspondence.translated, self.seed)
        except UNCOMPUTABLE:
            return False
        return True

    def needs(self, difference: Difference) -> bool:
        """Whether the student's outputs are no longer reproduced when this difference alone is left out."""
        try:
            graph = self.correspondence.undone([difference])
            return all(self._differs(graph, seed) for seed in self._seeds)
        except UNCOMPUTABLE:
            return True  # without it there is no network at all

    def _differs(self, graph: Graph, seed: int) -> bool:
        described = self.correspondence.translated
        draw = calibrated(described, seed)
        outputs = computed(graph, fitting(graph, draw, seed), draw.images, self._batch_statistics)[graph.output]
        received = self._received(draw)
        both = ends_in_softmax(graph) and ends_in_softmax(described)
        return not self.agrees(deviation(outputs, received, probabilities=both))

    @property
    def _seeds(self) -> range:
        return range(self.seed, self.seed + DRAWS)

    @cached_property
    def _batch_statistics(self) -> frozenset[str]:
        return frozenset(self.correspondence.names.get(name, name) for name in self.traced.always_trains)

    @cached_property
    def _answers(self) -> dict[int, NDArray[Any]]:
        return {}

    def _deviation(self, graph: Graph, draw: Draw) -> float:
        described = graph is not self.correspondence.reference
        modes = self._batch_statistics if described else frozenset()
        expected = computed(graph, draw.weights, draw.images, modes)[graph.output] if modes else draw.output
        return deviation(expected, self._received(draw), probabilities=ends_in_softmax(graph))

    def _received(self, draw: Draw) -> NDArray[Any]:
        """The student's output for a draw; asked once."""
        if id(draw) not in self._answers:
            self._kept.append(draw)
            self._answers[id(draw)] = self._ask(draw).output.unpack()
        return self._answers[id(draw)]

    @cached_property
    def _kept(self) -> list[Draw]:
        """Draws that were asked about: as long as they live, no other draw has their identity."""
        return []

    def _ask(self, draw: Draw, fetch: tuple[int, ...] = ()) -> Outputs:
        return self.worker.ask(Forward(self.packed(draw.weights), Array.of(draw.images), fetch), Outputs)

    def packed(self, weights: Mapping[Key, NDArray[Any]]) -> dict[int, Array]:
        """Weights by the reference's names, for the variables of the student's network."""
        names = self.correspondence.names
        return {
            variable: Array.of(self.traced.stored((node, weight), weights[names[node], weight]))
            for (node, weight), variable in self.traced.variables.items()
        }

    @cached_property
    def elsewhere(self) -> tuple[float, float]:
        """Deviations on other images and weights: of the graph that was traced, and of a plain call from that graph.

        Where the network computes the reference's function it is held against the reference, otherwise against its own
        description. The second is infinite where a plain call returns another shape.

        Raises:
            StudentProblem: the student's code stops it.
            WorkerFailure: the worker was lost.
        """
        graph, modes = self.correspondence.reference, frozenset[str]()
        if not self.agrees(self.equals_reference):
            graph, modes = self.correspondence.translated, self._batch_statistics
        seed = self._seeds[-1]
        weights, (images, copies) = other_weights(calibrated(graph, seed), seed), other_images(graph, seed)
        expected = output_elsewhere(graph, seed, modes)
        batch, softmax = Array.of(np.tile(images, (copies, *(1 for _ in graph.input_shape)))), ends_in_softmax(graph)
        packed = self.packed(weights)
        traced, called = (
            self.worker.ask(Forward(packed, batch, eager=eager), Outputs).output.unpack() for eager in (False, True)
        )
        expected = np.tile(expected, (copies, *(1 for _ in expected.shape[1:])))
        return deviation(expected, traced, probabilities=softmax), deviation(traced, called, probabilities=softmax)

    def first_departure(self) -> Place | None:
        """The first node whose output is not what its operation makes of the student's own input to it."""
        try:
            draw = calibrated(self.correspondence.translated, self.seed)
            graph, tensors = self.traced.graph, self.traced.tensors
            weights = {
                (node, weight): draw.weights[self.correspondence.names[node], weight].reshape(spec.shape)
                for (node, weight), spec in graph.weights.items()
            }
        except UNCOMPUTABLE:
            return None
        fetch = [node.name for node in graph if node.inputs and node.name in tensors]
        answer = self._ask(draw, tuple(tensors[name] for name in fetch))
        return self._walk(graph, weights, draw, fetched(answer.fetched, fetch))

    def _walk(
        self, graph: Graph, weights: Mapping[Key, NDArray[Any]], draw: Draw, seen: Mapping[str, NDArray[Any]]
    ) -> Place | None:
        known: dict[str, NDArray[Any]] = {graph.nodes[0].name: draw.images.astype(np.float64)}
        for node in graph.nodes[1:]:
            training = node.name in self.traced.always_trains
            own = node_weights(graph, node, weights)
            try:
                inputs = [known[name] for name in node.inputs]
                outputs = evaluate(node.operation, inputs, own, training=training)
            except UNCOMPUTABLE:
                if node.name not in seen:
                    return None
                outputs = seen[node.name]
            received = seen.get(node.name, outputs)
            sigmas = deviation(outputs, received)
            if sigmas > LINE:
                return Place(node.name, sigmas, received)
            known[node.name] = received.astype(np.float64)
        return None
