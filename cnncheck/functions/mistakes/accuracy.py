"""What goes wrong in an accuracy by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.metrics import accuracy

Array = NDArray[Any]


def _percent(labels: Array, predictions: Array) -> float:
    return 100 * accuracy(labels, predictions)


def _count(labels: Array, predictions: Array) -> int:
    return int((labels == predictions).sum())


def _error_rate(labels: Array, predictions: Array) -> float:
    return 1 - accuracy(labels, predictions)


def _whole_division(labels: Array, predictions: Array) -> int:
    return int((labels == predictions).sum()) // len(labels)


def _by_classes(labels: Array, predictions: Array) -> float:
    return float((labels == predictions).sum() / len(np.unique(labels)))


def _by_largest_label(labels: Array, predictions: Array) -> float:
    return float((labels == predictions).sum() / (int(labels.max()) + 1))


def _mean_over_classes(labels: Array, predictions: Array) -> float:
    return float(np.mean([(predictions[labels == label] == label).mean() for label in np.unique(labels)]))


def _argmax(labels: Array, predictions: Array) -> float:
    return float((labels == predictions.argmax(axis=-1)).mean())


def _first_image(labels: Array, predictions: Array) -> float:
    return float(labels[0] == predictions[0])


def _one_for_each_image(labels: Array, predictions: Array) -> Array:
    equal: Array = labels == predictions
    return equal


def _rounded(digits: int) -> Callable[[Array, Array], float]:
    def wrong(labels: Array, predictions: Array) -> float:
        return round(accuracy(labels, predictions), digits)

    return wrong


PERCENT = Mistake(
    "accuracy-percent",
    "metric",
    _percent,
    "Your function returns per cent.",
    "The accuracy is a share, from 0 to 1.",
    "Leave out the factor of 100.",
)
COUNT = Mistake(
    "accuracy-count",
    "metric",
    _count,
    "Your function returns how many predictions are right.",
    "The accuracy is their share, from 0 to 1.",
    "Divide by len(labels), or use np.mean in place of np.sum.",
)
ERROR_RATE = Mistake(
    "accuracy-error-rate",
    "metric",
    _error_rate,
    "Your function returns the share of wrong predictions.",
    "The accuracy is the share of right ones.",
    "Look for != or 1 - ...",
)
WHOLE_DIVISION = Mistake(
    "accuracy-whole-division",
    "dtype",
    _whole_division,
    "Your function returns 1 where all predictions are right, and 0 otherwise: the share is cut to a whole number.",
    "7 // 10 is 0, and so is int(0.7); np.array_equal and np.all only say whether all are right.",
    "Divide with /, and do not convert the result.",
)
BY_CLASSES = Mistake(
    "accuracy-divided-by-classes",
    "metric",
    _by_classes,
    "Your function divides by how many classes there are.",
    "The accuracy is the share of the images.",
    "Divide by len(labels).",
)
BY_LARGEST_LABEL = Mistake(
    "accuracy-divided-by-largest-label",
    "metric",
    _by_largest_label,
    "Your function divides by the largest label plus 1, the number of classes.",
    "The accuracy is the share of the images.",
    "Divide by len(labels).",
)
MEAN_OVER_CLASSES = Mistake(
    "accuracy-mean-over-classes",
    "metric",
    _mean_over_classes,
    "Your function takes the mean of the classes' accuracies.",
    "Every image counts the same, whether its class is frequent or rare.",
    "Compare all labels with all predictions at once.",
)
ARGMAX = Mistake(
    "accuracy-argmax-of-predictions",
    "label-encoding",
    _argmax,
    "Your function takes argmax of the predictions, as if they were probabilities.",
    "The predictions are class numbers already: argmax of them is the place of the largest one.",
    "Compare labels and predictions as they are.",
)
FIRST_IMAGE = Mistake(
    "accuracy-first-image-only",
    "metric",
    _first_image,
    "Your function looks at the first image only.",
    "The accuracy is the share of all images.",
    "A `return` that is indented into the loop ends it in its first round.",
)
ONE_FOR_EACH_IMAGE = Mistake(
    "accuracy-one-for-each-image",
    "metric",
    _one_for_each_image,
    "Your function returns for each image whether it is right.",
    "The accuracy is one number, the share of the right ones.",
    "Take np.mean of what you return.",
)
ROUNDED = tuple(
    Mistake(
        f"accuracy-rounded-to-{digits}-digits",
        "metric",
        _rounded(digits),
        f"Your function rounds to {digits} digits.",
        "Rounding is for printing: to two digits .7932 and .7893 would be the same.",
        "Return the quotient as it is.",
    )
    for digits in (2, 3, 4)
)

ACCURACY = (
    PERCENT,
    COUNT,
    ERROR_RATE,
    WHOLE_DIVISION,
    BY_CLASSES,
    BY_LARGEST_LABEL,
    MEAN_OVER_CLASSES,
    ARGMAX,
    FIRST_IMAGE,
    ONE_FOR_EACH_IMAGE,
    *ROUNDED,
)
