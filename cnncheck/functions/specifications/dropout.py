"""`dropout`: judged by what is measured of its masks, never by the masks themselves; how they are drawn is free."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from cnncheck.course import Check
from cnncheck.findings import Finding
from cnncheck.functions.case import Case, View
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, agree
from cnncheck.functions.diagnosis import diagnose, example
from cnncheck.functions.hygiene import dtype, inputs_unchanged, numpy_only, signature
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes import dropout as mistakes
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.remote import RemoteFunction
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Drawn
from cnncheck.inside.wire import Generator
from reference.layers import dropout

PARAMETERS = ("images", "rate", "rng", "training")
SHAPE = (8, 16, 16, 4)
"""8192 values: the share dropped of so many has a standard deviation of .0055 at most."""
ACCURACY = 0.05
"""Nine of those standard deviations: a right function fails one call in 10^18; the least mistake is at .15."""
TOGETHER = 0.99
"""Neighbours dropped and kept together in more than this share have one mask."""
AXES = ("images of the batch", "rows", "columns", "channels")


def _case(rate: float, seed: int, kind: str = "float64", *, training: bool = True) -> Case:
    """A call on images without a zero, so that every zero in the result was dropped."""
    options = {} if training else {"training": False}
    return Case((Drawn(SHAPE, seed, 1, 8, kind), rate, Generator(seed)), options)


def _negative(rate: float, seed: int) -> Case:
    """A call on negative images: a function may keep the positive ones right, and lose these."""
    return Case((Drawn(SHAPE, seed, -8, -1), rate, Generator(seed)))


def _inference(rate: float, seed: int) -> Case:
    return _case(rate, seed, training=False)


def _masks(result: NDArray[Any], case: Case) -> NDArray[Any]:
    """For each axis whether neighbours share their fate; then whether anything is dropped, and anything kept."""
    del case
    kept = result != 0
    pairs = [(np.delete(kept, -1, axis), np.delete(kept, 0, axis)) for axis in range(kept.ndim)]
    together = [bool(np.mean(first == second) > TOGETHER) for first, second in pairs]
    return np.array([*together, not kept.all(), kept.any()], float)


def _tell_masks(case: Case, expected: NDArray[Any], received: NDArray[Any]) -> tuple[str, str, str]:
    del case, expected
    shared = [name for name, together in zip(AXES, received, strict=False) if together]
    if not received[4]:
        return "some values dropped", "none", "No value is dropped."
    if not received[5]:
        return "some values kept", "none", "No value is kept."
    named = " and ".join(shared)
    return "a mask of its own for each value", f"one for all {named}", f"All {named} are dropped and kept together."


def _share(result: NDArray[Any], case: Case) -> NDArray[Any]:
    del case
    return np.array([np.mean(result == 0)])


def _tell_share(case: Case, expected: NDArray[Any], received: NDArray[Any]) -> tuple[str, str, str]:
    del expected
    wanted, got = f"{case.arguments[1]:.0%}" if isinstance(case.arguments[1], float) else "0%", f"{received[0]:.1%}"
    text = f"With rate={case.arguments[1]} about {wanted} of the values must be dropped; your function drops {got}."
    return f"about {wanted} dropped", f"{got} dropped", text


def _scale(result: NDArray[Any], case: Case) -> NDArray[Any]:
    """The smallest and the largest factor of the kept values."""
    images = case.values()[0][0]
    factors = result[result != 0].astype(float) / images[result != 0]
    return np.array([factors.min(initial=np.inf), factors.max(initial=-np.inf)])


def _tell_scale(case: Case, expected: NDArray[Any], received: NDArray[Any]) -> tuple[str, str, str]:
    wanted, (least, most) = f"{expected[0]:.4g}", received
    got = f"{least:.4g}" if most <= least + ACCURACY else f"{least:.4g} to {most:.4g}"
    text = (
        f"With rate={case.arguments[1]} what is kept must be multiplied by 1 / (1 - rate) = {wanted}; "
        f"your function multiplies by {got}."
    )
    return f"a factor of {wanted}", f"a factor of {got}", text


def _bound(case: Case) -> Bound:
    del case

    def bound(expected: object) -> float:
        del expected
        return ACCURACY

    return bound


def _generator_obeyed() -> Check[RemoteFunction]:
    def examine(function: RemoteFunction) -> Iterator[Finding]:
        one, other = _case(0.5, 1), Case((*_case(0.5, 1).arguments[:2], Generator(2)))
        first, again, different = runs = function.call([one, one, other], _MASKS)
        if any(run.failed for run in runs):
            yield diagnose(function, runs, next(run for run in runs if run.failed))
        elif not agree(first.received, again.received):
            yield _ignored(
                function, "Two generators in the same state give different results.", mistakes.GLOBAL_GENERATOR
            )
        elif agree(first.received, different.received):
            yield _ignored(function, "Two generators in different states give the same mask.", mistakes.OWN_GENERATOR)

    def _ignored(function: RemoteFunction, measured: str, mistake: Mistake) -> Finding:
        return Finding(
            code=mistake.code,
            message=f"{mistake.what} {measured}",
            where=function.where,
            expected="rng is the only source of chance",
            received="another one",
            hint=f"{mistake.why} {mistake.look}",
            example=example(function, function.call([_case(0.5, 1)])[0]),
            confirmed=True,
            source=function.source,
        )

    return Check(
        "dropout.generator",
        "The generator `rng` is the only source of chance",
        "not-deterministic",
        examine,
        requires=("dropout.mask",),
        mistakes=(mistakes.GLOBAL_GENERATOR.name, mistakes.OWN_GENERATOR.name),
    )


_MASKS, _SHARE, _SCALE = View(_masks, _tell_masks), View(_share, _tell_share), View(_scale, _tell_scale)
_RATES = st.sampled_from((0.25, 0.2, 0.4, 0.7, 0.8))

DROPOUT = Specification(
    dropout,
    PARAMETERS,
    (
        *mistakes.DROPOUT,
        hygiene.result_in_input_type(dropout),
        hygiene.mutates(dropout),
        hygiene.no_defaults(dropout, PARAMETERS),
        hygiene.uses_tensorflow(dropout, PARAMETERS),
    ),
    (
        numpy_only("dropout"),
        value_check(
            "dropout.mask",
            "In training every value is dropped or kept on its own",
            concept="dropout-mask",
            cases=st.builds(_case, _RATES, seeds()),
            corners=(_case(0.5, 1), _case(0.25, 2), _negative(0.25, 14)),
            mistakes=(
                mistakes.OFF_IN_TRAINING,
                mistakes.ZEROS,
                mistakes.ONE_MASK,
                mistakes.MASK_PER_MAP,
                mistakes.MASK_PER_PIXEL,
                mistakes.MASK_PER_IMAGE,
                mistakes.MASK_PER_CHANNEL,
            ),
            view=_MASKS,
            count=4,
        ),
        value_check(
            "dropout.share",
            "The share `rate` of the values is dropped",
            concept="dropout-rate-meaning",
            cases=st.builds(_case, _RATES, seeds()),
            corners=(_case(0.25, 3), _case(0.8, 4), _case(0.0, 5)),
            mistakes=(mistakes.SWAPPED, mistakes.KEEP_PROBABILITY),
            requires=("mask",),
            view=_SHARE,
            count=4,
        ),
        value_check(
            "dropout.scale",
            "What is kept is divided by 1 - rate",
            concept="dropout-scale",
            cases=st.builds(_case, _RATES, seeds()),
            corners=(_case(0.25, 6), _case(0.8, 7), _case(0.0, 8), _negative(0.25, 15)),
            mistakes=(mistakes.UNSCALED, mistakes.MULTIPLIED, mistakes.BY_RATE),
            requires=("share",),
            view=_SCALE,
            count=4,
        ),
        value_check(
            "dropout.inference",
            "At inference the images are returned as they are",
            concept="dropout-mode",
            cases=st.builds(_inference, _RATES, seeds()),
            corners=(_inference(0.25, 9), _inference(0.8, 10)),
            mistakes=(mistakes.ALWAYS, mistakes.WEAKENED),
            requires=("scale",),
            count=4,
        ),
        _generator_obeyed(),
        signature("dropout", _case(0.25, 11), after="mask"),
        dtype(
            "dropout",
            (_case(0.25, 12, "uint8"), _case(0.7, 13, "int64")),
            after="scale",
            view=_SCALE,
            lost=("result-in-input-type",),
        ),
        inputs_unchanged("dropout", after="mask"),
    ),
    bound=_bound,
)
