"""Points as they are shown: exact until here, then two decimals."""

import math
from fractions import Fraction


def rounded(points: Fraction) -> float:
    """Points to two decimals, halves upwards, as on paper.

    >>> rounded(Fraction(1, 3)), rounded(Fraction(1, 8))
    (0.33, 0.13)
    """
    return math.floor(points * 100 + Fraction(1, 2)) / 100


def shown(points: Fraction) -> str:
    """Points with two decimals.

    >>> shown(Fraction(5, 2))
    '2.50'
    """
    return f"{rounded(points):.2f}"


def share(score: Fraction, max_score: Fraction) -> str:
    """Points reached and to be reached.

    >>> share(Fraction(3), Fraction(5))
    '3.00 / 5.00'
    """
    return f"{shown(score)} / {shown(max_score)}"
