"""Which accuracy thresholds hold: repeated training runs of a correct submission, in the harness that grades."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from cnncheck import __version__
from cnncheck.course import Assignment, DefinitionError, Unsuitable
from cnncheck.networks.task import NetworkTask
from cnncheck.sandbox import Zygote
from cnncheck.subjects import Bench
from cnncheck.submission import Submission
from cnncheck.training.run import data_for, train
from cnncheck.training.thresholds import Threshold, bound

RUN_BUDGET_S = 600.0
"""Seconds for one reference run; a calibration is not in a hurry."""


class CalibrationError(Exception):
    """The submission given is not a correct one, so nothing can be calibrated on it."""


def accuracies(
    assignment: Assignment,
    task_name: str,
    path: Path,
    zygote: Zygote,
    *,
    runs: int,
    seed: int,
    dataset: str,
    epochs: int,
) -> Iterator[float]:
    """Best accuracy on held-out images within the epochs, of one run after the other, each with its own seed.

    Raises:
        CalibrationError: the submission does not pass the checks that come before training.
        DefinitionError: the assignment has no such network task.
    """
    task = assignment.only([task_name]).tasks[0]
    if not isinstance(task, NetworkTask):
        raise DefinitionError(f"{task_name} is no network task")
    seeds = np.random.default_rng(seed).integers(2**31, size=runs)
    with Bench(Submission.read(path), zygote, seed) as bench:
        try:
            subject = task.open(bench.handed(task))
        except Unsuitable as refusal:
            raise CalibrationError(f"{path} is no correct {task_name}: {refusal}") from refusal
        data = data_for(subject, dataset)
        for one in seeds:
            yield train(subject, int(one), data, epochs=epochs, budget_s=RUN_BUDGET_S).best


def threshold(values: list[float], bench_versions: tuple[str, str], *, dataset: str, epochs: int) -> Threshold:
    """The threshold that follows from the runs."""
    tensorflow, keras = bench_versions
    versions = f"cnncheck {__version__}, tensorflow {tensorflow}, keras {keras}"
    return bound(values, dataset=dataset, epochs=epochs, versions=versions)
