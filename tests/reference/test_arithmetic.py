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


@st.composite
def chains(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, str, int]]]:
    """The size of an image, and layers that fit on it."""
    size = side = draw(st.integers(1, 40))
    layers: list[tuple[int, int, str, int]] = []
    for _ in range(draw(st.integers(0, 4))):
        padding, dilation_rate = draw(paddings), draw(dilations)
        largest = 4 if padding == "same" else min(4, (side - 1) // dilation_rate + 1)
        layers.append((draw(st.integers(1, largest)), draw(st.integers(1, 3)), padding, dilation_rate))
        side = arithmetic.output_size(side, *layers[-1])
    return size, layers


@settings(seeded, max_examples=100)
@given(chain=chains(), data=st.data())
def test_receptive_fields_lie_where_the_gradients_are(
    tf: ModuleType, ask: Callable[..., Any], chain: tuple[int, list[tuple[int, int, str, int]]], data: st.DataObject
) -> None:
    size, layers = chain

    def output(maps: Tensor) -> Tensor:
        for kernel_size, strides, padding, dilation_rate in layers:
            # The kernel is stretched by hand: TensorFlow's gradients know no dilation on a CPU.
            span = arithmetic.effective_kernel_size(kernel_size, dilation_rate)
            stretched = np.zeros((span, 1, 1, 1))
            stretched[::dilation_rate] = 1
            maps = tf.nn.conv2d(maps, stretched, [strides, 1], padding.upper())
        return maps

    images = np.ones((1, size, 1, 1))
    index = data.draw(st.integers(0, output(images).shape[1] - 1))
    reached = np.flatnonzero(ask(lambda maps: output(maps)[:, index : index + 1], images).gradients[0])
    field = arithmetic.receptive_field_with_place(layers, size)
    first, last = field.start + index * field.jump, field.start + index * field.jump + field.size - 1
    assert set(reached) <= set(range(first, last + 1))
    # Where the field sticks out of the image, its edge may be padding of a map in between: then less is reached.
    assert first < 0 or first == reached[0]
    assert last >= size or last == reached[-1]
    assert field.size == arithmetic.receptive_field([(kernel, steps, rate) for kernel, steps, _, rate in layers])
    assert field.centre == (field.start + field.start + field.size - 1) / 2


def test_receptive_fields_of_published_networks() -> None:
    convolution, pooling = (3, 1, "same"), (2, 2, "same")
    vgg16 = [layer for number in (2, 2, 3, 3, 3) for layer in [convolution] * number + [pooling]]
    assert arithmetic.receptive_field_with_place(vgg16, 224) == (212, 32, -90)
    # CIFAR-10's ResNet18 along its longest paths: a convolution, and four groups of four.
    resnet18 = [convolution] * 5 + ([(3, 2, "same")] + [convolution] * 3) * 3
    assert arithmetic.receptive_field_with_place(resnet18, 32)[:2] == (109, 8)


@seeded
@given(size=sizes, kernel_size=small, strides=small, padding=paddings)
def test_transposed_output_size(tf: ModuleType, size: int, kernel_size: int, strides: int, padding: str) -> None:
    large = arithmetic.transposed_output_size(size, kernel_size, strides, padding)
    layer = tf.keras.layers.Conv2DTranspose(1, (kernel_size, 1), (strides, 1), padding)
    assert tuple(layer.compute_output_shape((1, size, 1, 1))) == (1, large, 1, 1)
    assert arithmetic.output_size(large, kernel_size, strides, padding) == size


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
        (lambda: arithmetic.receptive_field([3]), "layers holds .* Received: 3"),
        (lambda: arithmetic.receptive_field(3), "layers holds .* Received: 3"),
        (lambda: arithmetic.receptive_field_with_place([(3, 1)], 9), r"layers holds \(kernel_size, strides, padding\)"),
        (lambda: arithmetic.receptive_field_with_place([(5, 1, "valid")] * 2, 7), "size=3, a window of 5"),
        (lambda: arithmetic.receptive_field_with_place([(3, 1, "full")], 7), "Received: padding='full'"),
        (lambda: arithmetic.receptive_field_with_place([], 0), "size must be .* Received: size=0"),
        (lambda: arithmetic.ReceptiveField().after(3, before=-1), "before must be .* Received: before=-1"),
        (lambda: arithmetic.transposed_output_size(5, 3, padding="full"), "padding must be .* padding='full'"),
        (lambda: arithmetic.transposed_output_size(5, 0), "kernel_size must be .* Received: kernel_size=0"),
        (lambda: arithmetic.receptive_field([(3, 0)]), "strides must be .* Received: strides=0"),
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
