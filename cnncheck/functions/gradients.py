"""Gradients as results: which of several a check is about, and how one value of it comes about, in numbers."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from cnncheck.functions.case import Case, View
from cnncheck.functions.comparison import Bound, compare
from cnncheck.functions.mistake import Mistake

Place: TypeAlias = tuple[int, ...]
Numbers: TypeAlias = Callable[[Case, Place], str | None]
"""How the expected value at a place comes about, as a sentence; None where there is too much to tell."""
Shapes: TypeAlias = Callable[[Case], tuple[tuple[int, ...], ...]]
"""The shapes of all gradients, in the documented order."""

FEW = 9
"""Values of `grad` up to which each is looked at: the 3x3 of a drawing."""

SHOWN = 4
"""Terms of a sum that are still read."""


def gradient(name: str, bound: Callable[[Case], Bound], numbers: Numbers, index: int | None = None) -> View:
    """The view of one gradient: of the result at `index` of several, or of the only one."""

    def take(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
        del case
        return result if index is None else result[index]

    def tell(case: Case, wanted: Any, got: Any) -> tuple[str, str, str]:  # noqa: ANN401 - any result
        return _told(name, bound, numbers, case, wanted, got)

    return View(take, tell)


def gradients(parts: Sequence[tuple[str, Numbers]], bound: Callable[[Case], Bound]) -> View:
    """The view of the first gradients together, as many as there are parts: the first that differs is told."""

    def take(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
        del case
        return tuple(result[: len(parts)])

    def tell(case: Case, wanted: Any, got: Any) -> tuple[str, str, str]:  # noqa: ANN401 - any result
        for (name, numbers), one, other in zip(parts, wanted, got, strict=True):
            difference = compare(one, other, bound(case))
            if difference is not None and difference.fault:
                return _told(name, bound, numbers, case, one, other)
        raise AssertionError("tell is asked about results that differ")

    return View(take, tell)


def _told(
    name: str,
    bound: Callable[[Case], Bound],
    numbers: Numbers,
    case: Case,
    wanted: Any,  # noqa: ANN401 - any result
    got: Any,  # noqa: ANN401 - any result
) -> tuple[str, str, str]:
    difference = compare(wanted, got, bound(case), f"{name} gradient")
    assert difference is not None  # noqa: S101 - tell is asked about results that differ
    text = difference.text
    if difference.code == "wrong-type":
        text = f"The {name} gradient must be an array; your function returns {difference.received}."
    if difference.place is not None and (sentence := numbers(case, difference.place)):
        text = f"{text} {sentence}"
    return difference.expected, difference.received, text


def terms(reference: Callable[..., Any], times: str, index: int | None = None) -> Numbers:
    """Tell which values of `grad` a gradient adds up, and times what: it is linear in them.

    Args:
        reference: the function; `grad` is its first argument.
        times: what each value of `grad` is multiplied by, "times the weight that read this pixel".
        index: of the gradient among several results.

    >>> from cnncheck.functions.values import Stated
    >>> from reference.layers import dense_backward
    >>> case = Case((Stated((2, 3), (2, 1)), Stated((5, 7), (2, 1)), Stated((1,), (1, 1))))
    >>> terms(dense_backward, "times this input of its row", 1)(case, (0, 0))
    'It is 2 * 5 + 3 * 7: grad[0, 0] and grad[1, 0], each times this input of its row.'
    """

    def numbers(case: Case, place: Place) -> str | None:
        (grad, *others), options = case.values()
        if grad.size > FEW:
            return None
        found = []
        for at in np.ndindex(grad.shape):
            unit = np.zeros(grad.shape)
            unit[at] = 1
            result = reference(unit, *others, **options)
            if factor := float((result if index is None else result[index])[place]):
                found.append((at, float(grad[at]), factor))
        if not found:
            return "The outputs do not change with it."
        if len(found) > SHOWN:
            return None
        plain = all(factor == 1 for _, _, factor in found)
        added = " + ".join(
            short(value, first=not number) + ("" if plain else f" * {short(factor)}")
            for number, (_, value, factor) in enumerate(found)
        )
        names = " and ".join(f"grad{list(at)}" for at, _, _ in found)
        told = names if plain else f"{names}, each {times}" if len(found) > 1 else f"{names} {times}"
        return f"It is {added}: {told}."

    return numbers


def short(number: float, *, first: bool = False) -> str:
    """A number in a formula: a negative one stands in brackets, unless it comes first."""
    return f"({number:.4g})" if number < 0 and not first else f"{number:.4g}"


def in_order(shapes: Shapes) -> View:
    """The view of the order in which several gradients are returned, judged by their shapes.

    Shapes that are no other order of the documented ones are left to the checks of each gradient.
    """

    def take(result: Any, case: Case) -> Any:  # noqa: ANN401 - any result
        wanted = shapes(case)
        got = tuple(item.shape if isinstance(item, np.ndarray) else () for item in result)
        return got if sorted(got) == sorted(wanted) else wanted

    def tell(case: Case, wanted: Any, got: Any) -> tuple[str, str, str]:  # noqa: ANN401 - any result
        del case
        expected, received = (" and ".join(str(shape) for shape in each) for each in (wanted, got))
        return expected, received, f"The shapes must be {expected}; your function returns {received}."

    return View(take, tell)


def returned_otherwise(reference: Callable[..., Any], names: Sequence[str]) -> tuple[Mistake, ...]:
    """The mistakes of returning several gradients in another order, or the first alone; `names` are the documented."""
    name = reference.__name__
    documented = ", ".join(names)
    why = f"{name} returns the gradients of {documented}, in this order: that of its arguments."

    def ordered(order: tuple[int, ...]) -> Mistake:
        told = ", ".join(names[index] for index in order)

        def wrong(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the function takes
            result = reference(*arguments, **options)
            return tuple(result[index] for index in order)

        return Mistake(
            f"{name}-returns-{'-'.join(names[index] for index in order)}",
            "signature",
            wrong,
            f"Your function returns the gradients in the order {told}.",
            why,
            f"Look at the line of the return: {documented}.",
        )

    def alone(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - whatever the function takes
        return reference(*arguments, **options)[0]

    return (
        ordered((1, 2, 0)),
        ordered((1, 0, 2)),
        Mistake(
            f"{name}-returns-{names[0]}-alone",
            "wrong-type",
            alone,
            f"Your function returns the gradient of the {names[0]} alone.",
            why,
            f"Return all three, `return d_{names[0]}, d_{names[1]}, d_{names[2]}`: the parameters learn from theirs.",
        ),
    )
