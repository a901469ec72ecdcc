"""What the functions of this book accept, and the sentences they refuse anything else with."""

import math
import operator
from collections.abc import Iterable
from typing import SupportsFloat, SupportsIndex

IntOrPair = SupportsIndex | tuple[SupportsIndex, SupportsIndex]
"""One number for both axes, or a pair: height first, then width."""


def whole_number(name: str, value: object, smallest: int = 1) -> int:
    """Return ``value`` as an int of at least ``smallest``; ``name`` is the argument it came from.

    NumPy's integers become Python's, so that no later product can overflow a small integer type.

    Raises:
        ValueError: ``value`` is not a whole number, or too small.

    >>> whole_number("strides", 2)
    2
    >>> whole_number("strides", 0)
    Traceback (most recent call last):
    ValueError: strides must be a whole number of at least 1. Received: strides=0
    """
    try:
        number = operator.index(value)  # type: ignore[arg-type]  # whatever has no index is refused below
    except TypeError:
        number = smallest - 1
    if number < smallest:
        raise ValueError(f"{name} must be a whole number of at least {smallest}. Received: {name}={value!r}")
    return number


def real_number(name: str, value: object, smallest: float = 0, largest: float = math.inf) -> float:
    """Return ``value`` as a finite float in a range, both ends included; ``name`` is the argument it came from.

    Raises:
        ValueError: ``value`` is not one number, not finite, or outside the range.

    >>> real_number("epsilon", 1e-3), real_number("momentum", 1, largest=1)
    (0.001, 1.0)
    >>> real_number("momentum", 1.5, largest=1)
    Traceback (most recent call last):
    ValueError: momentum must be a finite number from 0 to 1. Received: momentum=1.5
    >>> real_number("epsilon", "small")
    Traceback (most recent call last):
    ValueError: epsilon must be a finite number of at least 0. Received: epsilon='small'
    """
    try:
        number = float(value) if isinstance(value, SupportsFloat) else math.nan
    except TypeError:  # an array of several
        number = math.nan
    if not (math.isfinite(number) and smallest <= number <= largest):
        bounds = f" from {smallest} to {largest}" if largest < math.inf else f" of at least {smallest}"
        wanted = "a finite number" + (bounds if smallest > -math.inf else "")
        raise ValueError(f"{name} must be {wanted}. Received: {name}={value!r}")
    return number


def pair(name: str, value: object) -> tuple[int, int]:
    """Return ``value`` as (height, width): a single number counts for both.

    Raises:
        ValueError: ``value`` is neither a positive whole number nor two of them.

    >>> pair("pool_size", 3)
    (3, 3)
    >>> pair("pool_size", (2, 3))
    (2, 3)
    >>> pair("pool_size", (2, 3, 4))
    Traceback (most recent call last):
    ValueError: pool_size must be a whole number or a pair (height, width). Received: pool_size=(2, 3, 4)
    """
    if not isinstance(value, Iterable) or getattr(value, "shape", None) == ():
        return whole_number(name, value), whole_number(name, value)
    sides = tuple(value)
    if len(sides) != 2:  # noqa: PLR2004  # a height and a width
        raise ValueError(f"{name} must be a whole number or a pair (height, width). Received: {name}={value!r}")
    return whole_number(name, sides[0]), whole_number(name, sides[1])


def require_padding(padding: object) -> None:
    """Accept "same" and "valid", and nothing else.

    Raises:
        ValueError: any other value.

    >>> require_padding("full")
    Traceback (most recent call last):
    ValueError: padding must be "same" or "valid". Received: padding='full'
    """
    if not isinstance(padding, str) or padding not in {"same", "valid"}:
        raise ValueError(f'padding must be "same" or "valid". Received: padding={padding!r}')
