"""Dropout: its distribution, and Keras's scaling. Which values are dropped is chance."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import apply_dropout, dropout, keep_mask

seeded = settings(derandomize=True, deadline=None, max_examples=40)
rates = st.sampled_from([0.0, 0.1, 0.2, 0.5, 0.9])


@seeded
@given(rate=rates, seed=st.integers(0, 2**32))
def test_the_dropped_share_is_the_rate_and_the_mean_is_kept(rate: float, seed: int) -> None:
    number = 20_000
    outputs = dropout(np.ones((100, number // 100)), rate, np.random.default_rng(seed))
    deviation = (rate * (1 - rate) / number) ** 0.5
    assert abs((outputs == 0).mean() - rate) <= 6 * deviation
    assert abs(outputs.mean() - 1) <= 6 * deviation / (1 - rate)


@seeded
@given(rate=rates, seed=st.integers(0, 2**32))
def test_kept_values_are_scaled_as_in_keras(tf: ModuleType, draw: Callable[..., Any], rate: float, seed: int) -> None:
    images = draw(seed, 40, 5, 6, 3)
    theirs = tf.keras.layers.Dropout(rate, seed=seed % 1000, dtype="float64")(images, training=True).numpy()
    ours = dropout(images, rate, np.random.default_rng(seed))
    both = (ours != 0) & (theirs != 0)
    np.testing.assert_allclose(ours[both], theirs[both], rtol=1e-6)
    assert both.any()


def test_inference_is_the_identity(draw: Callable[..., Any]) -> None:
    images, rng = draw(0, 2, 3, 4, 2), np.random.default_rng(0)
    np.testing.assert_array_equal(dropout(images, 0.5, rng, training=False), images)
    assert rng.random() == np.random.default_rng(0).random()


def test_chance_comes_from_the_generator_alone() -> None:
    ones, rng = np.ones((8, 8)), np.random.default_rng(0)
    first, second = dropout(ones, 0.5, rng), dropout(ones, 0.5, rng)
    assert (first != second).any()
    np.testing.assert_array_equal(first, dropout(ones, 0.5, np.random.default_rng(0)))


def test_the_gradient_has_the_mask_of_the_outputs(draw: Callable[..., Any]) -> None:
    images, grad = draw(0, 3, 4), draw(1, 3, 4)
    outputs = dropout(images, 0.4, np.random.default_rng(5))
    kept = keep_mask(images.shape, 0.4, np.random.default_rng(5))
    np.testing.assert_array_equal(outputs, apply_dropout(images, kept, 0.4))
    # Outputs are values times a factor; so is the gradient, with the same factors.
    np.testing.assert_allclose(apply_dropout(grad, kept, 0.4), grad * outputs / images, rtol=1e-12)


def test_types_and_values_that_are_not_finite() -> None:
    rng = np.random.default_rng(0)
    assert dropout(np.ones(4, np.float32), 0.5, rng).dtype == np.float32
    assert set(dropout(np.full(200, 255, np.uint8), 0.5, rng).tolist()) == {0, 510}
    assert not np.isnan(dropout(np.full(200, np.inf), 0.5, rng)).any()


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5, float("nan"), "0.5", np.array([0.5, 0.5])])
@pytest.mark.parametrize("training", [True, False])
def test_other_rates_are_refused(rate: object, *, training: bool) -> None:
    with pytest.raises(ValueError, match="rate must be at least 0 and less than 1"):
        dropout(np.ones(3), rate, np.random.default_rng(0), training)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: dropout(np.ones(3), 0.5, 42), "rng must be a numpy.random.Generator. Received: rng=42"),
        (lambda: keep_mask((3,), 0.5, np.random), "rng must be .* Received: rng=<module"),
        (lambda: keep_mask((3, -1), 0.5, np.random.default_rng(0)), "shape must be .* at least 0. Received: shape=-1"),
        (lambda: apply_dropout(np.ones((2, 3)), np.ones(3, bool), 0.5), r"kept must have the shape \(2, 3\)"),
        (lambda: apply_dropout(np.ones(3), np.ones(3, bool), 1), "rate must be .* Received: rate=1"),
    ],
)
def test_other_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
