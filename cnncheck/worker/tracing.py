"""Builds a network of the student's, calls it once inside a graph and tells what it computes."""

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import keras
import msgspec
import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import NetworkOpened, OpenNetwork, Problem, TraceVariable, TrailStep
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tracing_calls import Recorder, watched
from cnncheck.worker.tracing_graph import Reader, TooLargeError, Trace
from cnncheck.worker.tracing_layers import Holdings, holdings, module_names, tensorflow_variable, trace_layer
from cnncheck.worker.tracing_subject import Subject, find, takes_training, training_option

MAX_TRAIL = 200
"""Layers that are told of a network that could not be built."""

_NODE_NAMES = re.compile(r" for '\{\{node .*", re.DOTALL)
_PLACEMENT = re.compile(r"\{\{function_node [^}]*\}\} ?")


@dataclass(slots=True)
class Opened:
    """What tracing left for later questions.

    Attributes:
        subject: how the network was found and is made again.
        graph: the traced computation.
        image: name of the tensor that is its input.
        trace: the nodes and their tensors.
        variables: by the number they were told under.
        reads: (name of a tensor that holds a variable's value, number of the variable).
        constants: values of tensors that the computation took from outside, by name.
        batch: the batch size it was traced with, None where any will do.
        running: what runs the graph, made when it is first run.
    """

    subject: Subject
    graph: Any
    image: str
    trace: Trace
    variables: dict[int, Any]
    reads: tuple[tuple[str, int], ...]
    constants: dict[str, Any]
    batch: int | None
    running: Any = None

    @property
    def model(self) -> Any:
        """What is called with the image."""
        return self.subject.model

    def rebuild(self) -> Any:
        """The same network with fresh weights, not yet called; exceptions are the student's own."""
        return self.subject.rebuild()


@dataclass(slots=True)
class _Variables:
    """Numbers for variables, in the order they are met; the objects are kept."""

    known: dict[int, int] = field(default_factory=dict)
    objects: dict[int, Any] = field(default_factory=dict)

    def number(self, variable: Any) -> int:
        number = self.known.setdefault(id(variable), len(self.known))
        self.objects[number] = variable
        return number


class _Unsuitable(Exception):  # noqa: N818 - carries a problem that is no exception of the student's
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def open_network(session: Session, question: OpenNetwork) -> NetworkOpened | Problem:
    """Build the named network, trace it in both modes and remember it for `Forward` and `Train`."""
    session.opened = None
    try:
        subject = find(session, question)
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's constructor
        return problem_of(session, error, otherwise="build-error")
    if isinstance(subject, Problem):
        return subject
    if not callable(subject.model):
        kind = "nothing" if subject.model is None else f"{type(subject.model).__name__}, which is no model"
        return _at_definition(session, question, Problem("wrong-type", f"{question.name} returns {kind}"))
    return _traced(session, question, subject)


def _traced(session: Session, question: OpenNetwork, subject: Subject) -> NetworkOpened | Problem:
    """Trace as it is; where that fails, see whether the network can be called at all, and try once more.

    A plain call builds what cannot be built inside a graph (a variable made from a tensor), and some code only works
    for a batch of known size.
    """
    try:
        return _trace(session, question, subject, None)
    except _Unsuitable as error:
        return error.problem
    except BaseException as error:  # noqa: BLE001 - judged below
        first = error
    try:
        _call(subject, question.input_shape)
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's code
        return _build_error(session, question, subject, first if _says_the_same(first, error) else error, first)
    for batch in (None, 1):
        try:
            return _trace(session, question, subject, batch)
        except _Unsuitable as error:
            return error.problem
        except BaseException as error:  # noqa: BLE001 - the next may do
            last = error
    return _build_error(session, question, subject, last, last)


def _call(subject: Subject, shape: tuple[int, ...]) -> None:
    with _plain_exceptions():
        image = tf.zeros((1, *shape))
        pass_through(subject.model, image, **training_option(subject.model, training=False))


@contextmanager
def _plain_exceptions() -> Iterator[None]:
    """Exceptions without what Keras adds about the arguments."""
    filtered = keras.config.is_traceback_filtering_enabled()
    keras.config.disable_traceback_filtering()
    try:
        yield
    finally:
        if filtered:
            keras.config.enable_traceback_filtering()


def _says_the_same(first: BaseException, second: BaseException) -> bool:
    """Whether the exception inside the graph stands for that of the plain call; it is the more readable one."""
    return type(first) is type(second) or "{{function_node" in str(second)


def _trace(session: Session, question: OpenNetwork, subject: Subject, batch: int | None) -> NetworkOpened:
    graph = tf.__internal__.FuncGraph("network")
    with graph.as_default():
        image = tf.compat.v1.placeholder(tf.float32, (batch, *question.input_shape), name="image")
    recorder, output = _run(session, subject, graph, image, training=False)
    first_part = graph.version
    modal = recorder.modal or (takes_training(subject.model) and not isinstance(subject.model, keras.layers.Layer))
    second = _run(session, subject, graph, image, training=True) if modal else None

    held = holdings(session, subject.model, _names(subject))
    variables = _Variables()
    handles, constants = _captured(graph, held)

    def read(of: Recorder, tensor: Any, first: int) -> Trace:
        reader = Reader(
            session, of, image, variables.number, lambda layer: held.held(layer).id, handles, constants, first, batch
        )
        return reader.read(tensor)

    try:
        trace = read(recorder, output, 0)
        training = read(second[0], second[1], len(trace.nodes)) if second else Trace()
    except TooLargeError:
        message = f"{question.name} has more steps than can be looked at"
        raise _Unsuitable(_at_definition(session, question, Problem("wrong-type", message))) from None
    _number_the_rest(subject.model, held, variables)
    reads = _reads(graph, first_part, handles, variables)
    session.opened = Opened(subject, graph, image.name, trace, variables.objects, reads, constants, batch)
    calls = recorder.calls + (second[0].calls if second else Counter())
    line, cell = _definition(session, question.name)
    return NetworkOpened(
        nodes=tuple(trace.nodes),
        output=trace.output,
        layers=tuple(trace_layer(session, each, calls[id(each.layer)]) for each in held.layers.values()),
        variables=_told_variables(subject.model, held, variables),
        gives_training=takes_training(subject.model),
        training_nodes=tuple(training.nodes),
        training_output=training.output if second else None,
        name=question.name,
        file=session.file,
        line=line,
        notes=() if batch is None else ("The network can only be called with a batch of known size.",),
        compiled=session.compile_options(subject.model) is not None,
        cell=cell,
    )


def _run(session: Session, subject: Subject, graph: Any, image: Any, *, training: bool) -> tuple[Recorder, Any]:
    """Call the network inside the graph; the exception of a call that fails carries the layers called before it."""
    recorder = Recorder(session, graph)
    try:
        with graph.as_default(), watched(recorder):
            output = pass_through(subject.model, image, **training_option(subject.model, training=training))
            return recorder, _tensor(output, subject)
    except _Unsuitable:
        raise
    except BaseException as error:
        error.cnncheck_trail = recorder.trail  # type: ignore[attr-defined]
        raise


def _tensor(output: Any, subject: Subject) -> Any:
    """The one tensor that a network returned."""
    if isinstance(output, (list, tuple)) and len(output) == 1:
        output = output[0]
    if isinstance(output, (tf.Tensor, tf.Variable)):
        return tf.identity(output)
    kind = "nothing" if output is None else f"a {type(output).__name__} in place of one tensor"
    called = (
        type(subject.model).__name__ if isinstance(subject.model, (keras.layers.Layer, tf.Module)) else "the network"
    )
    raise _Unsuitable(Problem("wrong-type", f"{called} returns {kind} when it is called"))


def _names(subject: Subject) -> dict[str, Any]:
    """Where a network that is no object of its own keeps its layers and variables."""
    return module_names(subject.model) if inspect.isroutine(subject.model) else {}


def _captured(graph: Any, held: Holdings) -> tuple[dict[str, Any], dict[str, Any]]:
    """What the graph reads from outside: variables by the name of their handle, values by the name of the tensor."""
    watched_variables = list(getattr(graph, "_watched_variables", ()))
    by_handle = {id(each.handle): each for each in [*held.kept, *watched_variables] if isinstance(each, tf.Variable)}
    handles, constants = {}, {}
    for outside, inside in graph.captures:
        if id(outside) in by_handle:
            handles[inside.name] = by_handle[id(outside)]
        elif outside.dtype != tf.resource:
            constants[inside.name] = np.asarray(outside)
    return handles, constants


def _reads(graph: Any, end: int, handles: dict[str, Any], variables: _Variables) -> tuple[tuple[str, int], ...]:
    """Where the first operations of a graph read variables, also inside the layers that are told as one step."""
    return tuple(
        (operation.outputs[0].name, variables.number(handles[operation.inputs[0].name]))
        for operation in graph.get_operations()[:end]
        if operation.type == "ReadVariableOp" and operation.inputs[0].name in handles
    )


def _number_the_rest(model: Any, held: Holdings, variables: _Variables) -> None:
    """Give numbers to variables that are there and not read."""
    # What is around a function is not the function's own.
    owned = [] if inspect.isroutine(model) else held.kept
    for variable in [tensorflow_variable(each) for each in getattr(model, "variables", ())] + owned:
        if isinstance(variable, tf.Variable):
            variables.number(variable)


def _told_variables(model: Any, held: Holdings, variables: _Variables) -> tuple[TraceVariable, ...]:
    keeps_track = isinstance(model, (keras.layers.Layer, tf.Module))
    tracked = {id(tensorflow_variable(each)) for each in getattr(model, "variables", ())} if keeps_track else set()
    trainable = {id(tensorflow_variable(each)) for each in getattr(model, "trainable_variables", ())}
    told = []
    for number, variable in sorted(variables.objects.items()):
        path, layer = held.variables.get(id(variable), (variable.name, None))
        is_tracked = not keeps_track or id(variable) in tracked
        told.append(
            TraceVariable(
                id=number,
                name=path[:200],
                shape=tuple(variable.shape.as_list()),
                # Keras freezes layers, not their variables: the model's own list is what an optimiser gets.
                trainable=id(variable) in trainable if id(variable) in tracked else bool(variable.trainable),
                tracked=is_tracked,
                layer=layer,
            )
        )
    return tuple(told)


def _build_error(
    session: Session, question: OpenNetwork, subject: Subject, error: BaseException, traced: BaseException
) -> Problem:
    """Say why the network cannot be called, and how far it came."""
    problem = problem_of(session, error, otherwise="build-error")
    trail = _trail(session, subject, getattr(traced, "cnncheck_trail", []))
    message = _PLACEMENT.sub("", _NODE_NAMES.sub("", problem.message))
    problem = msgspec.structs.replace(problem, message=message, trail=trail)
    if problem.line is None and trail and trail[-1].shape is None and trail[-1].line is not None:
        return msgspec.structs.replace(problem, file=session.file, line=trail[-1].line)
    return problem if problem.line is not None else _at_definition(session, question, problem)


def _trail(session: Session, subject: Subject, steps: list[tuple[Any, Any]]) -> tuple[TrailStep, ...]:
    held = holdings(session, subject.model, _names(subject))
    told = []
    for layer, shape in steps[-MAX_TRAIL:]:
        if layer is subject.model:
            continue
        site = session.site_of(layer)
        path = held.held(layer).path or type(layer).__name__
        told.append(TrailStep(path[:200], type(layer).__name__[:200], shape, site.line if site else None))
    return tuple(told)


def _definition(session: Session, name: str) -> tuple[int | None, int | None]:
    """Line and notebook cell of a definition."""
    for each in session.definitions:
        if each.name == name:
            return each.line, getattr(each, "cell", None)
    return None, None


def _at_definition(session: Session, question: OpenNetwork, problem: Problem) -> Problem:
    line, cell = _definition(session, question.name)
    return msgspec.structs.replace(problem, file=session.file, line=line, cell=cell)
