"""Dense layers and flatten against Keras's layers."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import dense, dense_backward, flatten, flatten_backward

seeded = settings(derandomize=True, deadline=None, max_examples=60)
few = st.integers(1, 6)
Tensor = Any


@seeded
@given(axes=st.tuples(few) | st.tuples(few, few), inputs=few, units=few, seed=st.integers(0, 2**32))
def test_dense(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    axes: tuple[int, ...],
    inputs: int,
    units: int,
    seed: int,
) -> None:
    rows, kernel, bias = draw(seed, *axes, inputs), draw(seed, inputs, units), draw(seed, units)
    layer = tf.keras.layers.Dense(units, dtype="float64")
    layer.build(rows.shape)
    layer.set_weights([kernel, bias])
    np.testing.assert_allclose(dense(rows, kernel, bias), layer(rows), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(dense(rows, kernel), dense(rows, kernel, 0 * bias))

    def weigh(rows: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
        return tf.tensordot(rows, kernel, axes=1) + bias

    answer = ask(weigh, rows, kernel, bias, seed=seed)
    for gradient, theirs in zip(dense_backward(answer.grad, rows, kernel), answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-12, atol=1e-12)


@seeded
@given(shape=st.tuples(few, few, few, few) | st.tuples(few, few), seed=st.integers(0, 2**32))
def test_flatten(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], shape: tuple[int, ...], seed: int
) -> None:
    images = draw(seed, *shape)
    answer = ask(tf.keras.layers.Flatten(dtype="float64"), images, seed=seed)
    np.testing.assert_array_equal(flatten(images), answer.outputs)
    np.testing.assert_array_equal(flatten_backward(answer.grad, images), answer.gradients[0])


def test_an_empty_batch_stays_empty() -> None:
    assert flatten(np.zeros((0, 4, 3, 2))).shape == (0, 24)
    assert dense(np.zeros((0, 24)), np.zeros((24, 5)), np.zeros(5)).shape == (0, 5)


def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any]) -> None:
    rows, kernel = draw(0, 2, 3, dtype=np.float32), draw(0, 3, 4)
    outputs = dense(rows, kernel, np.zeros(4))
    gradients = dense_backward(outputs, rows, kernel)
    assert {array.dtype for array in (outputs, *gradients)} == {np.dtype(np.float32)}
    bright = np.full((1, 3), 200, np.uint8)
    assert dense(bright, np.ones((3, 1), np.uint8), np.ones(1, np.uint8)).item() == 601


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dense(np.zeros((2, 3)), np.zeros(3)), r"kernel must have the axes \(inputs, units\)"),
        (lambda: dense(np.zeros((2, 3)), np.zeros((4, 5))), r"one row for each input. .* kernel of shape \(4, 5\)"),
        (lambda: dense(np.zeros((2, 3)), np.zeros((3, 5)), np.zeros(1)), r"bias must have the shape \(5,\)"),
        (lambda: dense_backward(np.zeros((2, 4)), np.zeros((2, 3)), np.zeros((3, 5))), r"grad .* \(2, 5\)"),
        (lambda: dense(np.zeros((2, 0)), np.zeros((0, 5))), r"kernel must not be empty. Received: .* \(0, 5\)"),
        (lambda: dense(np.float64(1), np.zeros((1, 5))), r"Received: inputs of shape \(\)"),
        (lambda: flatten(np.float64(1)), "images must have the batch as their first axis. Received: images=1.0"),
        (lambda: flatten_backward(np.zeros((2, 3)), np.zeros((2, 2, 2, 1))), r"grad must have the shape \(2, 4\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
