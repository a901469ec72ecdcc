"""What a finding code stands for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """The idea behind a finding code.

    Attributes:
        code: kebab-case name, published and never renamed.
        title: a few words, as a heading.
        explanation: two to five sentences to learn from.
        worked: an example with numbers, where there is one.
        section: the part of the course it belongs to.
    """

    code: str
    title: str
    explanation: str
    worked: str | None
    section: str
