"""Every activation a graph may name, by its Keras name, and how its gradient flows back.

Those of the course's networks stand in :mod:`reference.layers`; the others are one line each.
"""

import math
from collections.abc import Callable, Mapping

import numpy as np

from reference import layers
from reference.layers.arrays import Array

SELU_SCALE, SELU_ALPHA = 1.0507009873554805, 1.6732632423543772
"""Klambauer et al., "Self-Normalizing Neural Networks", NeurIPS 2017, section 2."""


def _elu(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def _elu_slope(x: Array) -> Array:
    return np.exp(np.minimum(x, 0))


def _normal_share(x: Array) -> Array:
    """Share of a standard normal distribution below x."""
    share: Array = ((1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2))) / 2).astype(x.dtype)
    return share


def _silu_slope(x: Array) -> Array:
    gate = layers.sigmoid(x)
    slope: Array = gate * (1 + x * (1 - gate))
    return slope


ACTIVATIONS: Mapping[str, Callable[[Array], Array]] = {
    "linear": lambda x: x,
    "relu": layers.relu,
    "sigmoid": layers.sigmoid,
    "tanh": layers.tanh,
    "softmax": layers.softmax,
    "elu": _elu,
    "selu": lambda x: SELU_SCALE * np.where(x > 0, x, SELU_ALPHA * np.expm1(np.minimum(x, 0))),
    "relu6": layers.relu6,
    "silu": lambda x: x * layers.sigmoid(x),
    "gelu": lambda x: x * _normal_share(x),
    "softplus": lambda x: np.logaddexp(0, x),
    "softsign": lambda x: x / (1 + np.abs(x)),
    "exponential": np.exp,
}
"""Outputs for inputs of any shape; softmax runs over the last axis."""

ACTIVATION_GRADIENTS: Mapping[str, Callable[[Array, Array], Array]] = {
    "linear": lambda grad, _: grad,
    "relu": layers.relu_backward,
    "sigmoid": layers.sigmoid_backward,
    "tanh": layers.tanh_backward,
    "softmax": layers.softmax_backward,
    "elu": lambda grad, x: grad * _elu_slope(x),
    "selu": lambda grad, x: grad * SELU_SCALE * np.where(x > 0, 1, SELU_ALPHA * _elu_slope(x)),
    "relu6": layers.relu6_backward,
    "silu": lambda grad, x: grad * _silu_slope(x),
    "gelu": lambda grad, x: grad * (_normal_share(x) + x * np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)),
    "softplus": lambda grad, x: grad * layers.sigmoid(x),
    "softsign": lambda grad, x: grad / (1 + np.abs(x)) ** 2,
    "exponential": lambda grad, x: grad * np.exp(x),
}
"""Gradient with respect to the inputs, for the gradient with respect to the outputs and the inputs."""
