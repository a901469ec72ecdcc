"""Sizes and padding against what TensorFlow's kernels really do."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import arithmetic

seeded = settings(derandomize=True, deadline=None, max_examples=150)
sizes = st.integers(1, 14)
small = st.integers(1, 5)
dilations = st.integers(1, 3)
paddings = st.sampled_from(["same", "valid"])


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


@seeded
@given(size=sizes, kernel_size=small, strides=small, padding=paddings)
def test_transposed_output_size(tf: ModuleType, size: int, kernel_size: int, strides: int, padding: str) -> None:
    large = arithmetic.transposed_output_size(size, kernel_size, strides, padding)
    layer = tf.keras.layers.Conv2DTranspose(1, (kernel_size, 1), (strides, 1), padding)
    assert tuple(layer.compute_output_shape((1, size, 1, 1))) == (1, large, 1, 1)
    assert arithmetic.output_size(large, kernel_size, strides, padding) == size


def test_small_numpy_integers_become_whole_numbers() -> None:
    assert type(arithmetic.output_size(np.uint8(200), np.int8(3))) is int


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
        (lambda: arithmetic.transposed_output_size(5, 3, padding="full"), "padding must be .* padding='full'"),
        (lambda: arithmetic.transposed_output_size(5, 0), "kernel_size must be .* Received: kernel_size=0"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
