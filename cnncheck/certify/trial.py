"""Programs to be graded, each with what should be said of it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cnncheck.emission import NotWritableError, Program, Style, Variation, program
from cnncheck.mutation import Mutant, Pair
from cnncheck.mutation.mutant import Traits
from reference.graph import Graph

ATTEMPTS = 20
"""How many programs are written for each that is wanted, at most."""


@dataclass(frozen=True, slots=True)
class Trial:
    """One program.

    Attributes:
        kind: "mutant", "pair", "right", or "equivalent" for a mutant that is right after all.
        operator: what was done to it; of a right one how it is written.
        what: the same with the place.
        style: in which it is written.
        text: the program.
        faults: the concept of each fault, and the lines at which it may be named; none of a right one.
    """

    kind: str
    operator: str
    what: str
    style: str
    text: str
    faults: tuple[tuple[str, frozenset[int]], ...] = ()

    @property
    def codes(self) -> tuple[str, ...]:
        """The concepts that should be named."""
        return tuple(code for code, _ in self.faults)


class Author:
    """Writes networks of one task as students would."""

    def __init__(self, reference: Graph, name: str, styles: Sequence[Style], seed: int) -> None:
        self.reference, self.name, self.seed = reference, name, seed
        self.styles = tuple(style for style in styles if self._can_write(style))

    def right(self, count: int) -> Iterator[Trial]:
        """So many programs of the reference itself, no two of them alike: every style in turn, first as usual.

        Of a small network there may be fewer, as idioms that are drawn often make the same program.
        """
        known: set[str] = set()
        for number in range(ATTEMPTS * count if self.styles else 0):
            style = self.styles[number % len(self.styles)]
            usual = number < len(self.styles)
            variation = Variation() if usual else self.seed + number
            text = self._written(self.reference, (), style, variation).text
            if text not in known:
                known.add(text)
                yield Trial("right", "reference", f"idioms {'as usual' if usual else variation}", style, text)
            if len(known) == count:
                return

    def wrong(self, mutant: Mutant, number: int, *, kind: str = "mutant", once: bool) -> Iterator[Trial | str]:
        """A mutant in every style that has words for it, or in one of them; a sentence where there is none.

        Args:
            mutant: to write.
            number: of the mutant, from which its idioms are drawn and, where it is written once, its style.
            kind: of the trials.
            once: whether one style is enough.
        """
        refusals: list[str] = []
        found = 0
        for style in self._from(number):
            try:
                written = self._written(mutant.written, mutant.traits, style, self.seed + number)
            except NotWritableError as error:
                refusals.append(str(error))
                continue
            faults = () if kind == "equivalent" else ((mutant.code, _lines(written, mutant.nodes)),)
            yield Trial(kind, mutant.operator, mutant.what, style, written.text, faults)
            found += 1
            if once:
                return
        if not found:
            yield f"{mutant.operator}: {mutant.what}: {refusals[-1] if refusals else 'no style was asked for'}"

    def both(self, pair: Pair, number: int) -> Iterator[Trial]:
        """A pair in the first style that has words for it."""
        for style in self._from(number):
            try:
                written = self._written(pair.written, pair.traits, style, self.seed + number)
            except NotWritableError:
                continue
            faults = tuple((one.code, _lines(written, one.nodes)) for one in (pair.first, pair.second))
            operator = f"{pair.first.operator} + {pair.second.operator}"
            yield Trial("pair", operator, f"{pair.first.what}; {pair.second.what}", style, written.text, faults)
            return

    def _from(self, number: int) -> tuple[Style, ...]:
        """The styles, beginning with another one for each number."""
        first = number % len(self.styles) if self.styles else 0
        return self.styles[first:] + self.styles[:first]

    def _written(self, graph: Graph, traits: Traits, style: Style, variation: Variation | int) -> Program:
        oddities: Mapping[str, list[str]] = defaultdict(list)
        for name, trait in traits:
            oddities[name].append(trait.value)
        return program(
            graph, style, name=self.name, variation=variation, oddities=oddities, believed=self.reference.shapes
        )

    def _can_write(self, style: Style) -> bool:
        try:
            self._written(self.reference, (), style, Variation())
        except NotWritableError:
            return False
        return True


def _lines(written: Program, nodes: tuple[str, ...]) -> frozenset[int]:
    return frozenset(line for name in nodes for line in written.lines.get(name, ()))
