"""Works out what one step of training would change in the opened network, in the graph that was traced."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnncheck.inside.wire import Array, Problem, Step, Stepped
from cnncheck.worker.forward import cannot_run, float32, set_variables
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tracing import Opened
from cnncheck.worker.tracing_variables import given_to_optimizer, numbered_reads

SEEDS = "seed_generator"
"""What Keras calls the variables that its generators of randomness begin with."""

SMALLEST = 1e-30
"""A probability that is 0 in float32 has a logarithm all the same."""

_SIGNS: Mapping[str, int] = {"AssignVariableOp": 0, "AssignAddVariableOp": 1, "AssignSubVariableOp": -1}
"""Operations that change a variable; what is added to its value, or 0 for one that replaces it."""


@dataclass(frozen=True, slots=True)
class Steps:
    """Tensors that tell a step; variables by their numbers.

    Attributes:
        labels: takes the class numbers.
        of_loss: gradients of the mean cross entropy.
        of_penalties: gradients of what the network adds to the loss.
        assigned: (variable, sign of what is added or 0, tensor), in the order they are made.
        reads: (name of a tensor that holds a variable's value, variable).
    """

    labels: Any
    of_loss: Mapping[int, Any]
    of_penalties: Mapping[int, Any]
    assigned: tuple[tuple[int, int, Any], ...]
    reads: tuple[tuple[str, int], ...]


def step(session: Session, question: Step) -> Stepped | Problem:
    """Compute gradients and the values that the network assigns, in training mode and in one pass.

    The graph that was traced is run: no variable is changed but those that the question sets, and nothing of the
    student's Python code runs again.
    """
    opened = session.opened
    if not isinstance(opened, Opened):
        return Problem("missing-name", "no network is open")
    if problem := _unanswerable(opened, question) or set_variables(opened, question.weights):
        return problem
    try:
        return _computed(opened, _steps(opened, probabilities=question.probabilities), question)
    except tf.errors.OpError as error:
        return cannot_run(error)
    except BaseException as error:  # noqa: BLE001 - an operation of the student's whose gradient cannot be had
        return problem_of(session, error, otherwise="raises")


def _unanswerable(opened: Opened, question: Step) -> Problem | None:
    """What there is in a question that the network has not."""
    unknown = [number for number in question.positions if number not in opened.variables]
    unknown += [number for number in question.fetch if number not in opened.trained.tensors]
    if unknown:
        return Problem("missing-name", f"the network has no part number {unknown[0]}")
    if opened.batch is not None and question.images.shape[:1] != (opened.batch,):
        return Problem("shape", f"the network takes batches of {opened.batch}")
    return None


def _steps(opened: Opened, *, probabilities: bool) -> Steps:
    """The tensors, built when they are first asked for."""
    if probabilities not in opened.steps:
        opened.steps[probabilities] = _built(opened, probabilities=probabilities)
    found: Steps = opened.steps[probabilities]
    return found


def _built(opened: Opened, *, probabilities: bool) -> Steps:
    graph = opened.graph
    output = graph.get_tensor_by_name(opened.trained.tensors[opened.trained.output])
    assigned = tuple(_assigned(opened))
    trained = given_to_optimizer(opened.model, opened.variables)
    reads = [(name, number) for name, number in numbered_reads(graph, opened.handles) if number in trained]
    with graph.as_default():
        labels = tf.compat.v1.placeholder(tf.int64, (None,))
        loss = _cross_entropy(tf.cast(output, tf.float32), labels, probabilities=probabilities)
        of_loss = _gradients(loss, reads)
        added = [tf.reduce_sum(tf.cast(each, tf.float32)) for each in opened.losses]
        of_penalties = _gradients(tf.add_n(added), reads) if added else {}
    # Read once more: a gradient may read variables itself.
    return Steps(labels, of_loss, of_penalties, assigned, numbered_reads(graph, opened.handles))


def _cross_entropy(output: Any, labels: Any, *, probabilities: bool) -> Any:
    """Mean over the batch, by its formula: Keras would cut probabilities off near 0 and 1."""
    logarithms = tf.math.log(output + SMALLEST) if probabilities else tf.nn.log_softmax(output)
    return -tf.reduce_mean(tf.gather(logarithms, labels, batch_dims=1))


def _gradients(loss: Any, reads: list[tuple[str, int]]) -> dict[int, Any]:
    """The gradient for each variable, over all the places where it is read; none where no gradient arrives."""
    tensors = [loss.graph.get_tensor_by_name(name) for name, _ in reads]
    parts: dict[int, list[Any]] = {}
    for (_, number), gradient in zip(reads, pass_through(tf.gradients, loss, tensors), strict=True):
        if gradient is not None:
            parts.setdefault(number, []).append(tf.convert_to_tensor(gradient))
    return {number: tf.add_n(each) if len(each) > 1 else each[0] for number, each in parts.items()}


def _assigned(opened: Opened) -> Iterator[tuple[int, int, Any]]:
    """The assignments that the network makes in training."""
    for operation in opened.graph.get_operations()[opened.trained_from :]:
        if operation.type in _SIGNS and operation.inputs[0].name in opened.handles:
            yield opened.handles[operation.inputs[0].name], _SIGNS[operation.type], operation.inputs[1]


def _computed(opened: Opened, steps: Steps, question: Step) -> Stepped:
    wanted = {number: value.unpack() for number, value in question.positions.items()}
    fetches = {
        "loss": {number: tensor for number, tensor in steps.of_loss.items() if number in wanted},
        "penalties": {number: tensor for number, tensor in steps.of_penalties.items() if number in wanted},
        "assigned": [tensor for number, _, tensor in steps.assigned if number in wanted],
        "fetched": [opened.trained.tensors[number] for number in question.fetch],
    }
    given = opened.given(steps.reads) | _seeds(opened, steps, question.seed)
    given |= {opened.image: question.images.unpack(), steps.labels.name: question.labels.unpack()}
    found = pass_through(opened.session().run, fetches, given)
    changes = [(number, sign) for number, sign, _ in steps.assigned if number in wanted]
    values: dict[int, NDArray[Any]] = {}
    for (number, sign), value in zip(changes, found["assigned"], strict=True):
        before = values.get(number, opened.variables[number].numpy()) if sign else 0
        values[number] = before + (sign or 1) * value
    return Stepped(
        gradients=_chosen(found["loss"], wanted),
        penalties=_chosen(found["penalties"], wanted),
        assigned=_chosen(values, wanted),
        fetched=tuple(Array.of(float32(each)) for each in found["fetched"]),
    )


def _chosen(values: Mapping[int, NDArray[Any]], wanted: Mapping[int, NDArray[Any]]) -> dict[int, Array]:
    """Of each array the values at the positions asked for."""
    return {number: Array.of(float32(value).ravel()[wanted[number]]) for number, value in values.items()}


def _seeds(opened: Opened, steps: Steps, seed: int) -> dict[str, Any]:
    """What Keras's generators begin with: otherwise two questions would have the same draw of dropout."""
    rng = np.random.default_rng(seed)
    drawn: dict[int, NDArray[Any]] = {}
    for _, number in steps.reads:
        variable = opened.variables[number]
        if SEEDS in variable.name and variable.dtype.is_integer and number not in drawn:
            drawn[number] = rng.integers(0, 2**31, variable.shape).astype(variable.dtype.as_numpy_dtype)
    return {name: drawn[number] for name, number in steps.reads if number in drawn}
