"""One difference between a student's network and the reference."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["attribute", "operation", "missing", "extra", "moved", "wiring", "shared", "widths"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One edit that leads from the reference to the student's network.

    Attributes:
        kind: attribute (another value), operation (another one in its place), missing, extra, moved, wiring (it reads
            something else), shared (it uses another node's weights), widths (the filters of whole blocks follow
            another rule).
        nodes: the nodes it is about, in the reference's names; several for a block that is missing or extra, for what
            is missing because nobody reads it, and for widths.
        attribute: which one, "padding".
        expected, received: its values; of widths, one for each block.
        again: the same edit at other nodes, made by the same line of the student's.
    """

    kind: Kind
    nodes: tuple[str, ...]
    attribute: str = ""
    expected: object = None
    received: object = None
    again: tuple["Difference", ...] = ()

    @property
    def node(self) -> str:
        """The node it is chiefly about."""
        return self.nodes[0]

    @property
    def parts(self) -> tuple["Difference", ...]:
        """The edit at each place."""
        return (self, *self.again)
