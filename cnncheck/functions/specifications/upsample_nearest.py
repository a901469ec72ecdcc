"""`upsample_nearest`: every pixel becomes a block."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import upsample_nearest as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn
from reference.layers import upsample_nearest

PARAMETERS = ("images", "factor")


def _case(shape: tuple[int, int, int, int], factor: int, seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -9, 9, dtype), factor))


def _explain(case: Case) -> str:
    factor = case.arguments[1]
    return f"outputs[n, i, j, c] is images[n, i // {factor}, j // {factor}, c]"


_SHAPE = st.tuples(st.integers(1, 2), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))

_CONTIGUOUS = hygiene.assumes_contiguous(upsample_nearest)

UPSAMPLE_NEAREST = Specification(
    upsample_nearest,
    PARAMETERS,
    (
        *mistakes.UPSAMPLE_NEAREST,
        _CONTIGUOUS,
        hygiene.result_in_whole_numbers(upsample_nearest),
        hygiene.mutates(upsample_nearest),
        hygiene.remembers(upsample_nearest),
        hygiene.uses_tensorflow(upsample_nearest, PARAMETERS),
    ),
    (
        numpy_only("upsample_nearest"),
        value_check(
            "upsample_nearest.blocks",
            "Every pixel becomes a block of factor x factor copies",
            concept="interpolation",
            cases=st.builds(_case, _SHAPE, st.integers(2, 4), seeds(), st.sampled_from(("float64", "float32"))),
            corners=(
                _case((1, 2, 2, 1), 2, 1),
                _case((1, 2, 3, 1), 2, 2),
                _case((2, 3, 2, 3), 3, 3, "float32"),
                _case((1, 3, 3, 2), 4, 4),
                _case((1, 2, 3, 1), 1, 9),
                _case((1, 3, 4, 2), 2, 5).strided(),
            ),
            mistakes=(*mistakes.UPSAMPLE_NEAREST, _CONTIGUOUS),
            weight=4,
        ),
        *hygiene_checks(
            "upsample_nearest",
            (
                Case((Drawn((1, 2, 3, 2), 6, 0, 255, "uint8"), 2)),
                Case((Drawn((1, 2, 2, 1), 7, dtype="int64"), 3)),
                Case((Drawn((1, 3, 2, 2), 8, divisor=2), 2)),
            ),
            after="blocks",
            lost=("result-in-whole-numbers",),
        ),
    ),
    explain=_explain,
)
