"""Finds what a network repeats, and makes a block of it: a residual block, an inception cell, a ConvBNRelu."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from cnncheck.emission.definitions import defined
from cnncheck.emission.groups import grouped
from cnncheck.emission.idioms import CHAINS, Chain, Names, fork_idiom, spoken
from cnncheck.emission.parts import Block, Choice, Fork, Layer, Part, Run, Series, Use, blocks, knows_modes
from cnncheck.emission.slots import signatures
from reference.operations import Activation, Add

SHORTCUT = 2
"""A shortcut is at most a convolution and its batch normalisation."""


def structured(series: Series, *, channels: bool) -> Series:
    """A series in which what is repeated is a block.

    Args:
        series: a network.
        channels: whether blocks have to know what their layers read.
    """
    names = Names()
    series = _forks(series, names, channels=channels)
    series = _replaced(series, partial(_known, grouped(series, names, channels=channels)))
    for chain in CHAINS:
        series = _chains(series, chain, names, channels=channels)
    return _runs(series)


Match = Callable[[Series, int], tuple[int, Part] | None]
"""What stands at a place of a series, and how many parts it is in place of."""


def _replaced(series: Series, match: Match) -> Series:
    """A series and its branches with other parts where something matches."""
    parts: list[Part] = []
    at = 0
    while at < len(series):
        if found := match(series, at):
            parts.append(found[1])
            at += found[0]
            continue
        part = series[at]
        if isinstance(part, Fork):
            part = replace(part, branches=tuple(_replaced(branch, match) for branch in part.branches))
        elif isinstance(part, Choice):
            part = replace(part, series=_replaced(part.series, match))
        parts.append(part)
        at += 1
    return tuple(parts)


@dataclass(frozen=True, slots=True)
class _Unit:
    """A fork that may be a block, with the activation behind it."""

    fork: Fork
    behind: Series

    @property
    def series(self) -> Series:
        return (self.fork, *self.behind)

    @property
    def shortcut(self) -> int | None:
        """Which branch of a sum of two is the shortcut, if one is."""
        sizes = [len(branch) for branch in self.fork.branches]
        if not isinstance(self.fork.join, Add) or len(sizes) != 2 or min(sizes) > SHORTCUT:  # noqa: PLR2004
            return None
        return sizes.index(min(sizes)) if len(set(sizes)) > 1 else None

    @property
    def key(self) -> Hashable:
        """What it has in common with others of one block: a shortcut may have layers in one and none in another."""
        short = self.shortcut
        if short is None:
            return signatures(self.series)
        return ("residual", short, signatures(self.fork.branches[1 - short]), signatures(self.behind))

    def with_choice(self) -> Series:
        """The unit with its shortcut's layers as a choice."""
        short = self.shortcut
        branches = tuple(
            (Choice("projected", branch),) if place == short else branch
            for place, branch in enumerate(self.fork.branches)
        )
        return (replace(self.fork, branches=branches), *self.behind)


def _forks(series: Series, names: Names, *, channels: bool) -> Series:
    """Forks that are alike become blocks, the innermost first; where that was done, the next ones are innermost."""
    for height in range(1, _height(series) + 1):
        uses: dict[int, tuple[int, Use]] = {}
        for group in _alike(list(_units(series, height))):
            whole = [unit.series for unit in group]
            differ = len(set(map(signatures, whole))) > 1
            bodies = [unit.with_choice() for unit in group] if differ else whole
            made = defined(names.given(fork_idiom(group[0].fork)), bodies, channels=channels)
            uses |= {id(unit.fork): (len(unit.series), use) for unit, use in zip(group, made, strict=True)}
        series = _replaced(series, partial(_known, uses))
    return series


def _known(uses: Mapping[int, tuple[int, Use]], series: Series, at: int) -> tuple[int, Part] | None:
    return uses.get(id(series[at]))


def _alike(units: list[_Unit]) -> Iterator[list[_Unit]]:
    """Units that can be one block, where there are at least two."""
    groups: dict[Hashable, list[_Unit]] = defaultdict(list)
    for unit in units:
        groups[unit.key].append(unit)
    for group in groups.values():
        kinds = dict.fromkeys(signatures(unit.series) for unit in group)
        shortcuts = {signatures(unit.fork.branches[unit.shortcut]) for unit in group if unit.shortcut is not None}
        if len(shortcuts - {()}) <= 1:
            parted = [group]
        else:
            parted = [[unit for unit in group if signatures(unit.series) == kind] for kind in kinds]
        yield from (alike for alike in parted if len(alike) > 1)


def _height(series: Series) -> int:
    """How deep forks are within forks."""
    return max((1 + max(map(_height, part.branches)) for part in series if isinstance(part, Fork)), default=0)


def _units(series: Series, height: int) -> Iterator[_Unit]:
    """Every fork up to a height, with the activation behind a sum."""
    for at, part in enumerate(series):
        if isinstance(part, Fork):
            if _height((part,)) <= height:
                yield _Unit(part, _behind(series, at) if isinstance(part.join, Add) else ())
            for branch in part.branches:
                yield from _units(branch, height)


def _behind(series: Series, at: int) -> Series:
    """The activation behind a part, if there is one."""
    return tuple(
        part for part in series[at + 1 : at + 2] if isinstance(part, Layer) and isinstance(part.operation, Activation)
    )


def _chains(series: Series, chain: Chain, names: Names, *, channels: bool) -> Series:
    """Chains of one kind become blocks, in the network and in the definitions of its blocks."""
    groups: dict[Hashable, list[Series]] = defaultdict(list)
    for body in (series, *(block.series for block in blocks(series))):
        for found in _sites(body, chain):
            groups[signatures(found)].append(found)
    uses: dict[int, tuple[int, Use]] = {}
    for group in groups.values():
        if len(group) >= chain.sites:
            made = defined(names.given(spoken(chain.idiom, group[0])), group, channels=channels)
            uses |= {id(found[0]): (len(found), use) for found, use in zip(group, made, strict=True)}
    return _everywhere(series, partial(_known, uses), {})


def _sites(series: Series, chain: Chain) -> Iterator[Series]:
    """Where a chain is in a series and its branches."""
    at = 0
    while at < len(series):
        part, found = series[at], series[at : at + len(chain.operations)]
        if _is_chain(found, chain):
            yield found
            at += len(found)
            continue
        if isinstance(part, Fork):
            for branch in part.branches:
                yield from _sites(branch, chain)
        elif isinstance(part, Choice):
            yield from _sites(part.series, chain)
        at += 1


def _is_chain(series: Series, chain: Chain) -> bool:
    if len(series) < len(chain.operations):
        return False
    return all(
        isinstance(part, Layer)
        and type(part.operation) is operation
        and not (part.activation or part.is_shared or part.shares)
        for part, operation in zip(series, chain.operations, strict=True)
    )


def _everywhere(series: Series, match: Match, known: dict[str, Block]) -> Series:
    """A series with other parts where something matches, also in the definitions of its blocks."""
    return _with_definitions(_replaced(series, match), match, known)


def _with_definitions(series: Series, match: Match, known: dict[str, Block]) -> Series:
    parts: list[Part] = []
    for part in series:
        match part:
            case Use(block=block):
                if block.name not in known:
                    known[block.name] = replace(block, series=_everywhere(block.series, match, known))
                parts.append(replace(part, block=known[block.name]))
            case Fork():
                branches = tuple(_with_definitions(branch, match, known) for branch in part.branches)
                parts.append(replace(part, branches=branches))
            case Choice():
                parts.append(replace(part, series=_with_definitions(part.series, match, known)))
            case _:
                parts.append(part)
    return tuple(parts)


def _runs(series: Series) -> Series:
    """Blocks one after the other that go by the same name become a run."""
    parts: list[Part] = []
    for key, group in groupby(series, _run_key):
        several = list(group)
        uses = tuple(part for part in several if isinstance(part, Use))
        if key is not None and len(uses) > 1:
            parts.append(Run(uses[0].name, uses))
        else:
            parts += several
    return tuple(parts)


def _run_key(part: Part) -> tuple[str, bool] | None:
    """What blocks of a run have in common: what they are called, and whether they are told the mode."""
    if not isinstance(part, Use) or part.block.attribute is None:
        return None
    return part.block.attribute, knows_modes((part,))
