"""Poolings to ask, drawn alike for both kinds and for their gradients."""

from collections.abc import Callable
from typing import TypeAlias

from hypothesis import strategies as st

from cnncheck.functions.case import Case
from cnncheck.functions.values import Argument
from reference.arguments import pair

PARAMETERS = ("images", "pool_size", "strides", "padding")
"""What both kinds take."""

Sides: TypeAlias = tuple[int, int]

STEPS = st.tuples(st.integers(0, 5), st.integers(0, 5))
IMAGE = st.tuples(st.integers(1, 7), st.integers(1, 7))
POOL, STRIDE = st.integers(2, 4), st.integers(1, 4)
PAIR = st.tuples(st.integers(1, 4), st.integers(1, 4))

_DEFAULT_POOL = 2


def fitting(case: Callable[..., Case]) -> Callable[..., Case]:
    """What makes valid poolings, given what makes a case of an image's sides, depths, seed, type and options.

    The image is as large as the window, and so many steps more; the default pool size is left to the default.
    """

    def made(
        steps: Sides, pool_size: int | Sides, depths: tuple[int, int], seed: int, dtype: str, **options: Argument
    ) -> Case:
        height, width = pair("pool_size", pool_size)
        if pool_size != _DEFAULT_POOL:
            options = {"pool_size": pool_size, **options}
        return case((height + steps[0], width + steps[1]), depths, seed, dtype, **options)

    return made
