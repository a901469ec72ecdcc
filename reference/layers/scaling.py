"""Feature scaling: networks learn faster from numbers around 0 than from pixels up to 255."""

import math

import numpy.typing as npt

from reference.arguments import real_number
from reference.layers.arrays import Array, as_floating, as_grad, as_type_of


def normalize(images: Array, mean: npt.ArrayLike, std: npt.ArrayLike) -> Array:
    """Shift and scale images: what has this mean and this standard deviation gets mean 0 and deviation 1.

        outputs = (images - mean) / std

    Arguments: images (batch, height, width, channels); mean and std are one number, or one for each channel.
    Returns an array of the shape of images.

    Raises:
        ValueError: ``std`` is not positive, or ``mean`` or ``std`` has another shape.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.3.

    >>> import numpy as np
    >>> pixels = np.array([1.0, 3.0, 5.0, 7.0])
    >>> outputs = normalize(pixels, pixels.mean(), pixels.std())
    >>> outputs.round(3), round(outputs.mean(), 6), round(outputs.std(), 6)
    (array([-1.342, -0.447,  0.447,  1.342]), np.float64(0.0), np.float64(1.0))
    """
    images = as_floating("images", images)
    outputs: Array = (images - _for_channels(images, "mean", mean)) / _deviation(images, std)
    return outputs


def normalize_backward(grad: Array, images: Array, std: npt.ArrayLike) -> Array:
    """Gradient of :func:`normalize` with respect to images; mean and std are constants.

        images gradient = grad / std

    Arguments: grad of the shape of images; the others as for :func:`normalize`. Returns an array of their shape.

    Raises:
        ValueError: grad has another shape than images, ``std`` is not positive, or has another shape.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.3, differentiated.

    >>> import numpy as np
    >>> normalize_backward(np.array([1.0, 2.0]), np.zeros(2), std=4)
    array([0.25, 0.5 ])
    """
    images = as_floating("images", images)
    gradient: Array = as_grad(grad, images, images.shape) / _deviation(images, std)
    return gradient


def rescale(images: Array, scale: float = 1 / 255, offset: float = 0) -> Array:
    """Multiply by a number and add another, to move pixels from one range to another.

        outputs = images * scale + offset

    Arguments: images of any shape. Returns an array of their shape.

    Raises:
        ValueError: ``scale`` or ``offset`` is not a finite number.

    Source: Keras's API documentation, ``Rescaling``.

    x / 255 brings [0, 255] to [0, 1], and 2x / 255 - 1 to [-1, 1]:

    >>> import numpy as np
    >>> pixels = np.array([0, 51, 255], np.uint8)
    >>> rescale(pixels), rescale(pixels, 2 / 255, -1)
    (array([0. , 0.2, 1. ]), array([-1. , -0.6,  1. ]))
    """
    images = as_floating("images", images)
    outputs: Array = images * _any_number("scale", scale) + _any_number("offset", offset)
    return outputs


def rescale_backward(grad: Array, images: Array, scale: float = 1 / 255) -> Array:
    """Gradient of :func:`rescale` with respect to images.

        images gradient = grad * scale

    Arguments: grad of the shape of images. Returns an array of their shape.

    Raises:
        ValueError: grad has another shape than images, or ``scale`` is not a finite number.

    Source: Keras's API documentation, ``Rescaling``, differentiated.

    >>> import numpy as np
    >>> rescale_backward(np.array([255.0]), np.zeros(1))
    array([1.])
    """
    images = as_floating("images", images)
    gradient: Array = as_grad(grad, images, images.shape) * _any_number("scale", scale)
    return gradient


def _any_number(name: str, value: float) -> float:
    return real_number(name, value, smallest=-math.inf)


def _deviation(images: Array, std: npt.ArrayLike) -> Array:
    deviation = _for_channels(images, "std", std)
    if not (deviation > 0).all():
        raise ValueError(f"std must be positive. Received: std={std!r}")
    return deviation


def _for_channels(images: Array, name: str, values: npt.ArrayLike) -> Array:
    """One number, or one for each channel: no other shape, so that broadcasting cannot hide a mistake."""
    numbers = as_type_of(images, name, values)
    if numbers.shape not in {(), images.shape[-1:]}:
        raise ValueError(
            f"{name} must be one number, or one for each channel. "
            f"Received: {name} of shape {numbers.shape}, images of shape {images.shape}"
        )
    return numbers
