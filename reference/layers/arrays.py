"""What the layers compute with: arrays of one floating-point type."""

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
"""Images are (batch, height, width, channels), kernels (height, width, input channels, filters)."""

IMAGE_AXES = ("batch", "height", "width", "channels")


def as_floating(array: npt.ArrayLike) -> Array:
    """Return ``array`` with its floating-point type kept, and integers as float64.

    A whole number may not stay one: the sum of two bright ``uint8`` pixels would wrap around at 256.

    >>> import numpy as np
    >>> as_floating(np.array([200], np.uint8)).dtype, as_floating(np.zeros(1, np.float32)).dtype
    (dtype('float64'), dtype('float32'))
    """
    values = np.asarray(array)
    return values if np.issubdtype(values.dtype, np.floating) else values.astype(np.float64)


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
