"""Feature scaling: networks learn faster from numbers around 0 than from pixels up to 255."""

import numpy as np
import numpy.typing as npt

from reference.layers.arrays import Array, as_floating


def normalize(images: Array, mean: npt.ArrayLike, std: npt.ArrayLike) -> Array:
    """Shift and scale images: what has this mean and this standard deviation gets mean 0 and deviation 1.

        outputs = (images - mean) / std

    Arguments: images (batch, height, width, channels); mean and std are one number, or one for each channel.
    Returns an array of the shape of images.

    Raises:
        ValueError: ``std`` is not positive.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.3.

    Mean 0 and deviation 255 give [0, 1]; 127.5 for both gives [-1, 1]:

    >>> import numpy as np
    >>> pixels = np.array([0, 51, 255], np.uint8)
    >>> normalize(pixels, 0, 255), normalize(pixels, 127.5, 127.5)
    (array([0. , 0.2, 1. ]), array([-1. , -0.6,  1. ]))
    """
    images = as_floating(images)
    if not np.all(np.asarray(std) > 0):
        raise ValueError(f"std must be positive. Received: std={std!r}")
    outputs: Array = (images - np.asarray(mean, images.dtype)) / np.asarray(std, images.dtype)
    return outputs
