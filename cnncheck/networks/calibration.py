"""Weights and images with which a network shows every fault: no unit is saturated, none is silent.

With freshly initialised weights the output hardly depends on the image, and a wrong padding or pooling vanishes in
the last digits. Here every layer's values spread by one over the images, batch normalisation has gammas of both signs,
some variances are as small as epsilon, so that epsilon shows,
and some channels are large before a relu, so that a bounded one shows.
"""

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reference.graph import Graph, Node
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Operation, Shape
from reference.run import Key, evaluate, node_weights

IMAGES = 8
"""Images in a draw: enough for statistics of a channel, few enough for the deepest network of the course."""

BIAS_SPREAD = 0.3
SIGMOID_GAIN = 2.0
"""Sigmoid and tanh are nearly linear below one; at two they bend."""

SMALL_SPREAD = 0.035
"""Spread of every third channel before a batch normalisation: its variance, 1.2e-3, is as large as Keras's epsilon."""


RELUS: frozenset[Operation] = frozenset({Activation("relu"), Activation("relu6")})

LARGE_GAIN = 4.0
"""Gain of every eighth channel before a relu: relu6 is another function above 6 only."""


@dataclass(frozen=True, slots=True, eq=False)
class Draw:
    """One draw: images (batch, height, width, channels) and every weight by (node, weight), all float32."""

    images: NDArray[np.float32]
    weights: Mapping[Key, NDArray[np.float32]]


def draw_images(shape: Shape, seed: int, count: int = IMAGES) -> NDArray[np.float32]:
    """Images of noise, each with a brightness of its own, so that borders differ from padding."""
    rng = np.random.default_rng([seed, zlib.crc32(b"images")])
    brightness = rng.normal(0, 0.5, (count, *(1 for _ in shape[:-1]), shape[-1]))
    return (rng.normal(0, 1, (count, *shape)) + brightness).astype(np.float32)


@lru_cache(maxsize=32)
def calibrated(graph: Graph, seed: int) -> Draw:
    """Images and weights for a network: a function of the network and the seed alone.

    The numbers of a node depend on its name and what stands before it, so that two networks that are alike up to some
    node have the same weights up to there.

    Raises:
        NotComputableError: the network holds an operation without a rule.
    """
    images = draw_images(graph.input_shape, seed)
    outputs: dict[str, NDArray[Any]] = {}
    weights: dict[Key, NDArray[np.float32]] = {}
    for node in graph:
        if not node.inputs:
            outputs[node.name] = images.astype(np.float64)
            continue
        inputs = [outputs[name] for name in node.inputs]
        if node.shares is None:
            weights.update(_node(graph, node, inputs[0], seed))
        own = node_weights(graph, node, weights)
        outputs[node.name] = evaluate(node.operation, inputs, own)
    return Draw(images, weights)


def _node(graph: Graph, node: Node, values: NDArray[Any], seed: int) -> dict[Key, NDArray[np.float32]]:
    """Weights of one node for the values it reads."""
    rng = np.random.default_rng([seed, zlib.crc32(node.name.encode())])
    drawn: dict[str, NDArray[Any]] = {}
    if isinstance(node.operation, Conv2D | Dense):
        kernel = next(spec.shape for spec in graph.weights_of(node) if spec.name == "kernel")
        drawn = _linear(node.operation, kernel, values, _spread(graph, node, kernel[-1]), rng)
    elif isinstance(node.operation, BatchNormalization):
        drawn = _normalization(node.operation, values, rng)
        if RELUS.intersection(reader.operation for reader in graph.consumers(node.name)):
            drawn["gamma"][1::8] *= LARGE_GAIN
    return {(node.name, spec.name): drawn[spec.name].astype(np.float32) for spec in graph.weights_of(node)}


def _spread(graph: Graph, node: Node, channels: int) -> NDArray[Any]:
    """The standard deviation each output channel shall have over the images."""
    followers = [reader.operation for reader in graph.consumers(node.name)]
    spread = np.ones(channels)
    if any(isinstance(after, BatchNormalization) for after in followers):
        spread[::3] = SMALL_SPREAD
    elif any(after in {Activation("sigmoid"), Activation("tanh")} for after in followers):
        spread *= SIGMOID_GAIN
    elif RELUS.intersection(followers):
        spread[1::8] *= LARGE_GAIN
    return spread


def _linear(
    operation: Conv2D | Dense, shape: Shape, values: NDArray[Any], spread: NDArray[Any], rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Kernel and bias: each channel centred with the wanted spread over the images, then moved by a small bias."""
    kernel = rng.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape)
    bias = rng.normal(0, BIAS_SPREAD, shape[-1])
    raw = evaluate(operation, [values], {"kernel": kernel})
    means, deviations = _over_images(raw)
    scale = spread / np.maximum(deviations, 1e-6)  # a channel that never changes stays as it is drawn
    return {"kernel": kernel * scale, "bias": bias - means * scale}


def _normalization(
    operation: BatchNormalization, values: NDArray[Any], rng: np.random.Generator
) -> dict[str, NDArray[Any]]:
    """Gammas of both signs, and moving statistics near those of the images."""
    means, deviations = _over_images(np.moveaxis(values, operation.axis, -1))
    channels = len(means)
    signs = np.where(rng.permutation(channels) % 2, -1.0, 1.0)
    return {
        "gamma": signs * rng.uniform(0.5, 1.5, channels),
        "beta": rng.normal(0, BIAS_SPREAD, channels),
        "moving_mean": means + 0.1 * deviations * rng.normal(0, 1, channels),
        "moving_variance": np.maximum(deviations, 1e-2) ** 2 * rng.uniform(0.8, 1.25, channels),
    }


def _over_images(values: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Mean and standard deviation of every channel."""
    axes = tuple(range(values.ndim - 1))
    return values.mean(axis=axes), values.std(axis=axes)
