"""A little algebra for what is added to and multiplied with a tensor: sums of products of variables and statistics.

Batch normalisation written by hand comes in many orders of operations. Expanded to `scale * x + shift`, they are all
the same two sums.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

Key: TypeAlias = tuple[int, int]
"""A step of the canonical form: the trace node it comes from, and which of several steps made of that node."""

MAX_TERMS = 32
"""Longer sums are no batch normalisation, and expanding them could take for ever."""


@dataclass(frozen=True, slots=True, order=True)
class Atom:
    """One factor.

    Attributes:
        kind: "variable" or "constant" (`of` is its number), "mean", "mean square" or "variance" (of a batch, at the
            step `of`), "mask" (random zeros and ones made by the node `of`, `value` the share of zeros), "root" (square
            root of `inside` + `value`) or "inverse root".
        of: what it is about.
        value: a number that belongs to it.
        inside: what a root is taken of.
    """

    kind: str
    of: Key = (-1, 0)
    value: float = 0.0
    inside: tuple["Atom", ...] = ()


class NoExpressionError(Exception):
    """The result is nothing this algebra can say."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A sum of products: factors in order, to their coefficient."""

    terms: Mapping[tuple[Atom, ...], float]

    def __post_init__(self) -> None:
        if len(self.terms) > MAX_TERMS or any(len(factors) > MAX_TERMS for factors in self.terms):
            raise NoExpressionError

    def __add__(self, other: "Expression") -> "Expression":
        terms = dict(self.terms)
        for factors, coefficient in other.terms.items():
            terms[factors] = terms.get(factors, 0.0) + coefficient
        return Expression({factors: coefficient for factors, coefficient in terms.items() if coefficient})

    def __neg__(self) -> "Expression":
        return Expression({factors: -coefficient for factors, coefficient in self.terms.items()})

    def __mul__(self, other: "Expression") -> "Expression":
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise NoExpressionError
        product = ZERO
        for left, a in self.terms.items():
            for right, b in other.terms.items():
                product += Expression({tuple(sorted(left + right)): a * b})
        return product

    @property
    def number(self) -> float | None:
        """The value, where it is a plain number."""
        if not self.terms:
            return 0.0
        return self.terms.get(()) if set(self.terms) == {()} else None

    @property
    def product(self) -> tuple[tuple[Atom, ...], float] | None:
        """Factors and coefficient, where there is one term."""
        return next(iter(self.terms.items())) if len(self.terms) == 1 else None

    @property
    def variable(self) -> int | None:
        """The number of the variable, where it is nothing but one."""
        alone = self.product
        if alone is None or alone[1] != 1 or len(alone[0]) != 1 or alone[0][0].kind != "variable":
            return None
        return alone[0][0].of[0]

    def root(self, *, inverse: bool) -> "Expression":
        """The square root of one atom plus a number, or its inverse.

        Raises:
            NoExpressionError: it is something else.
        """
        rest = dict(self.terms)
        epsilon = rest.pop((), 0.0)
        number = self.number
        if number is not None and number > 0:
            return constant(number ** (-0.5 if inverse else 0.5))
        if len(rest) != 1:
            raise NoExpressionError
        ((factors, coefficient),) = rest.items()
        if coefficient != 1 or len(factors) != 1:
            raise NoExpressionError
        return atom(Atom("inverse root" if inverse else "root", value=epsilon, inside=factors))

    def inverse(self) -> "Expression":
        """One over it, where it is a number times square roots.

        Raises:
            NoExpressionError: it is something else.
        """
        alone = self.product
        if alone is None or not alone[1] or any(each.kind != "root" for each in alone[0]):
            raise NoExpressionError
        factors = tuple(sorted(Atom("inverse root", value=each.value, inside=each.inside) for each in alone[0]))
        return Expression({factors: 1 / alone[1]})


def constant(number: float) -> Expression:
    """A plain number."""
    return Expression({(): number} if number else {})


def atom(single: Atom) -> Expression:
    """One factor alone."""
    return Expression({(single,): 1.0})


ZERO, ONE = Expression({}), Expression({(): 1.0})
