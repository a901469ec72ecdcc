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

from reference.graph import Graph, Node, multiplications
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, DepthwiseConv2D, Operation, Shape
from reference.run import Key, evaluate, node_weights

IMAGES, FEW_IMAGES = 8, 4
"""Images in a draw: enough for statistics of a channel; few for a network that takes long to compute."""

MANY_MULTIPLICATIONS = 50_000_000
"""Of one image: between Inception10 (17 million) and AlexNet8 (107 million)."""

KERNEL_BITS, SCALE_BITS = 11, 12
"""Bits of a kernel's values and of their scale: a product of both fits into the 24 of a float32 without rounding."""

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
    """One draw.

    Attributes:
        images: (batch, height, width, channels), float32.
        weights: every weight by (node, weight), float32.
        output: the network's output for them in float64.
    """

    images: NDArray[np.float32]
    weights: Mapping[Key, NDArray[np.float32]]
    output: NDArray[Any]


def draw_images(shape: Shape, seed: int, count: int = IMAGES) -> NDArray[np.float32]:
    """Images of noise, each with a brightness of its own, so that borders differ from padding."""
    rng = np.random.default_rng([seed, zlib.crc32(b"images")])
    brightness = rng.normal(0, 0.5, (count, *(1 for _ in shape[:-1]), shape[-1]))
    return (rng.normal(0, 1, (count, *shape)) + brightness).astype(np.float32)


@lru_cache(maxsize=6)
def calibrated(graph: Graph, seed: int) -> Draw:
    """Images and weights for a network: a function of the network and the seed alone.

    The numbers of a node depend on its name and what stands before it, so that two networks that are alike up to some
    node have the same weights up to there. Those of the largest networks take 60 MB, so few draws are kept.

    Raises:
        NotComputableError: the network holds an operation without a rule.
    """
    count = FEW_IMAGES if multiplications(graph) > MANY_MULTIPLICATIONS else IMAGES
    images = draw_images(graph.input_shape, seed, count)
    outputs: dict[str, NDArray[Any]] = {}
    weights: dict[Key, NDArray[np.float32]] = {}
    for node in graph:
        if not node.inputs:
            outputs[node.name] = images.astype(np.float64)
            continue
        inputs = [outputs[name] for name in node.inputs]
        if node.shares is None and isinstance(node.operation, Conv2D | DepthwiseConv2D | Dense):
            drawn, outputs[node.name] = _linear(graph, node, inputs[0], seed)
            weights.update(drawn)
            continue
        if node.shares is None:
            weights.update(_node(graph, node, inputs[0], seed))
        own = node_weights(graph, node, weights)
        outputs[node.name] = evaluate(node.operation, inputs, own)
    return Draw(images, weights, outputs[graph.output])


def _generator(node: Node, seed: int) -> np.random.Generator:
    return np.random.default_rng([seed, zlib.crc32(node.name.encode())])


def _node(graph: Graph, node: Node, values: NDArray[Any], seed: int) -> dict[Key, NDArray[np.float32]]:
    """Weights of one batch normalisation for the values it reads; of anything else but a linear layer, none."""
    if not isinstance(node.operation, BatchNormalization):
        return {}
    drawn = _normalization(node.operation, values, _generator(node, seed))
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
    graph: Graph, node: Node, values: NDArray[Any], seed: int
) -> tuple[dict[Key, NDArray[np.float32]], NDArray[Any]]:
    """Kernel and bias of one layer, and its output for the values it reads.

    Each channel is centred with the wanted spread over the images, then moved by a small bias. As no digit of the
    scaled kernel is lost, the output need not be computed once more.
    """
    rng, specs = _generator(node, seed), {spec.name: spec.shape for spec in graph.weights_of(node)}
    shape, channels = specs["kernel"], graph.shapes[node.name][-1]
    kernel = _rounded(rng.normal(0, 1 / np.sqrt(np.prod(shape[:-1])), shape), KERNEL_BITS)
    bias = rng.normal(0, BIAS_SPREAD, channels)
    raw = evaluate(node.operation, [values], {"kernel": kernel})
    means, deviations = _over_images(raw)
    # A channel that never changes stays as it is drawn.
    scale = _rounded(_spread(graph, node, channels) / np.maximum(deviations, 1e-6), SCALE_BITS)
    drawn = {
        "kernel": (kernel * _per_filter(node.operation, scale)).astype(np.float32),
        "bias": (bias - means * scale).astype(np.float32),
    }
    output = raw * scale + drawn["bias"] if "bias" in specs else raw * scale
    return {(node.name, name): drawn[name] for name in specs}, output


def _per_filter(operation: Operation, scale: NDArray[Any]) -> NDArray[Any]:
    """One factor for each output channel, in the form of the kernel's last axes."""
    return scale.reshape(-1, operation.depth_multiplier) if isinstance(operation, DepthwiseConv2D) else scale


def _rounded(values: NDArray[Any], bits: int) -> NDArray[Any]:
    """The nearest numbers with so many binary digits.

    >>> _rounded(np.array([0.3, 5.0]), 2)
    array([0.25, 4.  ])
    """
    mantissa, exponent = np.frexp(values)
    rounded: NDArray[Any] = np.ldexp(np.round(np.ldexp(mantissa, bits)), exponent - bits)
    return rounded


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
