"""What one step of training changes in a student's network, beside what it changes in a graph.

The worker tells the gradient of the cross entropy, the gradient of what the network adds to its loss, and the values
that batch normalisation assigns; the textbook computes the same in float64. Where the student's network drops values,
the textbook drops the same ones, so nothing about a step is left to chance.
"""

import math
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnncheck.inside.wire import Array, Step, Stepped
from cnncheck.networks.answers import changed_answer, fetched
from cnncheck.networks.calibration import MANY_MULTIPLICATIONS, Draw, calibrated
from cnncheck.networks.comparison import Comparison, ends_in_softmax
from cnncheck.networks.dropping import Dropped, dropped
from cnncheck.networks.subject import TracedNetwork
from cnncheck.sandbox import StudentProblem
from reference.graph import Graph, multiplications
from reference.operations import Dropout
from reference.run import Key, training_changes

POSITIONS = 2000
"""Values of each weight that are compared; what a fault changes, it changes in most of them."""

LINE = 0.1
"""Changes of a weight, in units of its own specified change, that separate rounding from a fault.

Correct networks stay under 1e-4 in nearly every draw. Once in a while rounding puts a value on the other side of a
relu's edge, and everything before it changes a little: in the six networks of the course by up to 2.1e-2, in the fifty
layers of MobileNetV2 by 2.6e-2 in most draws, in one draw of VGG-16 by 1.1, which is why a network is refused only
where several draws say so. The least planted fault is at .47.
"""

FEW_IMAGES = 2
"""A batch whose statistics are still no constants."""

LEAST = 0.1
"""A weight is compared in units of this share of its layer's largest change at least.

A bias right before a batch normalisation has no gradient but rounding.
"""

NOTHING = 1e-30
"""A change below all that float32 tells from none."""

MOVING = frozenset({"moving_mean", "moving_variance"})


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What a step begins with: a function of a network and a seed alone.

    Attributes:
        weights: whole arrays in their shapes.
        images, labels: what is shown.
        positions: which values of each weight, laid flat, are compared.
    """

    weights: Mapping[Key, NDArray[Any]]
    images: NDArray[Any]
    labels: NDArray[np.int64]
    positions: Mapping[Key, NDArray[np.int64]]

    def before(self, key: Key) -> NDArray[Any]:
        """The values of a weight before the step."""
        found: NDArray[Any] = self.weights[key].ravel()[self.positions[key]].astype(np.float64)
        return found


@lru_cache(maxsize=6)
def setting(base: Graph, seed: int, count: int | None) -> Setting:
    """What a step of a network of these weights begins with, for so many images of the draw; None for all of them.

    Raises:
        As :func:`cnncheck.networks.calibration.calibrated`.
    """
    draw, rng = calibrated(base, seed), np.random.default_rng([seed, zlib.crc32(b"step")])
    weights, images = _moved_away(draw, rng), draw.images[:count]
    return Setting(
        weights=weights,
        images=images,
        labels=rng.permutation(np.arange(len(images)) % draw.output.shape[-1]).astype(np.int64),
        positions={key: _chosen(value.size, rng) for key, value in weights.items()},
    )


Changes: TypeAlias = Mapping[Key, tuple[NDArray[Any], ...]]
"""For each weight the changes it may have at its positions."""


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One step of the student's network; weights by the names of the reference, flat and at the setting's positions.

    Attributes:
        setting: what it began with.
        positions: which values are told, of each weight that is a variable of the student's.
        gradients, penalties, assigned: as :class:`cnncheck.inside.wire.Stepped` tells them.
        dropped: what each dropout did.
    """

    setting: Setting
    positions: Mapping[Key, NDArray[np.int64]]
    gradients: Mapping[Key, NDArray[Any]]
    penalties: Mapping[Key, NDArray[Any]]
    assigned: Mapping[Key, NDArray[Any]]
    dropped: Mapping[str, Dropped]

    def before(self, key: Key) -> NDArray[Any]:
        """The values of a weight before the step."""
        return self.setting.before(key)

    def change(self, key: Key) -> NDArray[Any]:
        """What a step with a learning rate of 1 adds to a weight: the gradient's, or what the network assigns."""
        if key in self.assigned:
            found: NDArray[Any] = self.assigned[key] - self.before(key)
            return found
        gradient = self.gradients.get(key)
        return np.zeros(len(self.positions[key])) if gradient is None else -gradient


@dataclass(frozen=True, slots=True)
class Described:
    """A network with what is told of its training.

    Attributes:
        graph: the network.
        untrained: batch normalisations that stay in inference mode.
        still: weights that no step changes.
    """

    graph: Graph
    untrained: frozenset[str] = frozenset()
    still: frozenset[Key] = frozenset()


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps of the student's network, each asked for once.

    Attributes:
        comparison: which networks are compared, and how the student's is asked.
        traced: the student's network.
        seed: of the first draw.
    """

    comparison: Comparison
    traced: TracedNetwork
    seed: int
    _measured: dict[int, Measured] = field(default_factory=dict)
    _deviations: dict[tuple[Described, int], dict[Key, float]] = field(default_factory=dict)

    @cached_property
    def base(self) -> Graph:
        """The network whose weights are drawn: the reference, where the student's has weights of the same shapes."""
        ours, theirs = self.comparison.correspondence.reference, self.comparison.correspondence.translated
        shapes = [{key: spec.shape for key, spec in graph.weights.items()} for graph in (ours, theirs)]
        return ours if shapes[0] == shapes[1] else theirs

    def measured(self, seed: int) -> Measured:
        """The student's step for one draw.

        Raises:
            StudentProblem: the student's code stops it.
            WorkerFailure: the worker was lost, or told something else than it was asked for.
            NotComputableError, ShapeError, ValueError, KeyError: there is no draw for this network.
        """
        if seed not in self._measured:
            try:
                self._measured[seed] = self._ask(seed, self._count)
            except StudentProblem as stop:
                if stop.problem.code != "shape":
                    raise
                self._measured[seed] = self._ask(seed, 1)  # it was traced for one image at a time
        return self._measured[seed]

    @property
    def _count(self) -> int | None:
        """How many images of a draw are shown: of a network that takes long to compute, few."""
        return FEW_IMAGES if multiplications(self.base) > MANY_MULTIPLICATIONS else None

    def seen_in_training(self, seed: int) -> dict[str, NDArray[Any]]:
        """What every node of the student's network returned in the step, by the student's names.

        Raises:
            As :meth:`measured`.
        """
        measured = self.measured(seed)
        names = [
            node.name for node in self.traced.training if node.inputs and node.name in self.traced.training_tensors
        ]
        question = Step(
            weights=self.comparison.packed(measured.setting.weights),
            images=Array.of(measured.setting.images),
            labels=Array.of(measured.setting.labels),
            probabilities=ends_in_softmax(self.base),
            positions={},
            fetch=tuple(self.traced.training_tensors[name] for name in names),
            seed=seed,
        )
        answer = self.comparison.worker.ask(question, Stepped)
        return fetched(answer.fetched, names)

    def _ask(self, seed: int, count: int | None) -> Measured:
        names, begun = self.comparison.correspondence.names, setting(self.base, seed, count)
        numbers = {(names[node], weight): number for (node, weight), number in self.traced.variables.items()}
        positions = {key: begun.positions[key] for key in numbers}
        dropouts = self._dropouts
        answer = self.comparison.worker.ask(
            Step(
                weights=self.comparison.packed(begun.weights),
                images=Array.of(begun.images),
                labels=Array.of(begun.labels),
                probabilities=ends_in_softmax(self.base),
                positions={
                    number: Array.of(self.traced.stored_at((node, weight), positions[names[node], weight]))
                    for (node, weight), number in self.traced.variables.items()
                },
                fetch=tuple(number for pair in dropouts.values() for number in pair),
                seed=int(np.random.default_rng([seed, zlib.crc32(b"dropout")]).integers(2**31)),
            ),
            Stepped,
        )
        before, after = (fetched(answer.fetched[part::2], tuple(dropouts)) for part in (0, 1))
        count_shown = begun.images.shape[:1]
        if any(each.shape != after[name].shape or each.shape[:1] != count_shown for name, each in before.items()):
            raise changed_answer()
        return Measured(
            setting=begun,
            positions=positions,
            gradients=_told(answer.gradients, numbers, positions),
            penalties=_told(answer.penalties, numbers, positions),
            assigned=_told(answer.assigned, numbers, positions),
            dropped={name: dropped(before[name], after[name]) for name in dropouts},
        )

    @cached_property
    def _dropouts(self) -> Mapping[str, tuple[int, int]]:
        """Each dropout, by the reference's name, with what it reads and what it returns in the trace of training."""
        tensors, names = self.traced.training_tensors, self.comparison.correspondence.names
        return {
            names[node.name]: (tensors[node.inputs[0]], tensors[node.name])
            for node in self.traced.training
            if isinstance(node.operation, Dropout) and node.name in names
            if node.name in tensors and node.inputs[0] in tensors
        }

    def deviations(self, described: Described, seed: int) -> dict[Key, float]:
        """How far the change of each weight is from what is described, in units of the change it should be.

        The variance that moves may be the batch's own (Keras) or the one that divides by n - 1 (TensorFlow's fused
        operation).

        Raises:
            As :meth:`measured`.
        """
        if (described, seed) not in self._deviations:
            self._deviations[described, seed] = self._compared(described, seed)
        return self._deviations[described, seed]

    def _compared(self, described: Described, seed: int) -> dict[Key, float]:
        measured, expected = self.measured(seed), self._expected(described, seed)
        units = _units(expected)
        found = {}
        for key in measured.positions:
            allowed = (np.zeros(1),) if key in described.still else expected[key]
            received = measured.change(key)
            found[key] = min(_size(received - change) for change in allowed) / units[key]
            assigned = key in measured.assigned and key[1] not in MOVING
            if assigned or not math.isfinite(found[key]):
                found[key] = math.inf
        return found

    def speed(self, described: Described, key: Key, seed: int) -> float:
        """How many times the described change of a weight its change is, as well as that can be said."""
        change, received = self._expected(described, seed)[key][0], self.measured(seed).change(key)
        return float(received @ change / max(float(change @ change), NOTHING))

    def _expected(self, described: Described, seed: int) -> Changes:
        """The changes that a weight may have."""
        measured, graph = self.measured(seed), without_penalties(described.graph)
        factors = {
            name: each.factors.reshape(len(measured.setting.images), *graph.shapes[name])
            for name, each in measured.dropped.items()
            if name in graph.shapes and each.factors[0].size == math.prod(graph.shapes[name])
        }
        if factors:
            return changes(graph, measured.setting, described.untrained, factors)
        return _undropped_changes(graph, self.base, seed, len(measured.setting.images), described.untrained)


def changes(
    graph: Graph, begun: Setting, untrained: frozenset[str], factors: Mapping[str, NDArray[Any]] | None
) -> Changes:
    """What a step changes in a network, worked out in float64.

    Args:
        graph: the network.
        begun: its weights and what it is shown.
        untrained: batch normalisations that stay in inference mode.
        factors: what every dropout multiplies its values by; None where nothing is dropped.
    """
    # Kernels are put into float64 one by one as they are used; moving statistics keep the type they have.
    weights = {key: value.astype(np.float64) if key[1] in MOVING else value for key, value in begun.weights.items()}
    images = begun.images.astype(np.float64)
    _, grads, moved = training_changes(graph, weights, images, begun.labels, untrained=untrained, factors=factors)
    found: dict[Key, tuple[NDArray[Any], ...]] = {}
    for key, positions in begun.positions.items():
        if key in moved:
            change = moved[key][positions] - begun.before(key)
        else:
            change = -grads[key].ravel()[positions] if key in grads else np.zeros(len(positions))
        found[key] = (change,)
        if key in moved and key[1] == "moving_variance":
            found[key] += (_corrected(graph, key[0], begun, change),)
    return found


@lru_cache(maxsize=6)
def _undropped_changes(graph: Graph, base: Graph, seed: int, count: int, untrained: frozenset[str]) -> Changes:
    """What a step changes where nothing is dropped: the same for every student whose network this is."""
    return changes(graph, setting(base, seed, count), untrained, None)


def _told(
    values: Mapping[int, Array], numbers: Mapping[Key, int], positions: Mapping[Key, NDArray[np.int64]]
) -> dict[Key, NDArray[Any]]:
    """What the worker told of weights, by their names.

    Raises:
        WorkerFailure: it is not what was asked for.
    """
    found = {key: values[number].unpack().astype(np.float64) for key, number in numbers.items() if number in values}
    if any(value.shape != positions[key].shape for key, value in found.items()):
        raise changed_answer()
    return found


def _corrected(graph: Graph, node: str, begun: Setting, change: NDArray[Any]) -> NDArray[Any]:
    """The change of a moving variance where the batch's divides by n - 1."""
    share = 1 - graph[node].operation.momentum  # type: ignore[attr-defined]  # a batch normalisation has one
    count = len(begun.images) * math.prod(graph.shapes[graph[node].inputs[0]][:-1])
    before = begun.before((node, "moving_variance"))
    return change + (change + share * before) / (count - 1) if count > 1 else change


def _moved_away(draw: Draw, rng: np.random.Generator) -> dict[Key, NDArray[Any]]:
    """The draw's weights with moving statistics far from any batch's: a step then moves them by a good deal."""
    weights: dict[Key, NDArray[Any]] = dict(draw.weights)
    for (node, weight), value in draw.weights.items():
        if weight == "moving_mean":
            spread = np.sqrt(draw.weights[node, "moving_variance"])
            weights[node, weight] = (value + spread * rng.choice((-2.0, 2.0), value.shape)).astype(np.float32)
        elif weight == "moving_variance":
            weights[node, weight] = (value * rng.uniform(2, 4, value.shape)).astype(np.float32)
    return weights


def _chosen(size: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Positions to compare: all of a small array, some of a large one."""
    return np.arange(size) if size <= POSITIONS else rng.integers(0, size, POSITIONS)


def without_penalties(graph: Graph) -> Graph:
    """The network without its regularisers: the gradient of the cross entropy alone."""
    nodes = (
        replace(node, operation=replace(node.operation, regularizer=None))  # type: ignore[call-arg]  # it has one
        if getattr(node.operation, "regularizer", None)
        else node
        for node in graph
    )
    return Graph(graph.name, tuple(nodes))


def _size(values: NDArray[Any]) -> float:
    return float(np.sqrt(np.mean(np.square(values))))


def _units(changes: Changes) -> dict[Key, float]:
    """The size of each weight's change, and no less than a part of its layer's largest."""
    sizes = {key: _size(change[0]) for key, change in changes.items()}
    largest: dict[str, float] = {}
    for (node, weight), size in sizes.items():
        if weight not in MOVING:
            largest[node] = max(size, largest.get(node, NOTHING))
    least = {key: NOTHING if key[1] in MOVING else LEAST * largest[key[0]] for key in sizes}
    # A share of what is no number is none: it must not leave a unit of 0.
    return {key: max(size, least[key], NOTHING) for key, size in sizes.items()}
