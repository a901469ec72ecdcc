"""The training check over answers of a stand-in worker: weights come back, accuracy is computed here."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pytest

from cnncheck.course import Handed
from cnncheck.findings import Finding
from cnncheck.inside.wire import Array, Facts, Question, Train, Trained
from cnncheck.training.checks import reaches_accuracy
from cnncheck.training.datasets import dataset
from cnncheck.training.run import Training
from cnncheck.training.thresholds import Threshold
from reference.graph import Graph, Node
from reference.operations import Activation, Dense, Flatten, Input

NETWORK = Graph(
    "linear",
    (
        Node("image", Input((8, 8, 1))),
        Node("flatten", Flatten(), ("image",)),
        Node("f1", Dense(10), ("flatten",)),
        Node("softmax", Activation("softmax"), ("f1",)),
    ),
)
THRESHOLD = Threshold(0.8, "digits", 3, 30, 0.9, 0.02, 0.85, "best accuracy", "v")


def fitted_weights() -> dict[int, Array]:
    """A linear classifier of the training digits by least squares: about .93 on the held-out ones."""
    data = dataset("digits", (8, 8, 1))
    inputs = np.c_[data.images.reshape(len(data.images), -1), np.ones(len(data.images))]
    solution = np.linalg.lstsq(inputs, np.eye(10)[data.labels], rcond=None)[0].astype(np.float32)
    return {1: Array.of(solution[:-1]), 2: Array.of(solution[-1])}


class StandIn:
    """Answers every training run with the weights it was given, epoch by epoch."""

    def __init__(self, *runs: tuple[dict[int, Array], ...]) -> None:
        self.runs = list(runs)
        self.asked: list[Train] = []

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        assert isinstance(question, Train)
        assert kind is Trained
        assert timeout is not None
        self.asked.append(question)
        weights = self.runs.pop(0)
        return Trained(len(weights), weights, (2.3, 1.0, 0.5), (0.1, 0.5, 0.9))


@dataclass
class Task:
    training: Training | None


@dataclass
class Subject:
    handed: Handed
    task: Task
    reference: Graph
    weight_ids: Mapping[tuple[str, str], int]
    turned: bool = False

    @property
    def as_built(self) -> Graph:
        return self.reference

    def held(self, key: tuple[str, str], values: np.ndarray) -> np.ndarray:
        return values.T if self.turned and key[1] == "kernel" else values


def subject(worker: StandIn) -> Subject:
    handed = Handed(worker, "Linear", "linear.py", 3, (), Facts(), seed=5)
    ids = {("f1", "kernel"): 1, ("f1", "bias"): 2}
    return Subject(handed, Task(Training(THRESHOLD)), NETWORK, ids)


def examined(one: Subject) -> list[Finding]:
    return list(reaches_accuracy.examine(one))


def zeros() -> dict[int, Array]:
    return {1: Array.of(np.zeros((64, 10), np.float32)), 2: Array.of(np.zeros(10, np.float32))}


def test_weights_that_classify_pass_at_the_first_run() -> None:
    worker = StandIn((zeros(), fitted_weights(), zeros()))
    one = subject(worker)
    assert examined(one) == []
    assert len(worker.asked) == 1
    (curve,) = one.handed.shown
    assert curve.kind == "curve"
    assert curve.data["accuracy"][1] > 0.9


def test_two_runs_below_fail_with_the_figures() -> None:
    worker = StandIn((zeros(),) * 3, (zeros(),) * 3)
    one = subject(worker)
    (finding,) = examined(one)
    assert finding.code == "accuracy"
    assert not finding.confirmed
    assert "0.800" in finding.message
    assert "2.300 to 0.500" in str(finding.hint)
    assert worker.asked[0].seed != worker.asked[1].seed
    assert len(one.handed.shown) == 2


def test_a_second_run_with_another_seed_may_pass() -> None:
    worker = StandIn((zeros(),) * 3, (fitted_weights(),) * 3)
    assert examined(subject(worker)) == []
    assert len(worker.asked) == 2


@pytest.mark.parametrize(
    "weights",
    [
        {1: Array.of(np.zeros((64, 10), np.float32))},
        {1: Array.of(np.full((64, 10), np.nan, np.float32)), 2: Array.of(np.zeros(10, np.float32))},
        {1: Array.of(np.zeros((10, 10), np.float32)), 2: Array.of(np.zeros(10, np.float32))},
    ],
    ids=["missing", "not finite", "another size"],
)
def test_weights_that_are_none_count_as_no_accuracy(weights: dict[int, Array]) -> None:
    worker = StandIn((weights,), (weights,))
    (finding,) = examined(subject(worker))
    assert finding.received == "0.000 and 0.000"


def test_weights_that_are_held_turned_are_read_as_the_network_does() -> None:
    turned = {number: Array.of(array.unpack().T) for number, array in fitted_weights().items()}
    one, run = subject(StandIn((turned,), (turned,))), (fitted_weights(),)
    assert examined(one)[0].code == "accuracy"
    assert examined(replace(subject(StandIn((turned,), (turned,))), turned=True)) == examined(
        subject(StandIn(run, run))
    )


def test_no_held_out_image_enters_the_worker() -> None:
    worker = StandIn((fitted_weights(),))
    examined(subject(worker))
    data = dataset("digits", (8, 8, 1))
    sent = {image.tobytes() for image in worker.asked[0].images.unpack()}
    assert sum(image.tobytes() in sent for image in data.held_out_images) <= 1


def test_a_network_without_one_of_the_weights_gets_no_image_right() -> None:
    run = tuple(fitted_weights() for _ in range(3))
    one = subject(StandIn(run, run))
    del one.weight_ids["f1", "bias"]
    [finding] = examined(one)
    assert finding.code == "accuracy"
    assert finding.received == "0.000 and 0.000"
