"""The formulas against what TensorFlow's kernels really do."""

import math
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import arithmetic

Tensor = Any
seeded = settings(derandomize=True, deadline=None, max_examples=150)
sizes = st.integers(1, 14)
small = st.integers(1, 5)
dilations = st.integers(1, 3)
paddings = st.sampled_from(["same", "valid"])
windows = st.tuples(small, st.integers(1, 3)) | st.tuples(small, st.integers(1, 3), dilations)


def windows_seen(
    tf: ModuleType, size: int, kernel_size: int, strides: int, padding: str, dilation_rate: int
) -> npt.NDArray[Any]:
    """The contents of every window over the row 1, 2, 3 ...; 0 is padding."""
    row = tf.reshape(tf.range(1.0, size + 1.0), (1, size, 1, 1))
    one_filter_per_place = tf.reshape(tf.eye(kernel_size), (kernel_size, 1, 1, kernel_size))
    seen = tf.nn.conv2d(row, one_filter_per_place, [strides, 1], padding.upper(), dilations=[dilation_rate, 1])
    windows: npt.NDArray[Any] = seen.numpy()[0, :, 0]
    return windows


@seeded
@given(size=sizes, kernel_size=small, strides=small, dilation_rate=dilations, padding=paddings)
def test_output_size_is_the_number_of_windows(
    tf: ModuleType, size: int, kernel_size: int, strides: int, dilation_rate: int, padding: str
) -> None:
    if padding == "valid" and arithmetic.effective_kernel_size(kernel_size, dilation_rate) > size:
        with pytest.raises(ValueError, match=f"must fit into the image. Received: size={size}, a window of"):
            arithmetic.output_size(size, kernel_size, strides, padding, dilation_rate)
        return
    seen = windows_seen(tf, size, kernel_size, strides, padding, dilation_rate)
    assert arithmetic.output_size(size, kernel_size, strides, padding, dilation_rate) == len(seen)


@seeded
@given(size=sizes, kernel_size=small, strides=small, dilation_rate=dilations)
def test_same_padding_is_what_the_kernels_add(
    tf: ModuleType, size: int, kernel_size: int, strides: int, dilation_rate: int
) -> None:
    before, after = arithmetic.same_padding(size, kernel_size, strides, dilation_rate)
    row = np.concatenate([np.zeros(before), np.arange(1, size + 1), np.zeros(after)])
    seen = windows_seen(tf, size, kernel_size, strides, "same", dilation_rate)
    for index, window in enumerate(seen):
        places = index * strides + np.arange(kernel_size) * dilation_rate
        np.testing.assert_array_equal(window, row[places])
    # Nothing superfluous is added: the last window reaches the end of it.
    assert after == 0 or (len(seen) - 1) * strides + (kernel_size - 1) * dilation_rate + 1 == len(row)


def test_the_odd_pixel_goes_after() -> None:
    assert arithmetic.same_padding(4, 3, strides=2) == (0, 1)
    assert arithmetic.padding_amounts(4, 3, strides=2, padding="same") == (0, 1)
    assert arithmetic.padding_amounts(4, 3, strides=2, padding="valid") == (0, 0)


@seeded
@given(size=sizes, pool_size=small, strides=st.none() | small, padding=paddings)
def test_pool_output_size(tf: ModuleType, size: int, pool_size: int, strides: int | None, padding: str) -> None:
    if padding == "valid" and pool_size > size:
        return
    steps = pool_size if strides is None else strides
    pooled = tf.nn.max_pool2d(tf.zeros((1, size, 1, 1)), [pool_size, 1], [steps, 1], padding.upper())
    assert arithmetic.pool_output_size(size, pool_size, strides, padding) == pooled.shape[1]


@settings(seeded, max_examples=60)
@given(layers=st.lists(windows, max_size=4))
def test_receptive_field_is_the_span_that_one_output_depends_on(
    tf: ModuleType, ask: Callable[..., Any], layers: list[tuple[int, ...]]
) -> None:
    def first_output(maps: Tensor) -> Tensor:
        for kernel_size, strides, *dilation_rate in layers:
            ones = tf.ones((kernel_size, 1, 1, 1), tf.float64)
            # The kernel is stretched by hand: TensorFlow's gradients know no dilation on a CPU.
            places = tf.reshape(tf.range(kernel_size) * (dilation_rate or [1])[0], (-1, 1))
            span = arithmetic.effective_kernel_size(kernel_size, *dilation_rate)
            stretched = tf.scatter_nd(places, ones, (span, 1, 1, 1))
            maps = tf.nn.conv2d(maps, stretched, [strides, 1], "VALID")
        return maps[:, :1]

    field = arithmetic.receptive_field(layers)
    # Large enough for the largest of these fields, whatever the formula says.
    images = np.ones((1, 500, 1, 1))
    reached = np.flatnonzero(ask(first_output, images).gradients[0])
    assert (reached[0], reached[-1]) == (0, field - 1)


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


def test_the_figures_of_the_course() -> None:
    assert arithmetic.dense_parameters(784, 128) + arithmetic.dense_parameters(128, 10) == 101_770
    assert arithmetic.receptive_field([(3, 1)] * 2) == arithmetic.receptive_field([(5, 1)]) == 5
    assert arithmetic.receptive_field([(3, 1)] * 3) == 7
    assert arithmetic.receptive_field([]) == 1


def test_small_numpy_integers_do_not_overflow() -> None:
    big = np.uint8(200)
    assert arithmetic.dense_parameters(big, big) == 40_200
    assert arithmetic.conv2d_multiplications(big, big, np.uint8(3), big, big, padding="same") == 200**4 * 9
    assert type(arithmetic.output_size(big, np.int8(3))) is int


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: arithmetic.output_size(0, 3), "size must be a whole number of at least 1. Received: size=0"),
        (lambda: arithmetic.output_size(5, 2.5), "kernel_size must be .* Received: kernel_size=2.5"),
        (lambda: arithmetic.output_size(5, 3, strides=0), "strides must be .* Received: strides=0"),
        (lambda: arithmetic.output_size(5, 3, dilation_rate=-1), "dilation_rate must be .* Received: dilation_rate=-1"),
        (lambda: arithmetic.output_size(5, 3, padding="SAME"), "padding must be .* Received: padding='SAME'"),
        (lambda: arithmetic.output_size(5, 3, padding=1), "padding must be .* Received: padding=1"),
        (lambda: arithmetic.output_size(3, 5), "the window must fit into the image. Received: size=3, a window of 5"),
        (lambda: arithmetic.output_size(4, 3, dilation_rate=2), "Received: size=4, a window of 5"),
        (lambda: arithmetic.pool_output_size(4, 0), "pool_size must be .* Received: pool_size=0"),
        (lambda: arithmetic.same_padding(-1, 3), "size must be .* Received: size=-1"),
        (lambda: arithmetic.padding_amounts(5, 3, padding="full"), "padding must be .* Received: padding='full'"),
        (lambda: arithmetic.receptive_field([(3,)]), r"layers holds .* Received: \(3,\)"),
        (lambda: arithmetic.receptive_field([(3, 0)]), "strides must be .* Received: strides=0"),
        (lambda: arithmetic.dense_parameters(0, 3), "inputs must be .* Received: inputs=0"),
        (lambda: arithmetic.dense_parameters(3, "4"), "units must be .* Received: units='4'"),
        (lambda: arithmetic.conv2d_parameters((3, 3, 3), 1, 1), r"kernel_size must be .* kernel_size=\(3, 3, 3\)"),
        (lambda: arithmetic.conv2d_parameters(3, 0, 1), "in_channels must be .* Received: in_channels=0"),
        (lambda: arithmetic.conv2d_parameters(3, 1, 0), "filters must be .* Received: filters=0"),
        (lambda: arithmetic.conv2d_multiplications(5, 4, 5, 1, 1), "Received: size=4, a window of 5"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
