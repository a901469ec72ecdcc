"""What goes wrong in a top-k error by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.metrics import top_k_error

Array = NDArray[Any]


def _in_top(probabilities: Array, labels: Array, k: int) -> Array:
    """Whether each label is among the k most probable classes of its row."""
    order = np.argsort(-probabilities, axis=1)[:, :k]
    found: Array = (order == labels[:, None]).any(axis=1)
    return found


def _accuracy(probabilities: Array, labels: Array, k: int = 5) -> float:
    return float(_in_top(probabilities, labels, k).mean())


def _percent(probabilities: Array, labels: Array, k: int = 5) -> float:
    return 100 * top_k_error(probabilities, labels, k)


def _count(probabilities: Array, labels: Array, k: int = 5) -> int:
    return int((~_in_top(probabilities, labels, k)).sum())


def _whole_division(probabilities: Array, labels: Array, k: int = 5) -> int:
    return _count(probabilities, labels, k) // len(labels)


def _one_less(probabilities: Array, labels: Array, k: int = 5) -> float:
    return 1 - _accuracy(probabilities, labels, k - 1)


def _one_less_from_the_end(probabilities: Array, labels: Array, k: int = 5) -> float:
    order = np.argsort(probabilities, axis=1)[:, -k + 1 :]
    return float(1 - (order == labels[:, None]).any(axis=1).mean())


def _one_more(probabilities: Array, labels: Array, k: int = 5) -> float:
    return 1 - _accuracy(probabilities, labels, k + 1)


def _least_probable(probabilities: Array, labels: Array, k: int = 5) -> float:
    return 1 - _accuracy(-probabilities, labels, k)


def _top_one(probabilities: Array, labels: Array, k: int = 5) -> float:
    del k
    return top_k_error(probabilities, labels, 1)


def _top_five(probabilities: Array, labels: Array, k: int = 5) -> float:
    del k
    return 1 - _accuracy(probabilities, labels, 5)


def _divided_by_k(probabilities: Array, labels: Array, k: int = 5) -> float:
    return 1 - _accuracy(probabilities, labels, k) / k


def _along_the_batch(probabilities: Array, labels: Array, k: int = 5) -> float:
    order = np.argsort(probabilities, axis=0)[:, -k:]
    return float(1 - (order == labels[:, None]).any(axis=1).mean())


def _rows_cut(probabilities: Array, labels: Array, k: int = 5) -> float:
    order = np.argsort(probabilities, axis=1)[-k:]
    return 1 - sum(label in order[row] for row, label in enumerate(labels)) / len(labels)


def _sorted_values(probabilities: Array, labels: Array, k: int = 5) -> float:
    values = np.sort(probabilities, axis=1)[:, -k:]
    return float(1 - (values == labels[:, None]).any(axis=1).mean())


def _any_row(probabilities: Array, labels: Array, k: int = 5) -> float:
    return float(1 - np.isin(labels, np.argsort(probabilities, axis=1)[:, -k:]).mean())


def _labels_as_a_row(probabilities: Array, labels: Array, k: int = 5) -> float:
    return float(1 - (np.argsort(probabilities, axis=1)[:, -k:] == labels).any(axis=1).mean())


def _from_k_on(probabilities: Array, labels: Array, k: int = 5) -> float:
    order = np.argsort(probabilities, axis=1)[:, k:]
    return float(1 - (order == labels[:, None]).any(axis=1).mean())


def _default_one(probabilities: Array, labels: Array, k: int = 1) -> float:
    return top_k_error(probabilities, labels, k)


ACCURACY = Mistake(
    "top_k_error-accuracy",
    "metric",
    _accuracy,
    "Your function returns the share of images whose true class is among the k most probable.",
    "That is the top-k accuracy; the error is the share of the others.",
    "Return 1 - ... of it.",
)
PERCENT = Mistake(
    "top_k_error-percent",
    "metric",
    _percent,
    "Your function returns per cent.",
    "The error is a share, from 0 to 1.",
    "Leave out the factor of 100.",
)
COUNT = Mistake(
    "top_k_error-count",
    "metric",
    _count,
    "Your function returns a number of images.",
    "The error is their share, from 0 to 1.",
    "Divide by len(labels).",
)
WHOLE_DIVISION = Mistake(
    "top_k_error-whole-division",
    "dtype",
    _whole_division,
    "Your function returns 1 where all images are missed, and 0 otherwise: the share is cut to a whole number.",
    "3 // 10 is 0, and so is int(0.3).",
    "Divide with /, and do not convert the result.",
)
ONE_LESS = Mistake(
    "top_k_error-one-class-less",
    "metric",
    _one_less,
    "Your function looks at the k - 1 most probable classes.",
    "A slice [:k] holds k classes already.",
    "Look at the ends of the slice or the range.",
)
ONE_LESS_FROM_THE_END = Mistake(
    "top_k_error-one-class-less-from-the-end",
    "metric",
    _one_less_from_the_end,
    "Your function looks at the k - 1 last classes of the sorted row.",
    "A slice [-k:] holds the k last classes.",
    "Look for -k + 1 in a slice.",
)
ONE_MORE = Mistake(
    "top_k_error-one-class-more",
    "metric",
    _one_more,
    "Your function looks at the k + 1 most probable classes.",
    "The true class is found if fewer than k classes are more probable: at the ranks 0 to k - 1.",
    "Look at the ends of the slice, or for > k where >= k is meant.",
)
LEAST_PROBABLE = Mistake(
    "top_k_error-least-probable",
    "metric",
    _least_probable,
    "Your function looks at the k least probable classes.",
    "np.argsort sorts upwards: the most probable class comes last.",
    "Take [:, -k:], or sort -probabilities.",
)
TOP_ONE = Mistake(
    "top_k_error-top-one",
    "metric",
    _top_one,
    "Your function looks at the most probable class only, whatever k is.",
    "The true class may be any of the k most probable ones.",
    "Use np.argsort in place of np.argmax.",
)
TOP_FIVE = Mistake(
    "top_k_error-always-five",
    "metric",
    _top_five,
    "Your function looks at the five most probable classes, whatever k is.",
    "5 is only the default of k.",
    "Look for a 5 where k belongs.",
)
DIVIDED_BY_K = Mistake(
    "top_k_error-divided-by-k",
    "metric",
    _divided_by_k,
    "Your function divides the hits by k too.",
    "An image has one true class, so at most one of its k classes is a hit.",
    "Ask for each image whether any of the k classes is the label: .any(axis=1), not .mean().",
)
ALONG_THE_BATCH = Mistake(
    "top_k_error-sorted-along-the-batch",
    "axis-swap",
    _along_the_batch,
    "Your function sorts along the first axis, which is the batch.",
    "The classes of one image, a row, are compared with each other.",
    "Use axis=1.",
)
ROWS_CUT = Mistake(
    "top_k_error-rows-cut",
    "axis-swap",
    _rows_cut,
    "Your function takes the last k rows of the sorted array, not the last k columns.",
    "Rows are images: [-k:] alone cuts the first axis.",
    "Use [:, -k:].",
)
SORTED_VALUES = Mistake(
    "top_k_error-labels-among-probabilities",
    "metric",
    _sorted_values,
    "Your function looks for the label among the probabilities themselves.",
    "np.sort returns the probabilities, np.argsort the numbers of their classes.",
    "Use np.argsort.",
)
ANY_ROW = Mistake(
    "top_k_error-classes-of-every-row",
    "metric",
    _any_row,
    "Your function looks for each label among the classes of all images.",
    "np.isin(labels, top) does not go row by row.",
    "Compare each label with its own row: (top == labels[:, None]).any(axis=1).",
)
LABELS_AS_A_ROW = Mistake(
    "top_k_error-labels-as-a-row",
    "metric",
    _labels_as_a_row,
    "Your function compares the labels with columns of the sorted classes, not with rows.",
    "Labels of shape (n,) are laid along the columns where they fit, and else NumPy stops.",
    "Make a column of them: labels[:, None].",
)
FROM_K_ON = Mistake(
    "top_k_error-all-but-k",
    "metric",
    _from_k_on,
    "Your function leaves out the k least probable classes, and looks at all others.",
    "A slice [:, k:] begins at column k; the last k columns are [:, -k:].",
    "Put the minus before k.",
)
DEFAULT_ONE = Mistake(
    "top_k_error-default-one",
    "metric",
    _default_one,
    "Where no k is given, your function takes 1.",
    "The ImageNet challenge ranks networks by the top-5 error.",
    "Write k=5 in the line of the def.",
)

TOP_K_ERROR = (
    ACCURACY,
    PERCENT,
    COUNT,
    WHOLE_DIVISION,
    ONE_LESS,
    ONE_LESS_FROM_THE_END,
    ONE_MORE,
    LEAST_PROBABLE,
    TOP_ONE,
    TOP_FIVE,
    DIVIDED_BY_K,
    ALONG_THE_BATCH,
    ROWS_CUT,
    SORTED_VALUES,
    ANY_ROW,
    LABELS_AS_A_ROW,
    FROM_K_ON,
)
"""What is wrong with k given; the default has a check of its own."""
