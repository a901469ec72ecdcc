"""The subclassed style: a class with layers in `__init__` and a `call`, and a class for each block."""

from collections.abc import Iterable
from itertools import groupby

from cnncheck.emission.classes import ClassBody
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import Imports, indented, listing, module
from cnncheck.emission.marks import marked
from cnncheck.emission.oddities import Oddity
from cnncheck.emission.parts import Fork, Layer, Part, Series, Stack, blocks, marks
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
    for plain, group in groupby(series, _is_plain):
        several = list(group)
        if plain and len(several) > 1:
            number = 1 + sum(isinstance(part, Stack) for part in parts)
            parts.append(Stack(f"stack{number}", tuple(part for part in several if isinstance(part, Layer))))
        else:
            parts += several
    return tuple(parts)


def _is_plain(part: Part) -> bool:
    """Whether a part is a layer that is called once and as all others are."""
    return isinstance(part, Layer) and not (part.shares or part.is_shared or part.oddities)


class _KerasClasses(ClassBody):
    """Classes that hold Keras's layers."""

    def made(self, layer: Layer) -> list[str]:
        made = self.author.layer(layer)
        if Oddity.UNTRACKED in layer.oddities:  # Keras looks for layers in attributes, and does not look into functions
            return [f"{layer.name} = {made}", marked(f"self.{layer.name} = lambda x: {layer.name}(x)", layer.marks)]
        return [f"self.{layer.name} = {made}"]

    def join_made(self, fork: Fork) -> list[str]:
        if not self.variation.other_joins:
            return []
        return [marked(f"self.{fork.name} = {self.author.join(fork.join)}", fork.marks)]

    def stack_made(self, stack: Stack) -> list[str]:
        return listing(f"self.{stack.name} = [", map(self.author.layer, stack.layers), "]")

    def layer(self, layer: Layer, source: str, target: str) -> list[str]:
        return [marked(f"{target} = {self.called(f'self.{layer.owner}', source, (layer,))}", layer.marks)]

    def stack(self, stack: Stack, source: str, target: str) -> list[str]:
        passed = [f"{target} = {source}"] if source != target else []
        step = marked(f"{target} = layer({target})", marks(stack.layers))
        return [*passed, f"for layer in self.{stack.name}:", *indented([step])]

    def join(self, name: str, operation: Operation, read: Iterable[str]) -> str:
        if self.variation.other_joins:
            return f"self.{name}([{', '.join(read)}])"
        if isinstance(operation, Add):
            return " + ".join(read)
        axis = operation.axis if isinstance(operation, Concatenate) else -1
        return f"{self.author.imports.tf('concat')}([{', '.join(read)}], axis={axis})"
