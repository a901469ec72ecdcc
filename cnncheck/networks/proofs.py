"""Which findings about training are proved by the numbers of a step, and whether a step is the specified one."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from cnncheck.findings import Finding
from cnncheck.networks.comparison import DRAWS, UNCOMPUTABLE
from cnncheck.networks.difference import Difference
from cnncheck.networks.stepping import LINE, MOVING, Described, Steps
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.graph import Graph
from reference.operations import BatchNormalization, Dropout
from reference.run import Key

UNMEASURABLE = (*UNCOMPUTABLE, StudentProblem, WorkerFailure)

ATTEMPTS = 3
"""Draws until a network is said to differ: rounding may spoil one of them."""

CLOSE = 1e-4
"""Share of a penalty's gradient that rounding explains."""


@dataclass(frozen=True, eq=False)
class Proofs:
    """What steps of training prove about one network."""

    steps: Steps

    @cached_property
    def described(self) -> Described:
        """The student's network as its trace tells it."""
        traced, names = self.steps.traced, self.steps.comparison.correspondence.names
        graph = self.steps.comparison.correspondence.translated
        untrained = {names.get(node, node) for node in traced.never_trains}
        still = {(names[node], weight) for node, weight in (*traced.frozen, *traced.untracked) if node in names}
        dead = {names.get(node, node) for node in traced.never_learns}
        still |= {key for key in graph.weights if key[0] in dead}
        return Described(
            graph,
            frozenset(name for name in untrained if _is(graph, name, BatchNormalization)),
            frozenset(key for key in still if key[1] not in MOVING),
        )

    @cached_property
    def silent(self) -> frozenset[str]:
        """Dropouts that the trace says are never at work, by the reference's names."""
        names = self.steps.comparison.correspondence.names
        return frozenset(names.get(node, node) for node in self.steps.traced.never_trains)

    @cached_property
    def specified(self) -> Described:
        """The specified network."""
        return Described(self.steps.comparison.correspondence.reference)

    def explains(self, described: Described, draws: int = 1) -> bool:
        """Whether a step of the student's network is what is described, on so many draws.

        Raises:
            As `Steps.measured`.
        """
        return len(self._agreeing(described, draws)) >= draws

    def _agreeing(self, described: Described, wanted: int) -> list[int]:
        found: list[int] = []
        for seed in range(self.steps.seed, self.steps.seed + ATTEMPTS):
            if len(found) < wanted and max(self.steps.deviations(described, seed).values(), default=0.0) <= LINE:
                found.append(seed)
        return found

    @cached_property
    def is_reproduced(self) -> bool:
        """Whether the reference with all differences takes the student's steps, on two independent draws."""
        try:
            return self.explains(self.described, DRAWS)
        except UNMEASURABLE:
            return False

    def proves(self, difference: Difference) -> bool:
        """Whether the numbers show a difference that only training shows.

        The reference with all differences takes the student's step and does not without this one; of dropout, its
        share and scale were measured.
        """
        try:
            if difference.attribute == "regularizer":
                return self._has_penalties(difference)
            if difference.attribute == "rate":
                return all(self._has_rate(part, seed) for part in difference.parts for seed in self._seeds)
            if not self.is_reproduced:
                return False
            if self._is_about_dropout(difference):
                return True
            without = replace(self.described, graph=self.steps.comparison.correspondence.undone([difference]))
            return self._departs(without)
        except UNMEASURABLE:
            return False

    def proven(self, finding: Finding) -> Finding:
        """A finding that the trace tells, confirmed where the numbers of a step prove it."""
        try:
            shown = finding.confirmed or self._show(finding)
        except UNMEASURABLE:
            return finding
        return replace(finding, confirmed=shown)

    def _show(self, finding: Finding) -> bool:
        traced = self.steps.traced
        match finding.code:
            case "frozen-layer" | "untracked-variable":
                frozen = finding.code == "frozen-layer"
                return self._stay(traced.frozen if frozen else (*traced.untracked, *traced.constants))
            case "gradient-flow" if finding.where in traced.blocked_gradients[:1]:
                dead = [key for key in traced.graph.weights if key[0] in traced.never_learns]
                return self._stay(dead) if dead else self._departs(self.described)
            case "batch-norm-training" if self.described.untrained:
                return self.is_reproduced and self._departs(replace(self.described, untrained=frozenset()))
            case "dropout-training" if self.silent:
                return self._idle()
            case "regularizer":
                return self._adds()
            case _:
                return False

    @property
    def _seeds(self) -> range:
        return range(self.steps.seed, self.steps.seed + DRAWS)

    def _departs(self, described: Described) -> bool:
        """Whether the steps are others than described, on every draw."""
        return all(max(self.steps.deviations(described, seed).values()) > LINE for seed in self._seeds)

    def _stay(self, weights: Iterable[Key]) -> bool:
        """Whether no gradient arrives at these weights, by the student's names."""
        names = self.steps.comparison.correspondence.names
        keys = [(names[node], weight) for node, weight in weights if node in names and weight not in MOVING]
        told = [self.steps.measured(seed).gradients for seed in self._seeds]
        return bool(keys) and not any(one[key].any() for one in told for key in keys if key in one)

    def _is_about_dropout(self, difference: Difference) -> bool:
        graphs = self.steps.comparison.correspondence.reference, self.steps.comparison.correspondence.translated
        return any(_is(graph, difference.node, Dropout) for graph in graphs)

    def _has_rate(self, difference: Difference, seed: int) -> bool:
        found = self.steps.measured(seed).dropped.get(difference.node)
        rates = difference.expected, difference.received
        if found is None or not all(isinstance(rate, float) for rate in rates):
            return False
        return found.has_rate(float(str(rates[1]))) and not found.has_rate(float(str(rates[0])))

    def _idle(self) -> bool:
        """Whether the dropouts that are never at work were seen to do nothing."""
        told = [self.steps.measured(seed).dropped for seed in self._seeds]
        found = [one[name].is_idle for one in told for name in self.silent if name in one]
        return bool(found) and all(found)

    def _has_penalties(self, difference: Difference) -> bool:
        """Whether the loss holds the penalties that a regulariser's difference says, and not the specified ones."""
        translated = self.steps.comparison.correspondence.translated
        return all(
            self.penalty((part.node, "kernel"), translated, seed) <= CLOSE
            and self.penalty((part.node, "kernel"), self.specified.graph, seed) > CLOSE
            for part in difference.parts
            for seed in self._seeds
        )

    def _adds(self) -> bool:
        """Whether the network adds more to its loss than the L2 of its kernels."""
        graph = self.steps.comparison.correspondence.translated
        return all(
            any(self.penalty(key, graph, seed) > CLOSE for key in self.steps.measured(seed).positions)
            for seed in self._seeds
        )

    def penalty(self, key: Key, graph: Graph, seed: int) -> float:
        """How far the gradient of what is added to the loss is from a graph's L2, in units of the larger of both.

        Raises:
            As `Steps.measured`.
        """
        measured = self.steps.measured(seed)
        coefficient = getattr(graph[key[0]].operation, "regularizer", None) if key[0] in graph.shapes else None
        expected = 2 * (coefficient or 0.0) * measured.before(key) * (key[1] == "kernel")
        received = measured.penalties.get(key, np.zeros_like(expected))
        if not np.isfinite(received).all():
            return math.inf
        largest = max(float(np.abs(expected).max()), float(np.abs(received).max()))
        return float(np.abs(received - expected).max()) / largest if largest else 0.0


def _is(graph: Graph, name: str, kind: type) -> bool:
    return name in graph.shapes and isinstance(graph[name].operation, kind)
