"""Metrics against TensorFlow's and scikit-learn's."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import sklearn.metrics
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.metrics import accuracy, confusion_matrix, top_k_error

seeded = settings(derandomize=True, deadline=None, max_examples=80)
numbers = st.integers(1, 30)
class_counts = st.integers(1, 10)


@seeded
@given(number=numbers, classes=st.integers(2, 10), seed=st.integers(0, 2**32))
def test_accuracy_and_confusion_matrix(tf: ModuleType, number: int, classes: int, seed: int) -> None:
    labels, predictions = np.random.default_rng(seed).integers(0, classes, (2, number))
    assert math.isclose(accuracy(labels, predictions), sklearn.metrics.accuracy_score(labels, predictions))
    counts = confusion_matrix(labels, predictions, classes)
    np.testing.assert_array_equal(counts, tf.math.confusion_matrix(labels, predictions, classes))
    expected = sklearn.metrics.confusion_matrix(labels, predictions, labels=range(classes))
    np.testing.assert_array_equal(counts, expected)
    np.testing.assert_array_equal(counts.sum(axis=1), np.bincount(labels, minlength=classes))
    assert math.isclose(np.trace(counts) / number, accuracy(labels, predictions))


@seeded
@given(number=numbers, classes=class_counts, ties=st.booleans(), seed=st.integers(0, 2**32), data=st.data())
def test_top_k_error(
    tf: ModuleType, draw: Callable[..., Any], number: int, classes: int, seed: int, data: st.DataObject, *, ties: bool
) -> None:
    k = data.draw(st.integers(1, classes))
    scores = draw(seed, number, classes, dtype=np.float32)
    if ties:
        scores = np.round(scores)
    labels = np.random.default_rng(seed).integers(0, classes, number)
    found = tf.math.in_top_k(labels, scores, k).numpy()
    assert math.isclose(top_k_error(scores, labels, k), 1 - found.mean(), abs_tol=1e-12)


def test_the_fifth_guess_counts() -> None:
    scores = np.arange(10.0)[None]
    assert top_k_error(scores, np.array([5])) == 0
    assert top_k_error(scores, np.array([4])) == 1


ONE, TWO = np.array([0]), np.array([0, 1])


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: accuracy(TWO, ONE), r"predictions must have the shape \(2,\)"),
        (lambda: accuracy(TWO[:, None], TWO[:, None]), r"labels must have the axes \(n\)"),
        (lambda: accuracy(ONE[:0], ONE[:0]), r"labels must not be empty. Received: labels of shape \(0,\)"),
        (lambda: top_k_error(np.ones((1, 3)), ONE, k=4), "k must not exceed .* Received: k=4, 3 classes"),
        (lambda: top_k_error(np.ones((1, 3)), ONE, k=0), "k must be .* Received: k=0"),
        (lambda: top_k_error(np.ones((1, 7)), TWO), r"labels must have the shape \(1,\)"),
        (lambda: top_k_error(np.ones((0, 7)), ONE[:0]), r"labels must not be empty. Received: labels of shape \(0,\)"),
        (lambda: confusion_matrix(TWO, TWO, 1), "labels must be .* from 0 to 0. Received: labels with 1"),
        (lambda: confusion_matrix(ONE, np.array([5]), 3), "predictions must be .* Received: predictions with 5"),
        (lambda: confusion_matrix(TWO, ONE, 3), r"predictions must have the shape \(2,\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
