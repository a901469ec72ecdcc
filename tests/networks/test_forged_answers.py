"""A worker may answer anything: whatever it tells of a network is a finding about the submission, never an error.

Code that is graded runs in the worker, so it can have its own way with every answer. What it gains by that is a crash
that is told as its own, or a network that computes something else than specified.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import msgspec
import numpy as np
import pytest
from bench import Truth, examine, faults, subject_of

from cnncheck.course import Handed
from cnncheck.inside.wire import (
    Array,
    Facts,
    Forward,
    NetworkOpened,
    Outputs,
    Problem,
    Question,
    Step,
    Stepped,
    TraceNode,
    TraceVariable,
    TrailStep,
)
from cnncheck.networks import NetworkSubject, NetworkTask
from cnncheck.networks.build_errors import explain
from cnncheck.sandbox import WorkerFailure
from reference.networks import baseline
from reference.operations import Activation

Forge = Callable[[Array], Array]

ARRAYS: dict[str, Callable[[np.ndarray], Any]] = {
    "no numbers": lambda values: np.full(values.shape, np.nan, np.float32),
    "infinite": lambda values: np.full(values.shape, np.inf, np.float32),
    "huge": lambda values: np.full(values.shape, 1e300),
    "truth values": lambda values: values > 0,
    "one value": lambda values: np.zeros((), values.dtype),
    "no values": lambda values: np.zeros((0,), values.dtype),
    "no channels": lambda values: values[..., :0],
    "one axis more": lambda values: values[..., None],
    "an image less": lambda values: values[:-1],
    "eight axes": lambda values: np.zeros((1,) * 8, values.dtype),
}
"""What an array may be exchanged for."""

SOME = ARRAYS if "CERTIFY" in os.environ else ("no numbers", "one value", "an image less")


def forged(kind: str) -> Forge:
    return lambda array: Array.of(ARRAYS[kind](array.unpack()))


def each(forge: Forge) -> Callable[[Any], Any]:
    """The same for all arrays of a dictionary or tuple."""
    return lambda told: (
        {key: forge(array) for key, array in told.items()} if isinstance(told, dict) else tuple(map(forge, told))
    )


def changed(change: Callable[[Any], Any], told: Any) -> Any:  # noqa: ANN401 - a dictionary or tuple
    """What was told, changed; nothing stays nothing."""
    return change(told) if told else told


class Forger:
    """Answers as a stand-in does, with one field of the answers changed."""

    def __init__(self, worker: Any, field: str, change: Callable[[Any], Any]) -> None:  # noqa: ANN401
        self.worker, self.field, self.change = worker, field, change

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        answer = self.worker.ask(question, kind, timeout=timeout)
        if isinstance(answer, NetworkOpened) or self.field not in type(answer).__struct_fields__:
            return answer
        return msgspec.structs.replace(answer, **{self.field: self.change(getattr(answer, self.field))})


def subject_with(field: str, change: Callable[[Any], Any], truth: Truth | None = None) -> NetworkSubject:
    graph = baseline()
    subject = subject_of(graph, graph, truth=truth)
    return replace(subject, handed=replace(subject.handed, worker=Forger(subject.handed.worker, field, change)))


def told(subject: NetworkSubject) -> list[str]:
    """Codes of the faults; that of the failure where the answer was taken for one."""
    try:
        return [finding.code for _, finding in faults(examine(subject))]
    except WorkerFailure as failure:
        return [failure.code]


@pytest.mark.parametrize("kind", ARRAYS)
def test_a_forged_output_is_a_fault(kind: str) -> None:
    assert told(subject_with("output", forged(kind)))


@pytest.mark.parametrize("field", ["gradients", "assigned"])
@pytest.mark.parametrize("kind", SOME)
def test_forged_parts_of_a_step_are_a_fault(field: str, kind: str) -> None:
    assert told(subject_with(field, each(forged(kind))))


@pytest.mark.parametrize("kind", ARRAYS)
def test_forged_values_of_dropouts_are_a_fault(kind: str) -> None:
    found = told(subject_with("fetched", each(forged(kind))))
    assert bool(found) is (kind != "one axis more")  # the same values in another shape


@pytest.mark.parametrize("field", ["gradients", "assigned"])
def test_parts_of_a_step_that_are_left_out_are_a_fault(field: str) -> None:
    assert told(subject_with(field, lambda _: {}))


@pytest.mark.parametrize("field", ["gradients", "penalties", "assigned"])
def test_what_was_not_asked_about_is_not_listened_to(field: str) -> None:
    nothing = {2**63: Array.of(np.zeros(3)), -1: Array.of(np.zeros(()))}
    assert told(subject_with(field, lambda told: told | nothing)) == []


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300])
def test_a_forged_penalty_is_a_fault(number: float) -> None:
    penalties = {0: Array.of(np.full(6 * 5 * 5 * 3, number))}
    assert told(subject_with("penalties", lambda _: penalties)) == ["regularizer"]


@pytest.mark.parametrize(
    "change", [lambda told: told[:-1], lambda told: (*told, Array.of(np.zeros(3)))], ids=["fewer", "more"]
)
@pytest.mark.parametrize("question", [Forward, Step])
def test_more_or_fewer_tensors_than_asked_for_are_a_crash(question: type, change: Callable[[Any], Any]) -> None:
    graph = baseline()
    tanh = graph.replaced("a1", Activation("tanh"))
    truth = Truth(graph, trained=tanh) if question is Step else Truth(tanh)
    subject = subject_with("fetched", partial(changed, change), truth)
    with pytest.raises(WorkerFailure, match="the code changed what was told of its network"):
        examine(subject)


@pytest.mark.parametrize("kind", SOME)
def test_forged_tensors_of_a_network_that_is_walked_through_end_in_a_finding(kind: str) -> None:
    graph = baseline()
    truth = Truth(graph.replaced("a1", Activation("tanh")))
    assert told(subject_with("fetched", each(forged(kind)), truth))


class Telling:
    """A worker that tells one thing."""

    def __init__(self, answer: Outputs | Stepped | NetworkOpened) -> None:
        self.answer = answer

    def ask(self, question: Question, kind: type[Any], *, timeout: float | None = None) -> Any:  # noqa: ANN401
        del question, kind, timeout
        return self.answer


def opening(answer: NetworkOpened) -> WorkerFailure:
    """What a task says of a trace."""
    handed = Handed(Telling(answer), "Net", "net.py", 1, (), Facts(), 0)
    task = NetworkTask("baseline", 10, ("Net",), reference=baseline, checks=())
    with pytest.raises(WorkerFailure) as caught:
        task.open(handed)
    return caught.value


IMAGE = TraceNode(id=0, op="Input", inputs=(), shape=(None, 32, 32, 3))


def test_a_trace_that_fits_no_network_is_the_submissions_doing() -> None:
    failure = opening(NetworkOpened((IMAGE, IMAGE), 0, (), (), gives_training=False))
    assert failure.code == "crash"
    assert failure.message.endswith("does not fit together: two steps have one number")


def test_a_network_that_nobody_could_compute_is_not_computed() -> None:
    huge = TraceVariable(0, "kernel", (3072, 2**24), trainable=True, tracked=True)
    failure = opening(NetworkOpened((IMAGE,), 0, (), (huge,), gives_training=False))
    assert (failure.code, failure.message.partition(",")[0]) == ("memory-limit", "the network has 51539607552 weights")
    wide = TraceNode(id=1, op="Unheard", inputs=(0,), shape=(None, 32, 32, 2**20))
    failure = opening(NetworkOpened((IMAGE, wide), 1, (), (), gives_training=False))
    assert (failure.code, failure.message.partition(",")[0]) == ("memory-limit", "a layer makes 1073741824 values")


@pytest.mark.parametrize("shape", [(), (None,), (0,), (None, 2**62), (-1, 2**60, 2**60, 2**60)], ids=str)
@pytest.mark.parametrize(
    "message",
    [
        "",
        "expected axis 99 of input shape to have value 400, but received input with shape (1, 256)",
        "negative dimension subtracting 5 from 3 strides=(0, 0)",
        "expected shape=(None, 1), found shape=()",
    ],
)
def test_a_forged_account_of_a_failure_is_explained(message: str, shape: tuple[int | None, ...]) -> None:
    trail = (TrailStep("c1", "Conv2D", shape, -5), TrailStep("", "Conv2D", shape), TrailStep("f1", "Dense"))
    finding = explain(Problem("build-error", message, "net.py", 3, trail=trail), (32, 32, 3), baseline())
    assert finding.code in {"build-error", "input-layout", "filters"}
    assert len(finding.message) > 1
