"""Receptive fields against the gradients of TensorFlow's convolutions."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reference import arithmetic

Tensor = Any
seeded = settings(derandomize=True, deadline=None, max_examples=150)
small = st.integers(1, 5)
dilations = st.integers(1, 3)
paddings = st.sampled_from(["same", "valid"])
windows = st.tuples(small, st.integers(1, 3)) | st.tuples(small, st.integers(1, 3), dilations)


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


def test_the_figures_of_the_course() -> None:
    assert arithmetic.receptive_field([(3, 1)] * 2) == arithmetic.receptive_field([(5, 1)]) == 5
    assert arithmetic.receptive_field([(3, 1)] * 3) == 7
    assert arithmetic.receptive_field([]) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: arithmetic.receptive_field([(3,)]), r"layers holds .* Received: \(3,\)"),
        (lambda: arithmetic.receptive_field([3]), "layers holds .* Received: 3"),
        (lambda: arithmetic.receptive_field(3), "layers holds .* Received: 3"),
        (lambda: arithmetic.receptive_field_with_place([(3, 1)], 9), r"layers holds \(kernel_size, strides, padding\)"),
        (lambda: arithmetic.receptive_field_with_place([(5, 1, "valid")] * 2, 7), "size=3, a window of 5"),
        (lambda: arithmetic.receptive_field_with_place([(3, 1, "full")], 7), "Received: padding='full'"),
        (lambda: arithmetic.receptive_field_with_place([], 0), "size must be .* Received: size=0"),
        (lambda: arithmetic.ReceptiveField().after(3, before=-1), "before must be .* Received: before=-1"),
        (lambda: arithmetic.receptive_field([(3, 0)]), "strides must be .* Received: strides=0"),
    ],
)
def test_refusals_name_the_argument_and_what_was_received(call: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
