"""Weights that hide nothing, and how far a Keras model is from a graph."""

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from reference.graph import Graph
from reference.operations import BatchNormalization
from reference.run import Key, forward, logits_node

Array = npt.NDArray[Any]
Weights = dict[Key, Array]

TOLERANCE = 5e-4
"""In standard deviations over the images; float32 alone stays below 5e-5."""


def drawn(graph: Graph, batch: int, seed: int = 0) -> tuple[Weights, Array, Array]:
    """Weights, images and labels.

    Biases, offsets and moving statistics are neither zero nor one, and differ between channels. The moving statistics
    are near those of the images, so that the signal reaches the end of a deep network.
    """
    rng = np.random.default_rng(seed)
    weights = {key: _draw(rng, key[1], spec.shape) for key, spec in graph.weights.items()}
    images, labels = rng.normal(size=(batch, *graph.input_shape)), rng.integers(0, 5, batch)
    outputs = forward(graph, weights, images, training=True)
    for node in graph:
        if isinstance(node.operation, BatchNormalization):
            x = outputs[node.inputs[0]]
            axes = tuple(range(x.ndim - 1))
            spread = x.std(axes)
            weights[node.name, "moving_mean"] = x.mean(axes) + 0.3 * spread * rng.normal(size=spread.shape)
            # A channel that is nearly constant is not blown up, and float32's rounding with it.
            weights[node.name, "moving_variance"] = (spread**2 + 0.1) * rng.uniform(0.5, 1.5, spread.shape)
    return weights, images, labels


def _draw(rng: np.random.Generator, name: str, shape: tuple[int, ...]) -> Array:
    if name == "kernel":
        return rng.normal(0, math.sqrt(2 / _fan_in(shape)), shape)
    if name in {"gamma", "moving_variance"}:
        return rng.uniform(0.5, 1.5, shape)
    return rng.normal(0, 0.3, shape)


def _fan_in(shape: tuple[int, ...]) -> int:
    """Values that one output sums; of a depthwise kernel, whose last axis is short, those of the window alone."""
    return math.prod(shape[:2]) if len(shape) == 4 and shape[3] == 1 else math.prod(shape[:-1])


def keys(graph: Graph, order: Iterable[str]) -> list[Key]:
    """The weight arrays of these nodes, in this order, each node's in Keras's order."""
    return [(node, spec.name) for node in order for spec in graph.weights_of(graph[node])]


def hand_over(model: keras.Model, weights: Weights, order: Sequence[Key]) -> None:
    """Set the model's weights; every one of the graph's has its place, and no place is left."""
    assert len(set(order)) == len(order) == len(weights)
    assert [variable.shape for variable in model.weights] == [weights[key].shape for key in order]
    model.set_weights([weights[key] for key in order])


def hand_over_by_name(model: keras.Model, weights: Weights, layers: Mapping[str, str]) -> None:
    """Set the weights of the model's layers; `layers` has the name of each node's."""
    held: dict[str, list[Array]] = {}
    for (node, _), value in weights.items():
        held.setdefault(layers[node], []).append(value)
    for layer in model.layers:
        layer.set_weights(held.pop(layer.name, []))
    assert not held


def without_dropout(model: keras.Model) -> None:
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Dropout):
            layer.rate = 0


def without_softmax(model: keras.Model) -> None:
    for layer in model._flatten_layers():
        if isinstance(layer, keras.layers.Dense) and layer.activation is keras.activations.softmax:
            layer.activation = keras.activations.linear


def in_sigmas(ours: Array, theirs: Array) -> float:
    """Largest difference, in standard deviations of our values over the images."""
    assert ours.shape == theirs.shape
    sigma = math.sqrt(ours.var(axis=0).mean())
    assert sigma > 1e-3 * np.abs(ours).max(), "the images make no difference here: nothing would be seen"
    return float(np.abs(ours - theirs).max() / sigma)


def distance(graph: Graph, model: keras.Model, weights: Weights, images: Array, *, training: bool = False) -> float:
    """How far apart the outputs before the softmax are; those of the model in its own type."""
    expected = forward(graph, weights, images, training=training)[logits_node(graph)]
    return in_sigmas(expected, np.asarray(model(images, training=training), np.float64))


def step_of_keras(model: keras.Model, images: Array, labels: Array, learning_rate: float) -> tuple[float, list[Array]]:
    """Loss, and the weights after one step of plain gradient descent; the model returns logits."""
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True)
        total = tf.reduce_mean(loss) + sum(model.losses)
    keras.optimizers.SGD(learning_rate).apply(tape.gradient(total, model.trainable_weights), model.trainable_weights)
    return float(total), model.get_weights()


class InDoublePrecision:
    """Keras models made inside compute in float64, as the textbook does."""

    def __enter__(self) -> None:
        self.before = keras.config.floatx(), keras.config.dtype_policy()
        keras.config.set_floatx("float64")
        keras.config.set_dtype_policy("float64")

    def __exit__(self, *_: object) -> None:
        keras.config.set_floatx(self.before[0])
        keras.config.set_dtype_policy(self.before[1])
