"""Operations in a few words and in a colour, for the boxes of a drawing."""

from dataclasses import dataclass

from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    GlobalPooling2D,
    Input,
    Operation,
    Pooling2D,
)


@dataclass(frozen=True, slots=True)
class Colour:
    """Of the inside and the outline of a box; black text on the inside has a contrast above 12."""

    fill: str
    stroke: str


_PLAIN = Colour("#f4f4f4", "#8c8c8c")
_COLOURS: dict[type[Operation], Colour] = {
    Input: Colour("#ffffff", "#8c8c8c"),
    Conv2D: Colour("#dcebf7", "#3a6ea5"),
    Pooling2D: Colour("#dff1de", "#4b8b3b"),
    GlobalPooling2D: Colour("#dff1de", "#4b8b3b"),
    Dense: Colour("#fdebd0", "#b9770e"),
    Add: Colour("#ece2f4", "#76448a"),
    Concatenate: Colour("#ece2f4", "#76448a"),
}


def colour(operation: Operation) -> Colour:
    """The colour of its kind."""
    return next((value for kind, value in _COLOURS.items() if isinstance(operation, kind)), _PLAIN)


def follows(operation: Operation) -> bool:
    """Whether it is drawn in the box of the layer before it: it changes values and keeps the shape."""
    return isinstance(operation, BatchNormalization | Activation | Dropout)


def words(operation: Operation) -> str:
    """The operation with what sets it apart, strides and biases only where they are not the usual ones.

    >>> words(Conv2D(6, (5, 5), padding="same"))
    'Conv2D 6, 5x5, same'
    >>> words(Pooling2D(padding="same")), words(Activation("relu"))
    ('Pooling2D 2x2, strides 2, same', 'relu')
    """
    if isinstance(operation, Activation):
        return operation.function
    kind = type(operation).__name__
    numbers = [
        str(value) for name in ("filters", "units", "rate") if (value := getattr(operation, name, None)) is not None
    ]
    return " ".join([kind, ", ".join([*numbers, *_window(operation)])]).rstrip()


def _window(operation: Operation) -> list[str]:
    side = getattr(operation, "kernel_size", getattr(operation, "pool_size", None))
    if side is None:
        return []
    parts = [sides(side)]
    strides, rate = getattr(operation, "strides", (1, 1)), getattr(operation, "dilation_rate", (1, 1))
    if strides != (1, 1):
        parts.append(f"strides {strides[0] if len(set(strides)) == 1 else sides(strides)}")
    if rate != (1, 1):
        parts.append(f"dilation {rate[0] if len(set(rate)) == 1 else sides(rate)}")
    parts.append(getattr(operation, "padding", ""))
    if (groups := getattr(operation, "groups", 1)) != 1:
        parts.append(f"{groups} groups")
    if not getattr(operation, "use_bias", True):
        parts.append("no bias")
    return parts


def sides(shape: tuple[int, ...]) -> str:
    """A shape as it is said.

    >>> sides((28, 28, 6))
    '28x28x6'
    """
    return "x".join(map(str, shape))
