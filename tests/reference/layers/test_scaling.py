"""Feature scaling against Keras's layers."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import normalize, normalize_backward, rescale, rescale_backward

seeded = settings(derandomize=True, deadline=None, max_examples=60)
numbers = st.floats(-4, 4, width=32)  # Keras keeps its options in float32


@seeded
@given(channels=st.integers(1, 4), seed=st.integers(0, 2**32))
def test_normalize(tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], channels: int, seed: int) -> None:
    images, mean, std = draw(seed, 2, 3, 4, channels), draw(seed, channels), np.abs(draw(seed + 1, channels)) + 0.1
    layer = tf.keras.layers.Normalization(mean=mean, variance=std**2)
    np.testing.assert_allclose(normalize(images, mean, std), layer(images), rtol=1e-4, atol=1e-4)
    answer = ask(lambda maps: (maps - mean) / std, images, seed=seed)
    np.testing.assert_allclose(normalize_backward(answer.grad, images, std), answer.gradients[0], rtol=1e-12)


@seeded
@given(scale=numbers, offset=numbers, seed=st.integers(0, 2**32))
def test_rescale(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], scale: float, offset: float, seed: int
) -> None:
    images = draw(seed, 2, 3, 4, 2)
    answer = ask(tf.keras.layers.Rescaling(scale, offset, dtype="float64"), images, seed=seed)
    np.testing.assert_allclose(rescale(images, scale, offset), answer.outputs, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(
        rescale_backward(answer.grad, images, scale), answer.gradients[0], rtol=1e-12, atol=1e-12
    )


def test_pixels_are_scaled_to_the_ranges_of_the_course() -> None:
    pixels = np.arange(256, dtype=np.uint8)
    for zero_to_one in (rescale(pixels), normalize(pixels, 0, 255)):
        assert (zero_to_one.min(), zero_to_one.max()) == (0, 1)
    for minus_one_to_one in (rescale(pixels, 2 / 255, -1), normalize(pixels, 127.5, 127.5)):
        assert (minus_one_to_one.min(), minus_one_to_one.max()) == (-1, 1)
    images = np.random.default_rng(0).normal(3, 5, (4, 5, 6, 2))
    scaled = normalize(images, images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2)))
    np.testing.assert_allclose(scaled.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=(0, 1, 2)), 1)


def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any]) -> None:
    images = draw(0, 1, 2, 3, 1, dtype=np.float32)
    outputs = [
        normalize(images, np.zeros(1), np.ones(1)),
        normalize_backward(images, images, np.ones(1)),
        rescale(images, np.float64(2)),
        rescale_backward(images, images),
    ]
    assert {array.dtype for array in outputs} == {np.dtype(np.float32)}
    assert rescale(np.array([255], np.uint8)).dtype == np.float64


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normalize(np.zeros(3), 0, 0), "std must be positive. Received: std=0"),
        (
            lambda: normalize(np.zeros((2, 3)), np.zeros((2, 3)), 1),
            r"mean must be one number, .* mean of shape \(2, 3\)",
        ),
        (
            lambda: normalize_backward(np.zeros(3), np.zeros(3), np.ones(2)),
            r"std must be .* Received: std of shape \(2,",
        ),
        (lambda: normalize_backward(np.zeros(2), np.zeros(3), 1), r"grad must have the shape \(3,\)"),
        (lambda: rescale(np.zeros(3), np.inf), "scale must be a finite number. Received: scale=inf"),
        (lambda: rescale(np.zeros(3), 1, "0"), "offset must be a finite number. Received: offset='0'"),
        (lambda: rescale(np.zeros(3), np.ones(3)), "scale must be a finite number. Received: scale=array"),
        (lambda: rescale_backward(np.zeros(2), np.zeros(3)), r"grad must have the shape \(3,\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
