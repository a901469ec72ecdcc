"""`flatten`: each image becomes one row."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import flattening as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn
from reference.layers import flatten

PARAMETERS = ("images",)


def _case(shape: tuple[int, int, int, int], seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -9, 9, dtype),))


_SHAPE = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 4), st.integers(1, 3))

_CONTIGUOUS = hygiene.assumes_contiguous(flatten)

FLATTEN = Specification(
    flatten,
    PARAMETERS,
    (
        *mistakes.FLATTEN,
        _CONTIGUOUS,
        hygiene.result_in_whole_numbers(flatten),
        hygiene.mutates(flatten),
        hygiene.remembers(flatten),
        hygiene.uses_tensorflow(flatten, PARAMETERS),
    ),
    (
        numpy_only("flatten"),
        value_check(
            "flatten.rows",
            "Each image becomes one row, in reading order, with the channels of a pixel together",
            concept="axis-swap",
            cases=st.builds(_case, _SHAPE, seeds(), st.sampled_from(("float64", "float32"))),
            corners=(
                _case((2, 1, 3, 2), 1),
                _case((1, 2, 3, 1), 2),
                _case((2, 3, 4, 3), 3),
                _case((3, 2, 2, 2), 4, "float32"),
                _case((2, 3, 2, 2), 5).strided(),
            ),
            mistakes=(*mistakes.FLATTEN, _CONTIGUOUS),
            weight=4,
        ),
        *hygiene_checks(
            "flatten",
            (
                Case((Drawn((2, 2, 3, 2), 6, 0, 255, "uint8"),)),
                Case((Drawn((1, 3, 2, 1), 7, dtype="int64"),)),
                Case((Drawn((2, 2, 2, 2), 8, divisor=2),)),
            ),
            after="rows",
            lost=("result-in-whole-numbers",),
        ),
    ),
)
