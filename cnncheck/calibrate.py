"""Which accuracy thresholds hold: repeated training runs of a correct submission, in the harness that grades."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnncheck import __version__
from cnncheck.course import Assignment, DefinitionError
from cnncheck.findings import Status
from cnncheck.grade import TaskRun
from cnncheck.networks import NetworkSubject, NetworkTask
from cnncheck.sandbox import Zygote
from cnncheck.subjects import Bench, Budget
from cnncheck.submission import Submission
from cnncheck.training.run import Curve, data_for, train
from cnncheck.training.thresholds import Threshold, bound

RUN_BUDGET_S = 600.0
"""Seconds for one reference run; a calibration is not in a hurry."""


DAY_S = 86_400.0
"""A calibration as a whole is not in a hurry either."""


class CalibrationError(Exception):
    """The submission given is not a correct one, so nothing can be calibrated on it."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is run.

    Attributes:
        assignment, task: of which a threshold is wanted.
        submission: a correct one; the weakest that is accepted.
        dataset, epochs: what is trained on, for how long.
        runs: how many, each with a seed of its own drawn from `seed`.
    """

    assignment: Assignment
    task: str
    submission: Path
    dataset: str
    epochs: int
    runs: int
    seed: int


class Calibration:
    """Reference runs of one task, one after the other, and the threshold that follows.

    Attributes:
        accuracies: best accuracy on held-out images within the epochs, of the runs so far.
        curves: the runs themselves.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.curves: list[Curve] = []
        self._versions = ("", "")

    @property
    def accuracies(self) -> list[float]:
        """Best accuracy within the epochs, of each run so far."""
        return [curve.best for curve in self.curves]

    def run(self, zygote: Zygote) -> Iterator[Curve]:
        """Run after run.

        Raises:
            CalibrationError: the submission does not pass the checks that come before training.
            DefinitionError: the assignment has no such network task.
        """
        plan = self.plan
        task = plan.assignment.only([plan.task]).tasks[0]
        if not isinstance(task, NetworkTask):
            raise DefinitionError(f"{plan.task} is no network task")
        seeds = np.random.default_rng(plan.seed).integers(2**31, size=plan.runs)
        with Bench(Submission.read(plan.submission), zygote, plan.seed, budget=Budget(time_s=DAY_S)) as bench:
            subject = self._verified(task, bench)
            data = data_for(subject, plan.dataset)
            self._versions = bench.versions
            for seed in seeds:
                curve = train(subject, int(seed), data, epochs=plan.epochs, budget_s=RUN_BUDGET_S)
                self.curves.append(curve)
                yield curve

    def threshold(self) -> Threshold:
        """The threshold that follows from the runs so far."""
        tensorflow, keras = self._versions
        versions = f"cnncheck {__version__}, tensorflow {tensorflow}, keras {keras}"
        return bound(self.accuracies, dataset=self.plan.dataset, epochs=self.plan.epochs, versions=versions)

    def _verified(self, task: NetworkTask, bench: Bench) -> NetworkSubject:
        """The subject, once every check before training has passed."""
        run = TaskRun(task, bench)
        for item in task.checks:
            if item.id.startswith("network.") and (result := run.check(item.id)).status is not Status.PASSED:
                said = "; ".join(finding.message for finding in result.findings)
                raise CalibrationError(f"{self.plan.submission} is no correct {task.name}: {item.id}: {said}")
        return task.open(bench.handed(task))
