"""What the course does to the digits of MNIST before its LeNet-5 sees them."""

import numpy as np

from reference.layers import rescale
from reference.layers.arrays import Array, require_shape
from reference.layers.losses import require_labels

CLASSES = 10
SIDES = (28, 28)
BRIGHTEST = 255


def preprocess(x: Array, y: Array) -> tuple[Array, Array]:
    """Scale images from [0, 255] to [-1, 1], and make whole numbers of labels.

        x = 2 * x / 255 - 1

    Arguments: x one image (28, 28) or several (batch, 28, 28), from 0 to 255; y class numbers, () or (batch,).
    Returns x as float32 and y as int32, in the same shapes.

    Raises:
        ValueError: x has another shape or pixels outside of 0 to 255, or y is not one class number for each image.

    Source: the course's program for LeNet-5 on MNIST.

    >>> images, labels = preprocess(np.full((2, 28, 28), [[[0]], [[255]]], "uint8"), np.array([7, 2], "uint8"))
    >>> images[:, 0, 0], labels
    (array([-1.,  1.], dtype=float32), array([7, 2], dtype=int32))
    """
    images, labels = np.asarray(x), np.asarray(y)
    require_shape("x", images, (*images.shape[:-2][:1], *SIDES))
    scaled = rescale(images, 2 / BRIGHTEST, -1)
    if (np.abs(scaled) > 1).any():
        raise ValueError(f"x must be from 0 to {BRIGHTEST}. Received: x from {images.min()} to {images.max()}")
    require_shape("y", labels, images.shape[:-2])
    require_labels(labels.reshape(-1), CLASSES, "y")
    return scaled.astype(np.float32), labels.astype(np.int32)
