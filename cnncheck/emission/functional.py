"""The Functional style: layers called on tensors, from the input to the output."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

from cnncheck.emission.bodies import MANY, Body, holds
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import Imports, call, concluded, documented, indented, module
from cnncheck.emission.marks import mark_of, marked
from cnncheck.emission.parts import Block, Choice, Layer, Run, Series, Use, blocks, marks
from cnncheck.emission.uses import arguments, signature
from cnncheck.emission.variation import Variation
from reference.graph import Graph
from reference.operations import Add, Operation


def functional(graph: Graph, series: Series, name: str, sentence: str, variation: Variation) -> str:
    """A network as calls of layers; blocks are functions.

    Args:
        graph: the network.
        series: the same in parts.
        name: of the model, or of the function that builds it.
        sentence: the file's docstring.
        variation: idioms.
    """
    imports = Imports(variation.qualified)
    body = _Calls(KerasLayers(imports, variation))
    image = marked(call(imports.keras("Input"), [f"shape={graph.input_shape}"]), mark_of(0))
    lines = [f"inputs = {image}", *concluded(body.series(series, "inputs", "x"), "x", "outputs = ")]
    model = call(imports.keras("Model"), ["inputs", "outputs", f'name="{graph.name}"'])
    pieces = [body.definition(block) for block in blocks(series)]
    if variation.builder:
        pieces.append([f"def {name}():", *documented("The model.", [*lines, f"return {model}"])])
    else:
        pieces.append([*lines, f"{name} = {model}"])
    return module(sentence, imports, pieces)


class _Calls(Body):
    """Layers made and called in one line."""

    def __init__(self, author: KerasLayers) -> None:
        self.author = author
        self.swapped = author.variation.swapped

    def definition(self, block: Block) -> list[str]:
        """The function that is a block."""
        lines = concluded(self.series(block.series, "x", "x"), "x", "return ")
        told = signature(block, "x", pairs=self.author.variation.pairs)
        return [f"def {block.function}({told}):", *documented(block.sentence, lines)]

    def layer(self, layer: Layer, source: str, target: str) -> list[str]:
        if layer.shares is not None:
            return [marked(f"{target} = {layer.shares}_layer({source})", layer.marks)]
        if layer.is_shared:
            kept = f"{layer.name}_layer"
            return [f"{kept} = {self.author.layer(layer)}", marked(f"{target} = {kept}({source})", layer.marks)]
        return [f"{target} = {self.author.layer(layer)}({source})"]

    def use(self, use: Use, source: str, target: str) -> list[str]:
        return [marked(f"{target} = {call(use.block.function, [source, *arguments(use, self.author)])}", use.marks)]

    def run(self, run: Run, source: str, target: str) -> list[str]:
        lines: list[str] = []
        for _, group in groupby(run.uses, lambda use: (use.block.name, use.values)):
            same = list(group)
            every = replace(same[0], marks=marks(tuple(same)))
            [line] = self.use(every, source, target)
            [after] = self.use(every, target, target)
            if len(same) >= MANY and source == target:
                lines += [f"for _ in range({len(same)}):", *indented([line])]
            else:
                lines += [line, *[after] * (len(same) - 1)]
            source = target
        return lines

    def join(self, name: str, operation: Operation, read: Iterable[str]) -> str:
        del name
        values = list(read)
        if isinstance(operation, Add) and self.author.variation.other_joins:
            return " + ".join(values)
        return f"{self.author.join(operation)}([{', '.join(values)}])"

    def condition(self, choice: Choice) -> str:
        return holds(choice, pairs=self.author.variation.pairs)
