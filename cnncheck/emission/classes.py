"""What the two styles that write classes share: what `__init__` makes, and what is computed with it."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from cnncheck.emission.bodies import MANY, Body, holds, progression
from cnncheck.emission.keras_layers import KerasLayers
from cnncheck.emission.lines import call, concluded, documented, indented, listing
from cnncheck.emission.marks import marked, unmarked
from cnncheck.emission.oddities import mode
from cnncheck.emission.parts import (
    Block,
    Choice,
    Fork,
    Layer,
    Part,
    Run,
    Series,
    Stack,
    Tangle,
    Use,
    knows_modes,
    marks,
)
from cnncheck.emission.uses import arguments, signature
from cnncheck.emission.variation import Variation

ON_ONE_LINE = 2
"""So many blocks are listed on one line, more on a line each."""


class ClassBody(Body):
    """Statements of classes that hold layers or variables as attributes.

    Attributes:
        method: what a class is called by: "call" of Keras, "__call__" of a `tf.Module`.
        no_mode: what `training` is where nobody says it.
    """

    method = "call"
    no_mode = "None"

    def __init__(self, author: KerasLayers) -> None:
        self.author = author
        self.variation = author.variation
        self.swapped = author.variation.swapped

    def block(self, block: Block, base: str) -> list[str]:
        """The class of a block."""
        told = signature(block, "self", pairs=self.variation.pairs)
        return self.written(block.name, base, block.sentence, told, block.series)

    def written(self, name: str, base: str, sentence: str, told: str, series: Series) -> list[str]:
        """A class.

        Args:
            name: of the class.
            base: what it is derived from.
            sentence: its docstring.
            told: the parameters of `__init__`.
            series: what it computes.
        """
        modes = f", training={self.no_mode}" if knows_modes(series) else ""
        made = [line for chunk in _ordered(list(self.chunks(series)), self.variation) for line in chunk]
        lines = concluded(self.series(series, "x", "x"), "x", "return ")
        construction = [f"def __init__({told}):", *indented(["super().__init__()", *self.remembered(series), *made])]
        computation = [f"def {self.method}(self, x{modes}):", *indented(lines)]
        return [f"class {name}({base}):", *documented(sentence, ["", *construction, "", *computation])]

    def chunks(self, series: Series) -> Iterator[list[str]]:
        """Statements of `__init__`, in groups whose order does not matter."""
        for part in series:
            match part:
                case Fork():
                    for branch in part.branches:
                        yield from self.chunks(branch)
                    yield self.join_made(part)
                case Tangle():
                    for wire in part.wires:
                        yield self.join_made(wire.part) if isinstance(wire.part, Fork) else self._layer_made(wire.part)
                case _:
                    yield self._chunk(part)

    def _chunk(self, part: Part) -> list[str]:
        """Statements that make what one part holds."""
        match part:
            case Layer():
                return self._layer_made(part)
            case Use():
                return [f"self.{part.name} = {self.made_block(part)}"]
            case Run():
                return self._run_made(part)
            case Stack():
                return self.stack_made(part)
            case Choice():
                return self._choice_made(part)
            case _:
                return []

    def _layer_made(self, layer: Layer) -> list[str]:
        return [] if layer.shares else self.made(layer)

    def _choice_made(self, choice: Choice) -> list[str]:
        name, holds_when = choice.name, holds(choice, pairs=self.variation.pairs)
        remembered = f"self.{name} = {holds_when}"
        inside = [line for chunk in self.chunks(choice.series) for line in chunk]
        return [remembered, f"if self.{name}:", *indented(inside)] if inside else [remembered]

    def made_block(self, use: Use) -> str:
        """A block as it is made: `ResidualBlock(64)`."""
        return marked(call(use.block.name, arguments(use, self.author)), use.marks)

    def called(self, attribute: str, value: str, series: Series) -> str:
        """A call of something that the object holds, told the mode where it matters."""
        told = next((word for part in series if isinstance(part, Layer) and (word := mode(part.oddities))), None)
        if told is None and knows_modes(series):
            told = "training=training"
        return call(attribute, [value] if told is None else [value, told])

    def use(self, use: Use, source: str, target: str) -> list[str]:
        """Statements of one block."""
        return [marked(f"{target} = {self.called(f'self.{use.name}', source, (use,))}", use.marks)]

    def run(self, run: Run, source: str, target: str) -> list[str]:
        """Statements of several blocks."""
        passed = [f"{target} = {source}"] if source != target else []
        one = run.attribute
        return [
            *passed,
            f"for {one} in self.{run.name}:",
            *indented([f"{target} = {self.called(one, target, run.uses)}"]),
        ]

    def condition(self, choice: Choice) -> str:
        """What says whether something is there."""
        return f"self.{choice.name}"

    def remembered(self, series: Series) -> list[str]:
        """Statements that keep what a block is told and needs again when it computes."""
        del series
        return []

    @abstractmethod
    def made(self, layer: Layer) -> list[str]:
        """Statements that make what a layer holds."""

    def join_made(self, fork: Fork) -> list[str]:
        """Statements that make what joins values; none for an operator."""
        del fork
        return []

    def stack_made(self, stack: Stack) -> list[str]:
        """Statements that make what layers in a list hold: one by one, where a class keeps no lists."""
        return [line for layer in stack.layers for line in self._layer_made(layer)]

    def _run_made(self, run: Run) -> list[str]:
        """A list of blocks: a comprehension where they are alike."""
        items = [self.made_block(use) for use in run.uses]
        if len(set(map(unmarked, items))) == 1 and len(items) > MANY - 1:
            every = self.made_block(replace(run.uses[0], marks=marks(run.uses)))
            return [f"self.{run.name} = [{every} for _ in range({len(items)})]"]
        if grown := progression(run):
            place, numbers = grown
            parameter = run.uses[0].block.parameters[place]
            values = list(run.uses[0].values)
            values[place] = replace(parameter, default=None)
            one = self.made_block(replace(run.uses[0], values=tuple(values), marks=marks(run.uses)))
            told = f"range({numbers.start}, {numbers.stop}, {numbers.step})"
            return [f"self.{run.name} = [{one} for {parameter.name} in {told}]"]
        if len(items) <= ON_ONE_LINE:
            return [f"self.{run.name} = [{', '.join(items)}]"]
        return listing(f"self.{run.name} = [", items, "]")


def _ordered(chunks: Sequence[list[str]], variation: Variation) -> list[list[str]]:
    """Statements in the order of the author: that of the network, or another."""
    if not variation.shuffled:
        return list(chunks)
    return [chunks[place] for place in np.random.default_rng(variation.seed).permutation(len(chunks))]
