"""`confusion_matrix`: which class was taken for which."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import deterministic, dtype, inputs_unchanged, numpy_only
from cnncheck.functions.mistakes import confusion_matrix as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.metrics import confusion_matrix

PARAMETERS = ("labels", "predictions", "classes")

LISTED = 6
"""Images that are still listed in a message."""


def _every_class(classes: int, more: int, seed: int, dtype: str = "int64") -> Case:
    """Labels among which every class is, in any order, and some of them again; any predictions."""
    generator = np.random.default_rng(seed)
    labels = generator.permutation([*range(classes), *generator.integers(0, classes, more).tolist()])
    predictions = Drawn(labels.shape, seed, 0, classes - 1, dtype)
    return Case((Stated(tuple(labels.tolist()), labels.shape, dtype), predictions, classes))


def _below(classes: int, images: int, seed: int, dtype: str = "int64", *, largest: int | None = None) -> Case:
    """Labels and predictions up to `largest`, which is the last class but one where it is not given."""
    last = classes - 2 if largest is None else largest
    drawn = (Drawn((images,), seed + index, 0, last, dtype) for index in range(2))
    return Case((*drawn, classes))


def _stated(labels: tuple[int, ...], predictions: tuple[int, ...], classes: int) -> Case:
    return Case((*(Stated(numbers, (len(numbers),), "int64") for numbers in (labels, predictions)), classes))


def _explain(case: Case) -> str | None:
    labels, predictions, _ = case.values()[0]
    if len(labels) > LISTED:
        return None
    pairs = ", ".join(str(pair) for pair in zip(labels.tolist(), predictions.tolist(), strict=True))
    return f"The pairs (true class, predicted class) are {pairs}"


_CLASSES, _MORE, _TYPES = st.integers(2, 4), st.integers(0, 5), st.sampled_from(("int64", "int32", "uint8"))

_CONTIGUOUS = hygiene.assumes_contiguous(confusion_matrix)

CONFUSION_MATRIX = Specification(
    confusion_matrix,
    PARAMETERS,
    (
        *mistakes.CONFUSION_MATRIX,
        _CONTIGUOUS,
        mistakes.LARGEST_CLASS,
        mistakes.CLASSES_PRESENT,
        mistakes.INDEX_WRAPS,
        mistakes.COUNTS_IN_THE_TYPE_OF_LABELS,
        hygiene.mutates(confusion_matrix),
        hygiene.remembers(confusion_matrix),
        hygiene.uses_tensorflow(confusion_matrix, PARAMETERS),
    ),
    (
        numpy_only("confusion_matrix"),
        value_check(
            "confusion_matrix.counts",
            "Row t, column p: how often class t was taken for class p",
            concept="metric",
            cases=st.builds(_every_class, _CLASSES, _MORE, seeds(), _TYPES),
            corners=(
                _stated((0, 0, 1, 2), (0, 1, 1, 1), 3),
                _stated((0, 1, 1, 1), (0, 0, 0, 1), 2),
                _every_class(4, 6, 1, "uint8"),
                _below(4, 20, 2, largest=3),
                _below(3, 10, 3, largest=2).strided(),
            ),
            mistakes=(*mistakes.CONFUSION_MATRIX, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "confusion_matrix.size",
            "The matrix is classes x classes, whichever classes occur",
            concept="metric",
            cases=st.builds(_below, _CLASSES, st.integers(1, 6), seeds(), _TYPES),
            corners=(_stated((0, 2), (2, 2), 5), _stated((0, 0), (1, 0), 3)),
            mistakes=(mistakes.LARGEST_CLASS, mistakes.CLASSES_PRESENT),
            requires=("counts",),
        ),
        dtype(
            "confusion_matrix",
            (_below(20, 30, 4, "uint8", largest=19), _below(2, 1200, 5, "uint8", largest=1)),
            after="size",
            lost=("index-wraps", "counts-in-the-type-of-the-labels"),
        ),
        inputs_unchanged("confusion_matrix", after="counts"),
        deterministic("confusion_matrix", after="counts"),
    ),
    explain=_explain,
)
