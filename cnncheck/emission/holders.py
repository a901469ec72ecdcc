"""What holds the variables of raw code: a `tf.Module`, or a Keras layer that makes them with `add_weight`."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from cnncheck.emission.lines import Imports, call, documented
from cnncheck.emission.parts import Layer
from reference.operations import Conv2D, Dense, DepthwiseConv2D


class Holder(ABC):
    """How variables are made, and what classes that hold them are derived from.

    Attributes:
        method: what such a class is called by.
        no_mode: what `training` is where nobody says it.
    """

    method: str
    no_mode: str

    def __init__(self, imports: Imports) -> None:
        self.imports = imports

    @abstractmethod
    def whole(self) -> str:
        """What the class of the network is derived from."""

    @abstractmethod
    def part(self) -> str:
        """What the class of a block is derived from."""

    @abstractmethod
    def preamble(self, layers: Iterable[Layer]) -> list[list[str]]:
        """Definitions that have to come first."""

    @abstractmethod
    def kernel(self, name: str, sides: list[str], regularizer: float | None, *, trainable: bool = True) -> str:
        """A kernel, at first drawn at random."""

    @abstractmethod
    def vector(self, name: str, width: str, start: str, *, trainable: bool = True) -> str:
        """A number for each channel, at first "zeros" or "ones"."""


class ModuleHolder(Holder):
    """`tf.Module` and `tf.Variable`."""

    method = "__call__"
    no_mode = "False"

    def whole(self) -> str:
        """What the class of the network is derived from."""
        return self.imports.tf("Module")

    def part(self) -> str:
        """What the class of a block is derived from."""
        return self.imports.tf("Module")

    def preamble(self, layers: Iterable[Layer]) -> list[list[str]]:
        """Definitions that have to come first."""
        if not any(isinstance(layer.operation, Conv2D | DepthwiseConv2D | Dense) for layer in layers):
            return []
        drawn = f"return {self.imports.tf('keras.initializers.GlorotUniform')}()(sides)"
        sentence = "First values of a kernel, drawn as Glorot and Bengio propose."
        return [["def glorot(*sides):", *documented(sentence, [drawn])]]

    def kernel(self, name: str, sides: list[str], regularizer: float | None, *, trainable: bool = True) -> str:
        """A kernel, at first drawn at random."""
        del name, regularizer
        options = [] if trainable else ["trainable=False"]
        return call(self.imports.tf("Variable"), [call("glorot", sides), *options])

    def vector(self, name: str, width: str, start: str, *, trainable: bool = True) -> str:
        """A number for each channel, at first zeros or ones."""
        del name
        options = [] if trainable else ["trainable=False"]
        return call(self.imports.tf("Variable"), [call(self.imports.tf(start), [width]), *options])


class KerasHolder(Holder):
    """Keras's model and layers with `add_weight`."""

    method = "call"
    no_mode = "None"

    def whole(self) -> str:
        """What the class of the network is derived from."""
        return self.imports.keras("Model")

    def part(self) -> str:
        """What the class of a block is derived from."""
        return self.imports.layer("Layer")

    def preamble(self, layers: Iterable[Layer]) -> list[list[str]]:
        """Definitions that have to come first."""
        del layers
        return []

    def kernel(self, name: str, sides: list[str], regularizer: float | None, *, trainable: bool = True) -> str:
        """A kernel, at first drawn at random."""
        options = [f'name="{name}"', f"shape=({', '.join(sides)})", 'initializer="glorot_uniform"']
        if regularizer is not None:
            options.append(f"regularizer={call(self.imports.keras('L2', 'regularizers'), [repr(regularizer)])}")
        return call("self.add_weight", options if trainable else [*options, "trainable=False"])

    def vector(self, name: str, width: str, start: str, *, trainable: bool = True) -> str:
        """A number for each channel, at first zeros or ones."""
        options = [f'name="{name}"', f"shape=({width},)", f'initializer="{start}"']
        return call("self.add_weight", options if trainable else [*options, "trainable=False"])
