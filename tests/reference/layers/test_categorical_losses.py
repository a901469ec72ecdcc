"""Cross entropy with rows for labels, against TensorFlow and Keras, and against the losses that take class numbers."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import layers

seeded = settings(derandomize=True, deadline=None, max_examples=80)
batches, class_counts = st.integers(1, 8), st.integers(1, 12)


def rows(seed: int, batch: int, classes: int, *, smooth: bool) -> np.ndarray[Any, Any]:
    """One-hot targets, or such that share each label among the classes."""
    rng = np.random.default_rng(seed)
    return rng.dirichlet(np.ones(classes), batch) if smooth else np.eye(classes)[rng.integers(0, classes, batch)]


@seeded
@given(
    batch=batches,
    classes=class_counts,
    smooth=st.booleans(),
    scale=st.sampled_from([0.1, 1.0, 50.0, 1e4]),
    seed=st.integers(0, 2**32),
)
def test_from_logits(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    batch: int,
    classes: int,
    scale: float,
    seed: int,
    *,
    smooth: bool,
) -> None:
    logits, targets = scale * draw(seed, batch, classes), rows(seed, batch, classes, smooth=smooth)
    answer = ask(lambda scores: tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits(targets, scores)), logits)
    loss = layers.categorical_cross_entropy_from_logits(logits, targets)
    assert math.isclose(loss, answer.outputs, rel_tol=1e-9, abs_tol=1e-12)
    gradient = answer.grad * layers.softmax_categorical_cross_entropy_backward(logits, targets)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-9, atol=1e-12)


@seeded
@given(batch=batches, classes=st.integers(2, 12), smooth=st.booleans(), seed=st.integers(0, 2**32))
def test_from_probabilities(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    batch: int,
    classes: int,
    seed: int,
    *,
    smooth: bool,
) -> None:
    probabilities, targets = layers.softmax(draw(seed, batch, classes)), rows(seed, batch, classes, smooth=smooth)
    theirs = tf.keras.losses.CategoricalCrossentropy(from_logits=False)(targets, probabilities)
    loss = layers.categorical_cross_entropy(probabilities, targets)
    # Keras computes this one in float32.
    assert math.isclose(loss, theirs, rel_tol=1e-5, abs_tol=1e-6)

    def surprise(shares: Any) -> Any:  # noqa: ANN401  # TensorFlow's tensors have no types
        return tf.reduce_mean(tf.reduce_sum(-targets * tf.math.log(shares), axis=1))

    answer = ask(surprise, probabilities)
    assert math.isclose(loss, answer.outputs, rel_tol=1e-9, abs_tol=1e-12)
    gradient = answer.grad * layers.categorical_cross_entropy_backward(probabilities, targets)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-9, atol=1e-12)


@seeded
@given(batch=batches, classes=class_counts, seed=st.integers(0, 2**32))
def test_one_hot_rows_and_class_numbers_are_the_same(
    draw: Callable[..., Any], batch: int, classes: int, seed: int
) -> None:
    logits, labels = draw(seed, batch, classes), np.random.default_rng(seed).integers(0, classes, batch)
    targets, probabilities = layers.one_hot(labels, classes), layers.softmax(logits)
    for with_rows, with_numbers, scores in (
        (layers.categorical_cross_entropy, layers.cross_entropy, probabilities),
        (layers.categorical_cross_entropy_backward, layers.cross_entropy_backward, probabilities),
        (layers.categorical_cross_entropy_from_logits, layers.cross_entropy_from_logits, logits),
        (layers.softmax_categorical_cross_entropy_backward, layers.softmax_cross_entropy_backward, logits),
    ):
        np.testing.assert_allclose(with_rows(scores, targets), with_numbers(scores, labels), rtol=1e-12, atol=1e-15)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_certainty_and_large_logits_are_finite(dtype: type[np.floating[Any]]) -> None:
    certain, wrong = np.array([[1, 0]], dtype), np.array([[0, 1]], dtype)
    assert 80 < layers.categorical_cross_entropy(certain, wrong) < 710
    assert layers.categorical_cross_entropy(certain, certain) == 0
    assert np.isfinite(layers.categorical_cross_entropy_backward(certain, wrong)).all()
    far = np.array([[1e30, -1e30]], dtype)
    assert layers.categorical_cross_entropy_from_logits(far, certain) == 0
    assert math.isclose(layers.categorical_cross_entropy_from_logits(far, wrong), 2e30, rel_tol=1e-6)


ROW = np.array([[0.25, 0.75]])


@pytest.mark.parametrize(
    "function",
    [
        layers.categorical_cross_entropy,
        layers.categorical_cross_entropy_backward,
        layers.categorical_cross_entropy_from_logits,
        layers.softmax_categorical_cross_entropy_backward,
    ],
)
@pytest.mark.parametrize(
    ("scores", "targets", "message"),
    [
        (ROW[0], ROW[0], r"(probabilities|logits) must have the axes \(batch, classes\)"),
        (ROW[:0], ROW[:0], r"(probabilities|logits) must not be empty. Received: .* of shape \(0, 2\)"),
        (ROW, np.array([1]), r"targets must have the shape \(1, 2\). Received: targets of shape \(1,\)"),
        (ROW, np.array([[1, 1]]), r"targets must be rows .* sum to 1.* Received: targets with \[1. 1.\]"),
        (ROW, np.array([[2, -1]]), r"Received: targets with \[ 2. -1.\]"),
        (np.ones((2, 2)), np.array([[1, 0], [2, -1]]), r"Received: targets with \[ 2. -1.\]"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(
    function: Callable[..., object], scores: object, targets: object, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        function(scores, targets)
