"""Upsampling against tf.image.resize and Keras's layer, and its gradients against TensorFlow's."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import (
    upsample_bilinear,
    upsample_bilinear_backward,
    upsample_nearest,
    upsample_nearest_backward,
)

seeded = settings(derandomize=True, deadline=None, max_examples=60)
sides = st.integers(1, 7)
METHODS = [
    ("nearest", upsample_nearest, upsample_nearest_backward),
    ("bilinear", upsample_bilinear, upsample_bilinear_backward),
]


@seeded
@given(height=sides, width=sides, factor=st.integers(1, 5), seed=st.integers(0, 2**32))
@pytest.mark.parametrize(("method", "upsample", "backward"), METHODS)
def test_forward_and_gradient(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    method: str,
    upsample: Callable[..., Any],
    backward: Callable[..., Any],
    height: int,
    width: int,
    factor: int,
    seed: int,
) -> None:
    images = draw(seed, 2, height, width, 3, dtype=np.float32)  # the kernels have no gradient in float64
    size = (height * factor, width * factor)
    answer = ask(lambda maps: tf.image.resize(maps, size, method=method), images, seed=seed)
    np.testing.assert_allclose(upsample(images, factor), answer.outputs, rtol=1e-5, atol=1e-5)
    gradient = backward(answer.grad, images, factor)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-5, atol=1e-4)
    theirs = tf.keras.layers.UpSampling2D(factor, interpolation=method, dtype="float32")(images)
    np.testing.assert_allclose(upsample(images, factor), theirs, rtol=1e-5, atol=1e-5)


@seeded
@given(height=sides, width=sides, factor=st.integers(1, 5), seed=st.integers(0, 2**32))
@pytest.mark.parametrize(("method", "upsample", "backward"), METHODS)
def test_the_gradient_is_the_transpose_in_float64(
    draw: Callable[..., Any],
    method: str,
    upsample: Callable[..., Any],
    backward: Callable[..., Any],
    height: int,
    width: int,
    factor: int,
    seed: int,
) -> None:
    # Upsampling is linear: <upsample(x), y> = <x, backward(y)> for every y, and for no other gradient.
    del method
    images, grad = draw(seed, 2, height, width, 3), draw(seed + 1, 2, height * factor, width * factor, 3)
    one_way = np.vdot(upsample(images, factor), grad)
    np.testing.assert_allclose(one_way, np.vdot(images, backward(grad, images, factor)), rtol=1e-9, atol=1e-9)


def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any]) -> None:
    images, grad = draw(0, 1, 2, 3, 1, dtype=np.float32), draw(0, 1, 4, 6, 1)
    for _, upsample, backward in METHODS:
        assert upsample(images, 2).dtype == backward(grad, images, 2).dtype == np.float32
    bright = np.array([255, 254], np.uint8).reshape(1, 1, 2, 1)
    assert upsample_bilinear(bright, 2).ravel()[:4].tolist() == [255, 254.75, 254.25, 254]


IMAGES = np.zeros((1, 2, 2, 1))


@pytest.mark.parametrize(("method", "upsample", "backward"), METHODS)
def test_refusals_name_the_argument_and_what_was_received(
    method: str, upsample: Callable[..., object], backward: Callable[..., object]
) -> None:
    del method
    for images, factor, message in (
        (IMAGES, 0, "factor must be .* Received: factor=0"),
        (IMAGES, 1.5, "factor must be .* Received: factor=1.5"),
        (IMAGES[0], 2, "images must have the axes"),
        (IMAGES[..., :0], 2, r"images must have .* one channel. Received: images of shape \(1, 2, 2, 0\)"),
    ):
        with pytest.raises(ValueError, match=message):
            upsample(images, factor)
        with pytest.raises(ValueError, match=message):
            backward(np.zeros((1, 4, 4, 1)), images, factor)
    with pytest.raises(ValueError, match=r"grad must have the shape \(1, 4, 4, 1\). Received: grad of shape"):
        backward(IMAGES, IMAGES, 2)
