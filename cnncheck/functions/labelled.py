"""Rows of numbers, one for each image, beside class numbers: what losses and top-k errors are asked."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.values import Argument, Stated

TYPES = (seeds(), st.sampled_from(("float64", "float32")), st.sampled_from(("int64", "int32", "uint8")))
"""A seed, the type of the rows, and that of the labels."""


def stated(
    rows: tuple[tuple[float, ...], ...], labels: tuple[int, ...], dtype: str = "float64", **options: Argument
) -> Case:
    """A call whose rows and labels are written out.

    >>> print(stated(((0.5, 0.5),), (1,)).typed("cross_entropy", ["probabilities", "labels"]))
    probabilities = np.array([0.5, 0.5]).reshape(1, 2)
    labels = np.array([1], "int64")
    cross_entropy(probabilities, labels)
    """
    numbers = tuple(number for row in rows for number in row)
    return Case((Stated(numbers, (len(rows), len(rows[0])), dtype), Stated(labels, (len(labels),), "int64")), options)
