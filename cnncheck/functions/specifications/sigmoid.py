"""`sigmoid`: every number is squeezed into (0, 1)."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import sigmoid as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import sigmoid

PARAMETERS = ("x",)
ACCURACY = 1e-5
"""Of a result below 1: float32 exponentials are good to 1e-6, and the least mistake is at 1e-2."""


def _case(shape: tuple[int, ...], seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -12, 12, dtype, divisor=2),))


def _large(shape: tuple[int, ...], seed: int, dtype: str) -> Case:
    return Case((Drawn(shape, seed, -3000, 3000, dtype),))


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _explain(case: Case) -> str | None:
    """The formula with its number, where there is one."""
    ((x,), _) = case.values()
    return f"Here 1 / (1 + exp({-float(x.item()) + 0:g})) = {float(sigmoid(x).item()):.6g}" if x.size == 1 else None


_SHAPE = st.one_of(
    st.tuples(st.integers(1, 6)),
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    st.tuples(st.integers(1, 2), st.integers(1, 3), st.integers(1, 3), st.integers(1, 3)),
)
_TYPES = st.sampled_from(("float64", "float32"))

_CONTIGUOUS = hygiene.assumes_contiguous(sigmoid)
_CUT = hygiene.cuts_fractions(sigmoid)

SIGMOID = Specification(
    sigmoid,
    PARAMETERS,
    (
        *mistakes.SIGMOID,
        *mistakes.OVERFLOWING,
        _CONTIGUOUS,
        _CUT,
        hygiene.result_in_input_type(sigmoid),
        hygiene.mutates(sigmoid),
        hygiene.remembers(sigmoid),
        hygiene.uses_tensorflow(sigmoid, PARAMETERS),
    ),
    (
        numpy_only("sigmoid"),
        value_check(
            "sigmoid.values",
            "Each value becomes 1 / (1 + exp(-x)), on its own",
            concept="activation",
            cases=st.builds(_case, _SHAPE, seeds(), _TYPES),
            corners=(
                Case((Stated((0,), (1,)),)),
                Case((Stated((-2, -1, 1, 2), (4,)),)),
                _case((3, 4), 1),
                _case((2, 3, 2, 3), 2, "float32"),
                _case((3, 4), 3).strided(),
            ),
            mistakes=(*mistakes.SIGMOID, _CONTIGUOUS, _CUT),
            weight=4,
        ),
        value_check(
            "sigmoid.large",
            "Large values of either sign: the result is right and finite",
            concept="numerical-stability",
            cases=st.builds(_large, _SHAPE, seeds(), _TYPES),
            corners=(
                Case((Stated((1000,), (1,)),)),
                Case((Stated((-1000,), (1,)),)),
                Case((Stated((-1000, 0, 1000), (3,), "float32"),)),
            ),
            mistakes=mistakes.OVERFLOWING,
            requires=("values",),
        ),
        *hygiene_checks(
            "sigmoid",
            (Case((Drawn((2, 3), 4, dtype="int64"),)), Case((Drawn((2, 4), 5, dtype="int32"),))),
            after="values",
            lost=("result-in-input-type",),
        ),
    ),
    bound=_bound,
    # Cut to whole numbers the sigmoid is 0 for small values, but 1 for this one.
    probes=(Case((Stated((1000,), (1,)),)),),
    explain=_explain,
)
