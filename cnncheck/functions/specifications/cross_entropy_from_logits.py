"""`cross_entropy_from_logits`: the loss, from the scores before softmax."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import deterministic, dtype, inputs_unchanged, numpy_only
from cnncheck.functions.labelled import TYPES, stated
from cnncheck.functions.mistakes import cross_entropy_from_logits as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.layers import cross_entropy_from_logits

PARAMETERS = ("logits", "labels")

ACCURACY = 1e-3
"""Share of the loss, or of 1: where softmax comes first, ln(p + 1e-6), moves the loss of the smallest drawn
probability, exp(-4) / 6, by 3e-4; float32 moves it by 1e-6."""

LARGE = 100
"""Step between large logits: exp(-100) is below any guard against 0 that is in use."""

LISTED = 4
"""Images that are still listed in a message."""


def _case(images: int, classes: int, seed: int, dtype: str = "float64", label: str = "int64") -> Case:
    """Logits from -2 to 2, and labels, of these types."""
    labels = Drawn((images,), seed + 1, 0, classes - 1, label)
    return Case((Drawn((images, classes), seed, dtype=dtype, divisor=2), labels))


def _single(classes: int, seed: int, dtype: str, label: str) -> Case:
    return _case(1, classes, seed, dtype, label)


def _large(images: int, classes: int, seed: int, dtype: str, label: str) -> Case:
    """Logits that are hundreds, and far apart where they are not equal."""
    logits = np.random.default_rng(seed).integers(-20, 21, images * classes) * LARGE
    labels = Drawn((images,), seed + 1, 0, classes - 1, label)
    return Case((Stated(tuple(logits.tolist()), (images, classes), dtype), labels))


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _explain(case: Case) -> str | None:
    (logits, labels), _ = case.values()
    if len(labels) > LISTED:
        return None
    loss = f"{cross_entropy_from_logits(logits, labels):.6g}"
    if len(labels) == 1:
        powers = " + ".join(f"e^{logit:.6g}" for logit in logits[0].tolist())
        true = float(logits[0, labels[0]])
        return f"The loss is ln({powers}) - {true:.6g} = {loss}".replace("- -", "+ ")
    losses = [cross_entropy_from_logits(logits[[row]], labels[[row]]) for row in range(len(labels))]
    return f"The loss is ({' + '.join(f'{item:.6g}' for item in losses)}) / {len(losses)} = {loss}"


_CLASSES, _IMAGES = st.integers(2, 6), st.integers(2, 5)

_CONTIGUOUS = hygiene.assumes_contiguous(cross_entropy_from_logits)
_ZERO = hygiene.always(cross_entropy_from_logits, 0.0, "loss")

CROSS_ENTROPY_FROM_LOGITS = Specification(
    cross_entropy_from_logits,
    PARAMETERS,
    (
        _ZERO,
        *mistakes.CROSS_ENTROPY_FROM_LOGITS,
        _CONTIGUOUS,
        hygiene.mutates(cross_entropy_from_logits),
        hygiene.remembers(cross_entropy_from_logits),
        hygiene.uses_tensorflow(cross_entropy_from_logits, PARAMETERS),
    ),
    (
        numpy_only("cross_entropy_from_logits"),
        value_check(
            "cross_entropy_from_logits.true-class",
            "The loss of one image is ln(sum of exp(z)) - z of its true class",
            concept="loss",
            cases=st.builds(_single, _CLASSES, *TYPES),
            corners=(
                stated(((1, 2, 0),), (2,)),
                stated(((0, 0),), (0,)),
                stated(((0,) * 10,), (3,)),  # ln 10 = 2.303
                stated(((1, *(0,) * 9),), (0,)),  # 1.461, the least after a second softmax
                _case(1, 4, 2, "float32", "uint8"),
                _case(1, 5, 3).strided(),
            ),
            mistakes=(_ZERO, *mistakes.OF_ONE_IMAGE, _CONTIGUOUS),
            weight=4,
        ),
        value_check(
            "cross_entropy_from_logits.mean",
            "The loss of a batch is the mean over its images",
            concept="loss-reduction",
            cases=st.builds(_case, _IMAGES, _CLASSES, *TYPES),
            corners=(
                stated(((0, 0), (1, 2)), (0, 0)),
                _case(4, 3, 4),
                _case(3, 5, 5, "float32", "uint8"),
                _case(4, 4, 6).strided(),
            ),
            mistakes=mistakes.OF_A_BATCH,
            requires=("true-class",),
        ),
        value_check(
            "cross_entropy_from_logits.large",
            "Large logits: the loss is right and finite",
            concept="numerical-stability",
            cases=st.builds(_large, st.integers(1, 4), _CLASSES, *TYPES),
            corners=(
                stated(((0, 1000),), (0,)),
                stated(((1000, 0),), (0,)),
                stated(((-1000, -1001),), (1,)),
                stated(((2000, 2001), (-2000, -2001)), (0, 0)),
                stated(((0, 300, 300),), (0,), "float32"),
            ),
            mistakes=mistakes.OF_LARGE,
            requires=("mean",),
        ),
        dtype(
            "cross_entropy_from_logits",
            (
                Case((Drawn((2, 3), 8, dtype="int64"), Stated((2, 0), (2,), "int64"))),
                Case((Drawn((1, 4), 9, dtype="int32"), Stated((1,), (1,), "int64"))),
            ),
            after="mean",
            lost=("in-the-type-of-the-logits",),
        ),
        inputs_unchanged("cross_entropy_from_logits", after="true-class"),
        deterministic("cross_entropy_from_logits", after="true-class"),
    ),
    bound=_bound,
    # Two images tell the loss of each image from their mean in an array, and from no computation at all a softmax over
    # the batch, which is 1 for a single image.
    probes=(stated(((0, 0), (1, 2)), (0, 0)),),
    explain=_explain,
)
