"""One task's programs, graded one after the other, with what is known of the checks at any time."""

from collections.abc import Sequence

from cnncheck.certify.grading import Desk
from cnncheck.certify.network_certificate import NetworkCertificate
from cnncheck.certify.tally import Tally
from cnncheck.certify.trial import Trial

STEADY_SEEDS = 5
"""How many seeds some of the programs are graded with."""


class NetworkCertification:
    """The programs of one network.

    Attributes:
        desk: where they are graded.
        trials: the programs.
        steady: those of them that are graded with several seeds.
        tally: what was said of them.
    """

    def __init__(self, desk: Desk, trials: Sequence[Trial], steady: Sequence[Trial], tally: Tally) -> None:
        self.desk, self.tally = desk, tally
        self.trials, self.steady = trials, steady
        tally.planned = self.planned

    @property
    def planned(self) -> int:
        """How many programs will be graded, those that are graded several times counted so often."""
        return len(self.trials) + len(self.steady) * (STEADY_SEEDS - 1)

    def run(self) -> None:
        """Grade everything; what was graded before an interruption is in the certificate.

        Raises:
            SandboxError: no worker can be had.
        """
        for judged in self.desk.judged(self.trials):
            self.tally.add(judged)
        first = {id(judged.trial): judged for judged in self.tally.judged}
        for seed in range(self.desk.seed + 1, self.desk.seed + STEADY_SEEDS):
            for judged in self.desk.judged(self.steady, seed):
                self.tally.compare(first[id(judged.trial)], judged.verdict, seed)

    def certificate(self) -> NetworkCertificate:
        """What is known so far."""
        return self.tally.certificate()
