"""One-hot labels and cross entropy against TensorFlow and Keras."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import (
    cross_entropy,
    cross_entropy_backward,
    cross_entropy_from_logits,
    one_hot,
    softmax,
    softmax_backward,
    softmax_cross_entropy_backward,
)

seeded = settings(derandomize=True, deadline=None, max_examples=100)
batches = st.integers(1, 8)
class_counts = st.integers(1, 12)


@seeded
@given(batch=batches, classes=class_counts, seed=st.integers(0, 2**32))
def test_one_hot(tf: ModuleType, batch: int, classes: int, seed: int) -> None:
    labels = np.random.default_rng(seed).integers(0, classes, batch)
    np.testing.assert_array_equal(one_hot(labels, classes), tf.one_hot(labels, classes))
    np.testing.assert_array_equal(one_hot(labels.astype(np.uint8), classes), tf.one_hot(labels, classes))


@seeded
@given(
    batch=batches,
    classes=class_counts,
    scale=st.sampled_from([0.1, 1.0, 50.0, 1e4]),
    seed=st.integers(0, 2**32),
)
def test_cross_entropy_from_logits(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    batch: int,
    classes: int,
    scale: float,
    seed: int,
) -> None:
    logits, labels = scale * draw(seed, batch, classes), np.random.default_rng(seed).integers(0, classes, batch)

    def loss(logits: Any) -> Any:  # noqa: ANN401  # TensorFlow's tensors have no types
        return tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels, logits))

    answer = ask(loss, logits)
    assert math.isclose(cross_entropy_from_logits(logits, labels), answer.outputs, rel_tol=1e-9, abs_tol=1e-12)
    gradient = answer.grad * softmax_cross_entropy_backward(logits, labels)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-9, atol=1e-12)


@seeded
@given(batch=batches, classes=class_counts, seed=st.integers(0, 2**32))
def test_cross_entropy_from_probabilities(
    tf: ModuleType, draw: Callable[..., Any], batch: int, classes: int, seed: int
) -> None:
    logits, labels = draw(seed, batch, classes), np.random.default_rng(seed).integers(0, classes, batch)
    probabilities = softmax(logits)
    theirs = tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False)(labels, probabilities)
    loss = cross_entropy(probabilities, labels)
    # Keras computes this one in float32, with probabilities cut off at 1e-7.
    assert math.isclose(loss, theirs, rel_tol=1e-5, abs_tol=1e-6)
    assert math.isclose(loss, cross_entropy_from_logits(logits, labels), rel_tol=1e-9, abs_tol=1e-12)
    through_softmax = softmax_backward(cross_entropy_backward(probabilities, labels), logits)
    direct = softmax_cross_entropy_backward(logits, labels)
    np.testing.assert_allclose(through_softmax, direct, rtol=1e-9, atol=1e-12)


def test_the_figures_of_the_course() -> None:
    labels = np.array([0, 3, 9])
    assert round(cross_entropy(np.full((3, 10), 0.1), labels), 3) == 2.303
    assert round(cross_entropy_from_logits(np.zeros((3, 10)), labels), 3) == 2.303
    assert round(cross_entropy_from_logits(one_hot(labels, 10), labels), 3) == 1.461


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_certainty_and_large_logits_are_finite(dtype: type[np.floating[Any]]) -> None:
    certain, labels = np.array([[1, 0]], dtype), np.array([1])
    assert 80 < cross_entropy(certain, labels) < 710
    assert np.isfinite(cross_entropy_backward(certain, labels)).all()
    assert cross_entropy(certain, np.array([0])) == 0
    assert cross_entropy_from_logits(np.array([[1e30, -1e30]], dtype), np.array([0])) == 0
    assert math.isclose(cross_entropy_from_logits(np.array([[1e30, 0]], dtype), labels), 1e30, rel_tol=1e-6)


def test_float32_is_kept_in_the_gradients() -> None:
    logits, labels = np.zeros((2, 3), np.float32), np.array([0, 2])
    assert softmax_cross_entropy_backward(logits, labels).dtype == np.float32
    assert cross_entropy_backward(softmax(logits), labels).dtype == np.float32


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: one_hot(np.array([0, 3]), 3), "labels must be whole numbers from 0 to 2. Received: labels with 3"),
        (lambda: one_hot(np.array([-1]), 3), "Received: labels with -1"),
        (lambda: one_hot(np.array([0.5]), 3), "Received: labels with 0.5"),
        (lambda: one_hot(np.array([[1]]), 3), r"labels must have the axes \(batch\). .* \(1, 1\)"),
        (lambda: one_hot(np.array([0]), 0), "classes must be .* Received: classes=0"),
        (lambda: cross_entropy(np.ones(3), np.array([0])), r"probabilities must have the axes \(batch, classes\)"),
        (lambda: cross_entropy(np.ones((2, 3)), np.array([0])), r"labels must have the shape \(2,\)"),
        (lambda: cross_entropy(np.array([[1.2, -0.2]]), np.array([0])), "Received: probabilities with 1.2"),
        (lambda: cross_entropy_backward(np.array([[0.5, -0.2]]), np.array([0])), "Received: probabilities with -0.2"),
        (lambda: cross_entropy(np.array([[np.nan, 0.2]]), np.array([0])), "Received: probabilities with nan"),
        (lambda: cross_entropy_from_logits(np.ones((1, 3)), np.array([3])), "Received: labels with 3"),
        (lambda: cross_entropy_backward(np.ones((1, 3)), np.array([-1])), "Received: labels with -1"),
        (lambda: softmax_cross_entropy_backward(np.ones(3), np.array([0])), "logits must have the axes"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
