"""`batch_norm_backward`: the gradients of batch normalisation in training."""

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.gradients import Place, gradient, in_order, short, terms
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import batch_normalization_backward as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn, Stated
from reference.layers import batch_norm_backward

PARAMETERS = ("grad", "images", "gamma", "epsilon")
ACCURACY = 1e-4
"""Share of the largest value. With E[x^2] - E[x]^2 in float32 it is good to 4e-6 here; mistakes begin at 1e-3."""


def _case(
    shape: tuple[int, int, int, int],
    seed: int,
    dtype: str = "float64",
    divisor: int = 1,
    *,
    sign: int = 1,
    **options: Argument,
) -> Case:
    """A call on drawn arrays: gamma all of one sign and never 0, and images that may hardly vary."""
    arguments = (
        Drawn(shape, seed, dtype=dtype),
        Drawn(shape, seed + 1, -8, 8, dtype, divisor),
        Drawn(shape[-1:], seed + 2, min(sign, 6 * sign), max(sign, 6 * sign), dtype, 4),
    )
    return Case(arguments, options)


def _few(seed: int) -> Case:
    """More than one value of each channel, and few channels."""
    return _case((2, 2, 1, 2), seed)


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _shapes(case: Case) -> tuple[tuple[int, ...], ...]:
    _, images, gamma = case.values()[0][:3]
    return images.shape, gamma.shape, gamma.shape


def _of_images(case: Case, place: Place) -> str:
    """The formula, with the numbers of one pixel and its channel."""
    arguments, options = case.values()
    grad, images, gamma = (np.asarray(item, float)[..., place[-1]] for item in arguments[:3])
    sigma = np.sqrt(images.var() + options.get("epsilon", mistakes.EPSILON))
    normalised = (images - images.mean()) / sigma
    pixel = place[:-1]
    first = f"{short(float(gamma), first=True)} / {short(sigma)} * ({short(grad[pixel], first=True)}"
    second = f"{short(grad.mean())} - {short(normalised[pixel])} * {short((grad * normalised).mean())})"
    return f"It is gamma / sigma * (grad - mean(grad) - normalised * mean(grad * normalised)) = {first} - {second}."


_SHAPE = st.tuples(st.integers(3, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
"""Of two values the normalised ones are always -1 and 1, and the images gradient is next to nothing: three at least."""
_OTHERS = (st.sampled_from(("float64", "float32")), st.sampled_from((1, 32)))
_EPSILON = st.sampled_from((0.5, 0.001, 0.0625, 1.0))


def _drawn(part: int) -> st.SearchStrategy[Case]:
    """Calls with seeds that no other gradient's check uses: one that was made already would tell nothing new."""
    numbers = st.integers(10_000 * part, 10_000 * part + 999)
    return st.one_of(
        st.builds(_case, _SHAPE, numbers, *_OTHERS), st.builds(_case, _SHAPE, numbers, *_OTHERS, epsilon=_EPSILON)
    )


def _corners(seed: int) -> tuple[Case, ...]:
    return (
        _case((2, 3, 2, 3), seed),
        _case((3, 2, 2, 2), seed + 1, divisor=32),
        _case((2, 4, 3, 2), seed + 2, epsilon=0.5),
        _case((2, 2, 2, 1), seed + 3, "float32", 32),
        _case((4, 1, 1, 3), seed + 4, epsilon=1.0),
        _case((2, 2, 3, 2), seed + 5, sign=-1),
    )


_COURSE = Case((Stated((1, 0, 0), (3, 1, 1, 1)), Stated((1, 3, 8), (3, 1, 1, 1)), Stated((1,), (1,))))
_GAMMA = terms(batch_norm_backward, "times the normalised pixel", mistakes.GAMMA)
_BETA = terms(batch_norm_backward, "times 1", mistakes.BETA)
_IMAGES = gradient("images", _bound, _of_images, mistakes.IMAGES)
_CONTIGUOUS = hygiene.assumes_contiguous(batch_norm_backward)

BATCH_NORM_BACKWARD = Specification(
    batch_norm_backward,
    PARAMETERS,
    (
        *mistakes.BATCH_NORM_BACKWARD,
        _CONTIGUOUS,
        hygiene.result_in_input_type(batch_norm_backward, 1),
        hygiene.mutates(batch_norm_backward),
        hygiene.remembers(batch_norm_backward),
        hygiene.no_defaults(batch_norm_backward, PARAMETERS),
        hygiene.uses_tensorflow(batch_norm_backward, PARAMETERS),
    ),
    (
        numpy_only("batch_norm_backward"),
        value_check(
            "batch_norm_backward.results",
            "Three arrays are returned: the gradients of images, gamma and beta, in this order",
            concept="signature",
            cases=st.builds(_few, st.integers(30_000, 30_999)),
            corners=(_few(1),),
            mistakes=mistakes.RETURNED_OTHERWISE,
            weight=1,
            view=in_order(_shapes),
            count=4,
        ),
        value_check(
            "batch_norm_backward.gamma",
            "The gamma gradient: the sum of grad times the normalised images, one for each channel",
            concept="bn-scale-offset",
            cases=_drawn(0),
            corners=(*_corners(2), _case((2, 3, 4, 2), 8).strided()),
            mistakes=(*mistakes.NORMALISED_OTHERWISE, *mistakes.OF_GAMMA, _CONTIGUOUS),
            requires=("results",),
            weight=3,
            view=gradient("gamma", _bound, _GAMMA, mistakes.GAMMA),
        ),
        value_check(
            "batch_norm_backward.beta",
            "The beta gradient: the sum of grad, one for each channel",
            concept="bn-axis",
            cases=_drawn(1),
            corners=_corners(10),
            mistakes=mistakes.OF_BETA,
            requires=("gamma",),
            weight=1,
            view=gradient("beta", _bound, _BETA, mistakes.BETA),
            count=24,
        ),
        value_check(
            "batch_norm_backward.images",
            "The images gradient: directly, through the batch's mean and through its variance",
            concept="gradient-paths",
            cases=_drawn(2),
            corners=(_COURSE, *_corners(20)),
            mistakes=mistakes.OF_IMAGES,
            requires=("gamma",),
            weight=6,
            view=_IMAGES,
        ),
        signature("batch_norm_backward", _case((2, 2, 2, 2), 30), after="images"),
        *hygiene_checks(
            "batch_norm_backward",
            (
                Case(
                    (
                        Drawn((2, 3, 2, 2), 31),
                        Drawn((2, 3, 2, 2), 32, 0, 255, "uint8"),
                        Drawn((2,), 33, 1, 6, divisor=4),
                    )
                ),
                Case(
                    (
                        Drawn((2, 2, 2, 2), 34, dtype="int64"),
                        Drawn((2, 2, 2, 2), 35, -9, 9, "int64"),
                        Drawn((2,), 36, 1, 3, "int64"),
                    )
                ),
            ),
            after="images",
            view=_IMAGES,
            lost=("result-in-input-type",),
        ),
    ),
    bound=_bound,
    returns="the gradients of images, gamma and beta",
)
