"""Parameters against what Keras counts, and multiplications against the outputs of TensorFlow's kernels."""

import math
from collections.abc import Callable
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import arithmetic

seeded = settings(derandomize=True, deadline=None, max_examples=150)
small = st.integers(1, 5)
paddings = st.sampled_from(["same", "valid"])


@settings(seeded, max_examples=20)
@given(inputs=small, units=small, kernel_size=small | st.tuples(small, small), use_bias=st.booleans())
def test_parameters_are_what_keras_counts(
    tf: ModuleType, inputs: int, units: int, kernel_size: int | tuple[int, int], *, use_bias: bool
) -> None:
    dense = tf.keras.layers.Dense(units, use_bias=use_bias)
    dense.build((None, inputs))
    assert arithmetic.dense_parameters(inputs, units, use_bias) == dense.count_params()
    convolution = tf.keras.layers.Conv2D(units, kernel_size, use_bias=use_bias)
    convolution.build((None, 9, 9, inputs))
    assert arithmetic.conv2d_parameters(kernel_size, inputs, units, use_bias) == convolution.count_params()
    transposed = tf.keras.layers.Conv2DTranspose(units, kernel_size, use_bias=use_bias)
    transposed.build((None, 9, 9, inputs))
    assert arithmetic.conv2d_parameters(kernel_size, inputs, units, use_bias) == transposed.count_params()


@settings(seeded, max_examples=20)
@given(
    depth=small,
    filters=small,
    groups=small,
    kernel_size=small | st.tuples(small, small),
    use_bias=st.booleans(),
)
def test_parameters_of_groups_and_depthwise_kernels_are_what_keras_counts(
    tf: ModuleType, depth: int, filters: int, groups: int, kernel_size: int | tuple[int, int], *, use_bias: bool
) -> None:
    grouped = tf.keras.layers.Conv2D(filters * groups, kernel_size, groups=groups, use_bias=use_bias)
    grouped.build((None, 9, 9, depth * groups))
    ours = arithmetic.conv2d_parameters(kernel_size, depth * groups, filters * groups, use_bias, groups)
    assert ours == grouped.count_params()
    depthwise = tf.keras.layers.DepthwiseConv2D(kernel_size, depth_multiplier=filters, use_bias=use_bias)
    depthwise.build((None, 9, 9, depth))
    ours = arithmetic.depthwise_conv2d_parameters(kernel_size, depth, filters, use_bias)
    assert ours == depthwise.count_params()


@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("scale", [True, False])
def test_parameters_of_batch_normalization_are_what_keras_counts(tf: ModuleType, *, center: bool, scale: bool) -> None:
    layer = tf.keras.layers.BatchNormalization(center=center, scale=scale)
    layer.build((None, 4, 4, 7))
    trained = sum(math.prod(weight.shape) for weight in layer.trainable_weights)
    assert arithmetic.batch_norm_parameters(7, center, scale) == (layer.count_params(), trained)


@settings(seeded, max_examples=60)
@given(
    size=st.tuples(st.integers(5, 12), st.integers(5, 12)),
    kernel_size=st.tuples(small, small),
    channels=small,
    filters=small,
    strides=st.tuples(small, small),
    padding=paddings,
)
def test_multiplications_are_outputs_times_weights_of_a_filter(
    tf: ModuleType,
    size: tuple[int, int],
    kernel_size: tuple[int, int],
    channels: int,
    filters: int,
    strides: tuple[int, int],
    padding: str,
) -> None:
    kernel = tf.zeros((*kernel_size, channels, filters))
    outputs = tf.nn.conv2d(tf.zeros((1, *size, channels)), kernel, strides, padding.upper())
    expected = math.prod(outputs.shape) * math.prod(kernel_size) * channels
    assert arithmetic.conv2d_multiplications(*size, kernel_size, channels, filters, strides, padding) == expected


@settings(seeded, max_examples=40)
@given(
    size=st.tuples(st.integers(5, 12), st.integers(5, 12)),
    kernel_size=st.tuples(small, small),
    depth=small,
    filters=small,
    groups=st.integers(1, 3),
    padding=paddings,
)
def test_multiplications_of_other_convolutions_are_outputs_times_weights_of_a_filter(
    tf: ModuleType,
    size: tuple[int, int],
    kernel_size: tuple[int, int],
    depth: int,
    filters: int,
    groups: int,
    padding: str,
) -> None:
    images, kernel = tf.zeros((1, *size, depth * groups)), tf.zeros((*kernel_size, depth, filters * groups))
    outputs = tf.nn.conv2d(images, kernel, 1, padding.upper())
    expected = math.prod(outputs.shape) * math.prod(kernel_size) * depth
    options = (1, padding, 1, groups)
    ours = arithmetic.conv2d_multiplications(*size, kernel_size, depth * groups, filters * groups, *options)
    assert ours == expected
    kernel = tf.zeros((*kernel_size, depth * groups, filters))
    outputs = tf.nn.depthwise_conv2d(images, kernel, [1, 1, 1, 1], padding.upper())
    ours = arithmetic.depthwise_conv2d_multiplications(*size, kernel_size, depth * groups, filters, 1, padding)
    assert ours == math.prod(outputs.shape) * math.prod(kernel_size)
    # A transposed convolution multiplies what the convolution that it is the gradient of does.
    large = [arithmetic.transposed_output_size(*sides, 1, padding) for sides in zip(size, kernel_size, strict=True)]
    forth = arithmetic.conv2d_multiplications(*large, kernel_size, filters, depth, 1, padding)
    assert arithmetic.conv2d_transpose_multiplications(*size, kernel_size, depth, filters) == forth


def test_dilation_spreads_the_window_and_adds_no_multiplication() -> None:
    assert arithmetic.conv2d_multiplications(9, 9, 3, 2, 5, dilation_rate=2) == 5 * 5 * 9 * 2 * 5
    assert arithmetic.conv2d_multiplications(9, 9, 3, 2, 5, dilation_rate=(1, 4)) == 7 * 1 * 9 * 2 * 5
    assert arithmetic.depthwise_conv2d_multiplications(9, 9, 3, 2, dilation_rate=2) == 5 * 5 * 9 * 2


def test_the_figures_of_the_course() -> None:
    assert arithmetic.dense_parameters(784, 128) + arithmetic.dense_parameters(128, 10) == 101_770
    for size in range(5, 50):
        stacked = [arithmetic.conv2d_multiplications(side, side, 3, 1, 1) for side in (size, size - 2)]
        single = arithmetic.conv2d_multiplications(size, size, 5, 1, 1)
        assert sum(stacked) == 18 * size**2 - 108 * size + 180
        assert single == 25 * size**2 - 200 * size + 400
        assert (sum(stacked) < single) == (size > 10)


def test_small_numpy_integers_do_not_overflow() -> None:
    big = np.uint8(200)
    assert arithmetic.dense_parameters(big, big) == 40_200
    assert arithmetic.conv2d_multiplications(big, big, np.uint8(3), big, big, padding="same") == 200**4 * 9


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: arithmetic.dense_parameters(0, 3), "inputs must be .* Received: inputs=0"),
        (lambda: arithmetic.dense_parameters(3, "4"), "units must be .* Received: units='4'"),
        (lambda: arithmetic.conv2d_parameters((3, 3, 3), 1, 1), r"kernel_size must be .* kernel_size=\(3, 3, 3\)"),
        (lambda: arithmetic.conv2d_parameters(3, 0, 1), "in_channels must be .* Received: in_channels=0"),
        (lambda: arithmetic.conv2d_parameters(3, 1, 0), "filters must be .* Received: filters=0"),
        (lambda: arithmetic.conv2d_parameters(3, 4, 6, groups=3), "in_channels=4, filters=6, groups=3"),
        (
            lambda: arithmetic.conv2d_parameters(3, 6, 4, groups=3),
            "in_channels and filters must be multiples of groups",
        ),
        (lambda: arithmetic.depthwise_conv2d_parameters(3, 4, 0), "depth_multiplier must be .* depth_multiplier=0"),
        (lambda: arithmetic.batch_norm_parameters(0), "channels must be .* Received: channels=0"),
        (lambda: arithmetic.dense_multiplications(3, 0), "units must be .* Received: units=0"),
        (lambda: arithmetic.conv2d_multiplications(5, 5, 3, 4, 6, groups=4), "in_channels=4, filters=6, groups=4"),
        (lambda: arithmetic.depthwise_conv2d_multiplications(5, 4, 5, 1), "Received: size=4, a window of 5"),
        (lambda: arithmetic.conv2d_transpose_multiplications(0, 4, 5, 1, 1), "height must be .* height=0"),
        (lambda: arithmetic.conv2d_multiplications(5, 4, 5, 1, 1), "Received: size=4, a window of 5"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
