"""One call of a student's function, and what came of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from cnncheck.functions.comparison import Difference
from cnncheck.functions.values import Argument, Array, Seeded, local, typed
from cnncheck.inside.wire import Problem


@dataclass(frozen=True, slots=True)
class Case:
    """One call: what goes by position, and what goes by name."""

    arguments: tuple[Argument, ...]
    options: Mapping[str, Argument] = field(default_factory=dict)

    def values(self) -> tuple[list[Any], dict[str, Any]]:
        """Fresh arguments for a call in this process."""
        return [local(item) for item in self.arguments], {name: local(item) for name, item in self.options.items()}

    def strided(self) -> "Case":
        """The same call with arrays that are not contiguous: slices of larger ones."""
        arguments = tuple(replace(item, strided=True) if isinstance(item, Seeded) else item for item in self.arguments)
        return replace(self, arguments=arguments)

    @property
    def size(self) -> int:
        """How much there is to read: array elements, then axes and numbers."""
        arrays = [item for item in self.arguments if isinstance(item, Array)]
        numbers = [item for item in (*self.arguments, *self.options.values()) if isinstance(item, int)]
        elements = sum(int(np.prod(item.shape)) for item in arrays)
        return 100 * elements + sum(len(item.shape) for item in arrays) + sum(numbers) + len(self.options)

    def typed(self, name: str, parameters: Sequence[str]) -> str:
        """The call as a person would type it; arrays come first, on lines of their own.

        >>> Case((4, 3), {"strides": 2}).typed("same_padding", ["size", "kernel_size", "strides"])
        'same_padding(4, 3, strides=2)'
        >>> from cnncheck.functions.values import Stated
        >>> print(Case((Stated((1, 2), (1, 2)),)).typed("softmax", ["logits", "axis"]))
        logits = np.array([1.0, 2.0]).reshape(1, 2)
        softmax(logits)
        """
        lines, inside = [], []
        for parameter, argument in zip(parameters, self.arguments, strict=False):
            if isinstance(argument, Array):
                lines.append(f"{parameter} = {argument.text()}")
                inside.append(parameter)
            else:
                inside.append(typed(argument))
        inside += [f"{option}={typed(argument)}" for option, argument in self.options.items()]
        return "\n".join([*lines, f"{name}({', '.join(inside)})"])


@dataclass(frozen=True, slots=True)
class View:
    """The part of a result that a check is about.

    Attributes:
        take: that part, or what is measured of it, from a result and its case.
        tell: expected, received and a sentence, from the case and two such parts; None leaves it to the comparison.
    """

    take: Callable[[Any, Case], Any]
    tell: Callable[[Case, Any, Any], tuple[str, str, str]] | None = None


def _all_of_it(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
    del case
    return result


WHOLE = View(_all_of_it)
"""All of a result."""


@dataclass(frozen=True, slots=True)
class Run:
    """A case that was run, with the expected and the received result.

    Attributes:
        case: the call.
        expected: what the reference returns.
        received: what the student's function returned.
        problem: what stopped it instead.
        lacks: the parameter that the student's function does not take.
        unnamed: the parameter that it does not take by its name; it was passed by its position, and the call stopped.
        changed: positions of arguments that were changed in place.
        difference: between expected and received; None where they agree.
        view: the part that was compared.
    """

    case: Case
    expected: Any
    received: Any = None
    problem: Problem | None = None
    lacks: str | None = None
    unnamed: str | None = None
    changed: tuple[int, ...] = ()
    difference: Difference | None = None
    view: View = WHOLE

    @property
    def failed(self) -> bool:
        """Whether this run contradicts the specification."""
        return self.problem is not None or (self.difference is not None and self.difference.fault)
