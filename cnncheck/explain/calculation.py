"""A calculation shown in full: each formula, the numbers put in, and the result."""

import textwrap
from dataclasses import dataclass

WIDTH = 100
"""Characters of a line of prose."""


@dataclass(frozen=True, slots=True)
class Step:
    """One quantity.

    Attributes:
        name: what it is, in words.
        symbol: how later formulas call it.
        formula: in symbols.
        numbers: the same with the numbers put in.
        result: what comes out.
    """

    name: str
    symbol: str
    formula: str
    numbers: str
    result: str

    def text(self) -> str:
        """The three lines of the formula below its name, equals signs in one column.

        >>> print(Step("side of the output", "output", "ceil(size / strides)", "ceil(5 / 2)", "3").text())
        side of the output
          output = ceil(size / strides)
                 = ceil(5 / 2)
                 = 3
        """
        indent = " " * len(self.symbol)
        return f"{self.name}\n  {self.symbol} = {self.formula}\n  {indent} = {self.numbers}\n  {indent} = {self.result}"


@dataclass(frozen=True, slots=True)
class Calculation:
    """What was asked, the steps to the answer, and the answer as a sentence."""

    question: str
    steps: tuple[Step, ...]
    answer: str

    def text(self) -> str:
        """All of it, parts separated by empty lines."""
        steps = (step.text() for step in self.steps)
        return "\n\n".join([textwrap.fill(self.question, WIDTH), *steps, textwrap.fill(self.answer, WIDTH)])


def grouped(number: int) -> str:
    """A number in groups of three digits.

    >>> grouped(101770)
    '101 770'
    """
    return f"{number:,}".replace(",", " ")
