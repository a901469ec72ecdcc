"""What each operation of a graph computes, and how its gradient flows back: the layers, called by their description.

Everything is computed in the floating-point type of the inputs; float64 is what expected values are computed in.
"""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from reference import layers
from reference.layers.arrays import Array
from reference.nonlinearities import ACTIVATION_GRADIENTS, ACTIVATIONS
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
    Reshape,
    ZeroPadding2D,
)

Weights: TypeAlias = Mapping[str, Array]
"""The weight arrays of one operation by name."""


class NotComputableError(ValueError):
    """The textbook has no rule for this operation; the message names it."""


def evaluate(  # noqa: PLR0911 - one return for each operation
    operation: Operation,
    inputs: Sequence[Array],
    weights: Weights,
    *,
    training: bool = False,
    rng: np.random.Generator | None = None,
) -> Array:
    """Output of one operation, (batch, ...), for its inputs, each (batch, ...), and its weights by name.

    Args:
        operation: what to compute.
        inputs: in the order the operation reads them.
        weights: "kernel", "bias", "gamma", ...; those of `operation.weights`.
        training: batch statistics instead of the moving ones, and dropout at work.
        rng: what dropout draws from; without it dropout is off, also in training.

    Raises:
        NotComputableError: there is no rule for this operation.
        ValueError: shapes do not fit.

    >>> evaluate(Activation("relu"), [np.array([[-1.0, 2.0]])], {})
    array([[0., 2.]])
    """
    x = inputs[0]
    match operation:
        case Conv2D():
            window = (operation.strides, operation.padding, operation.dilation_rate, operation.groups)
            return layers.conv2d(x, weights["kernel"], weights.get("bias"), *window)
        case DepthwiseConv2D(_, strides, padding, dilation_rate):
            kernel, bias = weights["kernel"], weights.get("bias")
            return layers.depthwise_conv2d(x, kernel, bias, strides, padding, dilation_rate)
        case Dense():
            return layers.dense(x, weights["kernel"], weights.get("bias"))
        case BatchNormalization():
            return _normalize(operation, x, weights, training=training)[0]
        case Dropout():
            return layers.dropout(x, operation.rate, rng, training) if training and rng is not None else x
        case Add():
            return sum(inputs[1:], start=x)
        case Concatenate():
            return np.concatenate(list(inputs), axis=operation.axis)
        case _:
            return _without_weights(operation, x)


def _without_weights(operation: Operation, x: Array) -> Array:  # noqa: PLR0911 - the same
    match operation:
        case Activation(function) if function in ACTIVATIONS:
            return ACTIVATIONS[function](x)
        case MaxPooling2D(size, strides, padding):
            return layers.max_pool2d(x, size, strides, padding)
        case AveragePooling2D(size, strides, padding):
            return layers.avg_pool2d(x, size, strides, padding)
        case GlobalAveragePooling2D():
            return layers.global_average_pool2d(x)
        case GlobalMaxPooling2D():
            return layers.global_max_pool2d(x)
        case Flatten():
            return layers.flatten(x)
        case Reshape(shape):
            return x.reshape(len(x), *shape)
        case ZeroPadding2D(padding):
            return np.pad(x, ((0, 0), *padding, (0, 0)))
        case _:
            raise NotComputableError(f"there is no rule for {operation}")


def moving_statistics(operation: BatchNormalization, x: Array, weights: Weights) -> tuple[Array, Array]:
    """Moving mean and variance after one batch seen in training: momentum * old + (1 - momentum) * batch's."""
    _, mean, variance = _normalize(operation, x, weights, training=True)
    return mean, variance


def _normalize(
    operation: BatchNormalization, x: Array, weights: Weights, *, training: bool
) -> tuple[Array, Array, Array]:
    """Outputs and the moving statistics afterwards; gamma and beta that are left out count as 1 and 0."""
    last = np.moveaxis(x, operation.axis, -1)
    mean, variance = weights["moving_mean"], weights["moving_variance"]
    gamma, beta = weights.get("gamma", np.ones_like(mean)), weights.get("beta", np.zeros_like(mean))
    if training:
        outputs, mean, variance = layers.batch_norm_train(
            last, gamma, beta, mean, variance, operation.momentum, operation.epsilon
        )
    else:
        outputs = layers.batch_norm_inference(last, gamma, beta, mean, variance, operation.epsilon)
    return np.moveaxis(outputs, -1, operation.axis), mean, variance


def evaluate_backward(  # noqa: PLR0911 - one return for each operation
    operation: Operation, grad: Array, inputs: Sequence[Array], weights: Weights, *, training: bool = True
) -> tuple[tuple[Array, ...], dict[str, Array]]:
    """Gradients with respect to the inputs and, by name, the weights; dropout counts as off.

    Args:
        operation: what was computed.
        grad: gradient with respect to its output.
        inputs: what it was computed from.
        weights: its weights.
        training: whether batch normalisation used the batch's statistics.

    Raises:
        NotComputableError: there is no rule for this operation.
    """
    x = inputs[0]
    match operation:
        case Conv2D():
            window = (operation.strides, operation.padding, operation.dilation_rate, operation.groups)
            return _with_bias(operation, layers.conv2d_backward(grad, x, weights["kernel"], *window))
        case DepthwiseConv2D(_, strides, padding, dilation_rate):
            kernel = weights["kernel"]
            found = layers.depthwise_conv2d_backward(grad, x, kernel, strides, padding, dilation_rate)
            return _with_bias(operation, found)
        case Dense():
            return _with_bias(operation, layers.dense_backward(grad, x, weights["kernel"]))
        case BatchNormalization():
            return _normalize_backward(operation, grad, x, weights, training=training)
        case Add():
            return tuple(grad for _ in inputs), {}
        case Concatenate():
            edges = np.cumsum([part.shape[operation.axis] for part in inputs])[:-1]
            return tuple(np.split(grad, edges, axis=operation.axis)), {}
        case _:
            return (_without_weights_backward(operation, grad, x),), {}


def _with_bias(
    operation: Conv2D | DepthwiseConv2D | Dense, gradients: tuple[Array, Array, Array]
) -> tuple[tuple[Array, ...], dict[str, Array]]:
    for_x, kernel, bias = gradients
    return (for_x,), {"kernel": kernel} | ({"bias": bias} if operation.use_bias else {})


def _without_weights_backward(operation: Operation, grad: Array, x: Array) -> Array:  # noqa: PLR0911 - the same
    match operation:
        case Activation(function) if function in ACTIVATION_GRADIENTS:
            return ACTIVATION_GRADIENTS[function](grad, x)
        case MaxPooling2D(size, strides, padding):
            return layers.max_pool2d_backward(grad, x, size, strides, padding)
        case AveragePooling2D(size, strides, padding):
            return layers.avg_pool2d_backward(grad, x, size, strides, padding)
        case GlobalAveragePooling2D():
            return layers.global_average_pool2d_backward(grad, x)
        case GlobalMaxPooling2D():
            return layers.global_max_pool2d_backward(grad, x)
        case Flatten() | Reshape():
            return grad.reshape(x.shape)
        case Dropout():
            return grad
        case ZeroPadding2D(((top, _), (left, _))):
            return grad[:, top : top + x.shape[1], left : left + x.shape[2]]
        case _:
            raise NotComputableError(f"there is no gradient rule for {operation}")


def _normalize_backward(
    operation: BatchNormalization, grad: Array, x: Array, weights: Weights, *, training: bool
) -> tuple[tuple[Array, ...], dict[str, Array]]:
    move = partial(np.moveaxis, source=operation.axis, destination=-1)
    mean, variance = weights["moving_mean"], weights["moving_variance"]
    gamma = weights.get("gamma", np.ones_like(mean))
    if training:
        for_x, scale, offset = layers.batch_norm_backward(move(grad), move(x), gamma, operation.epsilon)
    else:
        for_x, scale, offset = layers.batch_norm_inference_backward(
            move(grad), move(x), gamma, mean, variance, operation.epsilon
        )
    for_weights = ({"gamma": scale} if operation.scale else {}) | ({"beta": offset} if operation.center else {})
    return (np.moveaxis(for_x, -1, operation.axis),), for_weights
