"""`max_pool2d_backward` and `avg_pool2d_backward`: where the gradient of a window goes.

Windows with two equal largest pixels are not asked: frameworks differ in which of them gets the gradient.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.cases import seeds
from cnncheck.functions.checks import value_check
from cnncheck.functions.comparison import Bound, gamma
from cnncheck.functions.gradients import gradient, terms
from cnncheck.functions.hygiene import hygiene as hygiene_checks
from cnncheck.functions.hygiene import numpy_only, signature
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes import hygiene
from cnncheck.functions.mistakes import pooling_backward as mistakes
from cnncheck.functions.poolings import IMAGE, PAIR, POOL, STEPS, STRIDE, Sides, fitting
from cnncheck.functions.specification import Specification
from cnncheck.functions.values import Argument, Drawn
from reference.arguments import pair
from reference.arithmetic import output_size
from reference.layers import avg_pool2d_backward, max_pool2d_backward

PARAMETERS = ("grad", "images", "pool_size", "strides", "padding")


def _case(
    image: Sides,
    depths: tuple[int, int] = (1, 1),
    seed: int = 0,
    dtype: str = "float64",
    *,
    negative: bool = False,
    **options: Argument,
) -> Case:
    """A call on images without equal pixels; `depths` are batch and channels."""
    batch, channels = depths
    pool_size = pair("pool_size", options.get("pool_size", 2))
    steps, padding = pair("strides", options.get("strides", pool_size)), str(options.get("padding", "valid"))
    height, width = (
        output_size(size, side, step, padding) for size, side, step in zip(image, pool_size, steps, strict=True)
    )
    number = batch * image[0] * image[1] * channels
    arguments = (
        Drawn((batch, height, width, channels), seed, dtype=dtype),
        Drawn((batch, *image, channels), seed + 1, -number if negative else -number // 2, dtype=dtype, distinct=True),
    )
    return Case(arguments, options)


def _bound(case: Case) -> Bound:
    """2 gamma_K times the largest sum of |grad| over as many windows as a pixel can lie in."""
    grad, options = np.abs(case.values()[0][0]), case.options
    windows = int(np.prod(pair("pool_size", options.get("pool_size", 2))))
    accepted = 2 * gamma(windows + 1) * windows * float(grad.max(initial=0))

    def bound(expected: object) -> float:
        del expected
        return accepted

    return bound


_FITTING = fitting(_case)
_ARRAYS = (st.tuples(st.integers(1, 3), st.integers(1, 3)), seeds(), st.sampled_from(("float64", "float32")))


def _types(images: str) -> Case:
    """Fractions in grad, and images whose type holds none."""
    return Case((Drawn((1, 2, 2, 2), 20, divisor=2), Drawn((1, 4, 4, 2), 21, 0, dtype=images, distinct=True)))


def _specification(
    reference: Callable[..., Any],
    times: str,
    known: Mapping[str, Mistake],
    own: Mapping[str, Sequence[str]],
    lost: Sequence[str],
) -> Specification:
    """Both poolings are asked the same; `own` lists by claim the mistakes that only one of them has."""
    name = reference.__name__
    view = gradient("images", _bound, terms(reference, times))
    contiguous = hygiene.assumes_contiguous(reference)
    typed = [hygiene.result_in_input_type(reference, 1), hygiene.result_in_whole_numbers(reference)]

    def listed(claim: str, *shared: str) -> list[Mistake]:
        return [known[key] for key in (*own.get(claim, ()), *shared)]

    return Specification(
        reference,
        PARAMETERS,
        (
            *known.values(),
            contiguous,
            *(item for item in typed if item.name.removeprefix(f"{name}-") in lost),
            hygiene.mutates(reference),
            hygiene.remembers(reference),
            hygiene.no_defaults(reference, PARAMETERS),
            hygiene.uses_tensorflow(reference, PARAMETERS),
        ),
        (
            numpy_only(name),
            value_check(
                f"{name}.valid",
                "Each window's gradient goes back to its pixels; pixels that no window read have gradient 0",
                concept="gradient-paths",
                cases=st.builds(_FITTING, STEPS, POOL, *_ARRAYS),
                corners=(
                    _case((4, 4), (1, 1), 1),
                    _case((5, 6), (2, 3), 2),
                    _case((7, 7), (1, 2), 3, pool_size=3),
                    _case((6, 4), (2, 1), 4, "float32", negative=True),
                    _case((3, 3), (1, 2), 5, pool_size=3),
                    _case((2, 2), (1, 1), 22, negative=True),
                    _case((4, 6), (1, 2), 30).strided(),
                ),
                mistakes=(*listed("valid", *mistakes.IN_VALID), contiguous),
                weight=4,
                view=view,
            ),
            value_check(
                f"{name}.strides",
                "Strides: a pixel in several windows adds up what comes back from each",
                concept="gradient-paths",
                cases=st.builds(_FITTING, STEPS, POOL, *_ARRAYS, strides=st.one_of(STRIDE, PAIR)),
                corners=(
                    _case((5, 5), (1, 2), 6, pool_size=3, strides=2),
                    _case((7, 6), (2, 1), 7, strides=3),
                    _case((6, 7), (1, 1), 8, strides=(2, 1)),
                    _case((4, 5), (1, 1), 9, strides=1),
                    _case((3, 3), (1, 1), 10, strides=1),
                ),
                mistakes=listed("strides", *mistakes.IN_STRIDES),
                requires=("valid",),
                weight=3,
                view=view,
            ),
            value_check(
                f"{name}.pair",
                "A pool size that is not square, given as (height, width)",
                concept="axis-swap",
                cases=st.builds(_FITTING, STEPS, PAIR, *_ARRAYS),
                corners=(
                    _case((5, 5), (1, 2), 11, pool_size=(2, 1)),
                    _case((6, 5), (2, 1), 12, pool_size=(2, 3)),
                    _case((4, 4), (1, 1), 13, pool_size=(1, 2)),
                ),
                mistakes=listed("pair", "pool"),
                requires=("valid",),
                view=view,
                count=24,
            ),
            value_check(
                f"{name}.same-padding",
                "Same padding: nothing goes to the padding, and it is cut off again",
                concept="padding-side",
                cases=st.builds(
                    _case,
                    IMAGE,
                    *_ARRAYS,
                    negative=st.booleans(),
                    pool_size=POOL,
                    strides=STRIDE,
                    padding=st.just("same"),
                ),
                corners=(
                    _case((5, 5), (1, 2), 14, padding="same"),
                    _case((3, 5), (2, 1), 15, negative=True, padding="same"),
                    _case((4, 4), (1, 1), 16, pool_size=3, strides=2, padding="same"),
                    _case((6, 7), (1, 2), 17, pool_size=3, strides=1, padding="same"),
                    _case((5, 4), (1, 1), 18, strides=3, padding="same"),
                    _case((4, 3), (2, 2), 19, padding="same"),
                ),
                mistakes=listed("same-padding", *mistakes.IN_SAME),
                requires=("strides",),
                weight=3,
                view=view,
            ),
            signature(name, _case((4, 4)), after="valid"),
            *hygiene_checks(name, (_types("uint8"), _types("int64")), after="valid", view=view, lost=lost),
        ),
        bound=_bound,
    )


MAX_POOL2D_BACKWARD = _specification(
    max_pool2d_backward,
    "times 1",
    mistakes.MAX,
    {
        "valid": ("every-cell", "average", "channels", "everything", "turned", "above-zero", "ones"),
        "same-padding": ("zeros",),
    },
    ("result-in-input-type", "result-in-whole-numbers"),
)
AVG_POOL2D_BACKWARD = _specification(
    avg_pool2d_backward,
    "times this pixel's share of its window",
    mistakes.AVERAGE,
    {"valid": ("undivided", "side", "largest"), "strides": ("by-strides",), "same-padding": ("padded",)},
    ("result-in-input-type",),
)
