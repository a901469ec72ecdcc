"""What a function is called with: arrays that are built from a seed, and how a person would type them."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from cnncheck.inside import wire

CLASS_NUMBERS = ("labels", "predictions")
"""Parameters that hold a class number for each image: whole in every type."""

PRINTED = 16
"""Arrays of at most this many values are typed out; larger ones are shown by how they are built."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """An array of small whole numbers drawn from a seed, divided by `divisor`.

    Numbers this small add up exactly in float32, in whatever order: every direct algorithm gives the same bits.

    Attributes:
        shape, dtype: of the array.
        seed: of `numpy.random.default_rng`.
        low, high: smallest and largest number before the division.
        divisor: a power of two, so that the quotients are exact.
        strided: every second value along the last axis of a larger array, and so not contiguous.
        distinct: no number comes up twice: as many as there are places, from `low` on, in an order that is drawn.

    >>> Drawn((2,), 0).array()
    array([3., 1.])
    >>> Drawn((4,), 0, low=-2, distinct=True).array()
    array([ 0., -2., -1.,  1.])
    >>> print(Drawn((2,), 0, dtype="uint8", low=0, high=255).text())
    np.array([217, 163], "uint8")
    >>> Drawn((1, 2), 0, strided=True).text()
    'np.array([3.0, 1.0]).reshape(1, 2).repeat(2, axis=-1)[..., ::2]'
    """

    shape: tuple[int, ...]
    seed: int
    low: int = -4
    high: int = 4
    dtype: str = "float64"
    divisor: int = 1
    strided: bool = False
    distinct: bool = False

    def array(self) -> NDArray[Any]:
        """Build the array, anew every time."""
        numbers = _drawn(self)
        return numbers.repeat(2, axis=-1)[..., ::2] if self.strided else numbers.copy()

    def text(self) -> str:
        """How a person would type it."""
        return self._numbers() + (".repeat(2, axis=-1)[..., ::2]" if self.strided else "")

    def _numbers(self) -> str:
        if int(np.prod(self.shape)) <= PRINTED:
            return literal(self.array())
        quotient = f" / {self.divisor}" if self.divisor > 1 else ""
        generator = f"np.random.default_rng({self.seed})"
        if self.distinct:
            moved = f" {'-' if self.low < 0 else '+'} {abs(self.low)}"
            numbers = f"({generator}.permutation({int(np.prod(self.shape))}).reshape{self.shape}{moved}){quotient}"
        else:
            numbers = f"{generator}.integers({self.low}, {self.high + 1}, {self.shape}){quotient}"
        return f'({numbers}).astype("{self.dtype}")' if quotient else f'{numbers}.astype("{self.dtype}")'


@lru_cache(maxsize=1024)
def _drawn(array: Drawn) -> NDArray[Any]:
    """The numbers of an array, to be copied: a generator takes longer to make than a small array to copy."""
    generator = np.random.default_rng(array.seed)
    if array.distinct:
        numbers = generator.permutation(int(np.prod(array.shape))).reshape(array.shape) + array.low
    else:
        numbers = generator.integers(array.low, array.high + 1, array.shape)
    return (numbers / array.divisor).astype(array.dtype)


@dataclass(frozen=True, slots=True)
class Stated:
    """An array that is written out.

    >>> Stated((1, 2, 3, 4), (2, 2)).text()
    'np.array([1.0, 2.0, 3.0, 4.0]).reshape(2, 2)'
    """

    numbers: tuple[float, ...]
    shape: tuple[int, ...]
    dtype: str = "float64"

    def array(self) -> NDArray[Any]:
        """Build the array, anew every time."""
        return np.array(self.numbers, self.dtype).reshape(self.shape)

    def text(self) -> str:
        """How a person would type it."""
        return literal(self.array())


@dataclass(frozen=True, slots=True)
class Shares:
    """Rows of probabilities: no two alike, in an order drawn from a seed, and exactly 1 together.

    Probabilities that all differ have no ties, and sums of whole numbers over a power of two no rounding.

    Attributes:
        shape: rows and classes.
        seed: of `numpy.random.default_rng`.
        dtype: of the array.
        zero: one class of each row has the probability 0.
        strided: as of `Drawn`.

    >>> Shares((2, 3), 0).text()
    'np.array([0.625, 0.125, 0.25, 0.625, 0.25, 0.125]).reshape(2, 3)'
    >>> Shares((4, 5), 0).text()
    'np.random.default_rng(0).permuted([[1, 2, 3, 4, 6]] * 4, axis=1) / 16'
    """

    shape: tuple[int, int]
    seed: int
    dtype: str = "float64"
    zero: bool = False
    strided: bool = False

    def array(self) -> NDArray[Any]:
        """Build the array, anew every time."""
        parts, whole = self._parts()
        rows = np.random.default_rng(self.seed).permuted([parts] * self.shape[0], axis=1)
        shares: NDArray[Any] = (rows / whole).astype(self.dtype)
        return shares.repeat(2, axis=-1)[..., ::2] if self.strided else shares

    def text(self) -> str:
        """How a person would type it."""
        return self._numbers() + (".repeat(2, axis=-1)[..., ::2]" if self.strided else "")

    def _numbers(self) -> str:
        if int(np.prod(self.shape)) <= PRINTED:
            return literal(self.array())
        parts, whole = self._parts()
        numbers = f"np.random.default_rng({self.seed}).permuted([{parts}] * {self.shape[0]}, axis=1) / {whole}"
        plain = self.dtype == "float64" and not self.strided
        return numbers if plain else f'({numbers}).astype("{self.dtype}")'

    def _parts(self) -> tuple[list[int], int]:
        """Whole numbers 1, 2, 3, ... and a last one that makes them a power of two together."""
        classes = self.shape[1] - self.zero
        whole = 1 << (classes * (classes + 1) // 2 - 1).bit_length()
        rising = list(range(1, classes))
        return [0] * self.zero + [*rising, whole - sum(rising)], whole


Array: TypeAlias = Drawn | Stated | Shares
"""What stands for an array among the arguments of a call."""

Seeded: TypeAlias = Drawn | Shares
"""Arrays that are others with another seed."""

Argument: TypeAlias = (
    bool | int | float | str | Array | wire.Generator | tuple["Argument", ...] | list["Argument"] | None
)


def literal(array: NDArray[Any]) -> str:
    """An array as code: its numbers in one row, then the shape; an array without axes is made of one number.

    >>> literal(np.zeros((1, 2))), literal(np.array(7, "uint8"))
    ('np.array([0.0, 0.0]).reshape(1, 2)', 'np.array(7, "uint8")')
    """
    dtype = "" if array.dtype == np.float64 else f', "{array.dtype}"'
    reshaped = f".reshape{array.shape}" if array.ndim > 1 else ""
    return f"np.array({array.ravel().tolist() if array.ndim else array.item()}{dtype}){reshaped}"


def local(argument: Argument) -> Any:  # noqa: ANN401 - whatever the function takes
    """The value itself, fresh: what the reference and the mistakes are called with."""
    if isinstance(argument, Array):
        return argument.array()
    if isinstance(argument, wire.Generator):
        return np.random.default_rng(argument.seed)
    if isinstance(argument, tuple):
        return tuple(local(item) for item in argument)
    if isinstance(argument, list):
        return [local(item) for item in argument]
    return argument


def packed(argument: Argument) -> wire.Value:
    """The value as it is sent to a worker."""
    if isinstance(argument, Array):
        array = wire.Array.of(argument.array())
        return msgspec.structs.replace(array, strided=isinstance(argument, Seeded) and argument.strided)
    if isinstance(argument, tuple):
        return wire.Pair(tuple(packed(item) for item in argument))
    if isinstance(argument, list):
        return wire.Sequence(tuple(packed(item) for item in argument))
    return argument


def unpacked(value: wire.Value) -> Any:  # noqa: ANN401 - whatever a student's function returns
    """What a worker sent, as NumPy and Python values; what is no data stays `Opaque`."""
    if isinstance(value, wire.Array):
        return value.unpack()
    if isinstance(value, wire.Pair):
        return tuple(unpacked(item) for item in value.items)
    if isinstance(value, wire.Sequence):
        return [unpacked(item) for item in value.items]
    return value


def typed(argument: Argument) -> str:
    """An argument as a person would type it inside a call."""
    if isinstance(argument, Array):
        return argument.text()
    if isinstance(argument, wire.Generator):
        return f"np.random.default_rng({argument.seed})"
    if isinstance(argument, str):
        return f'"{argument}"'
    return repr(argument)
