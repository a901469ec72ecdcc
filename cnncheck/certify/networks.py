"""How good the checks of a network are: right and wrong programs, made from its graph and graded by the real grader."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cnncheck.certify.grading import Desk
from cnncheck.certify.run import NetworkCertification
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

STEADY = 20
"""Programs that are graded with several seeds."""

PAIRS_SHARE, STEADY_SHARE = 30, 10
"""Of a sample, in percent."""


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


def network_certification(task: NetworkTask, desk: Desk, plan: Plan) -> NetworkCertification:
    """Write every program of a network's certification.

    Args:
        task: of an assignment; the checks are those that it sets.
        desk: where they will be graded.
        plan: how much is tried.
    """
    tally = Tally(desk)
    trials = list(_trials(task, plan, tally))
    wrong = [trial for trial in trials if trial.kind == "mutant"]
    steady = _spread(wrong, plan.limited(STEADY, STEADY_SHARE))
    return NetworkCertification(desk, _mixed(trials), steady, tally)


def _trials(task: NetworkTask, plan: Plan, tally: Tally) -> Iterator[Trial]:
    graph = task.graph
    author = Author(graph, task.names[0], plan.styles, plan.seed)
    if not author.styles:
        tally.unwritten.append(f"{graph.name} itself: none of the styles asked for has words for it")
        return
    found = list(mutants(graph))
    yield from author.right(plan.limited(RIGHT, 100))
    wrong: list[Mutant] = []
    for number, mutant in enumerate(sample(found, len(found) if plan.sample is None else plan.sample, plan.seed)):
        same = is_equivalent(graph, mutant, plan.seed)
        kind = "equivalent" if same else "mutant"
        for made in author.wrong(mutant, number, kind=kind, once=plan.sample is not None or same):
            if isinstance(made, Trial):
                yield made
            else:
                tally.unwritten.append(made)
        if same:
            tally.excluded[mutant.operator] += 1
        else:
            wrong.append(mutant)
    for number, pair in enumerate(pairs(wrong, plan.limited(PAIRS, PAIRS_SHARE), plan.seed)):
        yield from author.both(pair, number)


def _mixed(trials: Sequence[Trial]) -> list[Trial]:
    """Programs of all kinds in turn, as often as there are of each: a run that is ended says something of all."""
    kinds = Counter(trial.kind for trial in trials)
    seen: Counter[str] = Counter()
    places = []
    for number, trial in enumerate(trials):
        seen[trial.kind] += 1
        places.append((seen[trial.kind] / kinds[trial.kind], number))
    return [trials[number] for _, number in sorted(places)]


def _spread(trials: Sequence[Trial], count: int) -> list[Trial]:
    """So many programs, evenly over all of them."""
    few = min(len(trials), count)
    return [trials[place * len(trials) // few] for place in range(few)]
