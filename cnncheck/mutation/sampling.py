"""A part of all mutants, spread over operators and over places in the network; and pairs of them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import zip_longest

import numpy as np

from cnncheck.mutation.mutant import Mutant, Pair, pair

REGIONS = 3
"""Early, middle, late."""


def sample(mutants: Iterable[Mutant], count: int, seed: int) -> list[Mutant]:
    """So many mutants: of every operator in turn, and within an operator early, in the middle and late in turn.

    The same mutants, count and seed give the same sample; a larger count only adds to it.

    >>> from cnncheck.mutation.operators import mutants
    >>> from reference.networks import lenet5
    >>> len({mutant.operator for mutant in sample(mutants(lenet5()), 20, seed=0)})
    20
    """
    rng = np.random.default_rng(seed)
    by_operator: dict[str, list[Mutant]] = defaultdict(list)
    for mutant in mutants:
        by_operator[mutant.operator].append(mutant)
    columns = [_mixed(members, rng) for members in by_operator.values()]
    rounds = [mutant for row in zip_longest(*columns) for mutant in row if mutant is not None]
    return rounds[:count]


def _mixed(members: Sequence[Mutant], rng: np.random.Generator) -> list[Mutant]:
    """Mutants in random order, but of early, middle and late places in turn."""
    regions: list[list[Mutant]] = [[] for _ in range(REGIONS)]
    for place in rng.permutation(len(members)):
        regions[int(REGIONS * _depth(members[place]))].append(members[place])
    order = [regions[place] for place in rng.permutation(REGIONS)]
    return [mutant for row in zip_longest(*order) for mutant in row if mutant is not None]


def _depth(mutant: Mutant) -> float:
    """Where a mutant's first place is: 0 at the image, below 1 at the output."""
    position = {node.name: number for number, node in enumerate(mutant.written)}
    return min((position[name] for name in mutant.nodes if name in position), default=0) / len(position)


def pairs(mutants: Sequence[Mutant], count: int, seed: int) -> list[Pair]:
    """So many pairs of mutants that build, at different places and with different codes.

    Args:
        mutants: to draw from, in the order of :func:`sample`, so that pairs are spread over operators too.
        count: of pairs; fewer where there are no more.
        seed: of the draws.
    """
    rng = np.random.default_rng(seed)
    single = [mutant for mutant in mutants if mutant.builds]
    found: list[Pair] = []
    for attempt in range(10 * count):
        if len(found) == count or len(single) < 2:  # noqa: PLR2004 - a pair
            break
        first = single[attempt % len(single)]
        made = pair(first, single[int(rng.integers(len(single)))])
        if made is not None and made.builds:
            found.append(made)
    return found
