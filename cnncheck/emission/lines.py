"""Text of a program: lines that are not too long, and the imports that they need."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from cnncheck.emission.marks import unmarked

WIDTH = 120
INDENT = "    "


def call(function: str, arguments: Iterable[str]) -> str:
    """A call.

    >>> call("Conv2D", ["6", "5", 'padding="same"'])
    'Conv2D(6, 5, padding="same")'
    """
    return f"{function}({', '.join(arguments)})"


def indented(lines: Iterable[str]) -> list[str]:
    """Lines one level further in; empty ones stay empty."""
    return [INDENT + line if line else line for line in lines]


def concluded(lines: list[str], target: str, conclusion: str) -> list[str]:
    """Lines that end with the value of `target`: in the last assignment, if it is the last line, else in a line more.

    >>> concluded(["x = self.c1(x)", "x = self.f1(x)"], "x", "return ")
    ['x = self.c1(x)', 'return self.f1(x)']
    """
    if lines and lines[-1].startswith(f"{target} = "):
        return [*lines[:-1], conclusion + lines[-1].removeprefix(f"{target} = ")]
    return [*lines, conclusion + target]


def listing(opening: str, items: Iterable[str], closing: str) -> list[str]:
    """A bracket with each item on a line of its own."""
    return [opening, *(f"{INDENT}{line}," for line in items), closing]


def documented(sentence: str, lines: Iterable[str]) -> list[str]:
    """A body with its docstring, one level in."""
    return indented([f'"""{sentence}"""', *lines])


def wrapped(line: str) -> list[str]:
    """A line, or where it is too long the same with each item of its first wide bracket on a line of its own."""
    if len(unmarked(line)) <= WIDTH or '"""' in line:
        return [line]
    margin = line[: len(line) - len(line.lstrip())]
    for start, character in enumerate(line):
        if character in "([":
            end, items = _bracket(line, start)
            if len(items) > 1 or (items and "(" in items[0]):
                inside = [part for item in items for part in wrapped(f"{margin}{INDENT}{item},")]
                return [line[: start + 1], *inside, *wrapped(margin + line[end:])]
    return [line]


def _bracket(line: str, start: int) -> tuple[int, list[str]]:
    """Where the bracket that opens at a place closes, and the items within."""
    depth, items, begin, quoted = 0, [], start + 1, False
    for place in range(start, len(line)):
        character = line[place]
        if character == '"':
            quoted = not quoted
        if quoted:
            continue
        depth += (character in "([{") - (character in ")]}")
        if (character == "," and depth == 1) or depth == 0:
            items.append(line[begin:place].strip())
            begin = place + 1
        if depth == 0:
            return place, [item for item in items if item]
    raise ValueError(f"a bracket does not close: {line}")


@dataclass(slots=True)
class Imports:
    """What a program imports, collected while it is written.

    Attributes:
        qualified: whether everything is reached from `tf`.
    """

    qualified: bool
    names: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    uses_tf: bool = False

    def keras(self, name: str, module: str = "") -> str:
        """A name of Keras's as it is written: `Conv2D`, or `tf.keras.layers.Conv2D`."""
        path = f"keras.{module}" if module else "keras"
        if self.qualified:
            return self.tf(f"{path}.{name}")
        self.names[f"tensorflow.{path}"].add(name)
        return name

    def layer(self, name: str) -> str:
        """A name of `tf.keras.layers`."""
        return self.keras(name, "layers")

    def tf(self, path: str) -> str:
        """A name reached from `tf`."""
        self.uses_tf = True
        return f"tf.{path}"

    def lines(self) -> list[str]:
        """The imports, sorted as isort does."""
        lines = ["import tensorflow as tf"] if self.uses_tf else []
        for module, names in sorted(self.names.items()):
            members = sorted(names)
            line = f"from {module} import {', '.join(members)}"
            lines += [line] if len(line) <= WIDTH else listing(f"from {module} import (", members, ")")
        return lines


def module(sentence: str, imports: Imports, pieces: Sequence[Sequence[str]]) -> str:
    """A file: its docstring, its imports and what it defines, two lines apart."""
    text = [f'"""{sentence}"""', "", *imports.lines()]
    for number, piece in enumerate(pieces):
        is_definition = piece[0].startswith(("class ", "def "))
        after = number and pieces[number - 1][0].startswith(("class ", "def "))
        text += ["", ""] if is_definition or after else [""]
        text += [short for line in piece for short in wrapped(line)]
    return "\n".join(text) + "\n"
