"""The gradients of a convolution, computed in ways that are wrong in one respect."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistakes.convolution import Amounts
from reference.arguments import IntOrPair, pair
from reference.arithmetic import same_padding
from reference.layers import conv2d_backward
from reference.layers.windows import Windows, windows_over

Array = NDArray[Any]
Three = tuple[Array, Array, Array]
Backward = Callable[..., Three]

IMAGES, KERNEL, BIAS = range(3)
"""Where each gradient stands among the results."""


def of_other_arrays(seen: Callable[[Array, Array, Array], Three], *parts: int) -> Backward:
    """Those parts are the gradients of other arrays, the rest is right."""

    def wrong(
        grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
    ) -> tuple[Array, ...]:
        right = conv2d_backward(grad, images, kernel, strides, padding)
        other = conv2d_backward(*seen(grad, images, kernel), strides, padding)
        return tuple(other[index] if index in parts else right[index] for index in range(3))

    return wrong  # type: ignore[return-value]  # three of three


def changed(change: Callable[[Array, Array], Array], *parts: int) -> Backward:
    """Those parts are changed after they were computed; `change` sees the gradient and `grad`."""

    def wrong(
        grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
    ) -> tuple[Array, ...]:
        right = conv2d_backward(grad, images, kernel, strides, padding)
        return tuple(change(right[index], grad) if index in parts else right[index] for index in range(3))

    return wrong  # type: ignore[return-value]  # three of three


def filled(fill: Callable[[Array, Array, Array, Windows], None], cut: Callable[[Array, Windows], Array]) -> Backward:
    """The images gradient is filled in some way, around it the padding, and what was padded is cut off in some way."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        _, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
        windows = windows_over(images, "kernel_size", kernel.shape[:2], strides, padding)
        total = np.zeros(windows.padded_shape(len(images), images.shape[-1]))
        fill(total, grad, kernel, windows)
        return cut(total, windows), for_kernel, for_bias

    return wrong


def kernel_transposed(
    grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid"
) -> Three:
    """The kernel laid down where each value of grad came from has its height and width exchanged."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "valid" and pair("strides", strides) == (1, 1):
        height, width, channels, _ = kernel.shape
        room = np.zeros((len(grad), grad.shape[1] + width - 1, grad.shape[2] + height - 1, channels))
        for_images, _, _ = conv2d_backward(grad, room, kernel.transpose(1, 0, 2, 3))
    return for_images, for_kernel, for_bias


def right_cut(total: Array, windows: Windows) -> Array:
    """Cut off what was padded."""
    return windows.unpad(total)


def added(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    """Add what every position of the kernel gives back."""
    for row, column, seen in windows.positions():
        total[seen] += grad @ kernel[row, column].T


def overwritten_by_position(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    """Let every position of the kernel overwrite the one before."""
    for row, column, seen in windows.positions():
        total[seen] = grad @ kernel[row, column].T


def overwritten_by_window(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    """Let every window overwrite the one before."""
    height, width = kernel.shape[:2]
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            y, x = i * windows.rows.strides, j * windows.columns.strides
            total[:, y : y + height, x : x + width] = np.einsum("nf,pqcf->npqc", grad[:, i, j], kernel)


def overwritten_by_filter(total: Array, grad: Array, kernel: Array, windows: Windows) -> None:
    """Let every window and every filter overwrite the one before."""
    overwritten_by_window(total, grad[..., -1:], kernel[..., -1:], windows)


def minus_nothing(total: Array, windows: Windows) -> Array:
    """Cut with x[before:-after], which is empty where `after` is 0."""
    rows, columns = windows.rows, windows.columns
    return total[:, rows.before : -rows.after, columns.before : -columns.after]


def in_same_alone(wrong: Backward) -> Backward:
    """Right with valid padding."""

    def guarded(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        backward = wrong if padding == "same" else conv2d_backward
        return backward(grad, images, kernel, strides, padding)

    return guarded


def cut_alike(total: Array, windows: Windows) -> Array:
    """Cut half of the padding off each side."""
    rows, columns = windows.rows, windows.columns
    down, right = (total.shape[1] - rows.size) // 2, (total.shape[2] - columns.size) // 2
    return total[:, down : total.shape[1] - down, right : total.shape[2] - right]


def not_cut(total: Array, windows: Windows) -> Array:
    """Leave the padding there."""
    del windows
    return total


def slid(
    grad: Array, padded: Array, kernel: Array, reads: tuple[int, int], writes: tuple[int, int]
) -> tuple[Array, Array]:
    """Images and kernel gradient of a loop over the outputs; a window that leaves the image raises, as for students."""
    height, width = kernel.shape[:2]
    total, weights = np.zeros(padded.shape), np.zeros(kernel.shape)
    for i in range(grad.shape[1]):
        for j in range(grad.shape[2]):
            y, x = i * reads[0], j * reads[1]
            weights += np.einsum("npqc,nf->pqcf", padded[:, y : y + height, x : x + width], grad[:, i, j])
            y, x = i * writes[0], j * writes[1]
            total[:, y : y + height, x : x + width] += np.einsum("nf,pqcf->npqc", grad[:, i, j], kernel)
    return total, weights


def stepping(reads: Callable[[int, int], tuple[int, int]], writes: Callable[[int, int], tuple[int, int]]) -> Backward:
    """The windows that are read, for the kernel, and those written to, for the images, start at other places."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        if padding == "same":
            return conv2d_backward(grad, images, kernel, strides, padding)
        steps = pair("strides", strides)
        for_images, for_kernel = slid(grad, images, kernel, reads(*steps), writes(*steps))
        return for_images, for_kernel, grad.sum((0, 1, 2))

    return wrong


def right_steps(down: int, right: int) -> tuple[int, int]:
    """The strides as they are."""
    return down, right


def steps_of_one(down: int, right: int) -> tuple[int, int]:
    """No strides."""
    del down, right
    return 1, 1


def steps_swapped(down: int, right: int) -> tuple[int, int]:
    """Strides taken as (width, height)."""
    return right, down


def first_step(down: int, right: int) -> tuple[int, int]:
    """The first stride for both axes."""
    del right
    return down, down


def unread_left_out(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
    """The images gradient ends where the last window does, as a transposed convolution's result."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "valid":
        height, width = (
            (count - 1) * step + side
            for count, step, side in zip(grad.shape[1:3], pair("strides", strides), kernel.shape[:2], strict=True)
        )
        for_images = for_images[:, :height, :width]
    return for_images, for_kernel, for_bias


def padded_by(amounts: Amounts) -> Backward:
    """Gradients of a convolution whose "same" pads by these amounts."""

    def wrong(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
        if padding == "valid":
            return conv2d_backward(grad, images, kernel, strides)
        steps = pair("strides", strides)
        rows, columns = (
            amounts(size, side, step, 1)
            for size, side, step in zip(images.shape[1:3], kernel.shape[:2], steps, strict=True)
        )
        padded = np.pad(images, ((0, 0), rows, columns, (0, 0)))
        total, for_kernel = slid(grad, padded, kernel, steps, steps)
        for_images = total[:, rows[0] : rows[0] + images.shape[1], columns[0] : columns[0] + images.shape[2]]
        return for_images, for_kernel, grad.sum((0, 1, 2))

    return wrong


def images_unpadded(grad: Array, images: Array, kernel: Array, strides: IntOrPair = 1, padding: str = "valid") -> Three:
    """Windows are read from the image without its padding, shifted to its corner, as far as it goes."""
    for_images, for_kernel, for_bias = conv2d_backward(grad, images, kernel, strides, padding)
    if padding == "same":
        steps = pair("strides", strides)
        around = [
            sum(same_padding(size, side, step))
            for size, side, step in zip(images.shape[1:3], kernel.shape[:2], steps, strict=True)
        ]
        after = np.pad(images, ((0, 0), (0, around[0]), (0, around[1]), (0, 0)))
        _, for_kernel = slid(grad, after, kernel, steps, steps)
    return for_images, for_kernel, for_bias


def last_window(grad: Array, images: Array, kernel: Array) -> Three:
    """The grad of the last window alone."""
    alone = np.zeros_like(grad)
    alone[:, -1, -1] = grad[:, -1, -1]
    return alone, images, kernel


def last_window_of_last_image(grad: Array, images: Array, kernel: Array) -> Three:
    """The grad of the last window of the last image alone."""
    alone, _, _ = last_window(grad, images, kernel)
    alone[:-1] = 0
    return alone, images, kernel
