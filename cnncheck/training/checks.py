"""Checks of training: a short run of the student's own model has to reach a calibrated accuracy."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from cnncheck.course import Check, DefinitionError, check
from cnncheck.findings import Artifact, Finding, Where
from cnncheck.training.datasets import Dataset
from cnncheck.training.run import Curve, Trainable, Training, data_for, train

_DISTANCE = 7919
"""Between the seeds of the two runs; any number that keeps them apart."""


@check(
    "training.accuracy",
    concept="accuracy",
    weight=1,
    requires=("network.numeric-equivalence",),
    trains=True,
)
def reaches_accuracy(subject: Trainable) -> Iterator[Finding]:
    """A short training run, with your own compile and fit, reaches the accuracy that correct networks reach."""
    training = subject.task.training
    if training is None:
        raise DefinitionError("a task with this check states how its network is trained")
    curves: list[Curve] = []
    for attempt in range(2):
        curve = _run(subject, training, subject.handed.seed + attempt * _DISTANCE)
        curves.append(curve)
        subject.handed.shown.append(curve_artifact(curve, training, data_for(subject, training.threshold.dataset)))
        if curve.best >= training.threshold.accuracy:
            return
    yield _below(subject, training, curves)


def _run(subject: Trainable, training: Training, seed: int) -> Curve:
    threshold = training.threshold
    data = data_for(subject, threshold.dataset)
    generator = np.random.default_rng(seed)
    return train(subject, int(generator.integers(2**31)), data, epochs=threshold.epochs, budget_s=training.budget_s)


def _below(subject: Trainable, training: Training, curves: list[Curve]) -> Finding:
    """The finding of two runs that both stayed below the threshold."""
    threshold = training.threshold
    data = data_for(subject, threshold.dataset)
    reached = " and ".join(f"{curve.best:.3f}" for curve in curves)
    losses = " to ".join(f"{loss:.3f}" for loss in (curves[0].training_loss[:1] + curves[0].training_loss[-1:]))
    return Finding(
        code="accuracy",
        message=(
            f"Trained for {threshold.epochs} epochs on {data.description}, the network got {reached} of the held-out "
            f"images right in two runs; correct ones reach at least {threshold.accuracy:.3f}."
        ),
        where=Where(file=subject.handed.file, line=subject.handed.line, layer=None, text=subject.handed.name),
        expected=f"at least {threshold.accuracy:.3f} (mean of {threshold.runs} correct runs: {threshold.mean:.3f})",
        received=reached,
        hint=(
            "The layers are right, so look at how it is trained: the loss and from_logits, the optimiser and its "
            f"learning rate, the batch size. The training loss went from {losses}."
            if losses
            else "No epoch was finished in time: look at the batch size and at what happens in each step."
        ),
    )


def curve_artifact(curve: Curve, training: Training, data: Dataset) -> Artifact:
    """The curve of one run, with the data, the seed and the threshold it was held against."""
    values: dict[str, object] = {
        "accuracy": list(curve.accuracy),
        "training_loss": list(curve.training_loss),
        "training_accuracy": list(curve.training_accuracy),
        "seed": curve.seed,
        "dataset": data.name,
        "description": data.description,
        "held_out": len(data.held_out_labels),
        "epochs": training.threshold.epochs,
        "threshold": training.threshold.accuracy,
        "threshold_runs": training.threshold.runs,
        "notes": list(curve.notes),
    }
    return Artifact("curve", "Accuracy on held-out images after each epoch", values)


TRAINING_CHECKS: tuple[Check[Any], ...] = (reaches_accuracy,)
