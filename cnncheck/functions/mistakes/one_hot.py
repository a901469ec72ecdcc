"""What goes wrong in a one-hot encoding by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import one_hot

Array = NDArray[Any]


def _transposed(labels: Array, classes: int) -> Array:
    return one_hot(labels, classes).T


def _numbered_from_one(labels: Array, classes: int) -> Array:
    equal: Array = labels[:, None] == np.arange(1, classes + 1)
    return equal.astype(float)


def _one_column_before(labels: Array, classes: int) -> Array:
    rows: Array = np.eye(classes)[labels - 1]
    return rows


def _every_label_in_every_row(labels: Array, classes: int) -> Array:
    outputs = np.zeros((len(labels), classes))
    outputs[:, labels] = 1
    return outputs


def _ones_everywhere(labels: Array, classes: int) -> Array:
    outputs = np.ones((len(labels), classes))
    outputs[np.arange(len(labels)), labels] = 1
    return outputs


def _one_row_for_all(labels: Array, classes: int) -> Array:
    outputs = np.zeros(classes)
    outputs[labels] = 1
    return outputs


def _as_many_rows_as_classes(labels: Array, classes: int) -> Array:
    outputs = np.zeros((len(labels), classes))
    for row in range(classes):
        outputs[row, labels[row]] = 1
    return outputs


def _first_row_only(labels: Array, classes: int) -> Array:
    outputs = np.zeros((len(labels), classes))
    outputs[0, labels[0]] = 1
    return outputs


def _ten_columns(labels: Array, classes: int) -> Array:
    return one_hot(labels, max(classes, 10))[:, :10]


def _label_in_place_of_one(labels: Array, classes: int) -> Array:
    return one_hot(labels, classes) * labels[:, None]


def _one_column_more(labels: Array, classes: int) -> Array:
    return one_hot(labels, classes + 1)


def _as_wide_as_the_largest_label(labels: Array, classes: int) -> Array:
    del classes
    rows: Array = np.eye(int(labels.max()) + 1)[labels]
    return rows


def _as_wide_as_the_labels_differ(labels: Array, classes: int) -> Array:
    del classes
    present, places = np.unique(labels, return_inverse=True)
    rows: Array = np.eye(len(present))[places]
    return rows


TRANSPOSED = Mistake(
    "one_hot-transposed",
    "axis-swap",
    _transposed,
    "Your function gives each class a row and each image a column.",
    "The result is (batch, classes): row n belongs to labels[n].",
    "Exchange the two indices, or the axes of the array of zeros.",
)
NUMBERED_FROM_ONE = Mistake(
    "one_hot-columns-numbered-from-one",
    "label-encoding",
    _numbered_from_one,
    "Your function takes the first column for class 1, and leaves the row of class 0 empty.",
    "Classes are numbered from 0, as Python's indices are.",
    "Compare the labels with np.arange(classes).",
)
ONE_COLUMN_BEFORE = Mistake(
    "one_hot-label-minus-one",
    "label-encoding",
    _one_column_before,
    "Your function puts the 1 one column too far to the left, and that of class 0 into the last column.",
    "Classes are numbered from 0, as Python's indices are; index -1 is the last one.",
    "Look for labels - 1: the column is the label itself.",
)
EVERY_LABEL_IN_EVERY_ROW = Mistake(
    "one_hot-every-label-in-every-row",
    "label-encoding",
    _every_label_in_every_row,
    "Your function sets the columns of all labels in every row.",
    "outputs[:, labels] = 1 is every row with every label; the rows and the labels go together in pairs.",
    "Use outputs[np.arange(len(labels)), labels] = 1, or a loop over the rows.",
)
ONES_EVERYWHERE = Mistake(
    "one_hot-ones-everywhere",
    "label-encoding",
    _ones_everywhere,
    "Your function returns 1 everywhere.",
    "The 1 of the label shows only among zeros.",
    "Look at the array you start with: np.zeros, and not np.ones.",
)
ONE_ROW_FOR_ALL = Mistake(
    "one_hot-one-row-for-all",
    "label-encoding",
    _one_row_for_all,
    "Your function marks all labels in one row.",
    "Each image has a row of its own: the result is (batch, classes).",
    "Make an array of zeros with len(labels) rows, and set one place in each.",
)
LABEL_IN_PLACE_OF_ONE = Mistake(
    "one_hot-label-in-place-of-one",
    "label-encoding",
    _label_in_place_of_one,
    "Your function writes the label where a 1 belongs.",
    "The column says which class it is; the number in it is always 1.",
    "Look at what is assigned to outputs[n, labels[n]].",
)
AS_MANY_ROWS = Mistake(
    "one_hot-rows-counted-by-classes",
    "label-encoding",
    _as_many_rows_as_classes,
    "Your function fills as many rows as there are classes.",
    "There is a row for each label: len(labels) of them.",
    "Look at the range of the loop.",
)
FIRST_ROW = Mistake(
    "one_hot-first-row-only",
    "label-encoding",
    _first_row_only,
    "Your function fills the first row only.",
    "There is a row for each label.",
    "A `return` that is indented into the loop ends it in its first round.",
)
TEN_COLUMNS = Mistake(
    "one_hot-always-ten-columns",
    "label-encoding",
    _ten_columns,
    "Your function makes ten columns, whatever `classes` is.",
    "MNIST and CIFAR-10 have ten classes, other data have others.",
    "Look for a 10 where `classes` belongs.",
)
ONE_COLUMN_MORE = Mistake(
    "one_hot-one-column-more",
    "label-encoding",
    _one_column_more,
    "The result is one column too wide.",
    "The classes 0 to classes - 1 are `classes` many.",
    "Look for classes + 1.",
)
LARGEST_LABEL = Mistake(
    "one_hot-as-wide-as-the-largest-label",
    "label-encoding",
    _as_wide_as_the_largest_label,
    "Your function makes the rows as long as the largest label needs, not `classes` long.",
    "A batch need not hold every class, and all batches must have the same width.",
    "Use `classes` in place of labels.max() + 1.",
)
LABELS_PRESENT = Mistake(
    "one_hot-as-wide-as-the-labels-differ",
    "label-encoding",
    _as_wide_as_the_labels_differ,
    "Your function has a column only for those classes that occur in this batch.",
    "A batch need not hold every class, and column c belongs to class c in all batches.",
    "Use `classes`, and the label itself as the column, in place of np.unique or set.",
)

ONE_HOT = (
    TRANSPOSED,
    NUMBERED_FROM_ONE,
    ONE_COLUMN_BEFORE,
    EVERY_LABEL_IN_EVERY_ROW,
    ONES_EVERYWHERE,
    ONE_ROW_FOR_ALL,
    AS_MANY_ROWS,
    FIRST_ROW,
    LABEL_IN_PLACE_OF_ONE,
    TEN_COLUMNS,
    ONE_COLUMN_MORE,
)
"""What is wrong for any labels; the width has a check of its own."""
