"""The subclassed style: a class with layers in `__init__` and a `call`, and a class for each block."""

from collections.abc import Iterable
from itertools import groupby

from cnncheck.emission.classes import ClassBody
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import Imports, indented, listing, module
from cnncheck.emission.parts import Fork, Layer, Part, Series, Stack, blocks
from cnncheck.emission.variation import Variation
from reference.graph import Graph
from reference.operations import Add, Concatenate, Operation


def subclassed(graph: Graph, series: Series, name: str, sentence: str, variation: Variation) -> str:
    """A network as a class; blocks are classes that it holds.

    Args:
        graph: the network.
        series: the same in parts.
        name: of the class.
        sentence: the file's docstring.
        variation: idioms.
    """
    imports = Imports(variation.qualified)
    body = _KerasClasses(KerasLayers(imports, variation))
    series = _stacked(series) if variation.listed else series
    told = f"{name} for images of {'x'.join(map(str, graph.input_shape))}."
    pieces = [body.block(block, imports.layer("Layer")) for block in blocks(series)]
    pieces.append(body.written(name, imports.keras("Model"), told, "self", series))
    return module(sentence, imports, pieces)


def _stacked(series: Series) -> Series:
    """A series whose layers one after the other are in lists."""
    parts: list[Part] = []
    for plain, group in groupby(series, lambda part: isinstance(part, Layer) and not (part.shares or part.is_shared)):
        several = list(group)
        if plain and len(several) > 1:
            number = 1 + sum(isinstance(part, Stack) for part in parts)
            parts.append(Stack(f"stack{number}", tuple(part for part in several if isinstance(part, Layer))))
        else:
            parts += several
    return tuple(parts)


class _KerasClasses(ClassBody):
    """Classes that hold Keras's layers."""

    def made(self, layer: Layer) -> list[str]:
        return [f"self.{layer.name} = {self.author.layer(layer)}"]

    def join_made(self, fork: Fork) -> list[str]:
        return [f"self.{fork.name} = {self.author.join(fork.join)}"] if self.variation.other_joins else []

    def stack_made(self, stack: Stack) -> list[str]:
        return listing(f"self.{stack.name} = [", map(self.author.layer, stack.layers), "]")

    def layer(self, layer: Layer, source: str, target: str) -> list[str]:
        return [f"{target} = {self.called(f'self.{layer.owner}', source, (layer,))}"]

    def stack(self, stack: Stack, source: str, target: str) -> list[str]:
        passed = [f"{target} = {source}"] if source != target else []
        return [*passed, f"for layer in self.{stack.name}:", *indented([f"{target} = layer({target})"])]

    def join(self, name: str, operation: Operation, read: Iterable[str]) -> str:
        if self.variation.other_joins:
            return f"self.{name}([{', '.join(read)}])"
        if isinstance(operation, Add):
            return " + ".join(read)
        axis = operation.axis if isinstance(operation, Concatenate) else -1
        return f"{self.author.imports.tf('concat')}([{', '.join(read)}], axis={axis})"
