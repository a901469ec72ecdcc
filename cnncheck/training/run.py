"""One training run of a student's own model, judged on the trusted side.

The worker trains and returns weights; accuracy is computed here, with the reference network and images that never
entered the worker. So a forged prediction earns nothing.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from cnncheck.course import Handed
from cnncheck.inside.wire import Array, Train, Trained
from cnncheck.training.datasets import Dataset, dataset
from cnncheck.training.thresholds import Threshold, beside, read
from reference.graph import Graph
from reference.run import forward

DEFAULT_BATCH = 32
"""Used where the student's file never calls `fit`: Keras's own default."""


@dataclass(frozen=True, slots=True)
class Training:
    """How a task's network is trained.

    Attributes:
        threshold: what it has to reach, and on which data within how many epochs.
        budget_s: seconds for one run.
    """

    threshold: Threshold
    budget_s: float = 120.0


def training_of(definition: str | Path, task: str) -> Training | None:
    """How a task is trained, by the thresholds beside its definition; None while none is calibrated."""
    if not beside(definition).is_file():
        return None
    threshold = read(definition).get(task)
    return None if threshold is None else Training(threshold)


class TaskWithTraining(Protocol):
    """The task of a network that can be trained."""

    @property
    def training(self) -> Training | None:
        """How it is trained, or None."""


class Trainable(Protocol):
    """What a subject offers to be trained: satisfied by a verified network."""

    @property
    def handed(self) -> Handed:
        """What was handed in."""

    @property
    def task(self) -> TaskWithTraining:
        """The task, which says how to train."""

    @property
    def reference(self) -> Graph:
        """The network it was verified to be."""

    @property
    def as_built(self) -> Graph:
        """The same network with its branches joined in the order of the student's: so its weights lie."""

    @property
    def weight_ids(self) -> Mapping[tuple[str, str], int]:
        """Which of the worker's variables holds which weight of the reference."""

    def held(self, key: tuple[str, str], values: NDArray[Any]) -> NDArray[Any]:
        """A weight as the network reads it, of the values that its variable holds."""


@dataclass(frozen=True, slots=True)
class Curve:
    """One run: accuracy on held-out images after each epoch, and what the worker reported beside it."""

    seed: int
    accuracy: tuple[float, ...]
    training_loss: tuple[float, ...]
    training_accuracy: tuple[float, ...]
    notes: tuple[str, ...]

    @property
    def best(self) -> float:
        """The best accuracy within the epochs; 0 if none was finished."""
        return max(self.accuracy, default=0.0)


def train(subject: Trainable, seed: int, data: Dataset, *, epochs: int, budget_s: float) -> Curve:
    """Train the subject's model from fresh weights as its file says, and measure it after each epoch.

    Raises:
        cnncheck.sandbox.StudentProblem: its `compile` or `fit` raised.
        cnncheck.sandbox.WorkerFailure: the worker was lost.
    """
    question = Train(
        images=Array.of(data.images),
        labels=Array.of(data.labels),
        epochs=epochs,
        batch_size=DEFAULT_BATCH,
        seed=seed,
        weights=tuple(sorted(subject.weight_ids.values())),
        budget_s=budget_s,
    )
    trained = subject.handed.worker.ask(question, Trained, timeout=budget_s * 1.5)
    accuracy = tuple(_accuracy(subject, values, data) for values in trained.weights[:epochs])
    return Curve(seed, accuracy, trained.loss[:epochs], trained.accuracy[:epochs], trained.notes)


def data_for(subject: Trainable, name: str) -> Dataset:
    """The data set of that name in the shape of the subject's images."""
    return dataset(name, subject.reference.input_shape)


def _accuracy(subject: Trainable, values: Mapping[int, Array], data: Dataset) -> float:
    """Share of the held-out images that the reference network with these weights gets right.

    Nothing where the network lacks one of the reference's weights: then it is another network.
    """
    weights: dict[tuple[str, str], NDArray[np.float32]] = {}
    graph = subject.as_built
    for key, spec in graph.weights.items():
        held, shape = values.get(subject.weight_ids.get(key, -1)), spec.shape
        array = None if held is None else held.unpack()
        if array is None or array.size != math.prod(shape) or not np.isfinite(array).all():
            return 0.0
        # A dense layer may be written as a convolution over the whole map: the same numbers in the same order.
        weights[key] = subject.held(key, array.astype(np.float32)).reshape(shape)
    outputs = forward(graph, weights, data.held_out_images)[graph.output]
    return float(np.mean(outputs.argmax(axis=-1) == data.held_out_labels))
