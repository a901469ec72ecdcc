"""Values between the wire and the student's code: built fresh on the way in, taken by exact type on the way out."""

from typing import Any

import numpy as np

from cnncheck.inside.wire import DTYPES, Array, Generator, Opaque, Pair, Sequence, Value
from cnncheck.inside.wire.values import MAX_DEPTH, MAX_DIMENSIONS

MAX_BYTES = 64 * 1024 * 1024
"""Largest array that is sent back: above any result a question has, well under a frame."""

MAX_ITEMS = 20_000
"""Items of a tuple or a list that is sent back, with those of the lists in it: twice those of the largest result that a
question has."""

MAX_TEXT = 10_000
"""Longest text that is sent back."""

_DETAIL_LIMIT = 200


def unpack(value: Value) -> Any:
    """Build a fresh Python object from a value of the wire."""
    if isinstance(value, Array):
        return value.unpack()
    if isinstance(value, Pair):
        return tuple(unpack(item) for item in value.items)
    if isinstance(value, Sequence):
        return [unpack(item) for item in value.items]
    if isinstance(value, Generator):
        return np.random.default_rng(value.seed)
    if isinstance(value, Opaque):
        raise TypeError("an opaque value cannot be built")
    return value


def pack(value: object) -> Value:
    """Turn a result into a value of the wire.

    Only exact types count: an object that lies about its class is told by the name of its true type. Nothing of the
    object's own is called, and a subclass of `ndarray` (a matrix, a masked array) is never converted.
    """
    return _pack(value, 0, [MAX_ITEMS])


def type_name(kind: type) -> str:
    """The true name of a class, whatever its metaclass says."""
    name = type.__dict__["__name__"].__get__(kind)
    return str(name)[:_DETAIL_LIMIT].encode("utf-8", "replace").decode("utf-8")


def _pack(value: Any, depth: int, left: list[int]) -> Value:  # noqa: PLR0911 - one line for each type
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value  # type: ignore[no-any-return]
    if kind is int:
        return value if -(2**63) <= value < 2**63 else Opaque("int", "more than 64 bits")
    if kind is str:
        return _pack_text(value)
    if kind is np.ndarray:
        return _pack_array(value)
    if issubclass(kind, np.generic) and _module(kind) == "numpy":
        return _pack_array(np.asarray(value))
    if issubclass(kind, (tuple, list)):
        return _pack_items(value, kind, depth, left)
    return _opaque(kind)


def _pack_text(text: str) -> Value:
    if len(text) > MAX_TEXT:
        return Opaque("str", f"{len(text)} characters")
    # A lone surrogate cannot be encoded.
    return text.encode("utf-8", "replace").decode("utf-8")


def _pack_array(array: "np.ndarray[Any, Any]") -> Value:
    if array.dtype.kind == "f" and array.dtype.itemsize > np.dtype(np.float64).itemsize:
        # `np.longdouble`, which no other machine need know: what it holds beyond a double is never asked for.
        array = array.astype(np.float64)
    if array.dtype.name not in DTYPES or array.ndim > MAX_DIMENSIONS:
        return Opaque("ndarray", f"dtype {array.dtype}, {array.ndim} dimensions"[:_DETAIL_LIMIT])
    if array.nbytes > MAX_BYTES or max(array.shape, default=0) > MAX_BYTES:
        return Opaque("ndarray", f"shape {array.shape}"[:_DETAIL_LIMIT])
    return Array.of(array.astype(array.dtype.newbyteorder("="), copy=False))


def _pack_items(value: Any, kind: type, depth: int, left: list[int]) -> Value:
    plain: Any = tuple if issubclass(kind, tuple) else list
    # Read through the built-in type: a subclass may define its own length and iteration.
    left[0] -= plain.__len__(value)
    if left[0] < 0 or depth >= MAX_DEPTH - 1:
        return Opaque(type_name(kind), "too many items")
    items = tuple(_pack(item, depth + 1, left) for item in plain.__iter__(value))
    return Pair(items) if plain is tuple else Sequence(items)


def _opaque(kind: type) -> Opaque:
    """Name a type; tensors and subclasses of `ndarray` get a word more, because students return them by accident."""
    library = _module(kind).partition(".")[0]
    if library in ("tensorflow", "keras", "torch", "jax", "jaxlib"):
        return Opaque(type_name(kind), f"an object of {library}")
    return Opaque(type_name(kind), "a subclass of ndarray" if issubclass(kind, np.ndarray) else "")


def _module(kind: type) -> str:
    module = type.__dict__["__module__"].__get__(kind)
    return module if type(module) is str else ""
