"""How good the checks of a network are: right and wrong programs, made from its graph and graded by the real grader."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnncheck.certify.grading import Desk
from cnncheck.certify.network_certificate import NetworkCertificate
from cnncheck.certify.same_network import is_equivalent
from cnncheck.certify.tally import Tally
from cnncheck.certify.trial import Author, Trial
from cnncheck.emission import Style
from cnncheck.mutation import Mutant, mutants, pairs, sample
from cnncheck.networks import NetworkTask

RIGHT = 100
"""Programs of the reference: 0 of 300 rejected bounds the share below 1 %, 0 of 100 below 3 %."""

PAIRS = 100
"""Programs with two faults."""

STEADY, STEADY_SEEDS = 20, 5
"""Programs that are graded with several seeds, and how many seeds."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is tried.

    Attributes:
        styles: in which programs are written.
        sample: how many mutants, each in one style; None takes all in every style.
        seed: of the draws and of the grades.
    """

    styles: tuple[Style, ...] = tuple(Style)
    sample: int | None = None
    seed: int = 0

    def limited(self, most: int, share: int) -> int:
        """How many of something: so many, or that percentage of the sample where that is less."""
        return most if self.sample is None else min(most, max(2, self.sample * share // 100))


class Certification:
    """The certification of one network: made, then run, and asked for what it found at any time."""

    def __init__(self, task: NetworkTask, desk: Desk, plan: Plan) -> None:
        self.plan, self.desk = plan, desk
        self.tally = Tally(desk)
        self._trials = list(self._made(task))
        self._pairs = [trial for trial in self._trials if trial.kind == "pair"]
        self._steady = self._spread([trial for trial in self._trials if trial.kind == "mutant"])
        self.tally.planned = len(self._trials) + len(self._steady) * (STEADY_SEEDS - 1)

    @property
    def planned(self) -> int:
        """How many programs will be graded, those that are graded several times counted so often."""
        return self.tally.planned

    def run(self) -> None:
        """Grade everything; what was graded before an interruption is in the certificate.

        Raises:
            SandboxError: no worker can be had.
        """
        for judged in self.desk.judged(self._trials):
            self.tally.add(judged)
        first = {id(judged.trial): judged for judged in self.tally.judged}
        for seed in range(self.plan.seed + 1, self.plan.seed + STEADY_SEEDS):
            for judged in self.desk.judged(self._steady, seed):
                self.tally.compare(first[id(judged.trial)], judged.verdict, seed)

    def certificate(self) -> NetworkCertificate:
        """What is known so far."""
        return self.tally.certificate()

    def _made(self, task: NetworkTask) -> Iterator[Trial]:
        """Every program: a few of each kind first, so that an interrupted run says something of all."""
        plan, graph = self.plan, task.graph
        author = Author(graph, task.names[0], plan.styles, plan.seed)
        if not author.styles:
            self.tally.unwritten.append(f"{graph.name} itself: none of the styles asked for has words for it")
            return
        found = list(mutants(graph))
        chosen = sample(found, len(found) if plan.sample is None else plan.sample, plan.seed)
        yield from author.right(plan.limited(RIGHT, 100))
        wrong: list[Mutant] = []
        for number, mutant in enumerate(chosen):
            same = is_equivalent(graph, mutant, plan.seed)
            kind = "equivalent" if same else "mutant"
            for made in author.wrong(mutant, number, kind=kind, once=plan.sample is not None or same):
                if isinstance(made, str):
                    self.tally.unwritten.append(made)
                else:
                    yield made
            if same:
                self.tally.excluded[mutant.operator] += 1
            else:
                wrong.append(mutant)
        for number, pair in enumerate(pairs(wrong, plan.limited(PAIRS, 30), plan.seed)):
            yield from author.both(pair, number)

    def _spread(self, trials: Sequence[Trial]) -> list[Trial]:
        """Some of the wrong programs, evenly over all of them."""
        count = min(len(trials), self.plan.limited(STEADY, 10))
        return [trials[place * len(trials) // count] for place in range(count)]
