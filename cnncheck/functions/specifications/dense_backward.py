"""`dense_backward`: the gradients of a dense layer."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.gradients import gradient, in_order, terms
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import dense_backward as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import dense_backward

PARAMETERS = ("grad", "inputs", "kernel")


def _case(batch: int, inputs: int, units: int, seed: int, dtype: str = "float64") -> Case:
    return Case(
        (
            Drawn((batch, units), seed, dtype=dtype),
            Drawn((batch, inputs), seed + 1, dtype=dtype),
            Drawn((inputs, units), seed + 2, dtype=dtype),
        )
    )


def _squares(seed: int) -> Case:
    """As many units as inputs: a kernel that is not transposed does not stop the function."""
    return _case(3, 2, 2, seed)


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest sum of |x| |y| in any of the three."""
    grad, inputs, kernel = (np.abs(item).astype(float) for item in case.values()[0])
    largest = max(float(sums.max(initial=0)) for sums in (grad @ kernel.T, inputs.T @ grad, grad.sum(0)))
    accepted = 2 * gamma(max(grad.shape) + 1) * largest

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


def _shapes(case: Case) -> tuple[tuple[int, ...], ...]:
    _, inputs, kernel = case.values()[0]
    return inputs.shape, kernel.shape, kernel.shape[-1:]


_SIDE, _TYPES = st.integers(1, 5), st.sampled_from(("float64", "float32"))


def _drawn(part: int) -> st.SearchStrategy[Case]:
    """Calls with seeds that no other gradient's check uses: one that was made already would tell nothing new."""
    return st.builds(_case, _SIDE, _SIDE, _SIDE, st.integers(10_000 * part, 10_000 * part + 999), _TYPES)


_INPUTS = terms(dense_backward, "times the weight of this input in its unit", mistakes.INPUTS)
_KERNEL = terms(dense_backward, "times the input of its row that this weight multiplied", mistakes.KERNEL)
_BIAS = terms(dense_backward, "times 1", mistakes.BIAS)
_CONTIGUOUS = hygiene.assumes_contiguous(dense_backward)

DENSE_BACKWARD = Specification(
    dense_backward,
    PARAMETERS,
    (
        *mistakes.DENSE_BACKWARD,
        _CONTIGUOUS,
        hygiene.result_in_input_type(dense_backward, 1),
        hygiene.result_in_whole_numbers(dense_backward),
        hygiene.mutates(dense_backward),
        hygiene.remembers(dense_backward),
        hygiene.uses_tensorflow(dense_backward, PARAMETERS),
    ),
    (
        numpy_only("dense_backward"),
        value_check(
            "dense_backward.results",
            "Three arrays are returned: the gradients of inputs, kernel and bias, in this order",
            concept="signature",
            cases=st.builds(_squares, st.integers(30_000, 30_999)),
            corners=(_squares(1),),
            mistakes=mistakes.RETURNED_OTHERWISE,
            weight=1,
            view=in_order(_shapes),
            count=4,
        ),
        value_check(
            "dense_backward.inputs",
            "The inputs gradient: grad times the kernel, transposed",
            concept="axis-swap",
            cases=_drawn(0),
            corners=(
                Case((Stated((2,), (1, 1)), Stated((1, 3), (1, 2)), Stated((4, 5), (2, 1)))),
                _case(2, 3, 3, 2),
                _case(3, 2, 5, 3, "float32"),
                _case(3, 4, 2, 4).strided(),
                _case(4, 5, 4, 5),
            ),
            mistakes=(*mistakes.OF_INPUTS, _CONTIGUOUS),
            requires=("results",),
            weight=3,
            view=gradient("inputs", _bound, _INPUTS, mistakes.INPUTS),
        ),
        value_check(
            "dense_backward.kernel",
            "The kernel gradient: the inputs, transposed, times grad, which sums over the batch",
            concept="gradient-paths",
            cases=_drawn(1),
            corners=(_case(2, 3, 3, 6), _case(3, 2, 4, 7, "float32")),
            mistakes=mistakes.OF_KERNEL,
            requires=("inputs",),
            weight=3,
            view=gradient("kernel", _bound, _KERNEL, mistakes.KERNEL),
        ),
        value_check(
            "dense_backward.bias",
            "The bias gradient: the sum over the batch, one for each unit",
            concept="bias",
            cases=_drawn(2),
            corners=(_case(3, 2, 4, 8), _case(2, 1, 3, 9, "float32")),
            mistakes=mistakes.OF_BIAS,
            requires=("kernel",),
            view=gradient("bias", _bound, _BIAS, mistakes.BIAS),
        ),
        *hygiene_checks(
            "dense_backward",
            (
                Case(
                    (
                        Drawn((2, 3), 10, divisor=2),
                        Drawn((2, 2), 11, 0, 255, "uint8"),
                        Drawn((2, 3), 12, divisor=4),
                    )
                ),
                Case(
                    (Drawn((3, 2), 13, dtype="int64"), Drawn((3, 2), 14, dtype="int64"), Drawn((2, 2), 15, divisor=2))
                ),
            ),
            after="inputs",
            view=gradient("inputs", _bound, _INPUTS, mistakes.INPUTS),
        ),
    ),
    bound=_bound,
    returns="the gradients of inputs, kernel and bias",
)
