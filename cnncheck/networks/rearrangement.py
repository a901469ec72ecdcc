"""How a weight lies in the variable that holds it: as a layer reads it, or transposed, or in another shape."""

import math
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from reference.operations import Shape

Change: TypeAlias = tuple[str, tuple[int, ...]]
"""("transpose", axes) or ("reshape", shape)."""


@dataclass(frozen=True, slots=True)
class Rearrangement:
    """What the student's code does to a variable before a layer uses it.

    Attributes:
        shape: of the variable.
        changes: in the order they are done.

    >>> transposed = Rearrangement((84, 120), (("transpose", (1, 0)),))
    >>> transposed.stored(np.zeros((120, 84))).shape
    (84, 120)
    """

    shape: Shape
    changes: tuple[Change, ...] = ()

    @property
    def seen_shape(self) -> Shape:
        """The shape in which a layer sees the variable."""
        return self._shapes()[-1]

    def then(self, kind: str, numbers: tuple[int, ...]) -> "Rearrangement":
        """The same with one more change; two transpositions that undo each other are none.

        Raises:
            ValueError: that change cannot be done to such an array.
        """
        before = self.seen_shape
        if kind == "transpose" and sorted(numbers) != list(range(len(before))):
            raise ValueError(f"no order of {len(before)} axes: {numbers}")
        if kind == "reshape" and math.prod(numbers) != math.prod(before):
            raise ValueError(f"{before} has not as many values as {numbers}")
        *rest, last = self.changes or (("", ()),)
        if kind == "transpose" == last[0]:
            joined = tuple(last[1][axis] for axis in numbers)
            undone = joined == tuple(range(len(joined)))
            return Rearrangement(self.shape, (*rest, *(() if undone else (("transpose", joined),))))
        if kind == "reshape" == last[0]:
            return Rearrangement(self.shape, tuple(rest)).then(kind, numbers)
        changes = self.changes if kind == "reshape" and numbers == before else (*self.changes, (kind, numbers))
        return Rearrangement(self.shape, changes)

    def seen(self, value: NDArray[Any]) -> NDArray[Any]:
        """A variable's value, in its shape or flat, as the layer sees it."""
        value = value.reshape(self.shape)
        for kind, numbers in self.changes:
            value = value.transpose(numbers) if kind == "transpose" else value.reshape(numbers)
        return value

    def stored(self, value: NDArray[Any]) -> NDArray[Any]:
        """What the variable has to hold for the layer to see a value."""
        for (kind, numbers), shape in zip(reversed(self.changes), reversed(self._shapes()[:-1]), strict=True):
            value = value.transpose(np.argsort(numbers)) if kind == "transpose" else value.reshape(shape)
        return np.ascontiguousarray(value)

    def _shapes(self) -> list[Shape]:
        """The shape before every change, and after the last."""
        shapes = [self.shape]
        for kind, numbers in self.changes:
            shapes.append(tuple(shapes[-1][axis] for axis in numbers) if kind == "transpose" else numbers)
        return shapes
