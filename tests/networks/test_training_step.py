"""What a step of training shows that the trace does not tell, on the bench: each found by its numbers, and told once.

The trace says that the network is right; what the worker runs in training is another network.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import bench
import msgspec
import numpy as np
import pytest
from bench import Report, Truth, codes, examine, faults, scaled, subject_of
from planted import BASELINE, LENET5, NUMBERS, TRAINING, changed

from cnncheck.findings import Severity
from cnncheck.inside.wire import Array, Problem, Question, Step
from cnncheck.networks.checks import STEP
from cnncheck.networks.network_subject import NetworkSubject
from cnncheck.networks.stepping import LINE
from cnncheck.sandbox import StudentProblem, WorkerFailure
from reference.graph import Graph
from reference.networks import baseline, lenet5
from reference.networks.chain import chain
from reference.operations import Activation, BatchNormalization, Conv2D, Dense, Flatten

SEEDS = range(3 if os.environ.get("CERTIFY") else 1)


def examined(make: Callable[[], Graph], truth: Callable[[Graph], Truth], seed: int = 0) -> Report:
    graph = make()
    return examine(subject_of(graph, graph, seed=seed, truth=truth(graph)))


def one_for_all_images(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return np.broadcast_to(scaled(0.2)((1, *shape[1:]), rng), shape)


def whole_channels(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    return np.broadcast_to(scaled(0.2)((shape[0], *(1 for _ in shape[1:-1]), shape[-1]), rng), shape)


def nothing(shape: tuple[int, ...], rng: np.random.Generator) -> np.ndarray:
    del rng
    return np.ones(shape, np.float32)


def drawing(name: str, draws: bench.Draws) -> Callable[[Graph], Truth]:
    return lambda graph: Truth(graph, draws={name: draws})


def trained(**attributes: object) -> Callable[[Graph], Truth]:
    """In training the batch normalisation has other attributes."""
    return lambda graph: Truth(graph, trained=changed("b1", **attributes)(graph))


def staying(*nodes: str) -> Callable[[Graph], Truth]:
    return lambda graph: Truth(graph, still=frozenset(key for key in graph.weights if key[0] in nodes))


def penalised(node: str, weight: str, gradient: Callable[[np.ndarray], np.ndarray]) -> Callable[[Graph], Truth]:
    return lambda graph: Truth(graph, penalty={(node, weight): gradient})


UNTOLD: dict[str, tuple[Callable[[], Graph], Callable[[Graph], Truth], str, str, bool]] = {
    "momentum": (baseline, trained(momentum=0.9), "batch-norm-momentum", "b1", True),
    "momentum turned round": (baseline, trained(momentum=0.01), "batch-norm-momentum", "b1", True),
    "a momentum that is close": (baseline, trained(momentum=0.98), "batch-norm-momentum", "b1", True),
    "epsilon": (baseline, trained(epsilon=1e-5), "value", "b1", False),
    "statistics that stay": (
        baseline,
        lambda graph: Truth(graph, untrained=frozenset({"b1"})),
        "batch-norm-training",
        "b1",
        False,
    ),
    "another activation": (
        lenet5,
        lambda graph: Truth(graph, trained=graph.replaced("a3", Activation("tanh"))),
        "value",
        "a3",
        False,
    ),
    "a kernel that stays": (lenet5, staying("c2"), "gradient-flow", "c2", False),
    "all before f1 stays": (lenet5, staying("c1", "c2"), "gradient-flow", "c1", False),
    "a penalty": (lenet5, penalised("f1", "kernel", lambda values: 0.02 * values), "regularizer", "f1", True),
    "a penalty of a bias": (lenet5, penalised("c1", "bias", np.sign), "regularizer", "c1", True),
    "rate": (baseline, drawing("d1", scaled(0.5)), "dropout-rate", "d1", True),
    "a rate that is close": (baseline, drawing("d1", scaled(0.25)), "dropout-rate", "d1", True),
    "the share kept": (baseline, drawing("d2", scaled(0.8)), "dropout-rate", "d2", True),
    "not scaled": (baseline, drawing("d2", scaled(0.2, 1.0)), "dropout-rate", "d2", True),
    "one mask for all images": (baseline, drawing("d2", one_for_all_images), "dropout-mask", "d2", True),
    "whole channels": (baseline, drawing("d1", whole_channels), "dropout-mask", "d1", True),
    "never at work": (baseline, drawing("d1", nothing), "dropout-training", "d1", True),
}  # fmt: skip


@pytest.mark.parametrize("what", UNTOLD)
def test_what_the_trace_does_not_tell_is_one_finding_of_the_step(what: str) -> None:
    make, truth, code, layer, confirmed = UNTOLD[what]
    for seed in SEEDS:
        report = examined(make, truth, seed)
        found = [(check, one.code, one.where.layer, one.confirmed) for check, one in faults(report)]
        assert found == [(STEP, code, layer, confirmed)], seed


def test_the_share_and_the_scale_are_told() -> None:
    [(_, finding)] = faults(examined(baseline, drawing("d1", scaled(0.5))))
    assert "50% of the values" in finding.message or "49%" in finding.message or "51%" in finding.message
    assert finding.message.endswith("It should drop 20% and multiply the others by 1 / (1 - 0.2) = 1.25.")


def test_the_momentum_that_was_measured_is_told() -> None:
    [(_, finding)] = faults(examined(baseline, trained(momentum=0.9)))
    assert (finding.expected, finding.received) == ("0.99", "0.9")


def test_the_coefficient_of_a_penalty_is_told() -> None:
    [(_, finding)] = faults(examined(*UNTOLD["a penalty"][:2]))
    assert (finding.expected, finding.received) == ("nothing", "L2 with 0.01")


def test_a_cause_that_is_not_known_is_told_as_what_was_measured() -> None:
    [(_, finding)] = faults(examined(*UNTOLD["another activation"][:2]))
    assert finding.message.startswith("In one step of training the weights of c1, c2 and 3 more change otherwise")
    assert finding.message.endswith(
        "It begins at a3, which returns something else in training than it should. The cause was not found."
    )


def test_a_gradient_that_is_changed_is_told_at_the_weights_next_to_it() -> None:
    graph = lenet5()
    subject = subject_of(graph, graph)
    steps = subject.proofs.steps
    for seed in range(3):
        measured = steps.measured(seed)
        doubled = {key: (2 if key[0] in {"c1", "c2"} else 1) * each for key, each in measured.gradients.items()}
        steps._measured[seed] = replace(measured, gradients=doubled)
    [(check, finding)] = faults(examine(subject))
    assert (check, finding.code, finding.where.layer) == (STEP, "value", "c2")
    assert "the weights of c1 and c2 change otherwise than specified, by up to 1 times" in finding.message


def small() -> Graph:
    """A batch normalisation of few values: 2x2 pixels of 8 images."""
    layers = {"c1": Conv2D(6, (3, 3)), "b1": BatchNormalization(), "flatten": Flatten(), "f1": Dense(10)}
    return chain("small", (4, 4, 3), layers | {"softmax": Activation("softmax")})


@pytest.mark.parametrize(("divisor", "agrees"), [(32, True), (31, True), (30, False)])
def test_a_moving_variance_divides_by_n_or_by_n_minus_1(divisor: int, agrees: bool) -> None:  # noqa: FBT001
    graph, key = small(), ("b1", "moving_variance")
    subject = subject_of(graph, graph)
    steps = subject.proofs.steps
    biased = steps.measured(0)
    batch = (biased.assigned[key] - 0.99 * biased.before(key)) / 0.01
    other = 0.99 * biased.before(key) + 0.01 * batch * 32 / divisor
    steps._measured[0] = replace(biased, assigned={**biased.assigned, key: other})
    deviations = steps.deviations(subject.proofs.specified, 0)
    assert (deviations[key] < LINE / 10) == agrees
    assert max(far for other, far in deviations.items() if other != key) < LINE / 10


@pytest.mark.parametrize("make", [lenet5, baseline])
def test_a_step_of_a_right_network_agrees_far_below_the_line(make: Callable[[], Graph]) -> None:
    graph = make()
    subject = subject_of(graph, graph, seed=1)
    worst = max(subject.proofs.steps.deviations(subject.proofs.specified, 1).values())
    assert worst < LINE / 10


TOLD = ["momentum", "d1 rate", "hard-coded", "frozen", "regularised", "d2 hard-coded", "d1 too many", "d1 unused"]


@pytest.mark.parametrize("name", TOLD)
def test_what_the_trace_tells_is_not_told_again_and_the_step_confirms_it(name: str) -> None:
    (one,) = (each for each in BASELINE if each.name == name)
    graph = baseline()
    report = examine(subject_of(graph, one.edit(graph), seed=4, **one.traced))
    [(check, finding)] = faults(report)
    assert (check, finding.code, finding.confirmed) == (TRAINING, one.code, True)
    assert report[STEP] == TRAINING


@pytest.mark.parametrize("name", ["momentum", "d1 rate", "hard-coded", "frozen", "regularised", "d2 hard-coded"])
def test_what_the_numbers_do_not_show_is_not_confirmed(name: str) -> None:
    (one,) = (each for each in BASELINE if each.name == name)
    graph = baseline()
    student = one.edit(graph)
    subject = subject_of(graph, student, seed=4, truth=Truth(graph), **one.traced)
    # The worker runs the specified network in training, whatever the trace says of it.
    plain = bench.traced(graph)
    subject.handed.worker.traced = plain
    [(check, finding)] = faults(examine(subject))
    assert (check, finding.code, finding.confirmed) == (TRAINING, one.code, False)


def test_a_fault_in_the_numbers_leaves_nothing_to_say_about_a_step() -> None:
    (one,) = (each for each in LENET5 if each.name == "p1 average")
    graph = lenet5()
    subject = subject_of(graph, one.edit(graph))
    assert examine(subject)[STEP] == NUMBERS
    assert subject.handed.worker.stepped == 0


def test_one_draw_is_enough_for_a_right_network() -> None:
    graph = lenet5()
    subject = subject_of(graph, graph)
    assert all(findings == [] for findings in examine(subject).values())
    assert subject.handed.worker.stepped == 1


def test_what_the_task_allows_is_held_against_what_the_trace_tells() -> None:
    graph = baseline()
    allowed = {"never_trains": ("b1",), "advices": ("batch-norm-training",)}
    report = examine(subject_of(graph, graph, **allowed))
    assert codes(report) == []
    assert [finding.severity for finding in report[TRAINING]] == [Severity.ADVICE]
    assert report[STEP] == []
    truth = Truth(graph, draws={"d1": scaled(0.5)})
    assert codes(examine(subject_of(graph, graph, truth=truth, **allowed))) == ["dropout-rate"]


def test_gradients_that_are_no_numbers_are_said_to_be_none() -> None:
    graph = lenet5()
    subject = subject_of(graph, graph)
    steps = subject.proofs.steps
    for seed in range(3):
        measured = steps.measured(seed)
        broken = {key: each * np.nan if key[0] in {"c1", "f1"} else each for key, each in measured.gradients.items()}
        steps._measured[seed] = replace(measured, gradients=broken)
    [(check, finding)] = faults(examine(subject))
    assert (check, finding.code, finding.where.layer) == (STEP, "not-finite", "f1")


def test_an_answer_that_is_not_what_was_asked_for_is_the_submissions_doing() -> None:
    graph = lenet5()
    subject = subject_of(graph, graph)
    worker = subject.handed.worker
    honest = worker._step
    worker._step = lambda question: msgspec.structs.replace(
        honest(question), gradients=dict.fromkeys(question.positions, Array.of(np.zeros(3)))
    )
    with pytest.raises(WorkerFailure, match="the code changed what was told of its network"):
        examine(subject)


class Stopping:
    """A worker whose network cannot be trained."""

    def __init__(self, worker: Any, problem: Problem) -> None:  # noqa: ANN401
        self.worker, self.problem = worker, problem

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        if isinstance(question, Step) and len(question.images.shape) and question.images.shape[0] > 1:
            raise StudentProblem(self.problem)
        return self.worker.ask(question, kind, timeout=timeout)


def stopping(code: str, message: str) -> NetworkSubject:
    graph = lenet5()
    subject = subject_of(graph, graph)
    handed = replace(subject.handed, worker=Stopping(subject.handed.worker, Problem(code, message, "net.py", 7)))
    return NetworkSubject(handed, subject.task, subject.traced)


def test_a_network_that_cannot_be_trained_is_told_with_its_line() -> None:
    [(check, finding)] = faults(examine(stopping("raises", "LookupError: no gradient defined")))
    assert (check, finding.code, finding.where.line) == (STEP, "raises", 7)
    assert "a step of training stops: LookupError: no gradient defined." in finding.message


def test_what_tensorflow_itself_cannot_train_here_is_no_fault() -> None:
    assert codes(examine(stopping("raises", "UnimplementedError: gradients of convolutions in groups"))) == []


def test_a_network_that_takes_one_image_at_a_time_is_trained_on_one() -> None:
    assert codes(examine(stopping("shape", "the network takes batches of 1"))) == []


def test_a_network_that_computes_something_else_when_it_is_called_once_more_is_found_out() -> None:
    report = examined(lenet5, lambda graph: Truth(graph, anew=graph.replaced("a4", Activation("tanh"))))
    [(check, finding)] = faults(report)
    assert (check, finding.code, finding.confirmed) == (NUMBERS, "not-deterministic", True)
    assert finding.message.startswith("Called once more with the same weights and images, the network computes")
