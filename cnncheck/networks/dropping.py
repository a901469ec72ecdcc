"""What a dropout really did to the values it was given: their share, the factor of the others, the mask."""

from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

SPREADS = 6.0
"""Standard deviations of a share that chance explains: it goes beyond once in 500 million dropouts."""

CLOSE = 1e-3
"""Share of 1 / (1 - rate) that rounding explains."""

ENOUGH = 60
"""Values that two masks must have in common: at a rate of .2 they agree by chance once in 10 thousand million."""

MAP = 4
"""Axes of a batch of maps."""


@dataclass(frozen=True, slots=True, eq=False)
class Dropped:
    """One dropout in one step of training.

    Attributes:
        factors: what each value was multiplied by; a value of 0 tells nothing and counts as kept.
        values: how many values tell something.
        share: of them that became 0.
        scale: what the others were multiplied by.
        mask: "values", or "images" where all images lose the same values, "channels" where whole channels are lost.
    """

    factors: NDArray[np.float64]
    values: int
    share: float
    scale: float
    mask: str

    @property
    def is_idle(self) -> bool:
        """Whether it returned what it was given."""
        return self.share == 0 and abs(self.scale - 1) <= CLOSE

    def has_rate(self, rate: float) -> bool:
        """Whether so many values are lost as at this rate, and the others are scaled as it says."""
        if not abs(self.scale * (1 - rate) - 1) <= CLOSE:  # a scale that is no number is not close
            return False
        if self.mask != "values":
            return True  # few draws: the scale alone tells
        return abs(self.share - rate) <= SPREADS * sqrt(rate * (1 - rate) / max(self.values, 1)) + CLOSE


def dropped(before: NDArray[Any], after: NDArray[Any]) -> Dropped:
    """Tell what became of the values of a batch, both (batch, ...).

    >>> given = np.ones((2, 50))
    >>> lost = np.where(np.arange(100).reshape(2, 50) % 4 == 0, 0, given / 0.75)
    >>> found = dropped(given, lost)
    >>> found.share, round(found.scale, 3), found.mask
    (0.25, 1.333, 'values')
    """
    before, after = before.astype(np.float64), after.astype(np.float64)
    known, lost = before != 0, after == 0
    factors = np.divide(after, before, out=np.zeros_like(before), where=known)
    kept, values = factors[known & ~lost], int(known.sum())
    scale = float(np.median(kept)) if kept.size else 1.0
    return Dropped(
        factors=np.where(known, factors, scale),
        values=values,
        share=float((known & lost).sum() / max(values, 1)),
        scale=scale,
        mask=_mask(known, lost),
    )


def _mask(known: NDArray[np.bool_], lost: NDArray[np.bool_]) -> str:
    """What is dropped together."""
    if not (known & lost).any():
        return "values"
    both = known[:1] & known[1:]
    if both.sum() >= ENOUGH and not ((lost[:1] != lost[1:]) & both).any():
        return "images"
    if known.ndim == MAP and known.shape[1] * known.shape[2] > 1:
        places = known.sum(axis=(1, 2))
        gone = (known & lost).sum(axis=(1, 2))
        if places.sum() - (places > 0).sum() >= ENOUGH and bool(((gone == 0) | (gone == places)).all()):
            return "channels"
    return "values"
