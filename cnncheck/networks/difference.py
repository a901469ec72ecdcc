"""One difference between a student's network and the reference."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["attribute", "operation", "missing", "extra", "moved", "wiring", "shared", "widths", "known"]

WHOLE = "network"
"""What a known fault is about that is no place in a network: all of it."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fault that has a name: its code, what is said, what is specified and received, and whether it is certain."""

    code: str
    sentence: str
    expected: str
    received: str
    certain: bool = True


@dataclass(frozen=True, slots=True)
class Difference:
    """One edit that leads from the reference to the student's network.

    Attributes:
        kind: attribute (another value), operation (another one in its place), missing, extra, moved, wiring (it reads
            something else), shared (it uses another node's weights), widths (the filters of whole blocks follow
            another rule), known (several differences that are one fault of the dictionary).
        nodes: the nodes it is about, in the reference's names; several for a block that is missing or extra, for what
            is missing because nobody reads it, and for widths.
        attribute: which one, "padding"; of a known fault, that it is about the whole network.
        expected, received: its values; of widths, one for each block.
        again: the same edit at other nodes, made by the same line of the student's; of a known fault, all that
            follows from it.
        known: the fault of the dictionary.
    """

    kind: Kind
    nodes: tuple[str, ...]
    attribute: str = ""
    expected: object = None
    received: object = None
    again: tuple["Difference", ...] = ()
    known: Known | None = None

    @property
    def node(self) -> str:
        """The node it is chiefly about."""
        return self.nodes[0]

    @property
    def parts(self) -> tuple["Difference", ...]:
        """The edit at each place."""
        if self.known is not None:
            return tuple(part for one in self.again for part in one.parts)
        return (self, *self.again)
