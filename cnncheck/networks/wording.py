"""How parts of a network are called in sentences to a student."""

from collections.abc import Mapping

from reference.graph import Graph
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    GlobalPooling2D,
    MaxPooling2D,
    Opaque,
    Operation,
    Pooling2D,
    Reshape,
    ZeroPadding2D,
)

KINDS: Mapping[type[Operation], str] = {
    Conv2D: "convolution",
    DepthwiseConv2D: "depthwise convolution",
    Dense: "dense layer",
    BatchNormalization: "batch normalisation",
    Activation: "activation",
    Pooling2D: "pooling",
    GlobalPooling2D: "global pooling",
    Dropout: "dropout",
    Flatten: "flattening",
    Reshape: "reshaping",
    ZeroPadding2D: "padding",
    Add: "addition",
    Concatenate: "concatenation",
}

EXACT: Mapping[type[Operation], str] = {
    MaxPooling2D: "max pooling",
    AveragePooling2D: "average pooling",
    GlobalAveragePooling2D: "global average pooling",
    GlobalMaxPooling2D: "global max pooling",
}

ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def kind_of(operation: Operation) -> str:
    """The word for an operation's kind: "convolution"."""
    if isinstance(operation, Opaque):
        return f"operation {operation.name}"
    return next((word for kind, word in KINDS.items() if isinstance(operation, kind)), type(operation).__name__)


def exactly(operation: Operation) -> str:
    """The word that tells an operation from its relatives: "max pooling", "relu".

    >>> exactly(Activation("relu")), exactly(MaxPooling2D())
    ('relu', 'max pooling')
    """
    if isinstance(operation, Activation):
        return operation.function
    if isinstance(operation, Opaque):
        return operation.name
    return EXACT.get(type(operation), kind_of(operation))


def phrase(operation: Operation) -> str:
    """The exact word with what it is, where the word alone does not say it.

    >>> phrase(MaxPooling2D()), phrase(Opaque("ArgMax", (1,)))
    ('max pooling', 'operation ArgMax')
    """
    return kind_of(operation) if isinstance(operation, Opaque) else exactly(operation)


def ordinal(number: int) -> str:
    """Write a place in a row.

    >>> ordinal(1), ordinal(12)
    ('first', '12th')
    """
    if number <= len(ORDINALS):
        return ORDINALS[number - 1]
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10 if number // 10 % 10 != 1 else 0, "th")
    return f"{number}{ending}"


def rank(graph: Graph, name: str) -> str:
    """A node by its place among those of its kind: "the first convolution", "the flattening" if there is one only.

    >>> from reference.networks import lenet5
    >>> rank(lenet5(), "c2"), rank(lenet5(), "flatten"), rank(lenet5(), "f3")
    ('the second convolution', 'the flattening', 'the last dense layer')
    """
    word = kind_of(graph[name].operation)
    alike = [node.name for node in graph if kind_of(node.operation) == word]
    if len(alike) == 1:
        return f"the {word}"
    place = alike.index(name) + 1
    return f"the {'last' if place == len(alike) > 2 else ordinal(place)} {word}"  # noqa: PLR2004 - of two, the second


def sides(pair: tuple[int, int]) -> str:
    """A window or a step: 5x5.

    >>> sides((5, 3))
    '5x3'
    """
    return f"{pair[0]}x{pair[1]}"


def shape_of(shape: tuple[int, ...]) -> str:
    """A shape without its batch: 28x28x6, or 400.

    >>> shape_of((28, 28, 6)), shape_of((400,))
    ('28x28x6', '400')
    """
    return "x".join(map(str, shape))


def described(graph: Graph, name: str) -> str:
    """An operation with what matters about it: "convolution, 6 filters of 5x5, valid"."""
    match graph[name].operation:
        case Conv2D(filters, kernel_size, _, padding):
            return f"convolution, {filters} filters of {sides(kernel_size)}, {padding}"
        case Dense(units):
            return f"dense layer, {units} units"
        case Activation(function):
            return function
        case operation:
            return exactly(operation)
