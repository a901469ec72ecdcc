"""What goes wrong in any function: arguments written to, results that depend on earlier calls, lost values."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from cnncheck.functions.mistake import Mistake

Function = Callable[..., Any]

WORTH_KEEPING = 12
"""Smaller arrays than this come up twice among drawn cases, and would be noticed before their time."""


def uses_tensorflow(reference: Function, parameters: Sequence[str]) -> Mistake:
    """The function asks TensorFlow."""
    name = reference.__name__
    called = f"tf.nn.{name}({', '.join(parameters)})"
    return Mistake(
        f"{name}-uses-tensorflow",
        "forbidden-call",
        reference,
        "Your function uses TensorFlow.",
        "The library would do the exercise.",
        "Write it with NumPy.",
        explains=False,
        text=f"import tensorflow as tf\n\n\ndef {name}({', '.join(parameters)}):\n    return {called}\n",
    )


def always(reference: Function, number: float, code: str) -> Mistake:
    """The same number comes back whatever is asked, as from a function that never reaches its computation."""
    return Mistake(
        f"{reference.__name__}-always-{number:g}",
        code,
        lambda *_arguments, **_options: number,
        f"Your function returns {number:g} whatever it is given.",
        "The result depends on the arguments.",
        "Look at what is returned: a starting value, or a `return` before the computation.",
    )


def no_defaults(reference: Function, parameters: Sequence[str]) -> Mistake:
    """Every parameter must be given."""
    name = reference.__name__

    def wrong(*arguments: object, **options: object) -> object:
        missing = [item for item in parameters[len(arguments) :] if item not in options]
        if missing:
            listed = " and ".join(repr(item) for item in missing)
            plural = "s" if len(missing) > 1 else ""
            raise TypeError(f"{name}() missing {len(missing)} required positional argument{plural}: {listed}")
        return reference(*arguments, **options)

    return Mistake(
        f"{name}-no-defaults",
        "signature",
        wrong,
        "Your function has no defaults.",
        "Most calls leave the options out.",
        "Look at the line of the def.",
        explains=False,
    )


def assumes_contiguous(reference: Function) -> Mistake:
    """The first array's memory is read from its beginning, value after value."""

    def wrong(first: np.ndarray[Any, Any], *arguments: object, **options: object) -> object:
        steps = [first.itemsize * int(np.prod(first.shape[axis + 1 :])) for axis in range(first.ndim)]
        return reference(np.lib.stride_tricks.as_strided(first, first.shape, steps), *arguments, **options)

    return Mistake(
        f"{reference.__name__}-assumes-contiguous-memory",
        "value",
        wrong,
        "Your function reads an array's memory as if its values lay side by side.",
        "In a slice such as x[..., ::2] there are gaps between the values; x.strides says how far apart they lie.",
        "Give as_strided the array's own strides, or start with np.ascontiguousarray.",
    )


def mutates(reference: Function) -> Mistake:
    """The first array is written to."""

    def wrong(first: np.ndarray[Any, Any], *arguments: object, **options: object) -> object:
        result = reference(first.copy(), *arguments, **options)
        first *= 2
        return result

    return Mistake(
        f"{reference.__name__}-changes-its-argument",
        "input-mutated",
        wrong,
        "Your function writes into its first argument.",
        "`x *= y` works in the caller's array.",
        "Look for assignments into arguments.",
        explains=False,
    )


def remembers(reference: Function) -> Mistake:
    """A question that was asked before is answered from a store that was changed meanwhile."""

    def fresh() -> Function:
        kept: dict[str, Any] = {}

        def wrong(*arguments: object, **options: object) -> object:
            key = repr((arguments, sorted(options.items())))
            small = any(isinstance(item, np.ndarray) and item.size < WORTH_KEEPING for item in arguments[:1])
            if key in kept and not small:
                kept[key] = _changed(kept[key])
            else:
                kept[key] = reference(*arguments, **options)
            return kept[key]

        return wrong

    return Mistake(
        f"{reference.__name__}-remembers-earlier-calls",
        "not-deterministic",
        fresh,
        "Your function answers from what it kept of an earlier call.",
        "The kept array is changed by whoever received it.",
        "Look for what outlives a call.",
        stateful=True,
        explains=False,
    )


def result_in_input_type(reference: Function, position: int = 0) -> Mistake:
    """The result has the type of the array at that position, as with `np.zeros_like`."""

    def wrong(*arguments: Any, **options: object) -> object:  # noqa: ANN401 - arrays and numbers
        return _cast(reference(*arguments, **options), arguments[position].dtype)

    return Mistake(
        f"{reference.__name__}-result-in-input-type",
        "dtype",
        wrong,
        "The result has the type of an argument, which may not hold it.",
        "np.zeros_like and `dtype=images.dtype` make an array of the input's type.",
        "Look where the result's array is made.",
        explains=False,
    )


def result_in_whole_numbers(reference: Function) -> Mistake:
    """The result's array holds integers."""

    def wrong(*arguments: object, **options: object) -> object:
        return _cast(reference(*arguments, **options), np.dtype("int64"))

    return Mistake(
        f"{reference.__name__}-result-in-whole-numbers",
        "dtype",
        wrong,
        "The result's array holds whole numbers, and fractions are cut off.",
        "np.zeros(shape, int) and astype(int) make an array of integers.",
        "Look where the result's array is made.",
        explains=False,
    )


def cuts_fractions(reference: Function) -> Mistake:
    """The result's array holds integers, where hardly any result is a whole number."""

    def wrong(*arguments: object, **options: object) -> object:
        return _cast(reference(*arguments, **options), np.dtype("int64"))

    return Mistake(
        f"{reference.__name__}-cuts-fractions",
        "dtype",
        wrong,
        "Your function cuts off what follows the decimal point.",
        "An array of integers cannot hold a fraction: what is stored into it is cut to a whole number.",
        "Look for int(...), astype(int) and np.zeros(shape, int), and for an array made like one of integers.",
    )


def rounds_down(reference: Function) -> Mistake:
    """The last division is the one for whole numbers."""

    def wrong(*arguments: object, **options: object) -> object:
        return np.floor(reference(*arguments, **options))

    return Mistake(
        f"{reference.__name__}-rounds-down",
        "dtype",
        wrong,
        "Your function rounds its results down to whole numbers.",
        "a // b is a / b rounded down; only / keeps the fraction.",
        "Look for // where you divide.",
    )


def _changed(result: Any) -> Any:  # noqa: ANN401 - a number, an array or a tuple of them
    return tuple(_changed(part) for part in result) if isinstance(result, tuple) else result + 1


def _cast(result: Any, dtype: np.dtype[Any]) -> Any:  # noqa: ANN401 - an array or a tuple of arrays
    if isinstance(result, tuple):
        return (_cast(result[0], dtype), *result[1:])
    if np.issubdtype(dtype, np.integer):
        # By way of int64: what a float outside the range becomes is left to the processor.
        return np.nan_to_num(result).astype("int64").astype(dtype)
    return result.astype(dtype)
