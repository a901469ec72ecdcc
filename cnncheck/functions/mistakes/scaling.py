"""What goes wrong where images are shifted and scaled."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import normalize

Array = NDArray[Any]
Numbers = float | Array


def _own_by_image(images: Array, mean: Numbers, std: Numbers) -> Array:
    del mean, std
    each = (1, 2, 3)
    result: Array = (images - images.mean(each, keepdims=True)) / images.std(each, keepdims=True)
    return result


def _along(axis: int, images: Array, mean: Numbers, std: Numbers) -> Array:
    if np.ndim(mean) == 0:
        return normalize(images, mean, std)
    shape = [1, 1, 1, 1]
    shape[axis] = -1
    result: Array = (images.astype(float) - np.reshape(mean, shape)) / np.reshape(std, shape)
    return result


def _as_it_comes(images: Array, mean: Numbers, std: Numbers) -> Array:
    """What is right for floats: uint8 minus a whole number stays uint8, and wraps around."""
    result: Array = (images - mean) / std
    return result


_CODE = "input-scaling"
_FORMULA = "outputs = (images - mean) / std: what equals the mean becomes 0, what lies std above it becomes 1."
_GIVEN = (
    "Mean and standard deviation are those of the training images; they are given, so that test images are scaled "
    "alike."
)
BY_VARIANCE = Mistake(
    "normalize-by-variance",
    _CODE,
    lambda images, mean, std: normalize(images, mean, np.square(std)),
    "Your function divides by the square of std, the variance.",
    _FORMULA,
    "Divide by std itself.",
)
BY_ROOT = Mistake(
    "normalize-by-root",
    _CODE,
    lambda images, mean, std: normalize(images, mean, np.sqrt(std)),
    "Your function divides by the root of std.",
    "A standard deviation is the root of a variance already. " + _FORMULA,
    "Leave the root away.",
)
OWN = Mistake(
    "normalize-own-statistics",
    _CODE,
    lambda images, _mean, _std: (images - images.mean()) / images.std(),
    "Your function computes mean and standard deviation of these images, and leaves out the ones it is given.",
    _GIVEN,
    "Use the parameters mean and std; no images.mean() and no images.std().",
)
OWN_BY_CHANNEL = Mistake(
    "normalize-own-statistics-by-channel",
    _CODE,
    lambda images, _mean, _std: (images - images.mean(axis=(0, 1, 2))) / images.std(axis=(0, 1, 2)),
    "Your function computes mean and standard deviation of each channel of these images, and leaves out the given.",
    _GIVEN + " What you wrote is the heart of batch normalisation.",
    "Use the parameters mean and std; no images.mean() and no images.std().",
)
OWN_BY_IMAGE = Mistake(
    "normalize-own-statistics-by-image",
    _CODE,
    _own_by_image,
    "Your function computes mean and standard deviation of each image, and leaves out the given.",
    _GIVEN + " What you wrote is TensorFlow's per_image_standardization.",
    "Use the parameters mean and std; no images.mean() and no images.std().",
)
OWN_MEAN = Mistake(
    "normalize-own-mean",
    _CODE,
    lambda images, _mean, std: normalize(images, images.mean(), std),
    "Your function subtracts the mean of these images, not the given one.",
    _GIVEN,
    "Use the parameter mean.",
)
OWN_DEVIATION = Mistake(
    "normalize-own-deviation",
    _CODE,
    lambda images, mean, _std: (images - mean) / images.std(),
    "Your function divides by the standard deviation of these images, not by the given one.",
    _GIVEN,
    "Use the parameter std.",
)
OWN_RANGE = Mistake(
    "normalize-own-range",
    _CODE,
    lambda images, _mean, _std: (images - images.min()) / (images.max() - images.min()),
    "Your function stretches the images from their smallest to their largest value onto [0, 1].",
    "That is min-max scaling, and it makes each result depend on the darkest and the brightest pixel. " + _FORMULA,
    "Use the parameters mean and std; no min and no max.",
)
GIVEN_TO_THEM = Mistake(
    "normalize-the-other-way-round",
    _CODE,
    lambda images, mean, std: images * np.asarray(std) + mean,
    "Your function computes images * std + mean, which undoes the scaling.",
    _FORMULA,
    "Subtract the mean first, then divide by std.",
)
MULTIPLIED = Mistake(
    "normalize-multiplied",
    _CODE,
    lambda images, mean, std: (images - mean) * np.asarray(std),
    "Your function multiplies by std; it divides.",
    _FORMULA,
    "Look at the last operation.",
)
DIVIDED_FIRST = Mistake(
    "normalize-divided-first",
    _CODE,
    lambda images, mean, std: images / np.asarray(std) - mean,
    "Your function divides by std first and then subtracts the mean.",
    "The mean is one of the images before they are scaled. " + _FORMULA,
    "Put images - mean into brackets, and divide the difference.",
)
WITHOUT_BRACKETS = Mistake(
    "normalize-brackets-left-out",
    _CODE,
    lambda images, mean, std: images - np.asarray(mean) / np.asarray(std),
    "Your function computes images - (mean / std).",
    "A division comes before a subtraction. " + _FORMULA,
    "Put images - mean into brackets.",
)
ADDED = Mistake(
    "normalize-mean-added",
    _CODE,
    lambda images, mean, std: (images + np.asarray(mean)) / np.asarray(std),
    "Your function adds the mean; it is subtracted.",
    _FORMULA,
    "Look at the sign before the mean.",
)
MEAN_MINUS_IMAGE = Mistake(
    "normalize-sign",
    _CODE,
    lambda images, mean, std: -normalize(images, mean, std),
    "Your function subtracts the images from the mean: bright pixels become negative.",
    _FORMULA,
    "Use images - mean.",
)
SWAPPED = Mistake(
    "normalize-mean-and-std-swapped",
    _CODE,
    lambda images, mean, std: (images - np.asarray(std)) / np.asarray(mean),
    "Your function subtracts std and divides by the mean.",
    _FORMULA,
    "The second parameter is the mean, the third is std.",
)
SHIFTED_ONLY = Mistake(
    "normalize-not-divided",
    _CODE,
    lambda images, mean, _std: images - np.asarray(mean),
    "Your function subtracts the mean and does not divide by std.",
    _FORMULA,
    "Divide the difference by std.",
)
SCALED_ONLY = Mistake(
    "normalize-mean-left-out",
    _CODE,
    lambda images, _mean, std: images / np.asarray(std),
    "Your function divides by std and leaves out the mean.",
    _FORMULA,
    "Subtract the mean first.",
)
SCALED_BEFORE = Mistake(
    "normalize-scaled-twice",
    _CODE,
    lambda images, mean, std: normalize(images / 255, mean, std),
    "Your function divides the images by 255 before it subtracts the mean: they are scaled twice.",
    "The given mean and std belong to the images as they are given. " + _FORMULA,
    "Leave the division by 255 away: normalize(images, 0, 255) is that division.",
)
ALWAYS_255 = Mistake(
    "normalize-always-255",
    _CODE,
    lambda images, _mean, _std: images / 255,
    "Your function divides by 255, whatever mean and std are.",
    "That is the special case of mean 0 and std 255. " + _FORMULA,
    "Use the parameters mean and std.",
)
ALWAYS_TO_MINUS_ONE = Mistake(
    "normalize-always-to-minus-one",
    _CODE,
    lambda images, _mean, _std: 2 * images / 255 - 1,
    "Your function computes 2 * images / 255 - 1, whatever mean and std are.",
    "That is the special case of 127.5 for both. " + _FORMULA,
    "Use the parameters mean and std.",
)
LARGE_EPSILON = Mistake(
    "normalize-large-epsilon",
    _CODE,
    lambda images, mean, std: normalize(images, mean, np.asarray(std) + 1e-3),
    "Your function adds 0.001 to std.",
    "An epsilon keeps batch normalisation from dividing by 0; the std given here is never 0.",
    "Leave the epsilon away.",
)
SMALL_EPSILON = Mistake(
    "normalize-small-epsilon",
    _CODE,
    lambda images, mean, std: normalize(images, mean, np.asarray(std) + 1e-5),
    "Your function adds 0.00001 to std.",
    "An epsilon keeps batch normalisation from dividing by 0; the std given here is never 0.",
    "Leave the epsilon away.",
)
CLIPPED = Mistake(
    "normalize-clipped",
    _CODE,
    lambda images, mean, std: np.clip(normalize(images, mean, std), 0, 1),
    "Your function cuts its results off at 0 and 1.",
    "With mean 0 and std 255 they lie there by themselves; with others half of them are negative, and rightly so.",
    "Leave the clipping away.",
)
CLIPPED_TO_MINUS_ONE = Mistake(
    "normalize-clipped-to-minus-one",
    _CODE,
    lambda images, mean, std: np.clip(normalize(images, mean, std), -1, 1),
    "Your function cuts its results off at -1 and 1.",
    "What lies further than std from the mean is beyond them, and rightly so.",
    "Leave the clipping away.",
)
FIRST_CHANNEL = Mistake(
    "normalize-first-channel-for-all",
    "axis-swap",
    lambda images, mean, std: normalize(images, np.ravel(mean)[0], np.ravel(std)[0]),
    "Your function scales all channels with the numbers of the first.",
    "Mean and std may hold one number for each channel, and channels are the last axis.",
    "Use the whole arrays: NumPy lays them along the last axis, so images - mean is right as it stands.",
)
ONE_FOR_ALL = Mistake(
    "normalize-averaged-over-channels",
    "axis-swap",
    lambda images, mean, std: normalize(images, np.mean(mean), np.mean(std)),
    "Your function scales all channels alike, with the average of the numbers for each.",
    "Mean and std may hold one number for each channel, and channels are the last axis.",
    "Use the whole arrays: NumPy lays them along the last axis, so images - mean is right as it stands.",
)
CHANNELS_FIRST = Mistake(
    "normalize-channels-first",
    "input-layout",
    lambda images, mean, std: _along(1, images, mean, std),
    "Your function lays mean and std along the height, as if the channels came before it.",
    "PyTorch's images are (batch, channels, height, width); those of the course have the channels last.",
    "Leave the reshape of mean and std away: NumPy lays them along the last axis.",
)
ALONG_WIDTH = Mistake(
    "normalize-along-width",
    "axis-swap",
    lambda images, mean, std: _along(2, images, mean, std),
    "Your function lays mean and std along the width, not along the channels.",
    "Images are (batch, height, width, channels): the channels are the last axis.",
    "Leave the reshape of mean and std away, or the [:, None]: NumPy lays them along the last axis.",
)
WRAPS_AROUND = Mistake(
    "normalize-wraps-around",
    "dtype",
    _as_it_comes,
    "Your function subtracts in the images' own type.",
    "uint8 holds no negative numbers: 90 - 100 wraps around to 246.",
    "Make the images float first.",
    explains=False,
)

NUMBERS = (
    BY_VARIANCE,
    BY_ROOT,
    OWN,
    OWN_BY_CHANNEL,
    OWN_BY_IMAGE,
    OWN_MEAN,
    OWN_DEVIATION,
    OWN_RANGE,
    GIVEN_TO_THEM,
    MULTIPLIED,
    DIVIDED_FIRST,
    WITHOUT_BRACKETS,
    ADDED,
    MEAN_MINUS_IMAGE,
    SWAPPED,
    SHIFTED_ONLY,
    SCALED_ONLY,
    SCALED_BEFORE,
    ALWAYS_255,
    ALWAYS_TO_MINUS_ONE,
    LARGE_EPSILON,
    SMALL_EPSILON,
    CLIPPED,
    CLIPPED_TO_MINUS_ONE,
)
"""The mistakes that show with one mean and one standard deviation."""

CHANNELS = (FIRST_CHANNEL, ONE_FOR_ALL, CHANNELS_FIRST, ALONG_WIDTH)
"""Those that show with one for each channel."""
