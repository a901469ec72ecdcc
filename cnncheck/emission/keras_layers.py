"""Keras's layer for each operation, as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from cnncheck.emission.decomposition import Transposition
from cnncheck.emission.lines import Imports, call
from cnncheck.emission.marks import marked
from cnncheck.emission.oddities import Oddity
from cnncheck.emission.parts import Layer, Value
from cnncheck.emission.variation import Variation
from cnncheck.emission.words import activation, word
from reference.operations import (
    Activation,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    Operation,
    Pooling2D,
    Reshape,
    ZeroPadding2D,
)

_CLASSES = {"relu": "ReLU", "softmax": "Softmax"}
"""Activations that Keras has a layer for."""


_ARGUMENTS = (
    (Oddity.CHANNELS_FIRST, "data_format", '"channels_first"'),
    (Oddity.FROZEN, "trainable", "False"),
)
"""Oddities that a layer is told when it is made."""


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a layer.

    Attributes:
        keyword: its name.
        text: its value as it is written.
        by_position: whether it is usually told by its place.
        is_default: whether it says nothing new; None where even a wordy author would leave it out.
    """

    keyword: str
    text: str
    by_position: bool = False
    is_default: bool | None = False


class KerasLayers:
    """Writes layers in one choice of idioms."""

    def __init__(self, imports: Imports, variation: Variation) -> None:
        self.imports, self.variation = imports, variation

    def layer(self, layer: Layer) -> str:
        """A layer: `Conv2D(6, 5, activation="sigmoid")`.

        Raises:
            NotWritableError: Keras has none for it.
        """
        return marked(self._layer(layer), layer.marks)

    def _layer(self, layer: Layer) -> str:
        operation = layer.operation
        if isinstance(operation, Activation):
            if Oddity.OVER_BATCH in layer.oddities:
                return call(self.imports.layer("Softmax"), ["axis=0"])
            return self._activation(operation.function)
        if isinstance(operation, Flatten) and self.variation.reshape:
            return call(self.imports.layer("Reshape"), [f"({layer.shape[0]},)"])
        if isinstance(operation, Transposition):
            return call(self.imports.layer("Permute"), ["(3, 1, 2)"])
        arguments = list(self._arguments(operation, layer.activation))
        arguments += [Argument(name, text) for oddity, name, text in _ARGUMENTS if oddity in layer.oddities]
        return call(self.imports.layer(type(operation).__name__), self.written(arguments))

    def join(self, operation: Operation) -> str:
        """A merging layer."""
        axis = operation.axis if isinstance(operation, Concatenate) else -1
        arguments = [Argument("axis", str(axis), is_default=axis == -1)] if isinstance(operation, Concatenate) else []
        return call(self.imports.layer(type(operation).__name__), self.written(arguments))

    def written(self, arguments: list[Argument]) -> Iterator[str]:
        """Arguments as this author writes them."""
        for argument in arguments:
            if argument.is_default is None or (argument.is_default and not self.variation.explicit):
                continue
            by_position = argument.by_position and not self.variation.keywords
            yield argument.text if by_position else f"{argument.keyword}={argument.text}"

    def word(self, value: Value) -> str:
        """A value as this author writes it."""
        return word(value, pairs=self.variation.pairs)

    def _activation(self, function: str) -> str:
        activation(function)
        if self.variation.activation_classes and function in _CLASSES:
            return call(self.imports.layer(_CLASSES[function]), [])
        return call(self.imports.layer("Activation"), [word(function)])

    def _arguments(self, operation: Operation, function: str | None) -> Iterator[Argument]:
        match operation:
            case Conv2D() | DepthwiseConv2D():
                yield from self._convolution(operation)
                yield from self._ending(operation, function)
            case Dense():
                yield Argument("units", self.word(operation.units), by_position=True)
                yield from self._ending(operation, function)
            case BatchNormalization():
                yield from self._normalization(operation)
            case Pooling2D():
                yield from self._pooling(operation)
            case Dropout():
                yield Argument("rate", self.word(operation.rate), by_position=True)
            case Reshape():
                yield Argument("target_shape", repr(operation.shape), by_position=True)
            case ZeroPadding2D():
                yield Argument("padding", self._border(operation), by_position=True)

    def _convolution(self, operation: Conv2D | DepthwiseConv2D) -> Iterator[Argument]:
        if isinstance(operation, Conv2D):
            yield Argument("filters", self.word(operation.filters), by_position=True)
        yield Argument("kernel_size", self.word(operation.kernel_size), by_position=True)
        yield Argument("strides", self.word(operation.strides), is_default=operation.strides == (1, 1))
        padding = operation.padding
        if self.variation.uppercase and isinstance(padding, str):
            padding = padding.upper()
        yield Argument("padding", self.word(padding), is_default=operation.padding == "valid")
        rate = operation.dilation_rate
        yield Argument("dilation_rate", self.word(rate), is_default=None if rate == (1, 1) else False)
        name = "groups" if isinstance(operation, Conv2D) else "depth_multiplier"
        number = getattr(operation, name)
        yield Argument(name, str(number), is_default=None if number == 1 else False)

    def _ending(self, operation: Conv2D | DepthwiseConv2D | Dense, function: str | None) -> Iterator[Argument]:
        """What convolutions and dense layers are told last."""
        if function is not None:
            activation(function)
            yield Argument("activation", word(function))
        yield Argument("use_bias", str(operation.use_bias), is_default=None if operation.use_bias else False)
        if not isinstance(operation, DepthwiseConv2D) and operation.regularizer is not None:
            l2 = call(self.imports.keras("L2", "regularizers"), [repr(operation.regularizer)])
            yield Argument("kernel_regularizer", l2)

    def _normalization(self, operation: BatchNormalization) -> Iterator[Argument]:
        usual = BatchNormalization()
        for name in ("axis", "momentum", "epsilon", "center", "scale"):
            value = getattr(operation, name)
            seldom = None if name in {"axis", "center", "scale"} else True
            yield Argument(name, repr(value), is_default=seldom if value == getattr(usual, name) else False)

    def _pooling(self, operation: Pooling2D) -> Iterator[Argument]:
        yield Argument("pool_size", self.word(operation.pool_size), by_position=True)
        yield Argument("strides", self.word(operation.strides), is_default=operation.strides == operation.pool_size)
        yield Argument("padding", self.word(operation.padding), is_default=operation.padding == "valid")

    def _border(self, operation: ZeroPadding2D) -> str:
        rows, columns = operation.padding
        if rows == columns and len(set(rows)) == 1:
            return self.word(rows)
        return repr(operation.padding)
