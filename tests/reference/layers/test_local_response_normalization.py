"""Local response normalisation against TensorFlow's kernel, and in float64 against its formula, differentiated."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reference.layers import local_response_normalization, local_response_normalization_backward

seeded = settings(derandomize=True, deadline=None, max_examples=60)
shapes = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.integers(1, 9))
radii = st.integers(0, 6)
constants = st.tuples(
    st.sampled_from([0.5, 1, 2]), st.sampled_from([0, 1e-4, 0.3, 1]), st.sampled_from([0, 0.5, 0.75, 1, 2])
)
ALEXNET = (2, 1e-4, 0.75)


@seeded
@given(shape=shapes, depth_radius=radii, constants=constants, seed=st.integers(0, 2**32))
@example(shape=(2, 3, 4, 9), depth_radius=2, constants=ALEXNET, seed=0)
def test_forward_and_gradient(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    shape: tuple[int, ...],
    depth_radius: int,
    constants: tuple[float, float, float],
    seed: int,
) -> None:
    images = 3 * draw(seed, *shape, dtype=np.float32)  # the kernel knows no float64
    options = (depth_radius, *constants)
    answer = ask(lambda maps: tf.nn.local_response_normalization(maps, *options), images, seed=seed)
    outputs = local_response_normalization(images, *options)
    gradient = local_response_normalization_backward(answer.grad, images, *options)
    assert outputs.dtype == gradient.dtype == np.float32
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-3, atol=1e-4)


@seeded
@given(shape=shapes, depth_radius=radii, constants=constants, seed=st.integers(0, 2**32))
def test_in_float64(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    shape: tuple[int, ...],
    depth_radius: int,
    constants: tuple[float, float, float],
    seed: int,
) -> None:
    images, (bias, alpha, beta) = 3 * draw(seed, *shape), constants

    def normalize(maps: Any) -> Any:  # noqa: ANN401  # TensorFlow's tensors have no types
        return maps / (bias + alpha * tf.tensordot(maps**2, neighbours, axes=1)) ** beta

    channels = np.arange(shape[-1])
    neighbours = (np.abs(channels[:, None] - channels) <= depth_radius).astype(np.float64)
    answer = ask(normalize, images, seed=seed)
    outputs = local_response_normalization(images, depth_radius, *constants)
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-10, atol=1e-12)
    gradient = local_response_normalization_backward(answer.grad, images, depth_radius, *constants)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-9, atol=1e-11)


IMAGES = np.ones((1, 2, 3, 4))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: local_response_normalization(IMAGES[0]),
            r"images must have the axes \(batch, height, width, channels",
        ),
        (lambda: local_response_normalization(IMAGES[..., :0]), "images must have .* one channel. Received: images of"),
        (lambda: local_response_normalization(IMAGES, -1), "depth_radius must be .* at least 0. .* depth_radius=-1"),
        (lambda: local_response_normalization(IMAGES, bias=0), "bias must be positive.* Received: bias=0"),
        (lambda: local_response_normalization(IMAGES, alpha=-1), "alpha must be .* at least 0. Received: alpha=-1"),
        (lambda: local_response_normalization(IMAGES, beta=np.nan), "beta must be a finite number .* beta=nan"),
        (lambda: local_response_normalization_backward(IMAGES[0], IMAGES), r"grad must have the shape \(1, 2, 3, 4\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
