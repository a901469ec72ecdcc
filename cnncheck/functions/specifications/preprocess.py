"""`preprocess`: one image of MNIST and its label, as the course's LeNet-5 takes them."""

from collections.abc import Callable
from typing import Any

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case, View
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, compare, relative
from cnncheck.functions.gradients import in_order
from cnncheck.functions.mistakes import preprocess as mistakes
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn, Stated
from reference.mnist import preprocess

CLASSES = 10
SIDES = (28, 28)

ACCURACY = 1e-5
"""Share of 1: float32 is good to 1e-7, and the least mistake is at 4e-3, a 255th."""


def _image(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
    """The image; a channel axis at the end may be added here or later."""
    image, given = result[0], case.values()[0][0]
    if isinstance(image, np.ndarray) and image.ndim == given.ndim + 1 and image.shape[-1] == 1:
        return image[..., 0]
    return image


def _label(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
    """The class number; one-hot rows say the same and may be made here or later."""
    label, given = result[1], case.values()[0][1]
    if not isinstance(label, np.ndarray) or label.ndim != given.ndim + 1 or label.shape[-1] != CLASSES:
        return label
    is_one_hot = bool(((label == 0) | (label == 1)).all() and (label.sum(axis=-1) == 1).all())
    return np.asarray(label.argmax(axis=-1)) if is_one_hot else label


def _case(seed: int, label: int, count: int = 0) -> Case:
    shape = (count, *SIDES) if count else SIDES
    labels = tuple(float((label + place) % CLASSES) for place in range(max(count, 1)))
    image = Drawn(shape, seed, 0, 255, "uint8")
    return Case((image, Stated(labels, (count,) if count else (), "uint8")))


def _shapes(case: Case) -> tuple[tuple[int, ...], ...]:
    image, label = case.values()[0]
    return image.shape, label.shape


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _view(name: str, take: Callable[[Any, Case], Any]) -> View:
    """One of both results, spoken of by its name."""

    def tell(case: Case, wanted: Any, got: Any) -> tuple[str, str, str]:  # noqa: ANN401 - any result
        difference = compare(wanted, got, _bound(case), name)
        assert difference is not None  # noqa: S101 - tell is asked about results that differ
        return difference.expected, difference.received, difference.text

    return View(take, tell)


_CASES = st.builds(_case, seeds(), st.integers(0, 9), st.sampled_from((0, 0, 0, 2)))
_CORNERS = (_case(1, 7), _case(2, 0), _case(3, 9), _case(4, 3, count=2))

PREPROCESS = Specification(
    preprocess,
    ("x", "y"),
    (*mistakes.RETURNED, *mistakes.IMAGES, *mistakes.LABELS),
    (
        value_check(
            "preprocess.returns",
            "The image and its label are returned, in this order",
            concept="signature",
            cases=_CASES,
            corners=_CORNERS,
            mistakes=mistakes.RETURNED,
            requires=(),
            weight=1,
            view=in_order(_shapes),
            count=4,
        ),
        value_check(
            "preprocess.image",
            "Pixels from 0 to 255 become numbers from -1 to 1",
            concept="input-scaling",
            cases=_CASES,
            corners=_CORNERS,
            mistakes=mistakes.IMAGES,
            requires=("returns",),
            view=_view("image", _image),
            count=8,
        ),
        value_check(
            "preprocess.label",
            "The label stays the same class, as a whole number or one-hot",
            concept="label-encoding",
            cases=_CASES,
            corners=_CORNERS,
            mistakes=mistakes.LABELS,
            requires=("returns",),
            weight=1,
            view=_view("label", _label),
            count=8,
        ),
    ),
    bound=_bound,
    returns="the image and the label",
    takes_tensors=True,
)
