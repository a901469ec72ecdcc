"""Looks names up among definitions: as asked, without case and underscores, then by the nearest spelling."""

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from cnncheck.findings import Finding, Severity, Where
from cnncheck.submission.definitions import Definition

NEAR = 0.8
"""Similarity from which a name counts as misspelt: Basline for Baseline has .93, conv2d_parameters for
dense_parameters .71."""

SHORTEST_MISSPELT = 6
"""Letters a name needs to be recognised when misspelt: among shorter ones elu is no slip for relu."""

LONGEST = 60
"""Letters of a name that is still compared: similarity takes time that grows with the square of the length."""

_KINDS = ("class", "function", "value")


@dataclass(frozen=True, slots=True)
class Match:
    """The definition that was found for a name.

    Attributes:
        definition: what was found.
        asked: the name that was asked for.
    """

    definition: Definition
    asked: str

    @property
    def exact(self) -> bool:
        """Whether the name is spelt as asked."""
        return self.definition.name == self.asked

    def advice(self) -> Finding | None:
        """What to say about the spelling; None when it is exact."""
        if self.exact:
            return None
        found = self.definition
        return Finding(
            code="missing-name",
            message=f"The name {self.asked} was not found; {found.name} was graded in its place.",
            severity=Severity.ADVICE,
            where=Where(file=found.file, line=found.line),
            expected=self.asked,
            received=found.name,
            hint=f"Call it {self.asked}, exactly as the task does.",
            confirmed=True,
        )


def find(
    definitions: Sequence[Definition],
    names: Sequence[str],
    kinds: Collection[str],
    reserved: Collection[str] = (),
) -> Match | None:
    """The definition that is meant by one of `names`, the first being the one asked for; None if that is in doubt.

    Args:
        definitions: of the whole submission.
        names: what the subject may be called, all of them exact.
        kinds: of definitions that will do.
        reserved: names of other subjects, which are never taken for a misspelling of this one.
    """
    wanted = [item for item in definitions if item.kind in kinds]
    for name in names:
        if found := [item for item in wanted if item.name == name]:
            return Match(_preferred(found, name), name)
    asked = names[0]
    for name in names:
        if found := [item for item in wanted if folded(item.name) == folded(name)]:
            return Match(_preferred(found, asked), asked)
    near = [item for item in _near(wanted, names) if folded(item.name) not in {folded(name) for name in reserved}]
    if near and len({folded(item.name) for item in near}) == 1:
        return Match(_preferred(near, asked), asked)
    return None


def nearest(
    definitions: Sequence[Definition],
    name: str,
    kinds: Collection[str],
    reserved: Collection[str] = (),
) -> Definition | None:
    """The definition spelt most like `name` and not `reserved` for another subject, to be offered as a suggestion."""
    taken = {folded(other) for other in reserved}
    by_name = {
        folded(item.name): item
        for item in definitions
        if item.kind in kinds and len(item.name) <= LONGEST and folded(item.name) not in taken
    }
    close = difflib.get_close_matches(folded(name), by_name, 1)
    return by_name[close[0]] if close else None


def folded(name: str) -> str:
    """The name without case and underscores.

    >>> folded("Conv_2D") == folded("conv2d")
    True
    """
    return name.replace("_", "").casefold()


def _near(definitions: Sequence[Definition], names: Sequence[str]) -> list[Definition]:
    return [item for item in definitions if any(_misspells(item.name, name) for name in names)]


def _misspells(written: str, name: str) -> bool:
    """Whether `written` is a slip of the pen; VGG19 is none for VGG16, but LeNet is one for LeNet5.

    >>> _misspells("Basline", "Baseline"), _misspells("LeNet", "LeNet5"), _misspells("VGG19", "VGG16")
    (True, True, False)
    """
    first, second = folded(written), folded(name)
    digits = [re.findall(r"\d+", text) for text in (first, second)]
    if len(second) < SHORTEST_MISSPELT or len(first) > LONGEST or (all(digits) and digits[0] != digits[1]):
        return False
    return difflib.SequenceMatcher(None, first, second, autojunk=False).ratio() >= NEAR


def _preferred(found: Sequence[Definition], name: str) -> Definition:
    """One of several: in the file whose name says so, classes before functions before values, the last written."""

    def rank(item: Definition) -> tuple[bool, int, str]:
        return folded(name) not in folded(item.file), _KINDS.index(item.kind), item.file

    best = min(rank(item) for item in found)
    return max((item for item in found if rank(item) == best), key=lambda item: item.line)
