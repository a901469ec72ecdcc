"""Marks in the text of a program while it is written: which nodes of the graph a line is about.

A mark is a character that no program holds, one for each node; what is printed has none any more.
"""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from reference.graph import Graph

FIRST, LAST = 0xF0000, 0xFFFFD
"""Plane 15 of Unicode, which is for private use."""

_MARKS = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")


@dataclass(frozen=True, slots=True)
class Program:
    """A network as text.

    Attributes:
        text: source code.
        lines: node name to the numbers, from 1, of the lines that make the node, call it, or use the block it is in.
    """

    text: str
    lines: Mapping[str, tuple[int, ...]] = field(repr=False)

    @classmethod
    def of(cls, text: str, graph: Graph) -> "Program":
        """A program of marked text."""
        lines: dict[str, list[int]] = defaultdict(list)
        for number, line in enumerate(text.split("\n"), start=1):
            for mark in dict.fromkeys(_MARKS.findall(line)):
                lines[graph.nodes[ord(mark) - FIRST].name].append(number)
        return cls(unmarked(text), {name: tuple(numbers) for name, numbers in lines.items()})


def mark_of(position: int) -> str:
    """The mark of the node at a position of its graph."""
    return chr(FIRST + position)


def unmarked(text: str) -> str:
    """Text without its marks.

    >>> unmarked(marked("x = self.c1(x)", mark_of(3)))
    'x = self.c1(x)'
    """
    return _MARKS.sub("", text)


def marked(line: str, marks: str) -> str:
    """A line with marks, before its first bracket: where it is wrapped, its first part keeps them."""
    head, bracket, tail = line.partition("(")
    return f"{head}{marks}{bracket}{tail}"
