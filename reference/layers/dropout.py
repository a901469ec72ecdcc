"""Dropout: in training a random share of the values is switched off."""

from typing import SupportsFloat

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import Array, as_floating, as_numbers, require_shape


def dropout(
    images: Array,
    rate: float,
    rng: np.random.Generator,
    training: bool = True,  # noqa: FBT001, FBT002  # Keras's order
) -> Array:
    """Switch off a random share of the values in training; return them as they are in inference.

        training:   outputs = images / (1 - rate) where kept, 0 where dropped;  each is kept with probability 1 - rate
        inference:  outputs = images

    This is inverted dropout: scaling in training keeps the expected value, so that inference need not scale. ``rate``
    is the share that is dropped; see :mod:`reference.conventions`.

    Arguments: images of any shape; 0 <= rate < 1; ``rng``, a numpy.random.Generator, is the only source of chance.
    Returns an array of the shape of images.

    Raises:
        ValueError: ``rate`` is not in [0, 1), or ``rng`` is not a generator.

    Source: Srivastava et al., "Dropout", JMLR 15, 2014, section 4; Keras's API documentation, ``Dropout``.

    >>> import numpy as np
    >>> values = dropout(np.ones(1000), rate=0.2, rng=np.random.default_rng(0))
    >>> sorted(set(values.tolist())), round(values.mean(), 1)
    ([0.0, 1.25], np.float64(1.0))
    >>> dropout(np.array([1.0, 2.0]), rate=0.2, rng=np.random.default_rng(0), training=False)
    array([1., 2.])
    """
    images = as_floating("images", images)
    require_rate(rate)
    _require_generator(rng)
    if not training:
        return images.copy()
    return apply_dropout(images, keep_mask(images.shape, rate, rng), rate)


def keep_mask(shape: tuple[int, ...], rate: float, rng: np.random.Generator) -> Array:
    """Draw which values are kept: True with probability 1 - rate.

    Raises:
        ValueError: ``rate`` is not in [0, 1), ``rng`` is not a generator, or ``shape`` is no shape.

    >>> import numpy as np
    >>> keep_mask((2, 3), 0, np.random.default_rng(0)).all()
    np.True_
    """
    require_rate(rate)
    _require_generator(rng)
    kept: Array = rng.random([whole_number("shape", side, smallest=0) for side in shape]) >= rate
    return kept


def apply_dropout(values: Array, kept: Array, rate: float) -> Array:
    """Scale the kept values by 1 / (1 - rate), and put 0 in place of the others.

    The gradient of dropout is the same function of the gradient, with the same mask.

    Raises:
        ValueError: ``rate`` is not in [0, 1), or the shapes differ.

    >>> import numpy as np
    >>> apply_dropout(np.array([1.0, 2.0]), np.array([True, False]), rate=0.5)
    array([2., 0.])
    """
    values, kept = as_floating("values", values), as_numbers("kept", kept)
    require_rate(rate)
    require_shape("kept", kept, values.shape)
    return np.where(kept, values / (1 - rate), 0).astype(values.dtype)


def require_rate(rate: float) -> None:
    """Accept a share from 0 up to, but not including, 1.

    Raises:
        ValueError: any other value.

    >>> require_rate(1.0)
    Traceback (most recent call last):
    ValueError: rate must be at least 0 and less than 1. Received: rate=1.0
    """
    if not isinstance(rate, SupportsFloat) or np.ndim(rate) or not 0 <= float(rate) < 1:
        raise ValueError(f"rate must be at least 0 and less than 1. Received: rate={rate!r}")


def _require_generator(rng: object) -> None:
    if not isinstance(rng, np.random.Generator):
        raise ValueError(f"rng must be a numpy.random.Generator. Received: rng={rng!r}")  # noqa: TRY004  # as the others
