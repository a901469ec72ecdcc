"""Operations in a few words and in a colour, for the boxes of a drawing."""

from dataclasses import dataclass

from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
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
    DepthwiseConv2D: Colour("#dcebf7", "#3a6ea5"),
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

    What is usual for strides is 1, except for pooling, whose strides are always said: their default is the pool size.

    >>> words(Conv2D(6, (5, 5), padding="same"))
    'Conv2D 6, 5x5, same'
    >>> words(Pooling2D(padding="same")), words(Activation("relu"))
    ('Pooling2D 2x2, strides 2, same', 'relu')
    >>> words(Pooling2D((3, 3), (1, 1), "same"))
    'Pooling2D 3x3, strides 1, same'
    """
    if isinstance(operation, Activation):
        return operation.function
    parts = [str(getattr(operation, name)) for name in ("filters", "units", "rate") if hasattr(operation, name)]
    if window := window_of(operation):
        parts.append(sides(window))
    if (strides := strides_of(operation)) and (strides != "1" or isinstance(operation, Pooling2D)):
        parts.append(f"strides {strides}")
    rate = getattr(operation, "dilation_rate", (1, 1))
    if rate != (1, 1):
        parts.append(f"dilation {one_for_both(rate)}")
    parts += [text for text in (padding_of(operation),) if text]
    if (groups := getattr(operation, "groups", 1)) != 1:
        parts.append(f"{groups} groups")
    if not getattr(operation, "use_bias", True):
        parts.append("no bias")
    return f"{type(operation).__name__} {', '.join(parts)}".rstrip()


def window_of(operation: Operation) -> tuple[int, ...]:
    """Height and width of the kernel or the pooling window; empty where there is none."""
    window: tuple[int, ...] = getattr(operation, "kernel_size", getattr(operation, "pool_size", ()))
    return window


def strides_of(operation: Operation) -> str:
    """Strides of a window; empty where there is none."""
    return one_for_both(operation.strides) if hasattr(operation, "strides") else ""


def padding_of(operation: Operation) -> str:
    """The padding of a window by name, of zeros by their number; empty where there is none.

    >>> from reference.operations import ZeroPadding2D
    >>> padding_of(Conv2D(6, (5, 5))), padding_of(ZeroPadding2D(((3, 3), (3, 3))))
    ('valid', '3')
    >>> padding_of(ZeroPadding2D(((0, 1), (0, 1))))
    '0+1, 0+1'
    """
    padding = getattr(operation, "padding", "")
    if isinstance(padding, str):
        return padding
    if len({pixels for side in padding for pixels in side}) == 1:
        return str(padding[0][0])
    return ", ".join(f"{before}+{after}" for before, after in padding)


def one_for_both(pair: tuple[int, int]) -> str:
    """A number that holds for height and width, or both.

    >>> one_for_both((2, 2)), one_for_both((2, 1))
    ('2', '2x1')
    """
    return str(pair[0]) if pair[0] == pair[1] else sides(pair)


def sides(shape: tuple[int, ...]) -> str:
    """A shape as it is said.

    >>> sides((28, 28, 6))
    '28x28x6'
    """
    return "x".join(map(str, shape))
