"""Runs a graph: forward, backward, and one step of stochastic gradient descent."""

from collections.abc import Collection, Mapping
from typing import TypeAlias

import numpy as np

from reference.evaluation import evaluate, evaluate_backward, moving_statistics
from reference.graph import Graph, Node
from reference.layers import cross_entropy_from_logits, softmax_cross_entropy_backward
from reference.layers.arrays import Array
from reference.operations import Activation, BatchNormalization, Conv2D, Dense

__all__ = [
    "Key",
    "WeightArrays",
    "evaluate",
    "forward",
    "gradients",
    "initial_weights",
    "node_weights",
    "step",
    "training_changes",
]

Key: TypeAlias = tuple[str, str]
"""(node, weight): ("c1", "kernel")."""

WeightArrays: TypeAlias = Mapping[Key, Array]

Factors: TypeAlias = Mapping[str, Array]
"""What each dropout multiplies its input by: 1/(1 - rate) where a value is kept, 0 where it is dropped."""


def owner(graph: Graph, node: Node) -> Node:
    """The node whose weights a node uses: itself, unless it shares another's."""
    while node.shares is not None:
        node = graph[node.shares]
    return node


def node_weights(graph: Graph, node: Node, weights: WeightArrays) -> dict[str, Array]:
    """The weight arrays that one node uses, by name.

    Raises:
        KeyError: one is not given.
    """
    held = owner(graph, node)
    return {spec.name: weights[held.name, spec.name] for spec in graph.weights_of(held)}


def forward(
    graph: Graph,
    weights: WeightArrays,
    images: Array,
    *,
    training: bool = False,
    rng: np.random.Generator | None = None,
    untrained: Collection[str] = (),
    factors: Factors | None = None,
) -> dict[str, Array]:
    """Output of every node by name, (batch, ...), in the floating-point type of the images.

    Args:
        graph: the network.
        weights: every weight array by (node, weight).
        images: (batch, height, width, channels).
        training: batch statistics instead of the moving ones, and dropout at work.
        rng: what dropout draws from; without it dropout is off.
        untrained: nodes that stay in inference mode in training too, as a frozen batch normalisation does.
        factors: what was drawn already, by dropout.

    Raises:
        NotComputableError: the graph holds an operation without a rule.

    >>> from reference.networks import lenet5
    >>> graph = lenet5()
    >>> outputs = forward(graph, initial_weights(graph, np.random.default_rng(0)), np.zeros((2, 32, 32, 3)))
    >>> outputs["p2"].shape, outputs["softmax"].sum(axis=1)
    ((2, 5, 5, 16), array([1., 1.]))
    """
    outputs: dict[str, Array] = {}
    for node in graph:
        if not node.inputs:
            outputs[node.name] = images
            continue
        inputs = [outputs[name] for name in node.inputs]
        if factors is not None and node.name in factors:
            outputs[node.name] = inputs[0] * factors[node.name]
            continue
        own, mode = node_weights(graph, node, weights), training and node.name not in untrained
        outputs[node.name] = evaluate(node.operation, inputs, own, training=mode, rng=rng)
    return outputs


def initial_weights(graph: Graph, rng: np.random.Generator) -> dict[Key, Array]:
    """Weights as Keras begins: Glorot-uniform kernels, zeros, and ones for gamma and the moving variance.

        kernel ~ uniform(-limit, limit),   limit = sqrt(6 / (fan_in + fan_out))

    Source: Glorot & Bengio, "Understanding the Difficulty of Training Deep Feedforward Neural Networks", AISTATS 2010.
    """
    weights: dict[Key, Array] = {}
    for key, spec in graph.weights.items():
        if spec.name == "kernel":
            window = int(np.prod(spec.shape[:-2]))
            limit = np.sqrt(6 / (window * (spec.shape[-2] + spec.shape[-1])))
            weights[key] = rng.uniform(-limit, limit, spec.shape)
        else:
            weights[key] = np.full(spec.shape, 1.0 if spec.name in {"gamma", "moving_variance"} else 0.0)
    return weights


def logits_node(graph: Graph) -> str:
    """The node whose output the softmax of the loss is taken of: the last one, or the one its softmax reads."""
    last = graph[graph.output]
    return last.inputs[0] if last.operation == Activation("softmax") else last.name


def gradients(
    graph: Graph, weights: WeightArrays, images: Array, labels: Array, *, training: bool = True
) -> tuple[float, dict[Key, Array]]:
    """Loss and its gradient with respect to every trainable weight; dropout is off.

        loss = mean cross entropy of softmax(logits) + sum of coefficient * kernel^2 over regularised layers

    Args:
        graph: a classifier; its last softmax belongs to the loss.
        weights: every weight array by (node, weight).
        images: (batch, height, width, channels).
        labels: (batch,) class numbers.
        training: batch statistics instead of the moving ones.

    Raises:
        NotComputableError: the graph holds an operation without a gradient rule.
    """
    return _backward(graph, weights, forward(graph, weights, images, training=training), labels, training=training)


def _backward(
    graph: Graph,
    weights: WeightArrays,
    outputs: Mapping[str, Array],
    labels: Array,
    *,
    training: bool,
    untrained: Collection[str] = (),
    factors: Factors | None = None,
) -> tuple[float, dict[Key, Array]]:
    """Loss and gradients for the outputs of all nodes: from the last node to the first, each rule once."""
    last = logits_node(graph)
    flowing: dict[str, Array] = {last: softmax_cross_entropy_backward(outputs[last], labels)}
    found: dict[Key, Array] = {}
    for node in reversed(graph.nodes):
        if node.name not in flowing or not node.inputs:
            continue
        inputs, own = [outputs[name] for name in node.inputs], node_weights(graph, node, weights)
        grad, mode = flowing.pop(node.name), training and node.name not in untrained
        if factors is not None and node.name in factors:
            grad = grad * factors[node.name]
        for_inputs, for_weights = evaluate_backward(node.operation, grad, inputs, own, training=mode)
        for name, grad in zip(node.inputs, for_inputs, strict=True):
            flowing[name] = flowing[name] + grad if name in flowing else grad
        for name, grad in for_weights.items():
            key = (owner(graph, node).name, name)
            found[key] = found[key] + grad if key in found else grad
    penalty = _regularize(graph, weights, found)
    return cross_entropy_from_logits(outputs[last], labels) + penalty, found


def _regularize(graph: Graph, weights: WeightArrays, found: dict[Key, Array]) -> float:
    """Add the gradient of the L2 penalty, and return the penalty itself."""
    penalty = 0.0
    for node in graph:
        operation = node.operation
        if isinstance(operation, Conv2D | Dense) and operation.regularizer and node.shares is None:
            key = (node.name, "kernel")
            penalty += operation.regularizer * float(np.square(weights[key]).sum())
            found[key] = found.get(key, np.zeros_like(weights[key])) + 2 * operation.regularizer * weights[key]
    return penalty


def training_changes(
    graph: Graph,
    weights: WeightArrays,
    images: Array,
    labels: Array,
    *,
    untrained: Collection[str] = (),
    factors: Factors | None = None,
) -> tuple[float, dict[Key, Array], dict[Key, Array]]:
    """Loss, its gradients, and the moving statistics afterwards, of one batch seen in training.

    The statistics of an `untrained` node stay and are left out. Arguments as for :func:`gradients` and
    :func:`forward`.
    """
    outputs = forward(graph, weights, images, training=True, untrained=untrained, factors=factors)
    loss, grads = _backward(graph, weights, outputs, labels, training=True, untrained=untrained, factors=factors)
    moved: dict[Key, Array] = {}
    for node in graph:
        if isinstance(node.operation, BatchNormalization) and node.name not in untrained:
            name = owner(graph, node).name
            current = node_weights(graph, node, {**weights, **moved})
            mean, variance = moving_statistics(node.operation, outputs[node.inputs[0]], current)
            moved[name, "moving_mean"], moved[name, "moving_variance"] = mean, variance
    return loss, grads, moved


def step(
    graph: Graph, weights: WeightArrays, images: Array, labels: Array, learning_rate: float
) -> tuple[float, dict[Key, Array]]:
    """Loss before, and every weight after, one step of plain stochastic gradient descent in training mode.

        weight = weight - learning_rate * gradient

    Moving statistics move towards the batch's by their momentum. Arguments as for :func:`gradients`.
    """
    loss, grads, moved = training_changes(graph, weights, images, labels)
    after = {key: value - learning_rate * grads[key] if key in grads else value for key, value in weights.items()}
    return loss, after | moved
