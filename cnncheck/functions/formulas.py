"""A formula with its numbers put in, as a person would write it down."""

import numpy as np
from numpy.typing import ArrayLike


def mean(numbers: ArrayLike) -> str:
    """The mean of a few numbers.

    >>> import numpy as np
    >>> mean(np.array([7.0, 3.0, 0.0, -4.0]))
    '(7 + 3 + 0 - 4) / 4 = 1.5'
    """
    values = np.ravel(numbers).astype(float)
    total = " + ".join(f"{value:g}" for value in values).replace("+ -", "- ")
    return f"({total}) / {len(values)} = {values.mean():.6g}"
