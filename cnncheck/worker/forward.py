"""Runs the opened network on images with given weights."""

import re
from contextlib import nullcontext
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnncheck.inside.wire import Array, Forward, Outputs, Problem
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tensors import is_real
from cnncheck.worker.tracing import Opened
from cnncheck.worker.tracing_precision import computing_in_float32
from cnncheck.worker.tracing_subject import training_option

_SAID = re.compile(r"Node: '[^']*'\n(.*)")
"""Where TensorFlow's account of a failed operation comes to the point."""


def run(session: Session, question: Forward) -> Outputs | Problem:
    """Set variables, then compute the network's output and the tensors asked for, in inference mode.

    The graph that was traced is run as it is: nothing of the student's Python code runs again, unless a plain call of
    the network is asked for; then no other tensors are to be had.
    """
    opened = session.opened
    if not isinstance(opened, Opened):
        return Problem("missing-name", "no network is open")
    unknown = [number for number in question.fetch if number not in opened.trace.tensors]
    if unknown:
        return Problem("missing-name", f"the network has no part number {unknown[0]}")
    if problem := set_variables(opened, question.weights):
        return problem
    if question.eager:
        return _as_called(session, opened, question)
    names = [opened.trace.tensors[number] for number in (opened.trace.output, *question.fetch)]
    try:
        output, *fetched = compute(opened, names, question.images.unpack())
    except tf.errors.OpError as error:
        return cannot_run(error)
    return Outputs(Array.of(output), tuple(Array.of(each) for each in fetched))


def cannot_run(error: Any) -> Problem:
    """What TensorFlow says of an operation that failed, without its account of the graph."""
    said = _SAID.search(error.message)
    return Problem("raises", f"{type(error).__name__}: {said[1] if said else 'the network cannot be run'}"[:500])


def set_variables(opened: Opened, weights: dict[int, Array]) -> Problem | None:
    """Give values to variables by their numbers; the problem where there is no such variable, or none of that shape."""
    for number, value in weights.items():
        variable = opened.variables.get(number)
        if variable is None:
            return Problem("missing-name", f"the network has no part number {number}")
        if tuple(variable.shape) != value.shape:
            return Problem("shape", f"a variable of shape {tuple(variable.shape)} takes no {value.shape}")
        variable.assign(value.unpack().astype(variable.dtype.as_numpy_dtype))
    return None


def _as_called(session: Session, opened: Opened, question: Forward) -> Outputs | Problem:
    """The network's output as a plain call of it gives it; here the student's own Python code runs once more."""
    images = question.images.unpack()
    parts = [images] if opened.batch is None else np.split(images, len(images) // opened.batch)
    try:
        returned = [_called(opened, part) for part in parts]
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's code
        return problem_of(session, error, otherwise="raises")
    outputs = [_numbers(each) for each in returned]
    arrays = [each for each in outputs if each is not None]
    if len(arrays) < len(parts) or len({each.shape[1:] for each in arrays}) > 1:
        return Problem("wrong-type", "called as it stands, outside a graph, the network does not return one tensor")
    return Outputs(Array.of(np.concatenate(arrays)))


def _called(opened: Opened, images: NDArray[Any]) -> Any:
    with computing_in_float32() if opened.in_float32 else nullcontext():
        return pass_through(opened.model, tf.constant(images), **training_option(opened.model, training=False))


def _numbers(output: Any) -> NDArray[Any] | None:
    """The values of one tensor of real numbers with a batch of images; None for anything else that may be returned."""
    if isinstance(output, (list, tuple)) and len(output) == 1:
        output = output[0]
    if isinstance(output, tf.Variable):
        output = output.value()
    # A tensor of the graph that was traced has no value here.
    if not isinstance(output, tf.__internal__.EagerTensor) or not output.shape.rank:
        return None
    return float32(output.numpy()) if is_real(output.dtype) else None


def compute(opened: Opened, names: list[str], images: NDArray[Any]) -> list[NDArray[Any]]:
    """Run the graph for tensors by name; float32 whatever the network computes in.

    Raises:
        tf.errors.OpError: an operation cannot be run on these images.
    """
    running, given = opened.session(), opened.given(opened.reads)
    parts = [images] if opened.batch is None else np.split(images, len(images) // opened.batch)
    results = [pass_through(running.run, names, {**given, opened.image: part}) for part in parts]
    return [float32(np.concatenate(each) if len(parts) > 1 else each[0]) for each in zip(*results, strict=True)]


def float32(array: NDArray[Any]) -> NDArray[Any]:
    """The values in float32, whatever the network computes in."""
    return np.asarray(array).astype(np.float32) if np.asarray(array).dtype != np.float32 else np.asarray(array)
