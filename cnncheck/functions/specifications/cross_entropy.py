"""`cross_entropy`: the loss, from probabilities."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import deterministic, dtype, inputs_unchanged, numpy_only
from cnncheck.functions.labelled import TYPES, stated
from cnncheck.functions.mistakes import cross_entropy as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Shares
from reference.layers import cross_entropy

PARAMETERS = ("probabilities", "labels")

ACCURACY = 1e-3
"""Share of the loss, or of 1: ln(p + 1e-5), the largest guard against 0 that is in use, moves the loss of the smallest
drawn probability, 1/32, by 3e-4; float32 moves it by 1e-6."""

LISTED = 6
"""Images that are still listed in a message."""


def _case(
    images: int, classes: int, seed: int, dtype: str = "float64", label: str = "int64", *, zero: bool = False
) -> Case:
    """Drawn probabilities and labels, of these types; with `zero` each row has one probability 0."""
    labels = Drawn((images,), seed + 1, 0, classes - 1, label)
    return Case((Shares((images, classes), seed, dtype, zero), labels))


def _single(classes: int, seed: int, dtype: str, label: str) -> Case:
    return _case(1, classes, seed, dtype, label)


def _with_zero(classes: int, seed: int, dtype: str, label: str) -> Case:
    return _case(1, classes, seed, dtype, label, zero=True)


def _of_true_class(case: Case) -> list[float]:
    probabilities, labels = case.values()[0]
    chosen: list[float] = probabilities[np.arange(len(labels)), labels].tolist()
    return chosen


def _bound(case: Case) -> Bound:
    """Any finite number will do where a true class has the probability 0: its loss depends on the guard."""
    return relative(ACCURACY if all(_of_true_class(case)) else np.inf)


def _explain(case: Case) -> str | None:
    chosen = _of_true_class(case)
    if len(chosen) > LISTED:
        return None
    arguments, _ = case.values()
    logarithms = " + ".join(f"ln({probability:.6g})" for probability in chosen)
    formula = f"-({logarithms}) / {len(chosen)}" if len(chosen) > 1 else f"-{logarithms}"
    return f"The loss is {formula} = {cross_entropy(*arguments) + 0:.6g}"


_CLASSES, _IMAGES = st.integers(2, 6), st.integers(2, 5)

_CONTIGUOUS = hygiene.assumes_contiguous(cross_entropy)

CROSS_ENTROPY = Specification(
    cross_entropy,
    PARAMETERS,
    (
        *mistakes.CROSS_ENTROPY,
        _CONTIGUOUS,
        hygiene.mutates(cross_entropy),
        hygiene.remembers(cross_entropy),
        hygiene.uses_tensorflow(cross_entropy, PARAMETERS),
    ),
    (
        numpy_only("cross_entropy"),
        value_check(
            "cross_entropy.true-class",
            "The loss of one image is -ln of the probability of its true class",
            concept="loss",
            cases=st.builds(_single, _CLASSES, *TYPES),
            corners=(
                stated(((0.5, 0.25, 0.25),), (0,)),
                stated(((0.125, 0.25, 0.625),), (2,)),
                stated(((0.1,) * 10,), (3,)),  # ln 10 = 2.303
                _case(1, 4, 2, "float32", "uint8"),
                _case(1, 5, 3).strided(),
            ),
            mistakes=(*mistakes.OF_ONE_IMAGE, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "cross_entropy.mean",
            "The loss of a batch is the mean over its images",
            concept="loss-reduction",
            cases=st.builds(_case, _IMAGES, _CLASSES, *TYPES),
            corners=(
                stated(((0.5, 0.5), (0.25, 0.75)), (0, 0)),
                _case(4, 3, 4),
                _case(3, 5, 5, "float32", "uint8"),
                _case(4, 4, 6).strided(),
            ),
            mistakes=mistakes.OF_A_BATCH,
            requires=("true-class",),
        ),
        value_check(
            "cross_entropy.zero",
            "Probabilities of 0: the loss is finite",
            concept="numerical-stability",
            cases=st.builds(_with_zero, _CLASSES, *TYPES),
            corners=(
                stated(((1, 0),), (0,)),
                stated(((0, 1),), (0,)),
                stated(((0, 0.25, 0.75),), (2,)),
                stated(((0.5, 0, 0.5),), (1,), "float32"),
            ),
            mistakes=mistakes.OF_ZERO,
            requires=("true-class",),
        ),
        dtype(
            "cross_entropy",
            (stated(((0, 1, 0),), (1,), "int64"), stated(((0, 1, 0),), (2,), "int64")),
            after="zero",
            lost=("guard-lost-in-whole-numbers",),
        ),
        inputs_unchanged("cross_entropy", after="true-class"),
        deterministic("cross_entropy", after="true-class"),
    ),
    bound=_bound,
    # Two images tell the loss of each image from their mean in an array.
    probes=(stated(((0.5, 0.5), (0.25, 0.75)), (0, 0)),),
    explain=_explain,
)
