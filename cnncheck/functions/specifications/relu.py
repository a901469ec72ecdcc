"""`relu`: what is negative becomes 0."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import activations as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import relu

PARAMETERS = ("x",)


def _case(shape: tuple[int, ...], seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -9, 9, dtype),))


_SHAPE = st.one_of(
    st.tuples(st.integers(1, 6)),
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
)

_CONTIGUOUS = hygiene.assumes_contiguous(relu)

RELU = Specification(
    relu,
    PARAMETERS,
    (
        *mistakes.RELU,
        _CONTIGUOUS,
        hygiene.result_in_whole_numbers(relu),
        mistakes.IN_PLACE,
        hygiene.remembers(relu),
        hygiene.uses_tensorflow(relu, PARAMETERS),
    ),
    (
        numpy_only("relu"),
        value_check(
            "relu.values",
            "Positive values stay as they are, all others become 0",
            concept="activation",
            cases=st.builds(_case, _SHAPE, seeds(), st.sampled_from(("float64", "float32"))),
            corners=(
                Case((Stated((-2, 0, 3), (3,)),)),
                Case((Stated((-8, 7, 9, -1), (2, 2)),)),
                _case((3, 4), 1),
                _case((2, 3, 2, 3), 2, "float32"),
                _case((3, 4), 3).strided(),
            ),
            mistakes=(*mistakes.RELU, _CONTIGUOUS),
            weight=4,
        ),
        *hygiene_checks(
            "relu",
            (
                Case((Drawn((2, 3), 4, -9, 9, "int64"),)),
                Case((Drawn((2, 2, 2, 2), 5, 0, 255, "uint8"),)),
                Case((Drawn((3, 3), 6, -9, 9, divisor=4),)),
            ),
            after="values",
            lost=("result-in-whole-numbers",),
        ),
    ),
)
