"""`accuracy`: the share of right predictions."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import deterministic, inputs_unchanged, numpy_only
from cnncheck.functions.mistakes import accuracy as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.metrics import accuracy

PARAMETERS = ("labels", "predictions")

PRECISION = 1e-6
"""Share of 1: a quotient of small whole numbers in float32 is good to 1e-7, and one image of twenty is 5e-2."""


def _case(images: int, classes: int, seed: int, dtype: str = "int64") -> Case:
    return Case(tuple(Drawn((images,), seed + index, 0, classes - 1, dtype) for index in range(2)))


def _stated(labels: tuple[int, ...], predictions: tuple[int, ...]) -> Case:
    return Case(tuple(Stated(numbers, (len(numbers),), "int64") for numbers in (labels, predictions)))


def _bound(case: Case) -> Bound:
    del case
    return relative(PRECISION)


def _explain(case: Case) -> str:
    labels, predictions = case.values()[0]
    right, images = int((labels == predictions).sum()), len(labels)
    return f"Right are {right} of {images} predictions: {right} / {images} = {right / images:.6g}"


_CONTIGUOUS = hygiene.assumes_contiguous(accuracy)

ACCURACY = Specification(
    accuracy,
    PARAMETERS,
    (
        *mistakes.ACCURACY,
        _CONTIGUOUS,
        hygiene.mutates(accuracy),
        hygiene.remembers(accuracy),
        hygiene.uses_tensorflow(accuracy, PARAMETERS),
    ),
    (
        numpy_only("accuracy"),
        value_check(
            "accuracy.share",
            "The share of the predictions that are the true class, from 0 to 1",
            concept="metric",
            cases=st.builds(
                _case, st.integers(1, 8), st.integers(2, 4), seeds(), st.sampled_from(("int64", "int32", "uint8"))
            ),
            corners=(
                _stated((7, 2, 1, 0), (7, 2, 1, 6)),
                _stated((1, 0, 2), (1, 0, 2)),
                _stated((0, 1), (1, 0)),
                _stated((2, 0, 1), (2, 1, 0)),
                _case(20, 3, 1),
                _case(10, 2, 2).strided(),
            ),
            mistakes=(*mistakes.ACCURACY, _CONTIGUOUS),
            weight=4,
        ),
        inputs_unchanged("accuracy", after="share"),
        deterministic("accuracy", after="share"),
    ),
    bound=_bound,
    explain=_explain,
)
