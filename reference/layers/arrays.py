"""What the layers compute with: arrays of one floating-point type."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""Images are (batch, height, width, channels), kernels (height, width, input channels, filters)."""

IMAGE_AXES = ("batch", "height", "width", "channels")


def as_numbers(name: str, array: npt.ArrayLike) -> Array:
    """Return ``array`` as an array of real numbers; ``name`` is the argument it came from.

    Raises:
        ValueError: it holds something else, or rows of different lengths.

    >>> as_numbers("labels", [2, 0])
    array([2, 0])
    >>> as_numbers("labels", ["cat", "dog"])
    Traceback (most recent call last):
    ValueError: labels must be an array of real numbers. Received: labels of type <U3
    """
    try:
        values = np.asarray(array)
    except ValueError:  # rows of different lengths
        values = np.asarray(None)
    if values.dtype.kind not in "biuf":
        raise ValueError(f"{name} must be an array of real numbers. Received: {name} of type {values.dtype}")
    return values


def as_floating(name: str, array: npt.ArrayLike) -> Array:
    """Return ``array`` with its floating-point type kept, and integers as float64.

    A whole number may not stay one: the sum of two bright ``uint8`` pixels would wrap around at 256.

    Raises:
        ValueError: it is not an array of real numbers.

    >>> import numpy as np
    >>> as_floating("images", np.array([200], np.uint8)).dtype, as_floating("images", np.zeros(1, np.float32)).dtype
    (dtype('float64'), dtype('float32'))
    """
    values = as_numbers(name, array)
    return values if values.dtype.kind == "f" else values.astype(np.float64)


def as_type_of(images: Array, name: str, array: npt.ArrayLike) -> Array:
    """Return ``array`` in the floating-point type of ``images``, which everything beside them is computed in.

    Raises:
        ValueError: it is not an array of real numbers.

    >>> import numpy as np
    >>> as_type_of(np.zeros(1, np.float32), "bias", np.zeros(3)).dtype
    dtype('float32')
    """
    return as_numbers(name, array).astype(images.dtype, copy=False)


def require_rank(name: str, array: Array, axes: tuple[str, ...]) -> None:
    """Accept an array with one axis for each of ``axes``.

    Raises:
        ValueError: it has another number of axes.

    >>> import numpy as np
    >>> require_rank("labels", np.zeros((4, 1)), ("batch",))
    Traceback (most recent call last):
    ValueError: labels must have the axes (batch). Received: labels of shape (4, 1)
    """
    if array.ndim != len(axes):
        raise ValueError(f"{name} must have the axes ({', '.join(axes)}). Received: {name} of shape {array.shape}")


def require_images(images: Array) -> None:
    """Accept (batch, height, width, channels) with at least one pixel and one channel; the batch may be empty.

    Raises:
        ValueError: there are other axes, or nothing in an image.

    >>> import numpy as np
    >>> require_images(np.zeros((1, 5, 5, 0)))
    Traceback (most recent call last):
    ValueError: images must have at least one pixel and one channel. Received: images of shape (1, 5, 5, 0)
    """
    require_rank("images", images, IMAGE_AXES)
    if 0 in images.shape[1:]:
        raise ValueError(
            f"images must have at least one pixel and one channel. Received: images of shape {images.shape}"
        )


def require_shape(name: str, array: Array, shape: tuple[int, ...]) -> None:
    """Accept an array of exactly this shape, so that broadcasting cannot hide a mistake.

    Raises:
        ValueError: it has another shape.

    >>> import numpy as np
    >>> require_shape("bias", np.zeros(3), (6,))
    Traceback (most recent call last):
    ValueError: bias must have the shape (6,). Received: bias of shape (3,)
    """
    if array.shape != shape:
        raise ValueError(f"{name} must have the shape {shape}. Received: {name} of shape {array.shape}")


def require_some(name: str, array: Array) -> None:
    """Accept an array with at least one value: the mean of nothing would be 0 / 0.

    Raises:
        ValueError: it is empty.

    >>> import numpy as np
    >>> require_some("labels", np.zeros(0))
    Traceback (most recent call last):
    ValueError: labels must not be empty. Received: labels of shape (0,)
    """
    if array.size == 0:
        raise ValueError(f"{name} must not be empty. Received: {name} of shape {array.shape}")


def as_grad(grad: npt.ArrayLike, images: Array, shape: tuple[int, ...]) -> Array:
    """Return the gradient with respect to outputs of this shape, in the floating-point type of ``images``.

    Raises:
        ValueError: it has another shape, or is not an array of real numbers.

    >>> import numpy as np
    >>> as_grad(np.zeros(2), np.zeros((2, 3)), (2, 3))
    Traceback (most recent call last):
    ValueError: grad must have the shape (2, 3). Received: grad of shape (2,)
    """
    values = as_type_of(images, "grad", grad)
    require_shape("grad", values, shape)
    return values
