"""Values on the wire: plain data and checked arrays, never an object."""

import math
from typing import Any, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from cnncheck.inside.wire.frames import WireError

DTYPES = frozenset(
    {"bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "float32", "float64"}
)
MAX_DIMENSIONS = 8
MAX_SIDE = 2**31
"""An array without values may announce a side of any length."""
MAX_DEPTH = 8
"""How deep tuples and lists may be nested in a value."""


class Array(msgspec.Struct, frozen=True, tag="array"):
    """A NumPy array in C order: dtype name, shape and bytes.

    One that does not fit together cannot be made, and so none comes out of a frame.

    Attributes:
        dtype: name of the type.
        shape: of the array.
        data: the values.
        strided: to be built as every second value along the last axis of a larger array, so that it is not contiguous.

    Raises:
        WireError: unknown dtype, impossible shape, or bytes that do not fit the shape.
    """

    dtype: str
    shape: tuple[int, ...]
    data: bytes
    strided: bool = False

    def __post_init__(self) -> None:
        """Check all that is announced; nothing is allocated for it."""
        if self.dtype not in DTYPES:
            raise WireError(f"arrays of dtype {self.dtype[:40]!r} are not taken")
        if len(self.shape) > MAX_DIMENSIONS or any(not 0 <= side <= MAX_SIDE for side in self.shape):
            raise WireError("the announced shape is impossible")
        if math.prod(self.shape) * np.dtype(self.dtype).itemsize != len(self.data):
            raise WireError("the announced shape does not fit the bytes")

    @classmethod
    def of(cls, array: NDArray[Any]) -> "Array":
        """Pack a NumPy array.

        Raises:
            WireError: its dtype is not one of `DTYPES`.
        """
        if array.dtype.name not in DTYPES or array.ndim > MAX_DIMENSIONS:
            raise WireError(f"an array of dtype {array.dtype} with {array.ndim} dimensions is not sent")
        return cls(array.dtype.name, array.shape, np.ascontiguousarray(array).tobytes())

    def unpack(self) -> NDArray[Any]:
        """A fresh NumPy array."""
        array = np.frombuffer(self.data, np.dtype(self.dtype)).reshape(self.shape)
        return array.repeat(2, axis=-1)[..., ::2] if self.strided and self.shape else array.copy()


class Pair(msgspec.Struct, frozen=True, tag="tuple"):
    """A Python tuple (or named tuple) of any length."""

    items: tuple["Value", ...]


class Sequence(msgspec.Struct, frozen=True, tag="list"):
    """A Python list."""

    items: tuple["Value", ...]


class Generator(msgspec.Struct, frozen=True, tag="rng"):
    """A fresh `numpy.random.default_rng(seed)`; only ever sent to a worker."""

    seed: int


class Opaque(msgspec.Struct, frozen=True, tag="opaque"):
    """Something that is not data: only the name of its type is told, and a word about it."""

    type_name: str
    detail: str = ""


Value: TypeAlias = bool | int | float | str | Array | Pair | Sequence | Generator | Opaque | None
