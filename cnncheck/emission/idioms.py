"""The blocks that have a name in the field, and how each is introduced in a program."""

from collections import Counter
from dataclasses import dataclass, replace

from cnncheck.emission.parts import Fork, Layer, Series, layers
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    DepthwiseConv2D,
    Operation,
)


@dataclass(frozen=True, slots=True)
class Idiom:
    """A kind of block.

    Attributes:
        title: its name in words, in small letters.
        name: of its class.
        sentence: what it is.
        attribute: what one of it is called in a network, None for the name of its first layer.
    """

    title: str
    name: str
    sentence: str
    attribute: str | None = None


RESIDUAL = Idiom(
    "residual block",
    "ResidualBlock",
    "Convolutions with a shortcut past them: what they read is added to what they return.",
    "block",
)
INVERTED = Idiom(
    "inverted residual",
    "InvertedResidual",
    "Wide inside and narrow at both ends: what is read is added to what is returned.",
    "block",
)
DENSE = Idiom(
    "dense layer",
    "DenseLayer",
    "A few more channels beside all those that were there.",
    "dense_layer",
)
CELL = Idiom(
    "inception cell",
    "InceptionCell",
    "Branches that read the same, side by side in the output.",
    "cell",
)
SEPARABLE = Idiom(
    "separable block",
    "SeparableBlock",
    "A convolution over the pixels of each channel, then one over the channels of each pixel.",
    "block",
)
TRANSITION = Idiom(
    "transition",
    "Transition",
    "Fewer channels on maps of half the sides.",
    "transition",
)
CONV_BN = Idiom("conv bn {}", "ConvBN{}", "A convolution, batch normalisation and {}.")


@dataclass(frozen=True, slots=True)
class Chain:
    """Layers one after the other that are known by a name.

    Attributes:
        idiom: the name; braces stand for that of the last activation.
        operations: of the layers.
        sites: how often they have to be in the program before a name saves the reader anything.
    """

    idiom: Idiom
    operations: tuple[type[Operation], ...]
    sites: int


CHAINS = (
    Chain(TRANSITION, (BatchNormalization, Activation, Conv2D, AveragePooling2D), 2),
    Chain(CONV_BN, (Conv2D, BatchNormalization, Activation), 3),
)


class Names:
    """Names of the blocks of one program: the second kind of residual block is `ResidualBlock2`."""

    def __init__(self) -> None:
        self._numbers: Counter[str] = Counter()

    def given(self, idiom: Idiom) -> Idiom:
        """The idiom under a name that no other block of the program has."""
        self._numbers[idiom.name] += 1
        number = self._numbers[idiom.name]
        if number == 1:
            return idiom
        return replace(idiom, title=f"{idiom.title} {number}", name=f"{idiom.name}{number}")


def fork_idiom(fork: Fork) -> Idiom:
    """What a fork is called: by how it is joined, and by what is in it."""
    if isinstance(fork.join, Add):
        return INVERTED if _is_depthwise((fork,)) else RESIDUAL
    return DENSE if () in fork.branches else CELL


def chain_idiom(series: Series) -> Idiom | None:
    """What layers one after the other are called, if there is a name for them."""
    operations = tuple(type(layer.operation) for layer in layers(series))
    if operations == CHAINS[0].operations:
        return TRANSITION
    return SEPARABLE if _is_depthwise(series) else None


def spoken(idiom: Idiom, series: Series) -> Idiom:
    """The idiom with the name of the last activation of a series."""
    operations = [part.operation for part in series if isinstance(part, Layer)]
    function = next(each.function for each in reversed(operations) if isinstance(each, Activation))
    return Idiom(
        idiom.title.format(function),
        idiom.name.format(function.capitalize()),
        idiom.sentence.format(function),
        idiom.attribute,
    )


def _is_depthwise(series: Series) -> bool:
    return any(isinstance(layer.operation, DepthwiseConv2D) for layer in layers(series))
