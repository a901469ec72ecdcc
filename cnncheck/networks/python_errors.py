"""Explains why a network stops in Python itself: a name, an argument or a call that is not there."""

import re
from dataclasses import dataclass

from cnncheck.inside.wire import Problem

ATTRIBUTE = re.compile(r"AttributeError: '(\w+)' object has no attribute '(\w+)'")
KEYWORD = re.compile(r"Unrecognized keyword arguments passed to (\w+): \{'(\w+)'")
UNEXPECTED = re.compile(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'")
NO_SUPER = re.compile(r"forgot to call `?super\(\)\.__init__|super\(\)\.__init__\(\)` (?:first|before)")
NOISE_SHAPE = re.compile(r"argument `noise_shape`.*noise_shape=(\w+)", re.DOTALL)
MISSING = re.compile(r"(\w+)(?:\.\w+)?\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)")
POSITION = re.compile(r"takes (?:from )?(\d+)(?: to \d+)? positional arguments? but (\d+) were given")
ONLY_TENSORS = re.compile(r"Only input tensors may be passed as positional arguments")
DROPOUT_PAIR = re.compile(r"Dropout\(\s*(\d+)\s*,\s*(\d+)")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why it failed: a code, a sentence, what was expected and received, a hint of its own, the layer and its line."""

    code: str
    message: str
    expected: str | None = None
    received: str | None = None
    hint: str | None = None
    layer: str | None = None
    line: int | None = None
    confirmed: bool = True


def python_reason(problem: Problem) -> Reason | None:
    """The reason for an exception that has nothing to do with sizes."""
    said = problem.message
    if "raise NotImplementedError" in (problem.source or ""):
        return Reason(
            "build-error",
            f"The network is not written yet: it stops with {said}.",
            received="NotImplementedError",
            hint="Replace that line by lines of your own: pass the image through your layers, return what comes out.",
        )
    if found := ATTRIBUTE.search(said):
        return Reason(
            "build-error",
            f"{found[2]} is used, but {found[1]} has nothing of that name.",
            f"{found[2]} is created in __init__",
            f"no {found[2]}",
            f"Is it created in __init__ as self.{found[2]}, spelt like this?",
            found[2],
        )
    if found := KEYWORD.search(said) or UNEXPECTED.search(said):
        return _keyword(found[1].removesuffix(".__init__"), found[2])
    if NO_SUPER.search(said):
        return Reason(
            "build-error",
            "__init__ does not call super().__init__() before it creates the layers.",
            "super().__init__() first",
            "no call of super().__init__()",
            "Write super().__init__() as the first line of __init__: it prepares the model for its layers.",
        )
    return _arguments(problem)


def _keyword(callee: str, name: str) -> Reason:
    if name == "training":
        hint = "Its call method has to take training, or is not to be given it: def call(self, x, training=None)."
    else:
        owner = callee.split(".", maxsplit=1)[0]
        hint = f"Look at the spelling of {name} and at the arguments in the documentation of {owner}."
    return Reason(
        "build-error",
        f"{callee} takes no argument called {name}.",
        f"arguments that {callee} takes",
        name,
        hint,
    )


def _arguments(problem: Problem) -> Reason | None:
    """Arguments at the wrong place."""
    if found := NOISE_SHAPE.search(problem.message):
        pair = DROPOUT_PAIR.search(problem.source or "")
        decimal = f"{pair[1]}.{pair[2]}" if pair else f"0.{found[1]}"
        written = f"Dropout({pair[1]}, {pair[2]})" if pair else "Dropout"
        return Reason(
            "dropout-rate",
            f"{written} has {found[1]} as its second argument, which is noise_shape and not a part of the rate.",
            "one number, the rate",
            f"a second argument, {found[1]}",
            f"A comma for a decimal point? Dropout({decimal})",
        )
    if ONLY_TENSORS.search(problem.message):
        return Reason(
            "build-error",
            "A layer is called with something by position that is no tensor.",
            "layer(x, training=training)",
            "layer(x, training)",
            "Give training by name: layer(x, training=training). Only tensors are given by position.",
        )
    if found := MISSING.search(problem.message):
        return Reason(
            "build-error",
            f"{found[1]} needs {found[2].replace(chr(39), '')} to be called, which it is not given.",
            "a network that is built without arguments",
            f"{found[2].replace(chr(39), '')} without a default",
            "Give it a default value.",
        )
    if found := POSITION.search(problem.message):
        return Reason(
            "build-error",
            f"The network cannot be called: {problem.message}.",
            f"{found[1]} arguments",
            f"{found[2]} arguments",
            "Give training by name, layer(x, training=training), and compare the call with the method it calls.",
        )
    return None
