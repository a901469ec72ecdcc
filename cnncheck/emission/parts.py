"""What a program is made of before it is text: layers in series, forks, uses of blocks.

A series is a tuple of parts, each of which reads what the one before it returns. Inside a block's definition some
numbers of its operations are parameters.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from cnncheck.emission.oddities import NONE, Oddities
from reference.operations import BatchNormalization, Dropout, Operation, Shape

Value: TypeAlias = Any
"""A number, pair or word of an operation, or the parameter that stands for it."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a block is told where it is used.

    Attributes:
        name: in the program.
        attribute: which attribute of an operation it is: "filters", "strides"; "flag" for what is true or false.
        default: what it is where nothing is said, None if it always has to be said.
        square: whether it is a pair whose sides are always the same, so that one number says it.
        factor: how many times the parameter is meant, as in `4 * filters`.
    """

    name: str
    attribute: str
    default: Value = None
    square: bool = False
    factor: int = 1


ALWAYS = Parameter("True", "flag")
"""The condition of what is never left out."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One operation, and the activation that is written with it.

    Attributes:
        name: of its node, or within its block.
        operation: what it computes; numbers may be parameters.
        channels: what it reads has so many values along the axis that its weights have to fit.
        rank: how many axes what it reads has, without the batch.
        shape: of its output.
        activation: by its Keras name.
        shares: the layer whose weights it uses.
        is_shared: whether others use its own.
        oddities: what the program does to it beside that.
        marks: of the nodes that it stands for.
    """

    name: str
    operation: Operation
    channels: Value
    rank: int
    shape: Shape
    activation: str | None = None
    shares: str | None = None
    is_shared: bool = False
    oddities: Oddities = NONE
    marks: str = ""

    @property
    def owner(self) -> str:
        """The layer whose weights it uses, itself or another."""
        return self.shares or self.name


@dataclass(frozen=True, slots=True)
class Fork:
    """Branches that read the same and are joined; an empty branch passes on what it reads."""

    name: str
    join: Operation
    branches: "tuple[Series, ...]"
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What is only there where a condition holds; elsewhere the value is passed on.

    Attributes:
        name: what the program calls it that it is there: "projected", "padded".
        series: what is there, empty in a use without it.
        condition: of a block's definition; strides stand for "strides are not 1", another
            number for "it is told". Outside of a definition nothing is left out.
    """

    name: str
    series: "Series"
    condition: Parameter = ALWAYS


@dataclass(frozen=True, slots=True)
class Wire:
    """A step of a tangle: a layer or a join, with the names of what it reads."""

    part: "Layer | Fork"
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tangle:
    """Steps between two values that are no branches side by side: each has a name of its own."""

    source: str
    wires: tuple[Wire, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part that is defined once and used several times.

    Attributes:
        title: its name in words, in small letters: "residual block".
        name: of its class.
        sentence: what it is.
        attribute: what one of it is called in a network, None for the name of its first layer.
        parameters: what it is told, in order.
        series: its definition.
    """

    title: str
    name: str
    sentence: str
    attribute: str | None
    parameters: tuple[Parameter, ...]
    series: "Series"

    @property
    def function(self) -> str:
        """Name of the function that is this block in functional code."""
        return self.title.replace(" ", "_")


@dataclass(frozen=True, slots=True)
class Use:
    """A block with what it is told here, a value for each of its parameters."""

    name: str
    block: Block
    values: tuple[Value, ...]
    marks: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """Blocks one after the other that go by one name."""

    name: str
    uses: tuple[Use, ...]

    @property
    def attribute(self) -> str:
        """What one of them is called."""
        return self.uses[0].block.attribute or "block"


@dataclass(frozen=True, slots=True)
class Stack:
    """Layers one after the other that are kept in one list."""

    name: str
    layers: tuple[Layer, ...]


Part: TypeAlias = Layer | Fork | Choice | Tangle | Use | Run | Stack
Series: TypeAlias = tuple[Part, ...]


def layers(series: Series) -> Iterator[Layer]:
    """Every layer of a series itself, without those of its blocks, in the order of the program."""
    for part in walk(series):
        if isinstance(part, Layer):
            yield part


def walk(series: Series) -> Iterator[Part]:
    """Every part of a series and of what it contains, blocks excepted, in the order of the program."""
    for part in series:
        match part:
            case Fork():
                for branch in part.branches:
                    yield from walk(branch)
                yield part
            case Choice():
                yield part
                yield from walk(part.series)
            case Tangle():
                yield part
                for wire in part.wires:
                    yield wire.part
            case Run():
                yield part
                yield from part.uses
            case Stack():
                yield part
                yield from part.layers
            case _:
                yield part


def blocks(series: Series) -> tuple[Block, ...]:
    """Every block that is used, each after those it uses itself."""
    found: dict[str, Block] = {}
    for part in walk(series):
        if isinstance(part, Use):
            for block in (*blocks(part.block.series), part.block):
                found.setdefault(block.name, block)
    return tuple(found.values())


def marks(series: Series) -> str:
    """The marks of all nodes in a series and in its blocks."""
    return "".join(part.marks for part in walk(series) if isinstance(part, Layer | Fork | Use))


def knows_modes(series: Series) -> bool:
    """Whether something in a series does in training what it does not do otherwise."""
    for part in walk(series):
        if isinstance(part, Layer) and isinstance(part.operation, BatchNormalization | Dropout):
            return True
        if isinstance(part, Use) and knows_modes(part.block.series):
            return True
    return False
