"""Explains why a network stops in Python itself: a name, an argument or a call that is not there."""

import re
from dataclasses import dataclass

from cnncheck.inside.wire import Problem

ATTRIBUTE = re.compile(r"AttributeError: '(\w+)' object has no attribute '(\w+)'")
KEYWORD = re.compile(r"Unrecognized keyword arguments passed to (\w+): \{'(\w+)'")
UNEXPECTED = re.compile(r"([\w.]+)\(\) got an unexpected keyword argument '(\w+)'")
NO_SUPER = re.compile(r"forgot to call `?super\(\)\.__init__|super\(\)\.__init__\(\)` (?:first|before)")
NOISE_SHAPE = re.compile(r"argument `noise_shape`.*noise_shape=(\w+)", re.DOTALL)
MISSING = re.compile(r"(\w+)(?:\.(\w+))?\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)")
POSITION = re.compile(r"takes (?:from )?(\d+)(?: to \d+)? positional arguments? but (\d+) were given")
ONLY_TENSORS = re.compile(r"Only input tensors may be passed as positional arguments")
UNDEFINED = re.compile(r"(?:NameError|UnboundLocalError): .*?variable '(\w+)'|NameError: name '(\w+)' is not defined")
NO_CALL = re.compile(r"(?:Model|Layer) (\w+) does not have a `call\(\)` method implemented")
UNCALLED = re.compile(
    r"(?:Only input tensors may be passed.*keyword argument: |All `outputs` values must be KerasTensors\. Received: "
    r"outputs=)<(\w+) name=\w+",
    re.DOTALL,
)
SYMBOLIC = re.compile(r"kerastensor|\btensor\(|symbolic", re.IGNORECASE)
MADE_OF_TENSOR = re.compile(
    r"\b(Activation|AveragePooling2D|AvgPool2D|BatchNormalization|Conv2D|Dense|Dropout|Flatten|GlobalAveragePooling2D|"
    r"GlobalAvgPool2D|MaxPool2D|MaxPooling2D|ReLU|Softmax)\(\s*(\w+)\s*\)(?!\s*\()"
)
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
    return _unfinished(problem) or _uncalled(problem) or _arguments(problem)


def _unfinished(problem: Problem) -> Reason | None:
    """A name or a method that is not there."""
    if found := NO_CALL.search(problem.message):
        return Reason(
            "build-error",
            f"{found[1]} has no method called call.",
            "def call(self, x, training=None)",
            "no call",
            "Write call inside the class, indented like __init__: it passes the image through the layers and returns "
            "what comes out.",
        )
    if not (found := UNDEFINED.search(problem.message)):
        return None
    name = found[1] or found[2]
    called = re.search(rf"(?<![\w.]){name}\(", problem.source or "")
    kept = f" A layer that __init__ keeps is called as self.{name}(...)." if called else ""
    return Reason(
        "build-error",
        f"{name} is used, but nothing of that name is known there.",
        f"{name} is given a value first",
        f"no {name}",
        f"Look at the spelling of {name}, capitals included.{kept}",
    )


def _uncalled(problem: Problem) -> Reason | None:
    """A layer that is made and not called, or is made of the tensor it should be called on."""
    made = MADE_OF_TENSOR.search(problem.source or "") if SYMBOLIC.search(problem.message) else None
    uncalled = UNCALLED.search(problem.message)
    if made is None and uncalled is None:
        return None
    layer, tensor = (made[1], made[2]) if made else (uncalled[1] if uncalled else "", "x")
    message = (
        f"{layer}({tensor}) makes a layer and gives it the tensor as a setting; the layer is not called on it."
        if made
        else f"A layer, {layer}, stands where a tensor is expected: it is made and not called."
    )
    return Reason(
        "build-error",
        message,
        f"{layer}(...)({tensor})",
        f"{layer}({tensor})" if made else f"the layer {layer}",
        "The first pair of parentheses makes the layer, with its settings; the second calls it on a tensor.",
    )


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
        return _missing(found[1], found[2], found[3].replace(chr(39), ""), problem.source or "")
    if found := POSITION.search(problem.message):
        return Reason(
            "build-error",
            f"The network cannot be called: {problem.message}.",
            f"{found[1]} arguments",
            f"{found[2]} arguments",
            "Give training by name, layer(x, training=training), and compare the call with the method it calls.",
        )
    return None


def _missing(owner: str, method: str | None, names: str, source: str) -> Reason:
    """A call without an argument that it needs, in a line of the student's or from outside."""
    if method is not None and re.search(rf"\.{method}\(\s*[^\s)]", source):
        return Reason(
            "build-error",
            f"{method} is called on the class {owner} itself, not on an object of it.",
            f"{owner}()",
            owner,
            f"Are the parentheses missing where the object is made? {owner}()",
        )
    if re.search(rf"\b{owner}\(", source):
        return Reason(
            "build-error",
            f"{owner} is called without {names}, which it needs.",
            f"{owner} is given {names}",
            f"no {names}",
            f"Look at the arguments in this call of {owner}, and at their spelling.",
        )
    return Reason(
        "build-error",
        f"{owner} needs {names} to be called, which it is not given.",
        "a network that is built without arguments",
        f"{names} without a default",
        "Give it a default value.",
    )
