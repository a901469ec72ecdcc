"""What goes wrong in a confusion matrix by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.metrics import confusion_matrix

Array = NDArray[Any]


def _transposed(labels: Array, predictions: Array, classes: int) -> Array:
    return confusion_matrix(predictions, labels, classes)


def _repeats_lost(labels: Array, predictions: Array, classes: int) -> Array:
    return np.minimum(confusion_matrix(labels, predictions, classes), 1)


def _shares_of_rows(labels: Array, predictions: Array, classes: int) -> Array:
    counts = confusion_matrix(labels, predictions, classes)
    shares: Array = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _shares_of_all(labels: Array, predictions: Array, classes: int) -> Array:
    return confusion_matrix(labels, predictions, classes) / len(labels)


def _shares_of_columns(labels: Array, predictions: Array, classes: int) -> Array:
    counts = confusion_matrix(labels, predictions, classes)
    shares: Array = counts / counts.sum(axis=0, keepdims=True)
    return shares


def _one_row_in_all_places(labels: Array, predictions: Array, classes: int) -> Array:
    return np.tile(confusion_matrix(labels, predictions, classes).sum(axis=0), (classes, 1))


def _diagonal_only(labels: Array, predictions: Array, classes: int) -> Array:
    return np.diag(confusion_matrix(labels, predictions, classes).diagonal())


def _without_diagonal(labels: Array, predictions: Array, classes: int) -> Array:
    counts = confusion_matrix(labels, predictions, classes)
    np.fill_diagonal(counts, 0)
    return counts


def _diagonal_all_labels(labels: Array, predictions: Array, classes: int) -> Array:
    del predictions
    return confusion_matrix(labels, labels, classes)


def _numbered_from_one(labels: Array, predictions: Array, classes: int) -> Array:
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels - 1, predictions - 1), 1)
    return counts


def _one_class_more(labels: Array, predictions: Array, classes: int) -> Array:
    return confusion_matrix(labels, predictions, classes + 1)


def _as_large_as_the_largest(labels: Array, predictions: Array, classes: int) -> Array:
    del classes
    return confusion_matrix(labels, predictions, int(max(labels.max(), predictions.max())) + 1)


def _as_large_as_the_classes_present(labels: Array, predictions: Array, classes: int) -> Array:
    del classes
    present, places = np.unique([labels, predictions], return_inverse=True)
    rows, columns = places.reshape(2, -1)
    return confusion_matrix(rows, columns, len(present))


def _index_wraps(labels: Array, predictions: Array, classes: int) -> Array:
    counts = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return counts.reshape(classes, classes)


def _counts_in_the_type_of_labels(labels: Array, predictions: Array, classes: int) -> Array:
    return confusion_matrix(labels, predictions, classes).astype(labels.dtype)


TRANSPOSED = Mistake(
    "confusion_matrix-transposed",
    "axis-swap",
    _transposed,
    "Your function gives the predictions the rows and the true classes the columns.",
    "Rows are the true classes: each row sums to the size of its class.",
    "Exchange the two indices: counts[label, prediction].",
)
REPEATS_LOST = Mistake(
    "confusion_matrix-repeats-lost",
    "metric",
    _repeats_lost,
    "A pair that occurs several times is counted once.",
    "counts[labels, predictions] += 1 reads all the old values first, and then writes each place once; "
    "and counts[...] = 1 does not count at all.",
    "Add 1 in a loop over the images, or use np.add.at(counts, (labels, predictions), 1).",
)
SHARES_OF_ROWS = Mistake(
    "confusion_matrix-shares-of-rows",
    "metric",
    _shares_of_rows,
    "Your function divides each row by its sum.",
    "The matrix holds numbers of images, not shares; a class that does not occur would be 0 / 0.",
    "Return the counts themselves.",
)
SHARES_OF_COLUMNS = Mistake(
    "confusion_matrix-shares-of-columns",
    "metric",
    _shares_of_columns,
    "Your function divides each column by its sum.",
    "The matrix holds numbers of images, not shares; a class that is never predicted would be 0 / 0.",
    "Return the counts themselves.",
)
ONE_ROW = Mistake(
    "confusion_matrix-one-row-in-all-places",
    "metric",
    _one_row_in_all_places,
    "All rows of the matrix are the same.",
    "[[0] * classes] * classes holds one list several times: what is added to one row is in all of them.",
    "Use np.zeros((classes, classes), int).",
)
SHARES_OF_ALL = Mistake(
    "confusion_matrix-shares-of-all",
    "metric",
    _shares_of_all,
    "Your function divides by the number of images.",
    "The matrix holds numbers of images, not shares.",
    "Return the counts themselves.",
)
DIAGONAL_ONLY = Mistake(
    "confusion_matrix-right-ones-only",
    "metric",
    _diagonal_only,
    "Your function counts the right predictions only.",
    "What is beside the diagonal is what the matrix is for: which class was taken for which.",
    "Count every image, right or wrong.",
)
WITHOUT_DIAGONAL = Mistake(
    "confusion_matrix-wrong-ones-only",
    "metric",
    _without_diagonal,
    "Your function counts the wrong predictions only.",
    "The diagonal holds what was right.",
    "Count every image, right or wrong.",
)
LABELS_TWICE = Mistake(
    "confusion_matrix-labels-twice",
    "metric",
    _diagonal_all_labels,
    "Your function counts the labels on the diagonal; the predictions do not count.",
    "Row is the true class, column the predicted one.",
    "Use counts[label, prediction].",
)
NUMBERED_FROM_ONE = Mistake(
    "confusion_matrix-numbered-from-one",
    "label-encoding",
    _numbered_from_one,
    "Your function takes the classes one row and one column too early, and class 0 for the last one.",
    "Classes are numbered from 0, as Python's indices are; index -1 is the last one.",
    "Look for - 1 in an index.",
)
ONE_CLASS_MORE = Mistake(
    "confusion_matrix-one-class-more",
    "metric",
    _one_class_more,
    "The matrix has one row and one column too many.",
    "The classes 0 to classes - 1 are `classes` many.",
    "Look for classes + 1.",
)
LARGEST_CLASS = Mistake(
    "confusion_matrix-as-large-as-the-largest-class",
    "metric",
    _as_large_as_the_largest,
    "Your function makes the matrix as large as the largest class number needs.",
    "A class that does not occur has a row of zeros all the same.",
    "Use `classes` in place of labels.max() + 1.",
)
CLASSES_PRESENT = Mistake(
    "confusion_matrix-classes-present-only",
    "metric",
    _as_large_as_the_classes_present,
    "Your function has rows and columns only for those classes that occur.",
    "A class that does not occur has a row of zeros all the same.",
    "Use `classes`, and the class numbers as indices, in place of np.unique or set.",
)
INDEX_WRAPS = Mistake(
    "confusion_matrix-index-wraps",
    "dtype",
    _index_wraps,
    "labels * classes + predictions is computed in the labels' type.",
    "In uint8 13 * 20 is 4.",
    "Convert the labels first.",
    explains=False,
)
COUNTS_IN_THE_TYPE_OF_LABELS = Mistake(
    "confusion_matrix-counts-in-the-type-of-the-labels",
    "dtype",
    _counts_in_the_type_of_labels,
    "The counts are stored in an array of the labels' type.",
    "uint8 holds up to 255 images only.",
    "Use np.zeros((classes, classes), int).",
    explains=False,
)

CONFUSION_MATRIX = (
    TRANSPOSED,
    REPEATS_LOST,
    SHARES_OF_ROWS,
    SHARES_OF_COLUMNS,
    ONE_ROW,
    SHARES_OF_ALL,
    DIAGONAL_ONLY,
    WITHOUT_DIAGONAL,
    LABELS_TWICE,
    NUMBERED_FROM_ONE,
    ONE_CLASS_MORE,
)
"""What is wrong for any classes; the size of the matrix has a check of its own."""
