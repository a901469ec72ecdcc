"""Pooling against TensorFlow's kernels, over drawn configurations."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reference.layers import (
    avg_pool2d,
    avg_pool2d_backward,
    global_average_pool2d,
    global_average_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

seeded = settings(derandomize=True, deadline=None, max_examples=200)
Pair = tuple[int, int]
Tensor = Any


@dataclass(frozen=True, slots=True)
class Configuration:
    batch: int
    size: Pair
    channels: int
    pool_size: Pair
    strides: Pair | None
    padding: str

    @property
    def images(self) -> tuple[int, ...]:
        return self.batch, *self.size, self.channels

    @property
    def options(self) -> tuple[Pair, Pair | None, str]:
        return self.pool_size, self.strides, self.padding

    @property
    def for_tensorflow(self) -> tuple[Pair, Pair, str]:
        return self.pool_size, self.strides or self.pool_size, self.padding.upper()


@st.composite
def configurations(draw: st.DrawFn, padding: str | None = None, *, larger_than_image: bool = True) -> Configuration:
    few = st.integers(1, 3)
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    padding = padding or draw(st.sampled_from(["same", "valid"]))
    largest = [6, 6] if padding == "same" and larger_than_image else [min(side, 6) for side in size]
    pool_size = draw(st.integers(1, largest[0])), draw(st.integers(1, largest[1]))
    strides = draw(st.none() | st.tuples(st.integers(1, 5), st.integers(1, 5)))
    return Configuration(draw(few), size, draw(few), pool_size, strides, padding)


OVERLAPPING = Configuration(2, (7, 8), 3, (3, 3), (2, 2), "same")
WHOLE_IMAGE = Configuration(2, (5, 7), 2, (5, 7), None, "valid")
LARGER_THAN_THE_IMAGE = Configuration(2, (2, 3), 2, (5, 6), (1, 2), "same")
STRIDES_LARGER_THAN_THE_POOL = Configuration(2, (8, 9), 2, (1, 2), (3, 4), "same")


@seeded
@given(configuration=configurations(), seed=st.integers(0, 2**32), ties=st.booleans())
@example(configuration=OVERLAPPING, seed=0, ties=True)
@example(configuration=WHOLE_IMAGE, seed=0, ties=True)
@example(configuration=LARGER_THAN_THE_IMAGE, seed=0, ties=False)
@example(configuration=STRIDES_LARGER_THAN_THE_POOL, seed=0, ties=False)
def test_max_pooling(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    configuration: Configuration,
    seed: int,
    *,
    ties: bool,
) -> None:
    images = draw(seed, *configuration.images)
    if ties:
        images = np.round(images)
    answer = ask(lambda maps: tf.nn.max_pool2d(maps, *configuration.for_tensorflow), images, seed=seed)
    np.testing.assert_array_equal(max_pool2d(images, *configuration.options), answer.outputs)
    gradient = max_pool2d_backward(answer.grad, images, *configuration.options)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-12, atol=1e-12)


@seeded
@given(configuration=configurations(larger_than_image=False), seed=st.integers(0, 2**32))
@example(configuration=OVERLAPPING, seed=0)
@example(configuration=WHOLE_IMAGE, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_POOL, seed=0)
def test_average_pooling(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    images = draw(seed, *configuration.images)
    answer = ask(lambda maps: tf.nn.avg_pool2d(maps, *configuration.for_tensorflow), images, seed=seed)
    np.testing.assert_allclose(avg_pool2d(images, *configuration.options), answer.outputs, rtol=1e-12, atol=1e-12)
    gradient = avg_pool2d_backward(answer.grad, images, *configuration.options)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-12, atol=1e-12)


@seeded
@given(configuration=configurations("same"), seed=st.integers(0, 2**32))
@example(configuration=LARGER_THAN_THE_IMAGE, seed=0)
def test_average_pooling_with_windows_larger_than_the_image(
    tf: ModuleType, draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    # TensorFlow's gradient is no oracle here: where a window sticks out on both sides of the image, AvgPoolGrad
    # divides by more cells than AvgPool. Average pooling is linear, so its forward kernel, applied to one pixel at
    # a time, gives the true gradient.
    images = draw(seed, 1, *configuration.size, 1)
    outputs = tf.nn.avg_pool2d(images, *configuration.for_tensorflow).numpy()
    np.testing.assert_allclose(avg_pool2d(images, *configuration.options), outputs, rtol=1e-12, atol=1e-12)
    grad = draw(seed, *outputs.shape)
    pixels = np.eye(images.size).reshape(images.size, *images.shape[1:])
    answers = tf.nn.avg_pool2d(pixels, *configuration.for_tensorflow).numpy()
    expected = (answers * grad).sum(axis=(1, 2, 3)).reshape(images.shape)
    gradient = avg_pool2d_backward(grad, images, *configuration.options)
    np.testing.assert_allclose(gradient, expected, rtol=1e-12, atol=1e-12)


@settings(seeded, max_examples=30)
@given(size=st.tuples(st.integers(1, 9), st.integers(1, 9)), seed=st.integers(0, 2**32))
def test_global_average_pooling(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], size: Pair, seed: int
) -> None:
    images = draw(seed, 3, *size, 4)
    answer = ask(tf.keras.layers.GlobalAveragePooling2D(dtype="float64"), images, seed=seed)
    np.testing.assert_allclose(global_average_pool2d(images), answer.outputs, rtol=1e-12, atol=1e-12)
    gradient = global_average_pool2d_backward(answer.grad, images)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-12, atol=1e-12)


@settings(seeded, max_examples=30)
@given(size=st.tuples(st.integers(1, 9), st.integers(1, 9)), seed=st.integers(0, 2**32), ties=st.booleans())
def test_global_max_pooling(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], size: Pair, seed: int, *, ties: bool
) -> None:
    images = draw(seed, 3, *size, 4)
    if ties:
        images = np.round(images)
    answer = ask(tf.keras.layers.GlobalMaxPooling2D(dtype="float64"), images, seed=seed)
    np.testing.assert_array_equal(global_max_pool2d(images), answer.outputs)
    gradient = global_max_pool2d_backward(answer.grad, images)
    np.testing.assert_allclose(gradient, answer.gradients[0], rtol=1e-12, atol=1e-12)


def test_padding_never_wins_and_is_never_counted() -> None:
    negative = np.full((1, 3, 3, 1), -5)
    assert (max_pool2d(negative, padding="same") == -5).all()
    assert (avg_pool2d(negative, padding="same") == -5).all()


def test_float32_is_kept_and_integers_are_computed_in_float64(draw: Callable[..., Any]) -> None:
    images = draw(0, 2, 5, 4, 3, dtype=np.float32)
    outputs = [pool(images) for pool in (max_pool2d, avg_pool2d, global_average_pool2d, global_max_pool2d)]
    backwards = (
        max_pool2d_backward,
        avg_pool2d_backward,
        global_average_pool2d_backward,
        global_max_pool2d_backward,
    )
    gradients = [back(grad, images) for back, grad in zip(backwards, outputs, strict=True)]
    assert {array.dtype for array in (*outputs, *gradients)} == {np.dtype(np.float32)}
    bright = np.array([255, 254, 255, 255], np.uint8).reshape(1, 2, 2, 1)
    assert avg_pool2d(bright).item() == global_average_pool2d(bright).item() == 254.75
    assert max_pool2d(bright).item() == global_max_pool2d(bright).item() == 255


def test_memory_may_lie_in_any_order(draw: Callable[..., Any]) -> None:
    images = draw(0, 6, 8, 5, 2)[::-2, :, ::-1].transpose(0, 2, 1, 3)
    for pool in (max_pool2d, avg_pool2d):
        np.testing.assert_array_equal(pool(images, 3, 2, "same"), pool(images.copy(), 3, 2, "same"))


IMAGES = np.zeros((1, 5, 4, 3))


@pytest.mark.parametrize("pool", [max_pool2d, avg_pool2d])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((IMAGES[0],), r"images must have the axes \(batch, height, width, channels\)"),
        ((IMAGES[..., :0],), r"images must have .* one channel. Received: images of shape \(1, 5, 4, 0\)"),
        ((IMAGES, 0), "pool_size must be .* Received: pool_size=0"),
        ((IMAGES, (2, 2, 2)), "pool_size must be .* a pair"),
        ((IMAGES, 2, 0), "strides must be .* Received: strides=0"),
        ((IMAGES, 2, 2, "SAME"), "padding must be .* Received: padding='SAME'"),
        ((IMAGES, 5), "the window must fit into the image. Received: size=4, a window of 5"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(
    pool: Callable[..., object], arguments: tuple[object, ...], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        pool(*arguments)


@pytest.mark.parametrize("pool", [global_average_pool2d, global_max_pool2d])
@pytest.mark.parametrize("images", [IMAGES[0], IMAGES[:, :0], IMAGES[..., :0]])
def test_global_pooling_refuses_images_without_axes_pixels_or_channels(
    pool: Callable[..., object], images: object
) -> None:
    with pytest.raises(ValueError, match=r"images must have .* Received: images of shape"):
        pool(images)


@pytest.mark.parametrize(
    "backward",
    [max_pool2d_backward, avg_pool2d_backward, global_average_pool2d_backward, global_max_pool2d_backward],
)
def test_a_gradient_of_another_shape_is_refused(backward: Callable[..., object]) -> None:
    with pytest.raises(ValueError, match=r"grad must have the shape .* Received: grad of shape \(1, 1\)"):
        backward(np.zeros((1, 1)), IMAGES)
