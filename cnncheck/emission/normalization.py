"""Batch normalisation in raw code: a class of its own, with moving statistics that training moves on."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cnncheck.emission.holders import Holder
from cnncheck.emission.lines import call, documented, indented
from cnncheck.emission.marks import marked
from cnncheck.emission.parts import Layer
from cnncheck.emission.words import word
from reference.operations import BatchNormalization


@dataclass(frozen=True, slots=True)
class Kind:
    """What makes a class of its own: which weights there are, and which axes are averaged over.

    Attributes:
        center, scale: whether there are beta and gamma.
        axis: the axis whose values have statistics of their own, with the batch as axis 0.
        rank: number of axes with the batch.
    """

    center: bool
    scale: bool
    axis: int
    rank: int

    @classmethod
    def of(cls, layer: Layer, operation: BatchNormalization) -> "Kind":
        """The kind of a layer with this operation."""
        rank = layer.rank + 1
        return cls(operation.center, operation.scale, operation.axis % rank, rank)


@dataclass(frozen=True, slots=True)
class Normalizations:
    """The classes that a program needs.

    Attributes:
        names: of the class of each kind.
        marks: of the nodes of each kind.
        usual: momentum and epsilon of most layers, the defaults of each class.
    """

    names: Mapping[Kind, str]
    marks: Mapping[Kind, str]
    usual: tuple[float, float]

    @classmethod
    def of(cls, layers: Iterable[Layer]) -> "Normalizations":
        """The classes for some layers."""
        found = [(layer, layer.operation) for layer in layers if isinstance(layer.operation, BatchNormalization)]
        kinds: dict[Kind, str] = {}
        for layer, operation in found:
            kind = Kind.of(layer, operation)
            kinds[kind] = kinds.get(kind, "") + layer.marks
        names = {kind: f"BatchNorm{number if number > 1 else ''}" for number, kind in enumerate(kinds, start=1)}
        told = Counter((operation.momentum, operation.epsilon) for _, operation in found)
        return cls(names, kinds, max(told, key=lambda each: told[each], default=(0.99, 1e-3)))

    def made(self, layer: Layer, operation: BatchNormalization) -> str:
        """A layer with this operation as it is made: `BatchNorm(6)`."""
        told = zip(("momentum", "epsilon"), (operation.momentum, operation.epsilon), self.usual, strict=True)
        options = [f"{name}={value!r}" for name, value, usual in told if value != usual]
        return call(self.names[Kind.of(layer, operation)], [word(layer.channels), *options])

    def classes(self, holder: Holder) -> list[list[str]]:
        """The definitions."""
        return [self._class(kind, name, holder) for kind, name in self.names.items()]

    def _class(self, kind: Kind, name: str, holder: Holder) -> list[str]:
        momentum, epsilon = self.usual
        made = ["super().__init__()", "self.momentum = momentum", "self.epsilon = epsilon"]
        if kind.scale:
            made.append(f"self.gamma = {holder.vector('gamma', 'channels', 'ones')}")
        if kind.center:
            made.append(f"self.beta = {holder.vector('beta', 'channels', 'zeros')}")
        for statistic, start in (("moving_mean", "zeros"), ("moving_variance", "ones")):
            made.append(f"self.{statistic} = {holder.vector(statistic, 'channels', start, trainable=False)}")
        body = [
            "",
            f"def __init__(self, channels, momentum={momentum!r}, epsilon={epsilon!r}):",
            *indented(made),
            "",
            f"def {holder.method}(self, x, training={holder.no_mode}):",
            *indented([marked(line, self.marks[kind]) for line in _computed(kind, holder)]),
        ]
        sentence = "Batch normalisation: by the statistics of the batch in training, by moving ones otherwise."
        return [f"class {name}({holder.part()}):", *documented(sentence, body)]


def _computed(kind: Kind, holder: Holder) -> list[str]:
    tf = holder.imports.tf
    axes = [axis for axis in range(kind.rank) if axis != kind.axis]
    lines = [
        "if training:",
        *indented([
            f"mean, variance = {tf('nn.moments')}(x, axes={axes})",
            "self.moving_mean.assign(self.momentum * self.moving_mean + (1 - self.momentum) * mean)",
            "self.moving_variance.assign(self.momentum * self.moving_variance + (1 - self.momentum) * variance)",
        ]),
        "else:",
        *indented(["mean, variance = self.moving_mean, self.moving_variance"]),
    ]  # fmt: skip
    values = ["mean", "variance", "self.beta" if kind.center else "None", "self.gamma" if kind.scale else "None"]
    if kind.axis != kind.rank - 1:
        lines.append(f"sides = {[-1 if axis == kind.axis else 1 for axis in range(kind.rank)]}")
        values = [value if value == "None" else call(tf("reshape"), [value, "sides"]) for value in values]
    return [*lines, f"return {call(tf('nn.batch_normalization'), ['x', *values, 'self.epsilon'])}"]
