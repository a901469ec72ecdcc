"""`one_hot`: class numbers become rows with a single 1."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import deterministic, inputs_unchanged, numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import one_hot as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import one_hot

PARAMETERS = ("labels", "classes")

LISTED = 6
"""Labels that are still listed in a message."""


def _every_class(classes: int, more: int, seed: int, dtype: str = "int64") -> Case:
    """Labels among which every class is, in any order, and some of them again."""
    generator = np.random.default_rng(seed)
    labels = generator.permutation([*range(classes), *generator.integers(0, classes, more).tolist()])
    return Case((Stated(tuple(labels.tolist()), labels.shape, dtype), classes))


def _without_the_last(classes: int, labels: int, seed: int, dtype: str = "int64") -> Case:
    """Labels among which the last class is not."""
    return Case((Drawn((labels,), seed, 0, classes - 2, dtype), classes))


def _explain(case: Case) -> str | None:
    labels = case.values()[0][0].tolist()
    if len(labels) > LISTED:
        return None
    places = " and ".join(str([row, label]) for row, label in enumerate(labels))
    return f"The 1 of row n stands in column labels[n]: at {places}"


_CLASSES, _MORE, _TYPES = st.integers(2, 6), st.integers(0, 4), st.sampled_from(("int64", "int32", "uint8"))

_CONTIGUOUS = hygiene.assumes_contiguous(one_hot)

ONE_HOT = Specification(
    one_hot,
    PARAMETERS,
    (
        *mistakes.ONE_HOT,
        mistakes.LARGEST_LABEL,
        mistakes.LABELS_PRESENT,
        _CONTIGUOUS,
        hygiene.mutates(one_hot),
        hygiene.remembers(one_hot),
        hygiene.uses_tensorflow(one_hot, PARAMETERS),
    ),
    (
        numpy_only("one_hot"),
        value_check(
            "one_hot.rows",
            "Each label becomes a row with a 1 in its column and 0 elsewhere",
            concept="label-encoding",
            cases=st.builds(_every_class, _CLASSES, _MORE, seeds(), _TYPES),
            corners=(
                Case((Stated((2, 0, 1), (3,), "int64"), 3)),
                Case((Stated((1, 0), (2,), "int64"), 2)),
                _every_class(8, 2, 1, "uint8"),
                Case((Drawn((8,), 0, 0, 2, "int64", strided=True), 3)),
                Case((Drawn((20,), 1, 0, 3, "int64"), 4)),
            ),
            mistakes=(*mistakes.ONE_HOT, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "one_hot.width",
            "The rows are `classes` long, whichever labels occur",
            concept="label-encoding",
            cases=st.builds(_without_the_last, _CLASSES, st.integers(1, 5), seeds(), _TYPES),
            corners=(Case((Stated((2, 0), (2,), "int64"), 5)), Case((Stated((0,), (1,), "int64"), 3))),
            mistakes=(mistakes.LARGEST_LABEL, mistakes.LABELS_PRESENT),
            requires=("rows",),
        ),
        inputs_unchanged("one_hot", after="rows"),
        deterministic("one_hot", after="rows"),
    ),
    # A class that no label has tells all columns from the columns of all labels.
    probes=(Case((Stated((2, 0), (2,), "int64"), 5)),),
    explain=_explain,
)
