"""`upsample_bilinear`: values between the neighbours."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import upsample_bilinear as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn
from reference.layers import upsample_bilinear

PARAMETERS = ("images", "factor")

ACCURACY = 1e-5
"""Share of the largest value, or of 1: a place below 8 is good to 1.5e-6 in float32, and so is a share; the least
mistake is at a quarter of the difference of two neighbours."""

LISTED = 8
"""Places along an axis that are still listed in a message."""


def _case(shape: tuple[int, int, int, int], factor: int, seed: int, dtype: str = "float64") -> Case:
    return Case((Drawn(shape, seed, -9, 9, dtype), factor))


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _explain(case: Case) -> str:
    images, factor = case.values()[0]
    rule = f"Output i lies at (i + 0.5) / {factor} - 0.5 in the image"
    sides = {"height": images.shape[1], "width": images.shape[2]}
    listed = [
        f"along the {name} at {', '.join(f'{(i + 0.5) / factor - 0.5:.3g}' for i in range(side * factor))}"
        for name, side in sides.items()
        if side * factor <= LISTED
    ]
    moved = ", moved to the border where that is outside" if factor > 1 else ""
    return f"{rule}{moved}{': ' if listed else ''}{'; '.join(listed)}"


_SHAPE = st.tuples(st.integers(1, 2), st.integers(1, 5), st.integers(1, 5), st.integers(1, 3))

_CONTIGUOUS = hygiene.assumes_contiguous(upsample_bilinear)

UPSAMPLE_BILINEAR = Specification(
    upsample_bilinear,
    PARAMETERS,
    (
        *mistakes.UPSAMPLE_BILINEAR,
        _CONTIGUOUS,
        mistakes.DIFFERENCE_WRAPS,
        hygiene.result_in_input_type(upsample_bilinear),
        hygiene.mutates(upsample_bilinear),
        hygiene.remembers(upsample_bilinear),
        hygiene.uses_tensorflow(upsample_bilinear, PARAMETERS),
    ),
    (
        numpy_only("upsample_bilinear"),
        value_check(
            "upsample_bilinear.places",
            "Output i lies at (i + 0.5) / factor - 0.5, between two pixels or at the border",
            concept="interpolation",
            cases=st.builds(_case, _SHAPE, st.integers(2, 4), seeds(), st.sampled_from(("float64", "float32"))),
            corners=(
                _case((1, 2, 2, 1), 2, 1),
                _case((1, 1, 3, 1), 2, 2),
                _case((1, 3, 1, 1), 2, 9),
                _case((2, 3, 2, 3), 3, 3, "float32"),
                _case((1, 3, 3, 2), 4, 4),
                _case((1, 2, 3, 1), 1, 10),
                _case((1, 3, 4, 2), 2, 5).strided(),
            ),
            mistakes=(*mistakes.UPSAMPLE_BILINEAR, _CONTIGUOUS),
            weight=4,
        ),
        *hygiene_checks(
            "upsample_bilinear",
            (
                Case((Drawn((1, 2, 3, 2), 6, 0, 255, "uint8"), 2)),
                Case((Drawn((1, 2, 2, 1), 7, dtype="int64"), 3)),
            ),
            after="places",
            lost=("result-in-input-type", "difference-wraps"),
        ),
    ),
    bound=_bound,
    explain=_explain,
)
