"""Batch normalisation against Keras's layer and TensorFlow's fused kernel."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference.layers import (
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    batch_norm_train,
)

seeded = settings(derandomize=True, deadline=None, max_examples=60)
Tensor = Any
Array = np.ndarray[Any, Any]
maps = st.tuples(st.integers(1, 4), st.integers(1, 6), st.integers(1, 6), st.integers(1, 4))
shapes = maps | st.tuples(st.integers(1, 6), st.integers(1, 5))
momenta = st.sampled_from([0.99, 0.9, 0.5, 0.0])
epsilons = st.sampled_from([1e-3, 1e-5, 0.1])


def statistics(draw: Callable[..., Array], seed: int, channels: int) -> tuple[Array, Array, Array, Array]:
    """Gamma, beta, moving mean and moving variance; gamma may be negative."""
    gamma, beta, mean, deviation = draw(seed, 4, channels)
    variance = deviation**2
    variance.flags.writeable = False
    return gamma, beta, mean, variance


@seeded
@given(shape=shapes, momentum=momenta, epsilon=epsilons, seed=st.integers(0, 2**32))
def test_training(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    shape: tuple[int, ...],
    momentum: float,
    epsilon: float,
    seed: int,
) -> None:
    images, (gamma, beta, mean, variance) = draw(seed, *shape), statistics(draw, seed, shape[-1])
    layer = tf.keras.layers.BatchNormalization(momentum=momentum, epsilon=epsilon, dtype="float64")
    layer.build(shape)
    layer.set_weights([gamma, beta, mean, variance])
    expected = layer(images, training=True).numpy()
    outputs, moved_mean, moved_variance = batch_norm_train(images, gamma, beta, mean, variance, momentum, epsilon)
    np.testing.assert_allclose(outputs, expected, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(moved_mean, layer.moving_mean.numpy(), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(moved_variance, layer.moving_variance.numpy(), rtol=1e-9, atol=1e-9)

    def normalize(images: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
        mean, variance = tf.nn.moments(images, axes=list(range(len(shape) - 1)))
        return tf.nn.batch_normalization(images, mean, variance, beta, gamma, epsilon)

    answer = ask(normalize, images, gamma, beta, seed=seed)
    ours = batch_norm_backward(answer.grad, images, gamma, epsilon)
    for gradient, theirs in zip(ours, answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-8, atol=1e-8)


@seeded
@given(shape=shapes, epsilon=epsilons, seed=st.integers(0, 2**32))
def test_inference(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    shape: tuple[int, ...],
    epsilon: float,
    seed: int,
) -> None:
    images, (gamma, beta, mean, variance) = draw(seed, *shape), statistics(draw, seed, shape[-1])
    layer = tf.keras.layers.BatchNormalization(epsilon=epsilon, dtype="float64")
    layer.build(shape)
    layer.set_weights([gamma, beta, mean, variance])
    ours = batch_norm_inference(images, gamma, beta, mean, variance, epsilon)
    np.testing.assert_allclose(ours, layer(images, training=False), rtol=1e-9, atol=1e-9)

    def normalize(images: Tensor, gamma: Tensor, beta: Tensor) -> Tensor:
        return tf.nn.batch_normalization(images, mean, variance, beta, gamma, epsilon)

    answer = ask(normalize, images, gamma, beta, seed=seed)
    gradients = batch_norm_inference_backward(answer.grad, images, gamma, mean, variance, epsilon)
    for gradient, theirs in zip(gradients, answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-9, atol=1e-9)


@settings(seeded, max_examples=30)
@given(shape=maps, seed=st.integers(0, 2**32))
def test_fused_kernel(tf: ModuleType, draw: Callable[..., Any], shape: tuple[int, ...], seed: int) -> None:
    images, grad = draw(seed, *shape, dtype=np.float32), draw(seed + 1, *shape, dtype=np.float32)
    gamma, beta = draw(seed, 2, shape[-1], dtype=np.float32)
    fused = tf.raw_ops.FusedBatchNormV3(x=images, scale=gamma, offset=beta, mean=[], variance=[], epsilon=1e-3)
    zero = np.zeros_like(gamma)
    outputs, mean, variance = batch_norm_train(images, gamma, beta, zero, zero, momentum=0)
    assert {array.dtype for array in (outputs, mean, variance)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(outputs, fused.y, rtol=1e-3, atol=1e-4)
    np.testing.assert_allclose(mean, fused.batch_mean, rtol=1e-3, atol=1e-4)
    # The fused kernel hands out the unbiased variance; the moving variance here takes the biased one.
    number = images.size // shape[-1]
    np.testing.assert_allclose(variance * number / max(number - 1, 1), fused.batch_variance, rtol=1e-3, atol=1e-4)
    theirs = tf.raw_ops.FusedBatchNormGradV3(
        y_backprop=grad,
        x=images,
        scale=gamma,
        reserve_space_1=fused.reserve_space_1,
        reserve_space_2=fused.reserve_space_2,
        reserve_space_3=fused.reserve_space_3,
        epsilon=1e-3,
    )
    for_images, for_gamma, for_beta = batch_norm_backward(grad, images, gamma)
    np.testing.assert_allclose(for_images, theirs.x_backprop, rtol=1e-2, atol=1e-3)
    np.testing.assert_allclose(for_gamma, theirs.scale_backprop, rtol=1e-2, atol=1e-3)
    np.testing.assert_allclose(for_beta, theirs.offset_backprop, rtol=1e-2, atol=1e-3)


def test_beta_becomes_the_mean_and_gamma_the_spread(draw: Callable[..., Any]) -> None:
    images, (gamma, beta, mean, variance) = 9 * draw(0, 8, 6, 5, 3) + 4, statistics(draw, 0, 3)
    outputs, _, _ = batch_norm_train(images, gamma, beta, mean, variance, epsilon=0)
    np.testing.assert_allclose(outputs.mean(axis=(0, 1, 2)), beta)
    np.testing.assert_allclose(outputs.std(axis=(0, 1, 2)), np.abs(gamma))


def test_integers_and_any_memory_order(draw: Callable[..., Any]) -> None:
    gamma, beta, mean, variance = statistics(draw, 0, 2)
    bright = np.random.default_rng(0).integers(0, 256, (3, 4, 5, 2), np.uint8)
    outputs = batch_norm_train(bright, gamma, beta, mean, variance)
    for ours, expected in zip(outputs, batch_norm_train(bright / 1.0, gamma, beta, mean, variance), strict=True):
        np.testing.assert_array_equal(ours, expected)
    turned = draw(0, 2, 5, 4, 3).T
    ours = batch_norm_inference(turned[:, :, ::-1], gamma, beta, mean, variance)
    np.testing.assert_array_equal(ours, batch_norm_inference(turned, gamma, beta, mean, variance)[:, :, ::-1])


IMAGES, TWO, THREE = np.zeros((1, 2, 2, 3)), np.ones(2), np.ones(3)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: batch_norm_train(IMAGES, TWO, THREE, THREE, THREE), r"gamma must have the shape \(3,\)"),
        (lambda: batch_norm_train(IMAGES, THREE, TWO, THREE, THREE), r"beta must have the shape \(3,\)"),
        (lambda: batch_norm_train(IMAGES, THREE, THREE, TWO, THREE), r"moving_mean must have the shape \(3,\)"),
        (lambda: batch_norm_train(IMAGES, THREE, THREE, THREE, TWO), r"moving_variance .* Received: .* \(2,\)"),
        (lambda: batch_norm_inference(IMAGES, THREE, THREE, THREE, TWO), r"moving_variance .* Received: .* \(2,\)"),
        (lambda: batch_norm_train(IMAGES, THREE, THREE, THREE, THREE, momentum=2), "momentum must be .* momentum=2"),
        (lambda: batch_norm_train(IMAGES, THREE, THREE, THREE, THREE, epsilon=-1), "epsilon must be .* epsilon=-1"),
        (lambda: batch_norm_train(IMAGES[:0], THREE, THREE, THREE, THREE), r"images must not be empty. .* \(0, 2, 2"),
        (lambda: batch_norm_train(IMAGES[..., :0], *[THREE[:0]] * 4), r"at least one channel. .* \(1, 2, 2, 0\)"),
        (lambda: batch_norm_train(np.float64(1), *[THREE] * 4), r"at least one channel. Received: .* \(\)"),
        (lambda: batch_norm_inference(IMAGES, THREE, THREE, THREE, -THREE), "moving_variance .* with -1.0"),
        (lambda: batch_norm_backward(IMAGES[0], IMAGES, THREE), r"grad must have the shape \(1, 2, 2, 3\)"),
        (lambda: batch_norm_backward(IMAGES, IMAGES, TWO), r"gamma must have the shape \(3,\)"),
        (lambda: batch_norm_inference_backward(IMAGES[0], IMAGES, THREE, THREE, THREE), "grad must have the shape"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
