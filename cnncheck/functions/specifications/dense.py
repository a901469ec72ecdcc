"""`dense`: every unit sees every input."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import dense as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import dense

PARAMETERS = ("inputs", "kernel", "bias")


def _case(batch: int, inputs: int, units: int, seed: int, dtype: str = "float64", *, bias: bool = False) -> Case:
    arrays = [Drawn((batch, inputs), seed, dtype=dtype), Drawn((inputs, units), seed + 1, dtype=dtype)]
    return Case((*arrays, Drawn((units,), seed + 2, dtype=dtype)) if bias else tuple(arrays))


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest sum of |x| |w|."""
    inputs, kernel, *bias = (np.abs(item).astype(float) for item in case.values()[0] if item is not None)
    sums = inputs @ kernel + (bias[0] if bias else 0.0)
    accepted = 2 * gamma(len(kernel) + 1) * float(sums.max(initial=0))

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


_SIDE = st.integers(1, 5)
_ARRAYS = (_SIDE, _SIDE, _SIDE, seeds(), st.sampled_from(("float64", "float32")))

_CONTIGUOUS = hygiene.assumes_contiguous(dense)

DENSE = Specification(
    dense,
    PARAMETERS,
    (
        *mistakes.DENSE,
        _CONTIGUOUS,
        hygiene.result_in_input_type(dense),
        hygiene.result_in_whole_numbers(dense),
        hygiene.mutates(dense),
        hygiene.remembers(dense),
        hygiene.no_defaults(dense, PARAMETERS),
        hygiene.uses_tensorflow(dense, PARAMETERS),
    ),
    (
        numpy_only("dense"),
        value_check(
            "dense.weights",
            "Each unit is the weighted sum of all inputs",
            concept="value",
            cases=st.builds(_case, *_ARRAYS),
            corners=(
                Case((Stated((1, 2), (1, 2)), Stated((1, 0, 2, 0, 1, 3), (2, 3)))),
                _case(2, 3, 3, 1),
                _case(3, 3, 3, 2),
                _case(3, 2, 5, 3, "float32"),
                _case(3, 4, 2, 11).strided(),
            ),
            mistakes=(mistakes.TRANSPOSED, mistakes.RESHAPED, mistakes.ELEMENTWISE, mistakes.RECTIFIED, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "dense.bias",
            "Each unit adds its own bias",
            concept="bias",
            cases=st.builds(_case, *_ARRAYS, bias=st.just(True)),  # noqa: FBT003 - the strategy's value
            corners=(_case(2, 3, 4, 4, bias=True), _case(3, 2, 3, 5, bias=True)),
            mistakes=(mistakes.BIAS_LEFT_OUT, mistakes.FIRST_BIAS, mistakes.SUBTRACTED),
            requires=("weights",),
        ),
        signature("dense", _case(1, 2, 2, 6), after="weights"),
        *hygiene_checks(
            "dense",
            (
                Case((Drawn((2, 3), 7, 0, 255, "uint8"), Drawn((3, 2), 8, dtype="int64"))),
                Case((Drawn((2, 3), 9, divisor=2), Drawn((3, 2), 10, divisor=4))),
            ),
            after="weights",
        ),
    ),
    bound=_bound,
)
