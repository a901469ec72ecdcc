"""Transposed convolution against TensorFlow's kernel and Keras's layer, over drawn configurations."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reference.arithmetic import transposed_output_size
from reference.layers import conv2d, conv2d_transpose, conv2d_transpose_backward

seeded = settings(derandomize=True, deadline=None, max_examples=100)
Pair = tuple[int, int]
Tensor = Any


@dataclass(frozen=True, slots=True)
class Configuration:
    batch: int
    size: Pair
    kernel_size: Pair
    channels: int
    filters: int
    strides: Pair
    padding: str

    @property
    def images(self) -> tuple[int, ...]:
        return self.batch, *self.size, self.channels

    @property
    def kernel(self) -> tuple[int, ...]:
        return *self.kernel_size, self.filters, self.channels

    @property
    def outputs(self) -> tuple[int, ...]:
        sides = zip(self.size, self.kernel_size, self.strides, strict=True)
        return self.batch, *(transposed_output_size(*side, self.padding) for side in sides), self.filters


few, sides = st.integers(1, 3), st.integers(1, 5)
configurations = st.builds(
    Configuration,
    few,
    st.tuples(st.integers(1, 6), st.integers(1, 6)),
    st.tuples(sides, sides),
    few,
    few,
    st.tuples(sides, sides),
    st.sampled_from(["same", "valid"]),
)
DOUBLING = Configuration(2, (4, 3), (4, 4), 3, 2, (2, 2), "same")
ODD_PIXEL_AFTER = Configuration(2, (4, 3), (3, 3), 3, 2, (2, 2), "same")
STRIDES_LARGER_THAN_THE_KERNEL = Configuration(2, (3, 4), (1, 2), 2, 3, (3, 4), "valid")


@seeded
@given(configuration=configurations, seed=st.integers(0, 2**32))
@example(configuration=DOUBLING, seed=0)
@example(configuration=ODD_PIXEL_AFTER, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_KERNEL, seed=0)
def test_forward_and_gradients(
    tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    bias, options = draw(seed, configuration.filters), (configuration.strides, configuration.padding)

    def convolve(images: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
        shape, padding = configuration.outputs, configuration.padding.upper()
        return tf.nn.conv2d_transpose(images, kernel, shape, configuration.strides, padding) + bias

    answer = ask(convolve, images, kernel, bias, seed=seed)
    outputs = conv2d_transpose(images, kernel, bias, *options)
    np.testing.assert_allclose(outputs, answer.outputs, rtol=1e-10, atol=1e-10)
    ours = conv2d_transpose_backward(answer.grad, images, kernel, *options)
    for gradient, theirs in zip(ours, answer.gradients, strict=True):
        assert gradient.shape == theirs.shape
        np.testing.assert_allclose(gradient, theirs, rtol=1e-10, atol=1e-10)


@settings(seeded, max_examples=25)
@given(configuration=configurations, seed=st.integers(0, 2**32))
@example(configuration=DOUBLING, seed=0)
@example(configuration=STRIDES_LARGER_THAN_THE_KERNEL, seed=0)
def test_sizes_and_values_are_those_of_keras(
    tf: ModuleType, draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    images, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    bias, options = draw(seed, configuration.filters), (configuration.strides, configuration.padding)
    layer = tf.keras.layers.Conv2DTranspose(configuration.filters, configuration.kernel_size, *options, dtype="float64")
    layer.build(images.shape)
    layer.set_weights([kernel, bias])
    np.testing.assert_allclose(conv2d_transpose(images, kernel, bias, *options), layer(images), rtol=1e-10, atol=1e-10)


@seeded
@given(configuration=configurations, seed=st.integers(0, 2**32))
def test_it_is_the_transpose_of_a_convolution(
    draw: Callable[..., Any], configuration: Configuration, seed: int
) -> None:
    # <convolution(x), y> = <x, transposed convolution(y)>: the matrices of the two are each other's transpose.
    small, kernel = draw(seed, *configuration.images), draw(seed, *configuration.kernel)
    large, options = draw(seed + 1, *configuration.outputs), (configuration.strides, configuration.padding)
    one_way = np.vdot(conv2d(large, kernel, None, *options), small)
    np.testing.assert_allclose(one_way, np.vdot(large, conv2d_transpose(small, kernel, None, *options)), rtol=1e-9)


IMAGES, KERNEL = np.zeros((1, 5, 4, 3)), np.zeros((3, 3, 2, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: conv2d_transpose(IMAGES[0], KERNEL), r"images must have the axes \(batch, height, width, channels\)"),
        (lambda: conv2d_transpose(IMAGES[..., :0], KERNEL[..., :0]), "images must have .* one channel. Received: "),
        (lambda: conv2d_transpose(IMAGES, KERNEL[0]), r"kernel must have the axes \(height, width, filters, input"),
        (lambda: conv2d_transpose(IMAGES, KERNEL[..., :2]), r"kernel of shape \(3, 3, 2, 2\), images with 3 channels"),
        (lambda: conv2d_transpose(IMAGES, KERNEL[:, :, :0]), r"Received: kernel of shape \(3, 3, 0, 3\)"),
        (lambda: conv2d_transpose(IMAGES, KERNEL[:0]), "kernel_size must be .* Received: kernel_size=0"),
        (lambda: conv2d_transpose(IMAGES, KERNEL, np.zeros(3)), r"bias must have the shape \(2,\)"),
        (lambda: conv2d_transpose(IMAGES, KERNEL, strides=0), "strides must be .* Received: strides=0"),
        (lambda: conv2d_transpose(IMAGES, KERNEL, padding="full"), "padding must be .* Received: padding='full'"),
        (lambda: conv2d_transpose_backward(np.zeros((1, 3, 2, 2)), IMAGES, KERNEL), r"grad .* \(1, 7, 6, 2\)"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
