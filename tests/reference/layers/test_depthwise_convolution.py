"""Depthwise convolution against TensorFlow's kernel, over drawn configurations."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reference.layers import conv2d, conv2d_backward, depthwise_conv2d, depthwise_conv2d_backward

seeded = settings(derandomize=True, deadline=None, max_examples=100)
Pair = tuple[int, int]
Tensor = Any


@dataclass(frozen=True, slots=True)
class Configuration:
    batch: int
    size: Pair
    kernel_size: Pair
    channels: int
    multiplier: int
    strides: Pair
    padding: str
    dilation_rate: Pair

    @property
    def images(self) -> tuple[int, ...]:
        return self.batch, *self.size, self.channels

    @property
    def kernel(self) -> tuple[int, ...]:
        return *self.kernel_size, self.channels, self.multiplier

    @property
    def options(self) -> tuple[Pair, str, Pair]:
        return self.strides, self.padding, self.dilation_rate


@st.composite
def configurations(draw: st.DrawFn, *, known_to_tensorflow: bool) -> Configuration:
    few = st.integers(1, 3)
    size = draw(st.tuples(st.integers(1, 9), st.integers(1, 9)))
    padding = draw(st.sampled_from(["same", "valid"]))
    if known_to_tensorflow:
        # Its CPU kernel knows equal strides only, and none beside a dilation.
        steps = draw(st.integers(1, 5))
        strides, dilation_rate = (steps, steps), draw(st.tuples(few, few)) if steps == 1 else (1, 1)
    else:
        strides, dilation_rate = draw(st.tuples(st.integers(1, 5), st.integers(1, 5))), draw(st.tuples(few, few))
    largest = [
        min((side - 1) // rate + 1, 5) if padding == "valid" else 5
        for side, rate in zip(size, dilation_rate, strict=True)
    ]
    kernel_size = draw(st.integers(1, largest[0])), draw(st.integers(1, largest[1]))
    return Configuration(draw(few), size, kernel_size, draw(few), draw(few), strides, padding, dilation_rate)


ODD_PIXEL_AFTER = Configuration(2, (4, 6), (3, 3), 3, 1, (2, 2), "same", (1, 1))
WHOLE_IMAGE = Configuration(2, (5, 4), (5, 4), 2, 3, (1, 1), "valid", (1, 1))
STRIDES_LARGER_THAN_THE_KERNEL = Configuration(2, (9, 8), (1, 2), 2, 2, (3, 3), "valid", (1, 1))
DILATED = Configuration(2, (8, 9), (3, 3), 2, 2, (1, 1), "same", (2, 3))


@seeded
@given(configuration=configurations(known_to_tensorflow=True), seed=st.integers(0, 2**32))
@example(configuration=ODD_PIXEL_AFTER, seed=0)
@example(configuration=WHOLE_IMAGE, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_KERNEL, seed=0)
@example(configuration=DILATED, seed=0)
def test_forward_and_gradients(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    bias = draw(seed, configuration.channels * configuration.multiplier)

    def convolve(images: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
        strides, padding = [1, *configuration.strides, 1], configuration.padding.upper()
        maps = tf.nn.depthwise_conv2d(images, kernel, strides, padding, dilations=configuration.dilation_rate)
        return maps + bias

    answer = ask(convolve, images, kernel, bias, seed=seed)
    outputs = depthwise_conv2d(images, kernel, bias, *configuration.options)
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-10, atol=1e-10)
    ours = depthwise_conv2d_backward(answer.grad, images, kernel, *configuration.options)
    for gradient, theirs in zip(ours, answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-10, atol=1e-10)


@seeded
@given(configuration=configurations(known_to_tensorflow=False), seed=st.integers(0, 2**32))
def test_it_is_a_convolution_with_as_many_groups_as_channels(
    draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    # With strides and dilations that TensorFlow's kernel does not know.
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    grouped = kernel.reshape(*configuration.kernel_size, 1, -1)
    groups = configuration.channels
    outputs = depthwise_conv2d(images, kernel, None, *configuration.options)
    expected = conv2d(images, grouped, None, *configuration.options, groups)
    np.testing.assert_allclose(outputs, expected, rtol=1e-10, atol=1e-10)
    grad = draw(seed + 1, *outputs.shape)
    ours = depthwise_conv2d_backward(grad, images, kernel, *configuration.options)
    theirs = conv2d_backward(grad, images, grouped, *configuration.options, groups)
    for gradient, expected in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(gradient, expected.reshape(gradient.shape), rtol=1e-10, atol=1e-10)


IMAGES, KERNEL = np.zeros((1, 5, 4, 3)), np.zeros((3, 3, 3, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: depthwise_conv2d(IMAGES[0], KERNEL), r"images must have the axes \(batch, height, width, channels\)"),
        (lambda: depthwise_conv2d(IMAGES[..., :0], KERNEL[:, :, :0]), r"images must have .* one channel. Received: "),
        (lambda: depthwise_conv2d(IMAGES, KERNEL[0]), r"kernel must have the axes .* depth multiplier\)"),
        (lambda: depthwise_conv2d(IMAGES, KERNEL[:, :, :1]), r"kernel of shape \(3, 3, 1, 2\), images with 3 channels"),
        (lambda: depthwise_conv2d(IMAGES, KERNEL[..., :0]), r"Received: kernel of shape \(3, 3, 3, 0\)"),
        (lambda: depthwise_conv2d(IMAGES, KERNEL, np.zeros(3)), r"bias must have the shape \(6,\)"),
        (lambda: depthwise_conv2d(IMAGES, KERNEL, strides=(1, 0)), "strides must be .* Received: strides=0"),
        (lambda: depthwise_conv2d(IMAGES, KERNEL, dilation_rate=2), "Received: size=5, a window of 5|size=4"),
        (lambda: depthwise_conv2d_backward(np.zeros((1, 3, 2, 3)), IMAGES, KERNEL), r"grad .* \(1, 3, 2, 6\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
