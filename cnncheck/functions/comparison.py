"""Whether a result is the expected one: exact shapes, bounded differences, no wildcard for NaN."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from cnncheck.inside.wire import Opaque

UNIT_ROUNDOFF = 2.0**-24
"""Of float32: half the distance from 1 to the next larger number."""

WRITTEN_OUT = 200
"""Characters of a list or a tuple that is shown as it is; of a longer one only its length is told."""

Bound: TypeAlias = Callable[[NDArray[Any]], float]
"""The largest accepted difference, from the expected array."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How a result differs; a difference that is no fault is worth an advice.

    Attributes:
        code: wrong-type, not-finite, shape, value or dtype.
        text: the difference as a sentence.
        expected, received: short.
        fault: whether it costs points.
        place: index of the first value that differs, where arrays of one shape were compared.
    """

    code: str
    text: str
    expected: str
    received: str
    fault: bool = True
    place: tuple[int, ...] | None = field(default=None, repr=False)


LISTED = Difference(
    "wrong-type", "The result is a list of lists; an array is meant.", "an array", "a list", fault=False
)
"""The right numbers, not yet an array."""


def gamma(terms: int) -> float:
    """Bound on the relative error of a sum of `terms` float32 products, in any order.

        gamma_K = K u / (1 - K u)

    Source: Higham, "Accuracy and Stability of Numerical Algorithms", 2nd ed., section 3.1.

    >>> gamma(100) < 1e-5
    True
    """
    return terms * UNIT_ROUNDOFF / (1 - terms * UNIT_ROUNDOFF)


def exact(expected: NDArray[Any]) -> float:
    """Accept no difference."""
    del expected
    return 0.0


def relative(share: float) -> Bound:
    """Accept a share of the largest expected value, or of 1 where all are smaller."""

    def bound(expected: NDArray[Any]) -> float:
        return share * max(1.0, float(np.max(np.abs(expected), initial=0.0)))

    return bound


def compare(expected: Any, received: Any, bound: Bound = exact, name: str = "result") -> Difference | None:  # noqa: ANN401 - students' values
    """The first difference between an expected and a received result, None where there is none.

    An array is spoken of as the `name`.

    >>> compare(np.array([7, 3]), np.array([7, 4]), name="label").text
    'At [1] the label must be 3.0; your function returns 4.0 (1 of 2 values differ).'
    >>> compare(np.array(7), np.array(8), name="label").text
    'The label must be 7.0; your function returns 8.0.'
    >>> compare(5, 5.0)
    Difference(code='dtype', text='The result is 5.0, a whole number as a float.', expected='5', received='5.0', \
fault=False)
    >>> compare((0, 1), [0, 1]) is None
    True
    """
    if isinstance(expected, tuple):
        return _tuple(expected, received, bound)
    if isinstance(expected, np.ndarray):
        return _array(expected, received, bound, name)
    return _number(expected, received, bound)


def as_arrays(expected: Any, received: Any) -> Any:  # noqa: ANN401 - students' values
    """The received result with lists of numbers made arrays where an array is expected; itself where there are none.

    >>> as_arrays(np.zeros((1, 2)), [[1.0, 2.0]])
    array([[1., 2.]])
    """
    if isinstance(expected, tuple) and isinstance(received, tuple | list) and len(expected) == len(received):
        items = [as_arrays(wanted, got) for wanted, got in zip(expected, received, strict=True)]
        same = all(one is other for one, other in zip(items, received, strict=True))
        return received if same else type(received)(items)
    if not isinstance(expected, np.ndarray) or not isinstance(received, tuple | list):
        return received
    try:
        array = np.array(received)
    except (ValueError, TypeError):  # rows of different lengths
        return received
    return array if array.dtype.kind in "iuf" else received


def agree(first: Any, second: Any, bound: Bound = exact) -> bool:  # noqa: ANN401 - students' values
    """Whether two results are the same: here NaN equals NaN, for both may stem from one mistake."""
    if isinstance(first, tuple | list) and isinstance(second, tuple | list):
        return len(first) == len(second) and all(agree(a, b, bound) for a, b in zip(first, second, strict=True))
    if not _numeric(first) or not _numeric(second):
        return type(first) is type(second) and bool(np.all(first == second))
    one, other = np.asarray(first), np.asarray(second)
    if one.shape != other.shape:
        return False
    finite = one[np.isfinite(one)]
    with np.errstate(invalid="ignore", over="ignore"):
        return bool(np.allclose(one.astype(float), other.astype(float), rtol=0, atol=bound(finite), equal_nan=True))


def show(value: Any) -> str:  # noqa: ANN401 - students' values
    """A value in a few words: numbers as they are, arrays by their shape."""
    if isinstance(value, np.generic) or (isinstance(value, np.ndarray) and value.shape == ()):
        return show(value.item())
    if isinstance(value, np.ndarray):
        return str(value.tolist()) if value.size <= 4 and value.ndim == 1 else f"an array of shape {value.shape}"  # noqa: PLR2004 - short enough to read
    if isinstance(value, Opaque):
        # An array that is none to work with, of complex numbers or of objects, is told by its dtype.
        return f"an object of type {value.type_name}{f' ({value.detail})' if value.detail else ''}"
    if isinstance(value, tuple | list):
        return _several(value)
    if isinstance(value, float):
        return f"{value:.6g}" if value != int_or_nan(value) else repr(value)
    return repr(value)


def _several(values: Sequence[Any]) -> str:
    inside = ", ".join(show(item) for item in values)
    if len(inside) > WRITTEN_OUT:
        return f"a {type(values).__name__} of {len(values)}"
    return f"[{inside}]" if isinstance(values, list) else f"({inside}{',' if len(values) == 1 else ''})"


def int_or_nan(value: float) -> float:
    """The whole number nearest to a finite value, the value itself where it is not finite."""
    return float(round(value)) if np.isfinite(value) else value


def _numeric(value: object) -> bool:
    return isinstance(value, int | float | np.generic | np.ndarray) and not isinstance(value, bool)


def _wrong_type(wanted: str, received: object) -> Difference:
    if received is None:
        return Difference("wrong-type", "It returns nothing: is there a return?", wanted, "None")
    return Difference("wrong-type", f"It returns {show(received)} instead of {wanted}.", wanted, show(received))


def _number(expected: float, received: Any, bound: Bound) -> Difference | None:  # noqa: ANN401 - students' values
    if isinstance(received, np.ndarray) and received.shape == ():
        received = received.item()
    if isinstance(received, bool) or not isinstance(received, int | float):
        return _wrong_type("a number", received)
    wanted, got = show(expected), show(received)
    if not np.isfinite(received):
        return Difference("not-finite", f"The result is {got}.", wanted, got)
    if abs(received - expected) > bound(np.asarray(expected)):
        return Difference("value", f"The result must be {wanted}; your function returns {got}.", wanted, got)
    if isinstance(received, float) and isinstance(expected, int):
        return Difference("dtype", f"The result is {got}, a whole number as a float.", wanted, got, fault=False)
    return None


def _tuple(expected: Sequence[Any], received: Any, bound: Bound) -> Difference | None:  # noqa: ANN401 - students' values
    if isinstance(received, np.ndarray) and received.ndim == 1:
        received = received.tolist()
    if not isinstance(received, tuple | list) or len(received) != len(expected):
        return _wrong_type(f"{len(expected)} values", received)
    found = [compare(wanted, got, bound) for wanted, got in zip(expected, received, strict=True)]
    first = next((item for item in found if item and item.fault), next((item for item in found if item), None))
    if first is None or isinstance(expected[0], np.ndarray):
        return first
    wanted, got = show(expected), show(received)
    text = first.text if first.code != "value" else f"The result must be {wanted}; your function returns {got}."
    return Difference(first.code, text, wanted, got, first.fault)


def _array(expected: NDArray[Any], received: Any, bound: Bound, name: str) -> Difference | None:  # noqa: ANN401 - students' values
    if not isinstance(received, np.ndarray):
        return _wrong_type("an array", received)
    if received.shape != expected.shape:
        text = f"The {name} must have the shape {expected.shape}; your function returns {received.shape}."
        return Difference("shape", text, str(expected.shape), str(received.shape))
    got = received.astype(float)
    wrong = ~np.isfinite(got)
    code = "not-finite" if wrong.any() else "value"
    if not wrong.any():
        wrong = np.abs(got - expected) > bound(expected)
    if not wrong.any():
        return None
    place = tuple(int(index) for index in np.argwhere(wrong)[0])
    wanted, value = show(float(expected[place])), show(float(got[place]))
    at = f" at {list(place)}" if place else ""  # an array without axes has no places
    text = f"At {list(place)} the {name}" if place else f"The {name}"
    text += f" must be {wanted}; your function returns {value}"
    count = f" ({int(wrong.sum())} of {wrong.size} values differ)." if wrong.size > 1 else "."
    return Difference(code, text + count, f"{wanted}{at}", f"{value}{at}", place=place)
