"""Activations against TensorFlow's."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import layers

seeded = settings(derandomize=True, deadline=None, max_examples=50)
shapes = st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple)
scales = st.sampled_from([1e-3, 1.0, 30.0, 1e4])
NAMES = ("relu", "relu6", "sigmoid", "tanh", "softmax", "log_softmax")


@pytest.mark.parametrize("name", NAMES)
@seeded
@given(shape=shapes, scale=scales, seed=st.integers(0, 2**32))
def test_forward_and_gradient(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    name: str,
    shape: tuple[int, ...],
    scale: float,
    seed: int,
) -> None:
    x = scale * draw(seed, *shape)
    x.flags.writeable = False
    answer = ask(getattr(tf.nn, name), x, seed=seed)
    np.testing.assert_allclose(getattr(layers, name)(x), answer.outputs, rtol=1e-9, atol=1e-12)
    gradient = getattr(layers, f"{name}_backward")(answer.grad, x)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ["softmax", "log_softmax"])
@pytest.mark.parametrize("axis", [0, 1, -2])
def test_softmax_along_another_axis(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], name: str, axis: int
) -> None:
    logits = draw(0, 3, 4, 5)
    answer = ask(lambda x: getattr(tf.nn, name)(x, axis=axis), logits)
    np.testing.assert_allclose(getattr(layers, name)(logits, axis), answer.outputs, rtol=1e-12)
    gradient = getattr(layers, f"{name}_backward")(answer.grad, logits, axis)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-10, atol=1e-12)


def test_relu_and_relu6_pass_nothing_on_at_their_corners(tf: ModuleType, ask: Callable[..., Any]) -> None:
    x = np.array([0.0, -0.0, 1e-300, 6.0])
    for name, expected in (("relu", [0, 0, 1, 1]), ("relu6", [0, 0, 1, 0])):
        answer, backward = ask(getattr(tf.nn, name), x), getattr(layers, f"{name}_backward")
        np.testing.assert_array_equal(backward(answer.grad, x), answer.gradients[0])
        assert backward(np.ones(4), x).tolist() == expected


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_large_inputs_are_finite_and_silent(name: str, dtype: type[np.floating[Any]]) -> None:
    x = np.array([[-1e30, -1000, 0, 1000, 1e30]], dtype)
    outputs = getattr(layers, name)(x)
    assert np.isfinite(outputs).all()
    assert np.isfinite(getattr(layers, f"{name}_backward")(np.ones_like(x), x)).all()
    if name == "sigmoid":
        assert outputs.tolist() == [[0, 0, 0.5, 1, 1]]


@pytest.mark.parametrize("name", NAMES)
def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any], name: str) -> None:
    x = draw(0, 2, 3, dtype=np.float32)
    activation, backward = getattr(layers, name), getattr(layers, f"{name}_backward")
    assert activation(x).dtype == backward(x.astype(np.float64), x).dtype == np.float32
    bright = np.array([[200, 100]], np.uint8)
    np.testing.assert_array_equal(activation(bright), activation(np.array([[200.0, 100.0]])))
    assert activation(bright).dtype == np.float64


def test_the_figures_of_the_course() -> None:
    assert layers.sigmoid(np.zeros(1)) == 0.5
    assert math.isclose(layers.softmax(np.array([[1.0, 2.0, 3.0]])).sum(), 1)


@pytest.mark.parametrize("name", NAMES)
def test_a_gradient_of_another_shape_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=r"grad must have the shape \(2, 3\). Received: grad of shape \(1, 3\)"):
        getattr(layers, f"{name}_backward")(np.zeros((1, 3)), np.zeros((2, 3)))


@pytest.mark.parametrize("function", [layers.softmax, layers.log_softmax])
@pytest.mark.parametrize(
    ("logits", "axis", "received"),
    [
        (np.zeros((2, 3)), 2, r"axis=2, logits of shape \(2, 3\)"),
        (np.zeros((2, 3)), -3, "axis=-3"),
        (np.zeros((2, 3)), 0.5, "axis=0.5"),
        (np.zeros((2, 0)), -1, r"axis=-1, logits of shape \(2, 0\)"),
    ],
)
def test_an_axis_that_is_not_there_is_refused(
    function: Callable[..., object], logits: object, axis: object, received: str
) -> None:
    with pytest.raises(ValueError, match=f"axis must be .* Received: {received}"):
        function(logits, axis)
