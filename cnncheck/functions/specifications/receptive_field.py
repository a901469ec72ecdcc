"""`receptive_field`: how many input pixels one output value depends on, along an axis."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import fields as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from reference.arithmetic import effective_kernel_size, receptive_field

PARAMETERS = ("layers",)


def _stack(*layers: tuple[int, ...]) -> Case:
    return Case((list(layers),))


def _drawn(layers: list[tuple[int, ...]]) -> Case:
    return _stack(*layers)


def _explain(case: Case) -> str:
    """The sum, written out."""
    terms, jump = ["1"], 1
    layers = case.arguments[0]
    assert isinstance(layers, list)  # noqa: S101 - as built above
    for layer in layers:
        kernel_size, strides, *dilation = (int(str(item)) for item in layer)  # type: ignore[union-attr]
        terms.append(f"({effective_kernel_size(kernel_size, *dilation)} - 1) * {jump}")
        jump *= strides
    return f"The field is {' + '.join(terms)} = {receptive_field(layers)}"  # type: ignore[arg-type]


_KERNEL, _STRIDES = st.integers(2, 7), st.integers(1, 3)
_PLAIN = st.tuples(_KERNEL, st.just(1))
_STRIDED = st.tuples(_KERNEL, _STRIDES)
_DILATED = st.one_of(_STRIDED, st.tuples(_KERNEL, _STRIDES, st.integers(1, 4)))

RECEPTIVE_FIELD = Specification(
    receptive_field,
    PARAMETERS,
    (*mistakes.RECEPTIVE_FIELD, hygiene.uses_tensorflow(receptive_field, PARAMETERS)),
    (
        numpy_only("receptive_field"),
        value_check(
            "receptive_field.kernels",
            "At strides 1 every layer adds kernel_size - 1: two 3x3 see 5 pixels",
            concept="receptive-field",
            cases=st.builds(_drawn, st.lists(_PLAIN, min_size=1, max_size=5)),
            corners=(_stack((3, 1), (3, 1)), _stack((3, 1), (3, 1), (3, 1)), _stack((1, 1)), _stack((5, 1))),
            mistakes=(mistakes.SUM_OF_KERNELS, mistakes.FROM_ZERO),
        ),
        value_check(
            "receptive_field.strides",
            "Every later layer counts with the product of the strides before it",
            concept="receptive-field",
            cases=st.builds(_drawn, st.lists(_STRIDED, min_size=1, max_size=5)),
            corners=(
                _stack((5, 1), (2, 2), (5, 1), (2, 2)),
                _stack((3, 2), (3, 2), (3, 2)),
                _stack((3, 2)),
                _stack((2, 3), (3, 3), (3, 1)),
            ),
            mistakes=(
                mistakes.STRIDE_PRODUCT_LEFT_OUT,
                mistakes.LAST_STRIDE_ONLY,
                mistakes.STRIDES_ADDED,
                mistakes.OWN_STRIDE,
                mistakes.OWN_STRIDE_ONLY,
                mistakes.REVERSED,
            ),
            requires=("kernels",),
        ),
        value_check(
            "receptive_field.dilation",
            "A dilated kernel spans (kernel_size - 1) * dilation_rate + 1 pixels",
            concept="receptive-field",
            cases=st.builds(_drawn, st.lists(_DILATED, min_size=1, max_size=5)),
            corners=(_stack((3, 1, 2)), _stack((3, 1, 2), (3, 1)), _stack((3, 2, 1), (3, 1, 3))),
            mistakes=(mistakes.DILATION_LEFT_OUT, mistakes.DILATION_MULTIPLIES),
            requires=("strides",),
        ),
    ),
    explain=_explain,
)
