"""Writes what a series computes, statement by statement; how a layer is applied is each style's own."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from cnncheck.emission.lines import indented
from cnncheck.emission.marks import marked
from cnncheck.emission.names import branch_names
from cnncheck.emission.oddities import Oddity
from cnncheck.emission.parts import Choice, Fork, Layer, Run, Series, Stack, Tangle, Use
from reference.operations import Add, Operation

MANY = 3
"""More blocks than these are written as a loop, where what they are told allows it."""


class Body(ABC):
    """Statements that take a value from one variable to another.

    Attributes:
        swapped: whether the operands of an addition are written in the other order.
    """

    swapped = False
    _depth = 0

    def series(self, series: Series, source: str, target: str) -> list[str]:
        """Statements that compute a series of `source` and leave the result in `target`."""
        lines: list[str] = []
        at = source
        for part in series:
            if isinstance(part, Layer) and Oddity.UNUSED in part.oddities:
                continue
            match part:
                case Layer():
                    lines += self.layer(part, at, target)
                case Use():
                    lines += self.use(part, at, target)
                case Run():
                    lines += self.run(part, at, target)
                case Stack():
                    lines += self.stack(part, at, target)
                case Fork():
                    lines += self._fork(part, at, target)
                case Choice():
                    lines += self._choice(part, at, target)
                case Tangle():
                    lines += self._tangle(part, at, target)
            at = target
        return lines if at == target or not series else [f"{target} = {source}"]

    def _fork(self, fork: Fork, source: str, target: str) -> list[str]:
        self._depth += 1
        names = branch_names(fork, self._depth)
        lines: list[str] = []
        read = []
        for branch, name in zip(fork.branches, names, strict=True):
            lines += self.series(branch, source, name)
            read.append(name if branch else source)
        self._depth -= 1
        return lines + self.joined(fork, read, target)

    def _choice(self, choice: Choice, source: str, target: str) -> list[str]:
        passed = [f"{target} = {source}"] if source != target else []
        inside = self.series(choice.series, source, target)
        return [*passed, f"if {self.condition(choice)}:", *indented(inside)]

    def _tangle(self, tangle: Tangle, source: str, target: str) -> list[str]:
        names = {tangle.source: source}
        lines: list[str] = []
        for wire in tangle.wires:
            read = [names.get(name, name) for name in wire.inputs]
            part, own = wire.part, target if wire is tangle.wires[-1] else wire.part.name
            lines += self.layer(part, read[0], own) if isinstance(part, Layer) else self.joined(part, read, own)
        return lines

    def joined(self, fork: Fork, read: list[str], target: str) -> list[str]:
        """Statements that join values."""
        operands = read[::-1] if self.swapped and isinstance(fork.join, Add) else read
        return [marked(f"{target} = {self.join(fork.name, fork.join, operands)}", fork.marks)]

    @abstractmethod
    def layer(self, layer: Layer, source: str, target: str) -> list[str]:
        """Statements of one layer."""

    @abstractmethod
    def use(self, use: Use, source: str, target: str) -> list[str]:
        """Statements of one block."""

    @abstractmethod
    def run(self, run: Run, source: str, target: str) -> list[str]:
        """Statements of several blocks of one kind."""

    def stack(self, stack: Stack, source: str, target: str) -> list[str]:
        """Statements of layers in a list."""
        return self.series(stack.layers, source, target)

    @abstractmethod
    def join(self, name: str, operation: Operation, read: Iterable[str]) -> str:
        """An addition or concatenation of values."""

    @abstractmethod
    def condition(self, choice: Choice) -> str:
        """What says whether something is there."""


def holds(choice: Choice, *, pairs: bool) -> str:
    """The condition of a choice, in terms of what a block is told.

    >>> from cnncheck.emission.parts import Parameter
    >>> holds(Choice("projected", (), Parameter("strides", "strides", (1, 1), square=True)), pairs=False)
    'strides != 1'
    >>> holds(Choice("widened", (), Parameter("filters", "filters")), pairs=False)
    'filters is not None'
    """
    condition = choice.condition
    if condition.attribute == "flag":
        return condition.name
    if condition.attribute != "strides":
        return f"{condition.name} is not None"
    return f"{condition.name} != {1 if condition.square and not pairs else (1, 1)}"


def progression(run: Run) -> tuple[int, range] | None:
    """Which parameter of a run's blocks grows in equal steps while the others stay, and its numbers."""
    if len({use.block.name for use in run.uses}) > 1:
        return None
    columns = list(zip(*(use.values for use in run.uses), strict=True))
    changing = [number for number, column in enumerate(columns) if len(set(column)) > 1]
    if len(changing) != 1 or len(run.uses) <= MANY or not all(isinstance(each, int) for each in columns[changing[0]]):
        return None
    numbers = columns[changing[0]]
    step = numbers[1] - numbers[0]
    steps = range(numbers[0], numbers[0] + step * len(numbers), step) if step > 0 else range(0)
    return (changing[0], steps) if tuple(steps) == numbers else None
