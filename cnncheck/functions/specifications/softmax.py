"""`softmax`: scores become probabilities."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import softmax as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import softmax

PARAMETERS = ("logits", "axis")
ACCURACY = 1e-5
"""Share of 1: float32 exponentials of numbers below 1000 are good to 1e-6, and the least mistake is at 1e-2."""


def _case(shape: tuple[int, ...], seed: int, dtype: str = "float64", axis: int | None = None, scale: int = 4) -> Case:
    options = {} if axis is None else {"axis": axis}
    return Case((Drawn(shape, seed, -scale, scale, dtype),), options)


def _along(shape: tuple[int, ...], seed: int, dtype: str, axis: int) -> Case:
    return _case(shape, seed, dtype, axis % len(shape) if axis >= 0 else max(axis, -len(shape)))


def _large(shape: tuple[int, ...], seed: int, dtype: str) -> Case:
    return _case(shape, seed, dtype, scale=3000)


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


_SHAPE = st.one_of(
    st.tuples(st.integers(1, 4), st.integers(1, 5)),
    st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(1, 4)),
    st.tuples(st.integers(1, 6)),
)
_TYPES = st.sampled_from(("float64", "float32"))

_CONTIGUOUS = hygiene.assumes_contiguous(softmax)

SOFTMAX = Specification(
    softmax,
    PARAMETERS,
    (
        *mistakes.SOFTMAX,
        _CONTIGUOUS,
        hygiene.result_in_input_type(softmax),
        hygiene.mutates(softmax),
        hygiene.remembers(softmax),
        hygiene.no_defaults(softmax, PARAMETERS),
        hygiene.uses_tensorflow(softmax, PARAMETERS),
    ),
    (
        numpy_only("softmax"),
        value_check(
            "softmax.last-axis",
            "Along the last axis the results are exp(z) over their sum",
            concept="softmax-axis",
            cases=st.builds(_case, _SHAPE, seeds(), _TYPES),
            corners=(
                Case((Stated((1, 2, 3), (1, 3)),)),
                _case((3, 4), 1),
                _case((2, 3, 4), 2),
                _case((5,), 3, "float32"),
                _case((3, 4), 10).strided(),
            ),
            mistakes=(
                mistakes.FIRST_AXIS,
                mistakes.OVER_EVERYTHING,
                mistakes.SECOND_AXIS,
                mistakes.NO_EXPONENTIAL,
                mistakes.NO_SUM,
                mistakes.LOGARITHM,
                mistakes.SIGMOID,
                _CONTIGUOUS,
            ),
            weight=4,
        ),
        value_check(
            "softmax.axis",
            "Any other axis, where `axis` says so",
            concept="softmax-axis",
            cases=st.builds(_along, _SHAPE, seeds(), _TYPES, st.integers(-3, 2)),
            corners=(_case((3, 4), 4, axis=0), _case((2, 3, 4), 5, axis=1), _case((2, 3, 4), 6, axis=-3)),
            mistakes=(mistakes.AXIS_IGNORED,),
            requires=("last-axis",),
        ),
        value_check(
            "softmax.large",
            "Large logits: the result is right and finite",
            concept="numerical-stability",
            cases=st.builds(_large, _SHAPE, seeds(), _TYPES),
            corners=(
                Case((Stated((1000, 1000), (1, 2)),)),
                Case((Stated((-1000, -1001), (1, 2)),)),
                Case((Stated((2000, 2001, -2000, -2001), (2, 2)),)),
            ),
            mistakes=(mistakes.UNSHIFTED, mistakes.ONE_MAXIMUM),
            requires=("last-axis",),
        ),
        signature("softmax", _case((2, 3), 7), after="last-axis"),
        *hygiene_checks(
            "softmax",
            (Case((Drawn((2, 3), 8, dtype="int64"),)), Case((Drawn((2, 4), 9, dtype="int32"),))),
            after="last-axis",
            lost=("result-in-input-type",),
        ),
    ),
    bound=_bound,
)
