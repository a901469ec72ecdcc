"""`relu`: what is negative becomes 0."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import deterministic, inputs_unchanged, numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import relu as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import relu

PARAMETERS = ("x",)


def _case(shape: tuple[int, ...], seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -18, 18, dtype, divisor=2),))


def _explain(case: Case) -> str | None:
    """The formula with its number, where there is one."""
    ((x,), _) = case.values()
    return f"Here max({float(x.item()):g}, 0) = {float(relu(x).item()):g}" if x.size == 1 else None


_SHAPE = st.one_of(
    st.tuples(st.integers(1, 6)),
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
)

_CONTIGUOUS, _CUT = hygiene.assumes_contiguous(relu), hygiene.cuts_fractions(relu)

RELU = Specification(
    relu,
    PARAMETERS,
    (
        *mistakes.RELU,
        _CONTIGUOUS,
        _CUT,
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
                Case((Stated((-8, 7, 9, -1), (2, 2), "int64"),)),
                Case((Stated((-0.5, 0.5, 1.5), (3,)),)),
                _case((3, 4), 1),
                _case((2, 3, 2, 3), 2, "float32"),
                _case((3, 4), 3).strided(),
            ),
            mistakes=(*mistakes.RELU, _CONTIGUOUS, _CUT),
            weight=4,
        ),
        inputs_unchanged("relu", after="values"),
        deterministic("relu", after="values"),
    ),
    explain=_explain,
)
