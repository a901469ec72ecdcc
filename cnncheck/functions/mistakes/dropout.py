"""What goes wrong in dropout by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import dropout

Array = NDArray[Any]


def _kept(images: Array, kept: Array, scale: float) -> Array:
    return np.where(kept, images * scale, 0.0)


def _swapped(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    return (
        dropout(images, rate, rng, training=False)
        if not training
        else _kept(images, rng.random(images.shape) < rate, 1 / (1 - rate))
    )


def _keep_probability(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    if not training or not rate:
        return dropout(images, rate, rng, training=False)
    return _kept(images, rng.random(images.shape) < rate, 1 / rate)


def _off_in_training(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    return dropout(images, rate, rng, training=not training)


def _zeros(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    return np.zeros_like(images) if training else dropout(images, rate, rng, training=False)


def _scaled(scale: Callable[[float], float]) -> Callable[..., Array]:
    def wrong(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
        if not training:
            return dropout(images, rate, rng, training=False)
        return _kept(images, rng.random(images.shape) >= rate, scale(rate))

    return wrong


def _shared(axes: tuple[int, ...]) -> Callable[..., Array]:
    """One mask along these axes."""

    def wrong(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
        if not training:
            return dropout(images, rate, rng, training=False)
        shape = tuple(1 if axis in axes else side for axis, side in enumerate(images.shape))
        return _kept(images, rng.random(shape) >= rate, 1 / (1 - rate))

    return wrong


def _always(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    del training
    return dropout(images, rate, rng)


def _weakened_at_inference(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    return dropout(images, rate, rng) if training else images * (1 - rate)


def _global_generator(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    del rng
    return dropout(images, rate, np.random.default_rng(), training)


def _own_generator(images: Array, rate: float, rng: np.random.Generator, training: bool = True) -> Array:  # noqa: FBT001, FBT002
    del rng
    return dropout(images, rate, np.random.default_rng(0), training)


_OWN = "Every value is dropped or kept on its own: draw the mask with rng.random(images.shape)."
_INVERTED = "Scaling by 1 / (1 - rate) in training keeps the mean, so that nothing need be scaled at inference."
SWAPPED = Mistake(
    "dropout-keep-and-drop-swapped",
    "dropout-rate-meaning",
    _swapped,
    "Your function keeps the share `rate` and drops the rest.",
    "`rate` is the share that is dropped, as in Keras; TensorFlow 1's keep_prob was the share that is kept.",
    "A value is kept where rng.random(...) >= rate.",
)
KEEP_PROBABILITY = Mistake(
    "dropout-rate-as-keep-probability",
    "dropout-rate-meaning",
    _keep_probability,
    "Your function takes `rate` for the share that is kept.",
    "`rate` is the share that is dropped, as in Keras; TensorFlow 1's keep_prob was the share that is kept.",
    "A value is kept where rng.random(...) >= rate, and divided by 1 - rate.",
)
OFF_IN_TRAINING = Mistake(
    "dropout-off-in-training",
    "dropout-mode",
    _off_in_training,
    "In training your function drops nothing.",
    "Dropout works in training and is the identity at inference; `training` is True by default.",
    "Look at the `if` about `training`.",
)
ZEROS = Mistake(
    "dropout-everything-dropped",
    "dropout-rate-meaning",
    _zeros,
    "In training your function drops everything.",
    "Only the share `rate` is dropped.",
    "Look at the type of the mask: an array of small integers or an int() around a probability becomes 0.",
)
ONE_MASK = Mistake(
    "dropout-one-mask-for-the-batch",
    "dropout-mask",
    _shared((0,)),
    "Your function uses one mask for all images of the batch.",
    "Images that lose the same values together are no independent examples.",
    _OWN,
)
MASK_PER_MAP = Mistake(
    "dropout-whole-maps",
    "dropout-mask",
    _shared((1, 2)),
    "Your function drops whole maps: all pixels of a channel together.",
    "That is spatial dropout, another layer.",
    _OWN,
)
MASK_PER_PIXEL = Mistake(
    "dropout-all-channels-together",
    "dropout-mask",
    _shared((3,)),
    "Your function drops all channels of a pixel together.",
    "Each channel is a value of its own.",
    _OWN,
)
MASK_PER_IMAGE = Mistake(
    "dropout-whole-images",
    "dropout-mask",
    _shared((1, 2, 3)),
    "Your function drops whole images.",
    "An example that is gone teaches nothing; single values are dropped.",
    _OWN,
)
MASK_PER_CHANNEL = Mistake(
    "dropout-whole-channels-of-the-batch",
    "dropout-mask",
    _shared((0, 1, 2)),
    "Your function drops a channel in all images together.",
    "Each value of each image is dropped or kept on its own.",
    _OWN,
)
UNSCALED = Mistake(
    "dropout-unscaled",
    "dropout-scale",
    _scaled(lambda _: 1.0),
    "The kept values are not scaled.",
    _INVERTED,
    "Divide what is kept by 1 - rate.",
)
MULTIPLIED = Mistake(
    "dropout-scaled-down",
    "dropout-scale",
    _scaled(lambda rate: 1 - rate),
    "Your function multiplies what is kept by 1 - rate; it is divided.",
    _INVERTED,
    "Divide what is kept by 1 - rate.",
)
BY_RATE = Mistake(
    "dropout-divided-by-rate",
    "dropout-scale",
    _scaled(lambda rate: 1 / rate if rate else 1.0),
    "Your function divides what is kept by `rate`.",
    "The share that is kept is 1 - rate: dividing by it keeps the mean.",
    "Divide what is kept by 1 - rate.",
)
ALWAYS = Mistake(
    "dropout-active-at-inference",
    "dropout-mode",
    _always,
    "Your function drops values at inference too.",
    "With training=False dropout is the identity: predictions are not random.",
    "Return the images as they are where `training` is False.",
)
WEAKENED = Mistake(
    "dropout-scaled-at-inference",
    "dropout-scale",
    _weakened_at_inference,
    "Your function multiplies by 1 - rate at inference, though training has scaled already.",
    "Scaling belongs to one of the two; inverted dropout does it in training.",
    "Return the images as they are where `training` is False.",
)
GLOBAL_GENERATOR = Mistake(
    "dropout-other-generator",
    "not-deterministic",
    _global_generator,
    "Your function does not draw from `rng`.",
    "Only what draws from `rng` can be repeated.",
    "Replace np.random.rand and the like by rng.random.",
    explains=False,
)
OWN_GENERATOR = Mistake(
    "dropout-same-mask-every-time",
    "not-deterministic",
    _own_generator,
    "Your function draws the same mask whatever `rng` is.",
    "A generator that is seeded inside starts anew in every call.",
    "Delete np.random.seed(...) and default_rng(...) inside the function, and draw from `rng`.",
    explains=False,
)

DROPOUT = (
    OFF_IN_TRAINING,
    ZEROS,
    ONE_MASK,
    MASK_PER_MAP,
    MASK_PER_PIXEL,
    MASK_PER_IMAGE,
    MASK_PER_CHANNEL,
    SWAPPED,
    KEEP_PROBABILITY,
    UNSCALED,
    MULTIPLIED,
    BY_RATE,
    ALWAYS,
    WEAKENED,
    GLOBAL_GENERATOR,
    OWN_GENERATOR,
)
