"""Tells in which type of number values were computed, from the values alone."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

BFLOAT16_UNUSED = 0xFFFF
"""The last 16 bits of a float32, which a bfloat16 does not have."""


def narrow(values: NDArray[Any]) -> str | None:
    """The narrower type whose numbers these float32 values all are; None for what needs a float32.

    >>> narrow(np.array([0.1, 0.2, 0.3], np.float32)), narrow(np.array([0.1, 0.2, 0.3], np.float16).astype(np.float32))
    (None, 'float16')
    """
    values = np.ascontiguousarray(values, dtype=np.float32)
    if not (values != np.round(values)).any():
        return None  # small whole numbers fit into all of them
    # First, because numbers of a bfloat16 near one are numbers of a float16 too.
    if not (values.view(np.uint32) & BFLOAT16_UNUSED).any():
        return "bfloat16"
    with np.errstate(over="ignore"):
        return "float16" if np.array_equal(values.astype(np.float16).astype(np.float32), values) else None
