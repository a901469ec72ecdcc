"""`softmax_cross_entropy_backward`: the gradient of the loss, where every backward pass begins."""

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.gradients import Place, gradient
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import softmax_cross_entropy_backward as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import softmax, softmax_cross_entropy_backward

PARAMETERS = ("logits", "labels")
ACCURACY = 1e-5
"""Share of 1: float32 exponentials of numbers below 1000 are good to 1e-6, and the least mistake is at 1e-2."""


def _case(batch: int, classes: int, seed: int, dtype: str = "float64", scale: int = 4) -> Case:
    logits = Drawn((batch, classes), seed, -scale, scale, dtype)
    return Case((logits, Drawn((batch,), seed + 1, 0, classes - 1, "int64")))


def _large(batch: int, classes: int, seed: int, dtype: str) -> Case:
    return _case(batch, classes, seed, dtype, 3000)


def _stated(logits: tuple[float, ...], labels: tuple[int, ...]) -> Case:
    shape = (len(labels), len(logits) // len(labels))
    return Case((Stated(logits, shape), Stated(labels, (len(labels),), "int64")))


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _numbers(case: Case, place: Place) -> str:
    """The probability, less one at the label, over the batch size."""
    logits, labels = case.values()[0]
    row, column = place
    told = f"It is {softmax(logits)[place]:.4g}, the softmax of the row at class {column}"
    if labels[row] == column:
        told += ", minus 1 because that is the label"
    return f"{told}, divided by the batch size, {len(labels)}." if len(labels) > 1 else f"{told}."


_BATCH, _CLASSES, _TYPES = st.integers(2, 5), st.integers(2, 5), st.sampled_from(("float64", "float32"))
_GRADIENT = gradient("logits", _bound, _numbers)
_CONTIGUOUS = hygiene.assumes_contiguous(softmax_cross_entropy_backward)

SOFTMAX_CROSS_ENTROPY_BACKWARD = Specification(
    softmax_cross_entropy_backward,
    PARAMETERS,
    (
        *mistakes.SOFTMAX_CROSS_ENTROPY_BACKWARD,
        _CONTIGUOUS,
        hygiene.result_in_input_type(softmax_cross_entropy_backward),
        hygiene.mutates(softmax_cross_entropy_backward),
        hygiene.remembers(softmax_cross_entropy_backward),
        hygiene.uses_tensorflow(softmax_cross_entropy_backward, PARAMETERS),
    ),
    (
        numpy_only("softmax_cross_entropy_backward"),
        value_check(
            "softmax_cross_entropy_backward.one-image",
            "For one image the gradient is softmax(logits), less 1 at the label",
            concept="gradient-paths",
            cases=st.builds(_case, st.just(1), _CLASSES, seeds(), _TYPES),
            corners=(
                _stated((0, 0), (1,)),
                _case(1, 3, 1),
                _case(1, 5, 2, "float32"),
                _case(1, 12, 3),
                _case(1, 4, 4).strided(),
            ),
            mistakes=(*mistakes.OF_ONE_IMAGE, _CONTIGUOUS),
            weight=4,
            view=_GRADIENT,
        ),
        value_check(
            "softmax_cross_entropy_backward.batch-mean",
            "For a batch each row has its own softmax and label, and all are divided by the batch size",
            concept="loss-reduction",
            cases=st.builds(_case, _BATCH, _CLASSES, seeds(), _TYPES),
            corners=(_case(2, 3, 5), _case(4, 3, 6), _case(3, 4, 7, "float32"), _case(4, 4, 8)),
            mistakes=mistakes.OF_A_BATCH,
            requires=("one-image",),
            weight=3,
            view=_GRADIENT,
        ),
        value_check(
            "softmax_cross_entropy_backward.large",
            "Large logits: the result is right and finite",
            concept="numerical-stability",
            cases=st.builds(_large, _BATCH, _CLASSES, seeds(), _TYPES),
            corners=(
                _stated((1000, 1000), (1,)),
                _stated((-1000, -1001), (0,)),
                _stated((2000, 2001, -2000, -2001), (0, 1)),
            ),
            mistakes=mistakes.OF_LARGE_LOGITS,
            requires=("batch-mean",),
            view=_GRADIENT,
        ),
        *hygiene_checks(
            "softmax_cross_entropy_backward",
            (
                Case((Drawn((1, 3), 9, dtype="int64"), Drawn((1,), 10, 0, 2, "int64"))),
                Case((Drawn((1, 4), 11, dtype="int32"), Drawn((1,), 12, 0, 3, "uint8"))),
            ),
            after="one-image",
            lost=("result-in-input-type",),
            view=_GRADIENT,
        ),
    ),
    bound=_bound,
)
