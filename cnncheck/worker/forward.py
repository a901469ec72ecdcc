"""Runs the opened network on images with given weights."""

import re
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray

from cnncheck.inside.wire import Array, Forward, Outputs, Problem
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tracing import Opened
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
    unknown += [number for number in question.weights if number not in opened.variables]
    if unknown:
        return Problem("missing-name", f"the network has no part number {unknown[0]}")
    for number, value in question.weights.items():
        variable = opened.variables[number]
        if tuple(variable.shape) != value.shape:
            return Problem("shape", f"a variable of shape {tuple(variable.shape)} takes no {value.shape}")
        variable.assign(value.unpack().astype(variable.dtype.as_numpy_dtype))
    if question.eager:
        return _as_called(session, opened, question)
    names = [opened.trace.tensors[number] for number in (opened.trace.output, *question.fetch)]
    try:
        output, *fetched = compute(opened, names, question.images.unpack())
    except tf.errors.OpError as error:
        said = _SAID.search(error.message)
        return Problem("raises", f"{type(error).__name__}: {said[1] if said else 'the network cannot be run'}"[:500])
    return Outputs(Array.of(output), tuple(Array.of(each) for each in fetched))


def _as_called(session: Session, opened: Opened, question: Forward) -> Outputs | Problem:
    """The network's output as a plain call of it gives it; here the student's own Python code runs once more."""
    images = tf.constant(question.images.unpack())
    try:
        output = pass_through(opened.model, images, **training_option(opened.model, training=False))
        if isinstance(output, (list, tuple)) and len(output) == 1:
            output = output[0]
        return Outputs(Array.of(_float32(tf.convert_to_tensor(output).numpy())))
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's code
        return problem_of(session, error, otherwise="raises")


def compute(opened: Opened, names: list[str], images: NDArray[Any]) -> list[NDArray[Any]]:
    """Run the graph for tensors by name; float32 whatever the network computes in.

    Raises:
        tf.errors.OpError: an operation cannot be run on these images.
    """
    given = opened.given(opened.reads)
    parts = [images] if opened.batch is None else np.split(images, len(images) // opened.batch)

    def results_of(running: Any) -> list[Any]:
        return [pass_through(running.run, names, {**given, opened.image: part}) for part in parts]

    try:
        results = results_of(opened.session())
    except tf.errors.UnimplementedError:
        results = results_of(opened.session(fuses=False))
    return [_float32(np.concatenate(each) if len(parts) > 1 else each[0]) for each in zip(*results, strict=True)]


def _float32(array: NDArray[Any]) -> NDArray[Any]:
    return np.asarray(array).astype(np.float32) if np.asarray(array).dtype != np.float32 else np.asarray(array)
