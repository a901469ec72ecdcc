"""Every small window against TensorFlow's kernels: all sizes, kernels, strides, dilations and paddings of one axis.

The drawn configurations of the other tests mix both axes; here none is left to chance. The other axis has three pixels
and a window of two, so that the two cannot be confused.
"""

import itertools
import os
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from reference import arithmetic, layers

pytestmark = pytest.mark.skipif(
    not os.environ.get("CERTIFY"), reason="the sweep takes a minute: make certify-reference"
)

SIZES, KERNEL_SIZES, STRIDES, DILATIONS, PADDINGS = range(1, 13), range(1, 7), range(1, 7), (1, 2, 3), ("same", "valid")
Configuration = tuple[int, int, int, str, int]
Tensor = Any


def configurations(*, dilations: tuple[int, ...]) -> Iterator[Configuration]:
    """Size, kernel size, strides, padding and dilation rate of every window that fits."""
    for size, kernel_size, strides, padding, rate in itertools.product(
        SIZES, KERNEL_SIZES, STRIDES, PADDINGS, dilations
    ):
        if padding == "same" or arithmetic.effective_kernel_size(kernel_size, rate) <= size:
            yield size, kernel_size, strides, padding, rate


def close(ours: tuple[Any, ...], theirs: tuple[Any, ...], configuration: Configuration) -> None:
    for part, expected in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(part, expected, rtol=1e-10, atol=1e-10, err_msg=str(configuration))


def test_the_sweep_leaves_nothing_out() -> None:
    # "same" takes every window on every size; "valid" those that fit.
    fitting = sum(
        (kernel_size - 1) * rate < size for size in SIZES for kernel_size in KERNEL_SIZES for rate in DILATIONS
    )
    assert len(list(configurations(dilations=DILATIONS))) == (12 * 6 * 3 + fitting) * 6 == 2070


def test_convolution(tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any]) -> None:
    for configuration in configurations(dilations=DILATIONS):
        size, kernel_size, strides, padding, rate = configuration
        images, kernel = draw(0, 2, size, 3, 2), draw(0, kernel_size, 2, 2, 3)

        def convolve(images: Tensor, kernel: Tensor) -> Tensor:
            # The kernel is stretched by hand: TensorFlow's gradients know no dilation on a CPU.
            stretch = np.eye((kernel_size - 1) * rate + 1)[::rate]  # noqa: B023  # called in this round alone
            stretched = tf.einsum("pa,pqcf->aqcf", stretch, kernel)
            return tf.nn.conv2d(images, stretched, (strides, 1), padding.upper())  # noqa: B023  # the same

        answer = ask(convolve, images, kernel)
        options = ((strides, 1), padding, (rate, 1))
        outputs = layers.conv2d(images, kernel, None, *options)
        gradients = layers.conv2d_backward(answer.grad, images, kernel, *options)
        close((outputs, *gradients[:2]), (answer.outputs, *answer.gradients), configuration)


def test_depthwise_convolution(tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any]) -> None:
    for configuration in configurations(dilations=(1,)):
        size, kernel_size, strides, padding, _ = configuration
        images, kernel = draw(0, 2, size, 7, 2), draw(0, kernel_size, 2, 2, 3)
        steps = [1, strides, strides, 1]  # its kernel knows equal strides only
        answer = ask(lambda *both: tf.nn.depthwise_conv2d(*both, steps, padding.upper()), images, kernel)  # noqa: B023
        outputs = layers.depthwise_conv2d(images, kernel, None, strides, padding)
        gradients = layers.depthwise_conv2d_backward(answer.grad, images, kernel, strides, padding)
        close((outputs, *gradients[:2]), (answer.outputs, *answer.gradients), configuration)


def test_transposed_convolution(tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any]) -> None:
    for configuration in itertools.product(SIZES, KERNEL_SIZES, STRIDES, PADDINGS, (1,)):
        size, kernel_size, strides, padding, _ = configuration
        images, kernel = draw(0, 2, size, 3, 2), draw(0, kernel_size, 2, 3, 2)
        sides = arithmetic.transposed_output_size(size, kernel_size, strides, padding), 3 if padding == "same" else 4

        def convolve(images: Tensor, kernel: Tensor) -> Tensor:
            return tf.nn.conv2d_transpose(images, kernel, (2, *sides, 3), (strides, 1), padding.upper())  # noqa: B023

        answer = ask(convolve, images, kernel)
        outputs = layers.conv2d_transpose(images, kernel, None, (strides, 1), padding)
        gradients = layers.conv2d_transpose_backward(answer.grad, images, kernel, (strides, 1), padding)
        close((outputs, *gradients[:2]), (answer.outputs, *answer.gradients), configuration)


@pytest.mark.parametrize("name", ["max_pool2d", "avg_pool2d"])
def test_pooling(tf: ModuleType, ask: Callable[..., Any], draw: Callable[..., Any], name: str) -> None:
    for configuration in configurations(dilations=(1,)):
        size, pool_size, strides, padding, _ = configuration
        images, options = draw(0, 2, size, 3, 2), ((pool_size, 2), (strides, 1), padding)
        theirs = getattr(tf.nn, name)
        answer = ask(lambda maps: theirs(maps, *options[:2], padding.upper()), images)  # noqa: B023  # as above
        outputs = getattr(layers, name)(images, *options)
        gradient = getattr(layers, f"{name}_backward")(answer.grad, images, *options)
        if name == "avg_pool2d" and pool_size > size:
            # TensorFlow's gradient is wrong where a window sticks out on both sides: test_pooling says how.
            close((outputs,), (answer.outputs,), configuration)
        else:
            close((outputs, gradient), (answer.outputs, answer.gradients[0]), configuration)
