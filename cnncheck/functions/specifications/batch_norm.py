"""`batch_norm_train` and `batch_norm_inference`: every channel is given a mean and a spread of its own."""

from typing import Any

from hypothesis import strategies as st

from cnncheck.functions.case import Case, View
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, relative
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistakes import batch_normalization as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.layers import batch_norm_inference, batch_norm_train

INFERENCE_PARAMETERS = ("images", "gamma", "beta", "moving_mean", "moving_variance", "epsilon")
TRAIN_PARAMETERS = (*INFERENCE_PARAMETERS[:5], "momentum", "epsilon")
ACCURACY = 3e-4
"""Share of the largest value. E[x^2] - E[x]^2 in float32 is good to 1e-4 here; the least mistake is at 2e-3."""


def _case(
    shape: tuple[int, int, int, int],
    seed: int,
    dtype: str = "float64",
    divisor: int = 1,
    **options: Argument,
) -> Case:
    """A call on drawn arrays: positive variances, gamma and beta of both signs, and images that may hardly vary."""
    channels = shape[-1:]
    arguments = (
        Drawn(shape, seed, -8, 8, dtype, divisor),
        Drawn(channels, seed + 1, -6, 6, dtype, 4),
        Drawn(channels, seed + 2, dtype=dtype),
        Drawn(channels, seed + 3, -8, 8, dtype, divisor),
        Drawn(channels, seed + 4, 1, 16, dtype, divisor * divisor),
    )
    return Case(arguments, options)


def _bound(case: Case) -> Bound:
    del case
    return relative(ACCURACY)


def _first(result: Any, case: Case) -> Any:  # noqa: ANN401 - the first of three
    del case
    return result[0]


_OUTPUTS = View(_first)


_SHAPE = st.tuples(st.integers(2, 4), st.integers(1, 4), st.integers(1, 4), st.integers(1, 4))
_ARRAYS = (_SHAPE, seeds(), st.sampled_from(("float64", "float32")), st.sampled_from((1, 32)))
_EPSILON = st.sampled_from((0.5, 0.001, 0.0625, 1.0))
_MOMENTUM = st.sampled_from((0.75, 0.9, 0.99, 0.25))
_CORNERS = (
    _case((2, 3, 2, 3), 1),
    _case((3, 2, 2, 2), 2, divisor=32),
    _case((2, 4, 3, 2), 3, epsilon=0.5),
    _case((2, 2, 2, 1), 4, "float32", 32),
    _case((4, 1, 1, 3), 5, epsilon=1.0),
    _case((2, 3, 4, 2), 30).strided(),
)
_TYPES = (
    Drawn((2, 3, 2, 2), 6, 0, 255, "uint8"),
    Drawn((2, 2, 2, 2), 7, -9, 9, "int64"),
)


def _typed(images: Drawn) -> Case:
    return Case((images, *_case(images.shape, images.seed).arguments[1:]))  # type: ignore[arg-type]  # four sides


_CONTIGUOUS_INFERENCE = hygiene.assumes_contiguous(batch_norm_inference)
_CONTIGUOUS_TRAIN = hygiene.assumes_contiguous(batch_norm_train)

BATCH_NORM_INFERENCE = Specification(
    batch_norm_inference,
    INFERENCE_PARAMETERS,
    (
        *mistakes.BATCH_NORM_INFERENCE,
        _CONTIGUOUS_INFERENCE,
        hygiene.result_in_input_type(batch_norm_inference),
        hygiene.mutates(batch_norm_inference),
        hygiene.remembers(batch_norm_inference),
        hygiene.no_defaults(batch_norm_inference, INFERENCE_PARAMETERS),
        hygiene.uses_tensorflow(batch_norm_inference, INFERENCE_PARAMETERS),
    ),
    (
        numpy_only("batch_norm_inference"),
        value_check(
            "batch_norm_inference.outputs",
            "The moving statistics normalise, gamma scales, beta shifts",
            concept="bn-mode",
            cases=st.one_of(st.builds(_case, *_ARRAYS), st.builds(_case, *_ARRAYS, epsilon=_EPSILON)),
            corners=(*_CORNERS, _case((1, 1, 1, 3), 8)),
            mistakes=(*mistakes.BATCH_NORM_INFERENCE, _CONTIGUOUS_INFERENCE),
            weight=6,
        ),
        signature("batch_norm_inference", _case((2, 2, 2, 2), 9), after="outputs"),
        *hygiene_checks(
            "batch_norm_inference", [_typed(item) for item in _TYPES], after="outputs", lost=("result-in-input-type",)
        ),
    ),
    bound=_bound,
)

BATCH_NORM_TRAIN = Specification(
    batch_norm_train,
    TRAIN_PARAMETERS,
    (
        *mistakes.BATCH_NORM_TRAIN,
        _CONTIGUOUS_TRAIN,
        hygiene.result_in_input_type(batch_norm_train),
        hygiene.mutates(batch_norm_train),
        hygiene.remembers(batch_norm_train),
        hygiene.no_defaults(batch_norm_train, TRAIN_PARAMETERS),
        hygiene.uses_tensorflow(batch_norm_train, TRAIN_PARAMETERS),
    ),
    (
        numpy_only("batch_norm_train"),
        value_check(
            "batch_norm_train.outputs",
            "The batch's mean and biased variance normalise each channel, gamma scales, beta shifts",
            concept="bn-axis",
            cases=st.one_of(st.builds(_case, *_ARRAYS), st.builds(_case, *_ARRAYS, epsilon=_EPSILON)),
            corners=_CORNERS,
            mistakes=[
                mistakes.TRAIN[name]
                for name in (
                    "epsilon",
                    "no-epsilon",
                    "default",
                    "no-root",
                    "swapped",
                    "plain",
                    "no-beta",
                    "bessel",
                    "batch-axis",
                    "image-axis",
                    "all-axes",
                    "mode",
                )
            ]
            + [_CONTIGUOUS_TRAIN],
            view=_OUTPUTS,
            weight=6,
        ),
        value_check(
            "batch_norm_train.moving-statistics",
            "The moving statistics keep the share `momentum` of their old values",
            concept="bn-momentum",
            cases=st.builds(_case, *_ARRAYS, momentum=_MOMENTUM),
            corners=(
                _case((3, 2, 4, 2), 12),
                _case((2, 3, 2, 2), 13, divisor=32),
                _case((2, 3, 3, 2), 10, momentum=0.75),
                _case((2, 2, 1, 2), 11, momentum=0.25),
            ),
            mistakes=[
                mistakes.TRAIN[name]
                for name in (
                    "momentum",
                    "not-moved",
                    "batch-returned",
                    "default-momentum",
                    "moving-bessel",
                    "moving-sigma",
                )
            ],
            requires=("outputs",),
            weight=4,
        ),
        signature("batch_norm_train", _case((2, 2, 2, 2), 9), after="outputs"),
        *hygiene_checks(
            "batch_norm_train",
            [_typed(item) for item in _TYPES],
            after="outputs",
            view=_OUTPUTS,
            lost=("result-in-input-type",),
        ),
    ),
    bound=_bound,
)
