"""Finds chains that a graph itself groups by the names of its nodes: "block1.dw", "block1.b1", ..., "block2.dw", ..."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from cnncheck.emission.definitions import defined
from cnncheck.emission.idioms import Idiom, Names, chain_idiom
from cnncheck.emission.parts import Choice, Layer, Part, Series, Use
from cnncheck.emission.slots import signature
from reference.operations import Conv2D, ZeroPadding2D

SHORTEST = 3
"""Fewer layers need no name."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Layers one after the other whose names begin alike."""

    prefix: str
    layers: Mapping[str, Layer]

    @property
    def family(self) -> str:
        """The prefix without its numbers."""
        return re.sub(r"\d+", "", self.prefix)


def grouped(series: Series, names: Names, *, channels: bool) -> dict[int, tuple[int, Use]]:
    """Uses of blocks in place of grouped layers, by the id of the first: how many layers there are, and the use."""
    families: dict[str, list[_Group]] = defaultdict(list)
    for group in _groups(series):
        families[group.family].append(group)
    uses: dict[int, tuple[int, Use]] = {}
    for family, members in families.items():
        order = list(max(members, key=lambda group: len(group.layers)).layers)
        alike = [group for group in members if _fits(group, order, members)]
        if len(alike) < 2 or len(order) < SHORTEST:  # noqa: PLR2004 - once is no repetition
            continue
        bodies = [tuple(_body(group, order, alike)) for group in alike]
        made = defined(names.given(_idiom(family, order, alike)), bodies, channels=channels)
        for group, use in zip(alike, made, strict=True):
            uses[id(next(iter(group.layers.values())))] = (len(group.layers), use)
    return uses


def _groups(series: Series) -> Iterator[_Group]:
    for prefix, parts in groupby(series, _prefix):
        layers = [part for part in parts if isinstance(part, Layer)]
        names = {layer.name.rpartition(".")[2]: layer for layer in layers}
        if prefix and len(names) == len(layers):
            yield _Group(prefix, names)


def _prefix(part: Part) -> str:
    """What a layer's name begins with; nothing for other parts, and for layers that share weights."""
    if not isinstance(part, Layer) or part.is_shared or part.shares:
        return ""
    return part.name.rpartition(".")[0]


def _fits(group: _Group, order: list[str], members: list[_Group]) -> bool:
    """Whether a group's layers come in this order and are of the kinds that the others have under their names."""
    if [name for name in order if name in group.layers] != list(group.layers):
        return False
    first = {name: next(other.layers[name] for other in members if name in other.layers) for name in group.layers}
    return all(signature(layer) == signature(first[name]) for name, layer in group.layers.items())


def _body(group: _Group, order: list[str], alike: list[_Group]) -> Iterator[Part]:
    """The layers of a group, with those that not all groups have as choices."""
    for presence, stretch in groupby(order, lambda name: tuple(name in other.layers for other in alike)):
        names = list(stretch)
        there = tuple(group.layers[name] for name in names if name in group.layers)
        if all(presence):
            yield from there
        else:
            yield Choice(_choice_name(names[0], alike), there)


def _choice_name(first: str, alike: list[_Group]) -> str:
    """What a program calls it that layers are there, of which this is the first, that not all groups have."""
    operation = next(group.layers[first].operation for group in alike if first in group.layers)
    if isinstance(operation, ZeroPadding2D):
        return "padded"
    return "widened" if isinstance(operation, Conv2D) else "extended"


def _idiom(family: str, order: list[str], alike: list[_Group]) -> Idiom:
    """What a family is called in the field, or else in the graph."""
    model = next(group for group in alike if list(group.layers) == order)
    words = re.findall(r"[a-z]+", family.lower().rpartition(".")[2])
    words += [] if words[-1:] == ["block"] else ["block"]  # a class called "Dense" or "Layer" would hide Keras's
    name = "".join(map(str.capitalize, words))
    plain = Idiom(" ".join(words), name, "Layers that the network repeats.", "_".join(words))
    return chain_idiom(tuple(model.layers.values())) or plain
