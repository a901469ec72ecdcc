"""Convolution against TensorFlow's kernels, over drawn configurations."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reference.layers import conv2d, conv2d_backward

seeded = settings(derandomize=True, deadline=None, max_examples=150)
Pair = tuple[int, int]
Tensor = Any


@dataclass(frozen=True, slots=True)
class Configuration:
    batch: int
    size: Pair
    kernel_size: Pair
    depth: int
    filters: int
    strides: Pair
    padding: str
    dilation_rate: Pair
    groups: int

    @property
    def images(self) -> tuple[int, ...]:
        return self.batch, *self.size, self.depth * self.groups

    @property
    def kernel(self) -> tuple[int, ...]:
        return *self.kernel_size, self.depth, self.filters * self.groups

    @property
    def options(self) -> tuple[Pair, str, Pair, int]:
        return self.strides, self.padding, self.dilation_rate, self.groups


@st.composite
def configurations(draw: st.DrawFn) -> Configuration:
    few = st.integers(1, 3)
    size, dilation_rate = draw(st.tuples(st.integers(1, 9), st.integers(1, 9))), draw(st.tuples(few, few))
    padding = draw(st.sampled_from(["same", "valid"]))
    # "valid" needs a window that fits; "same" is also asked for windows larger than the image.
    largest = [
        (side - 1) // rate + 1 if padding == "valid" else 6 for side, rate in zip(size, dilation_rate, strict=True)
    ]
    kernel_size = (draw(st.integers(1, min(largest[0], 6))), draw(st.integers(1, min(largest[1], 6))))
    strides = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)))
    return Configuration(
        draw(few),
        size,
        kernel_size,
        draw(few),
        draw(few),
        strides,
        padding,
        dilation_rate,
        draw(st.sampled_from([1, 2, 3])),
    )


SQUARE = Configuration(2, (8, 8), (3, 3), 3, 4, (1, 1), "same", (1, 1), 1)
ODD_PIXEL_AFTER = Configuration(1, (4, 5), (3, 2), 1, 1, (2, 3), "same", (1, 1), 1)
WHOLE_IMAGE = Configuration(2, (5, 7), (5, 7), 2, 3, (1, 1), "valid", (1, 1), 1)
LARGER_THAN_THE_IMAGE = Configuration(2, (2, 3), (6, 5), 2, 3, (1, 1), "same", (2, 1), 1)
STRIDES_AND_DILATION = Configuration(2, (9, 8), (3, 3), 2, 3, (2, 3), "same", (2, 3), 1)
STRIDES_LARGER_THAN_THE_KERNEL = Configuration(2, (9, 8), (1, 2), 2, 3, (3, 4), "valid", (1, 1), 2)


def by_tensorflow(tf: ModuleType, configuration: Configuration) -> Callable[[Tensor, Tensor, Tensor], Tensor]:
    """The convolution out of ungrouped, undilated ones: those are what a CPU can differentiate."""

    def stretched(kernel: Tensor) -> Tensor:
        rows, columns = (
            np.eye((side - 1) * rate + 1)[::rate]
            for side, rate in zip(configuration.kernel_size, configuration.dilation_rate, strict=True)
        )
        return tf.einsum("pa,qb,pqcf->abcf", tf.cast(rows, kernel.dtype), tf.cast(columns, kernel.dtype), kernel)

    def convolve(images: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
        parts = zip(
            tf.split(images, configuration.groups, axis=3), tf.split(kernel, configuration.groups, axis=3), strict=True
        )
        padding = configuration.padding.upper()
        maps = [tf.nn.conv2d(part, stretched(filters), configuration.strides, padding) for part, filters in parts]
        return tf.concat(maps, axis=3) + bias

    return convolve


@seeded
@given(configuration=configurations(), seed=st.integers(0, 2**32))
@example(configuration=SQUARE, seed=0)
@example(configuration=ODD_PIXEL_AFTER, seed=0)
@example(configuration=WHOLE_IMAGE, seed=0)
@example(configuration=LARGER_THAN_THE_IMAGE, seed=0)
@example(configuration=STRIDES_AND_DILATION, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_KERNEL, seed=0)
def test_forward(tf: ModuleType, draw: Callable[..., Any], configuration: Configuration, seed: int) -> None:
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    bias = draw(seed, configuration.kernel[3])
    theirs = tf.nn.conv2d(
        images, kernel, configuration.strides, configuration.padding.upper(), dilations=configuration.dilation_rate
    )
    ours = conv2d(images, kernel, bias, *configuration.options)
    np.testing.assert_allclose(ours, theirs.numpy() + bias, rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(conv2d(images, kernel, None, *configuration.options), theirs, rtol=1e-10, atol=1e-10)


@seeded
@given(configuration=configurations(), seed=st.integers(0, 2**32))
@example(configuration=SQUARE, seed=0)
@example(configuration=ODD_PIXEL_AFTER, seed=0)
@example(configuration=WHOLE_IMAGE, seed=0)
@example(configuration=LARGER_THAN_THE_IMAGE, seed=0)
@example(configuration=STRIDES_AND_DILATION, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_KERNEL, seed=0)
def test_gradients(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    answer = ask(by_tensorflow(tf, configuration), images, kernel, draw(seed, configuration.kernel[3]), seed=seed)
    ours = conv2d_backward(answer.grad, images, kernel, *configuration.options)
    for gradient, theirs in zip(ours, answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-10, atol=1e-10)


@settings(seeded, max_examples=40)
@given(
    size=st.tuples(st.integers(3, 8), st.integers(3, 8)),
    channels=st.integers(1, 4),
    multiplier=st.integers(1, 3),
    strides=st.integers(1, 3),
    padding=st.sampled_from(["same", "valid"]),
    seed=st.integers(0, 2**32),
)
def test_as_many_groups_as_channels_is_a_depthwise_convolution(
    tf: ModuleType,
    ask: Callable[..., Any],
    draw: Callable[..., Any],
    size: Pair,
    channels: int,
    multiplier: int,
    strides: int,
    padding: str,
    seed: int,
) -> None:
    images, kernel = draw(seed, 2, *size, channels), draw(seed, 3, 3, channels, multiplier)

    def depthwise(images: Tensor, kernel: Tensor) -> Tensor:
        return tf.nn.depthwise_conv2d(images, kernel, [1, strides, strides, 1], padding.upper())

    answer = ask(depthwise, images, kernel, seed=seed)
    ours = kernel.reshape(3, 3, 1, channels * multiplier)
    outputs = conv2d(images, ours, None, strides, padding, groups=channels)
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-10, atol=1e-10)
    for_images, for_kernel, _ = conv2d_backward(answer.grad, images, ours, strides, padding, groups=channels)
    np.testing.assert_allclose(for_images, answer.gradients[0], rtol=1e-10, atol=1e-10)
    np.testing.assert_allclose(for_kernel.reshape(kernel.shape), answer.gradients[1], rtol=1e-10, atol=1e-10)


def test_an_empty_batch_stays_empty() -> None:
    images, kernel = np.zeros((0, 5, 4, 3)), np.ones((3, 3, 3, 2))
    outputs = conv2d(images, kernel)
    assert outputs.shape == (0, 3, 2, 2)
    for_images, for_kernel, for_bias = conv2d_backward(outputs, images, kernel)
    assert for_images.shape == images.shape
    assert not for_kernel.any()
    assert for_bias.tolist() == [0, 0]


def test_the_kernel_is_not_flipped() -> None:
    window = np.array([[1, 0, 2], [5, 4, 2], [3, 4, 5]]).reshape(1, 3, 3, 1)
    kernel = np.array([[-1, 0, 1]] * 3).reshape(3, 3, 1, 1)
    assert conv2d(window, kernel, np.array([1])).item() == 1
    # The course's example would pass flipped too: its rows sum to zero. One weight in a corner would not.
    corner = np.array([[1, 0, 0], [0, 0, 0], [0, 0, 0]]).reshape(3, 3, 1, 1)
    image = np.arange(9).reshape(1, 3, 3, 1)
    assert conv2d(image, corner).item() == 0
    assert conv2d(image, corner[::-1]).item() == 6
    assert conv2d(image, corner[:, ::-1]).item() == 2


def test_float32_is_kept_and_integers_are_computed_in_float64(
    ask: Callable[..., Any], tf: ModuleType, draw: Callable[..., Any]
) -> None:
    images, kernel = draw(0, *SQUARE.images, dtype=np.float32), draw(0, *SQUARE.kernel, dtype=np.float32)
    bias = draw(0, SQUARE.kernel[3], dtype=np.float32)
    answer = ask(by_tensorflow(tf, SQUARE), images, kernel, bias)
    outputs = conv2d(images, kernel, bias, *SQUARE.options)
    gradients = conv2d_backward(answer.grad, images, kernel, *SQUARE.options)
    assert {array.dtype for array in (outputs, *gradients)} == {np.dtype(np.float32)}
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-4, atol=1e-4)
    for gradient, theirs in zip(gradients, answer.gradients, strict=True):
        np.testing.assert_allclose(gradient, theirs, rtol=1e-4, atol=1e-4)
    bright = np.full(SQUARE.images, 250, np.uint8)
    outputs = conv2d(bright, kernel, bias, *SQUARE.options)
    assert outputs.dtype == np.float64
    np.testing.assert_array_equal(outputs, conv2d(bright.astype(np.float64), kernel, bias, *SQUARE.options))


def test_memory_may_lie_in_any_order(draw: Callable[..., Any]) -> None:
    images, kernel = draw(0, 6, 8, 5, 2)[::-2, :, ::-1].transpose(0, 2, 1, 3), draw(0, 4, 2, 3, 3).T
    kernel = kernel[:, :, :, ::2]
    options = ((2, 1), "same", (1, 2))
    outputs = conv2d(images, kernel, None, *options)
    np.testing.assert_allclose(outputs, conv2d(images.copy(), kernel.copy(), None, *options), rtol=1e-12)
    grad = np.asfortranarray(outputs)
    copies = conv2d_backward(outputs.copy(), images.copy(), kernel.copy(), *options)
    for gradient, expected in zip(conv2d_backward(grad, images, kernel, *options), copies, strict=True):
        np.testing.assert_allclose(gradient, expected, rtol=1e-12)


IMAGES, KERNEL = np.zeros((1, 5, 4, 3)), np.zeros((3, 3, 3, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv2d(IMAGES[0], KERNEL), r"images must have the axes \(batch, height, width, channels\)"),
        (lambda: conv2d(IMAGES[..., :0], KERNEL[:, :, :0]), r"images must have .* channel. .* \(1, 5, 4, 0\)"),
        (lambda: conv2d(IMAGES[:, :0], KERNEL), r"images must have at least one pixel .* \(1, 0, 4, 3\)"),
        (lambda: conv2d(IMAGES, KERNEL[..., :0]), r"Received: kernel of shape \(3, 3, 3, 0\)"),
        (lambda: conv2d(IMAGES, KERNEL[:0]), "kernel_size must be .* Received: kernel_size=0"),
        (lambda: conv2d(IMAGES, KERNEL[0]), r"kernel must have the axes .* Received: kernel of shape \(3, 3, 2\)"),
        (lambda: conv2d(IMAGES, KERNEL[:, :, :2]), r"kernel must have the shape .* with 3 channels, groups=1"),
        (lambda: conv2d(IMAGES, KERNEL[:, :, :1], groups=3), "with filters a multiple of groups"),
        (lambda: conv2d(IMAGES, KERNEL, groups=0), "groups must be .* Received: groups=0"),
        (
            lambda: conv2d(IMAGES, KERNEL, np.zeros(1)),
            r"bias must have the shape \(2,\). Received: bias of shape \(1,\)",
        ),
        (lambda: conv2d(IMAGES, KERNEL, strides=(1, 0)), "strides must be .* Received: strides=0"),
        (lambda: conv2d(IMAGES, KERNEL, padding="full"), "padding must be .* Received: padding='full'"),
        (lambda: conv2d(IMAGES, KERNEL, dilation_rate=(1, 2)), "Received: size=4, a window of 5"),
        (lambda: conv2d_backward(np.zeros((1, 3, 2, 1)), IMAGES, KERNEL), r"grad must have the shape \(1, 3, 2, 2\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
