"""A wrong version of a network, as a student may come to write it: what it computes, where it is wrong, its concept."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeAlias

from cnncheck.mutation.surgery import bypassed
from reference.graph import Graph
from reference.operations import ShapeError

Edit: TypeAlias = Callable[[Graph], Graph]
"""Changes a graph; raises ValueError or KeyError where it finds no place."""


class Trait(StrEnum):
    """What a program does to one layer that no graph tells."""

    INFERENCE_ONLY = "inference only"
    """`training=False` is written into its call."""
    ALWAYS_TRAINING = "always training"
    """`training=True` is written into its call."""
    FROZEN = "frozen"
    """Its weights are not trainable."""
    UNUSED = "unused"
    """It is created and never called."""
    UNTRACKED = "untracked"
    """Keras does not know of its weights."""
    OVER_BATCH = "over the batch"
    """A softmax over the images of a batch instead of over the classes."""
    CHANNELS_FIRST = "channels first"
    """It is told `data_format="channels_first"`."""
    TRANSPOSED = "transposed"
    """Of the image: its channels are turned to the front before the first layer."""
    DECLARED = "declared"
    """Of the image: a shape is declared that the specified image has not."""


Traits: TypeAlias = tuple[tuple[str, Trait], ...]
"""Names of nodes, each with one trait."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One fault in a network.

    Attributes:
        what: is changed, in words: "c1: kernel 3x3 instead of 5x5".
        code: the concept that a teacher would name.
        nodes: where it is, in `written` or, for what is gone, around it; each of them is a right place to name.
        edit: makes `written` of the reference.
        written: the network as the program has it, with what it creates and never calls.
        traits: what the program does beside the graph.
        operator: which kind of fault it is.
    """

    what: str
    code: str
    nodes: tuple[str, ...]
    edit: Edit = field(repr=False, compare=False)
    written: Graph = field(repr=False)
    traits: Traits = ()
    operator: str = ""

    @property
    def graph(self) -> Graph:
        """The network that is computed."""
        return computed(self.written, self.traits)

    @property
    def builds(self) -> bool:
        """Whether its shapes fit, so that it can be called on an image of the specified shape."""
        return fits(self.written, self.traits)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two faults in one network."""

    first: Mutant
    second: Mutant
    written: Graph = field(repr=False)

    @property
    def traits(self) -> Traits:
        """What the program does beside the graph."""
        return self.first.traits + self.second.traits

    @property
    def graph(self) -> Graph:
        """The network that is computed."""
        return computed(self.written, self.traits)

    @property
    def builds(self) -> bool:
        """Whether its shapes fit."""
        return fits(self.written, self.traits)


@dataclass(frozen=True, slots=True)
class Operator:
    """A kind of fault.

    Attributes:
        name: in words.
        find: every place of a graph where it applies.
    """

    name: str
    find: Callable[[Graph], Iterable[Mutant]]

    def mutants(self, graph: Graph) -> Iterator[Mutant]:
        """The graph with this fault, once for each place and way."""
        return (replace(mutant, operator=self.name) for mutant in self.find(graph))


def operator(name: str) -> Callable[[Callable[[Graph], Iterable[Mutant]]], Operator]:
    """Make an operator of the function that finds its places."""
    return lambda find: Operator(name, find)


def mutant(
    graph: Graph,
    what: str,
    code: str,
    nodes: tuple[str, ...],
    edit: Edit | None = None,
    traits: Iterable[tuple[str, Trait]] = (),
) -> Iterator[Mutant]:
    """A mutant, or none where the edit finds no place or leaves the graph as it is.

    Args:
        graph: the specified network.
        what: is changed, in words.
        code: the concept.
        nodes: where it is.
        edit: of the graph; none where only traits differ.
        traits: what the program does beside the graph.
    """
    change = edit or _unchanged
    try:
        written = change(graph)
    except (ValueError, KeyError):
        return
    told = tuple(traits)
    if told or written != graph:
        yield Mutant(what, code, nodes, change, written, told)


def pair(first: Mutant, second: Mutant) -> Pair | None:
    """Two mutants of one network in one; None where the second finds its place no longer, or they are one place."""
    if first.code == second.code or set(first.nodes) & set(second.nodes):
        return None
    try:
        written = second.edit(first.written)
    except (ValueError, KeyError):
        return None
    known = {node.name for node in written}
    if not known.issuperset((*first.nodes, *second.nodes)):
        return None
    return Pair(first, second, written)


def computed(written: Graph, traits: Traits) -> Graph:
    """A network without what its program never calls."""
    for name, trait in traits:
        if trait is Trait.UNUSED:
            written = bypassed(written, name)
    return written


def fits(written: Graph, traits: Traits) -> bool:
    """Whether the layers of a network can take what they are given."""
    if {trait for _, trait in traits} & {Trait.CHANNELS_FIRST, Trait.TRANSPOSED, Trait.DECLARED}:
        return False  # Keras has no such kernels on a processor, or the shapes are others than the graph tells
    try:
        return bool(computed(written, traits).shapes)
    except ShapeError:
        return False


def _unchanged(graph: Graph) -> Graph:
    return graph
