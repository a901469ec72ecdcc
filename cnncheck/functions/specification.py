"""What is known of one function of the course: its reference, its parameters, its mistakes and its checks."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from cnncheck.course import Check
from cnncheck.functions.case import Case
from cnncheck.functions.comparison import Bound, exact
from cnncheck.functions.mistake import Mistake
from cnncheck.functions.remote import RemoteFunction


def no_explanation(case: Case) -> str | None:
    """Leave the numbers to the comparison."""
    del case
    return None


def no_difference(case: Case) -> Bound:
    """Accept exact results only."""
    del case
    return exact


@dataclass(frozen=True, slots=True)
class Specification:
    """One function, as the course defines it.

    Attributes:
        reference: the textbook's function.
        parameters: what students' functions take, in order; the reference may take more.
        mistakes: wrong versions, the most basic first; the first that explains a student's answers is named.
        checks: in the order they run.
        bound: the accepted difference for a case.
        probes: calls that tell mistakes apart which agree so far, asked only when several do.
        explain: a case's expected result with its numbers filled in, "ceil(5 / 2) = 3".
        returns: what it returns, where that is more than one thing: "the gradients of inputs, kernel and bias".
    """

    reference: Callable[..., Any]
    parameters: tuple[str, ...]
    mistakes: tuple[Mistake, ...]
    checks: tuple[Check[RemoteFunction], ...]
    bound: Callable[[Case], Bound] = no_difference
    probes: tuple[Case, ...] = ()
    explain: Callable[[Case], str | None] = no_explanation
    returns: str = ""

    @property
    def name(self) -> str:
        """The name students are asked for."""
        return self.reference.__name__

    @property
    def defaults(self) -> dict[str, Any]:
        """The documented defaults, by parameter."""
        known = inspect.signature(self.reference).parameters
        return {
            name: known[name].default for name in self.parameters if known[name].default is not inspect.Parameter.empty
        }

    @property
    def signature(self) -> str:
        """The documented first line of the function, "softmax(logits, axis=-1)"."""
        defaults = self.defaults
        inside = [f"{name}={_typed(defaults[name])}" if name in defaults else name for name in self.parameters]
        return f"{self.name}({', '.join(inside)})"

    def expected(self, case: Case) -> Any:  # noqa: ANN401 - numbers, tuples, arrays
        """What the reference returns."""
        arguments, options = case.values()
        return self.reference(*arguments, **options)


def _typed(default: object) -> str:
    return f'"{default}"' if isinstance(default, str) else repr(default)
