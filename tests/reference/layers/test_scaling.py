"""Scaling and upsampling against Keras's layers and tf.image.resize."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import normalize, upsample_bilinear, upsample_nearest

seeded = settings(derandomize=True, deadline=None, max_examples=60)
sides = st.integers(1, 7)


@seeded
@given(height=sides, width=sides, factor=st.integers(1, 5), seed=st.integers(0, 2**32))
@pytest.mark.parametrize(("method", "upsample"), [("nearest", upsample_nearest), ("bilinear", upsample_bilinear)])
def test_upsampling(
    tf: ModuleType,
    draw: Callable[..., Any],
    method: str,
    upsample: Callable[..., Any],
    height: int,
    width: int,
    factor: int,
    seed: int,
) -> None:
    images = draw(seed, 2, height, width, 3)
    theirs = tf.image.resize(images, (height * factor, width * factor), method=method)
    # tf.image.resize answers in float32.
    np.testing.assert_allclose(upsample(images, factor), theirs, rtol=1e-5, atol=1e-5)
    theirs = tf.keras.layers.UpSampling2D(factor, interpolation=method, dtype="float32")(images)
    np.testing.assert_allclose(upsample(images.astype(np.float32), factor), theirs, rtol=1e-5, atol=1e-5)


@seeded
@given(channels=st.integers(1, 4), seed=st.integers(0, 2**32))
def test_normalize(tf: ModuleType, draw: Callable[..., Any], channels: int, seed: int) -> None:
    images, mean, std = draw(seed, 2, 3, 4, channels), draw(seed, channels), np.abs(draw(seed + 1, channels)) + 0.1
    layer = tf.keras.layers.Normalization(mean=mean, variance=std**2)
    np.testing.assert_allclose(normalize(images, mean, std), layer(images), rtol=1e-4, atol=1e-4)


def test_pixels_are_scaled_to_the_ranges_of_the_course() -> None:
    pixels = np.arange(256, dtype=np.uint8)
    zero_to_one, minus_one_to_one = normalize(pixels, 0, 255), normalize(pixels, 127.5, 127.5)
    assert (zero_to_one.min(), zero_to_one.max()) == (0, 1)
    assert (minus_one_to_one.min(), minus_one_to_one.max()) == (-1, 1)
    images = np.random.default_rng(0).normal(3, 5, (4, 5, 6, 2))
    scaled = normalize(images, images.mean(axis=(0, 1, 2)), images.std(axis=(0, 1, 2)))
    np.testing.assert_allclose(scaled.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(scaled.std(axis=(0, 1, 2)), 1)


def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any]) -> None:
    images = draw(0, 1, 2, 3, 1, dtype=np.float32)
    assert normalize(images, np.zeros(1), np.ones(1)).dtype == np.float32
    assert upsample_nearest(images, 2).dtype == upsample_bilinear(images, 2).dtype == np.float32
    bright = np.array([255, 254], np.uint8).reshape(1, 1, 2, 1)
    assert upsample_bilinear(bright, 2).ravel()[:4].tolist() == [255, 254.75, 254.25, 254]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: normalize(np.zeros(3), 0, 0), "std must be positive. Received: std=0"),
        (lambda: upsample_nearest(np.zeros((1, 2, 2, 1)), 0), "factor must be .* Received: factor=0"),
        (lambda: upsample_bilinear(np.zeros((1, 2, 2, 1)), 1.5), "factor must be .* Received: factor=1.5"),
        (lambda: upsample_bilinear(np.zeros((2, 2, 1)), 2), "images must have the axes"),
        (lambda: upsample_nearest(np.zeros((2, 2, 1)), 2), "images must have the axes"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
