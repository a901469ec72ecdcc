"""Builds a network of the student's, calls it once inside a graph and tells what it computes."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec
import tensorflow as tf

from cnncheck.inside.wire import NetworkOpened, OpenNetwork, Problem
from cnncheck.worker.instruments.facts import loss_from_logits
from cnncheck.worker.library import keras
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tensors import is_real
from cnncheck.worker.tracing_calls import Recorder, watched
from cnncheck.worker.tracing_construction import watched_construction
from cnncheck.worker.tracing_graph import Reader, TooLargeError, Trace
from cnncheck.worker.tracing_layers import holdings, trace_layer
from cnncheck.worker.tracing_names import take_any_name
from cnncheck.worker.tracing_precision import computing_in_float32, other_precision, same_steps, to_float32
from cnncheck.worker.tracing_problems import at_definition, build_error, definition
from cnncheck.worker.tracing_shapes import complete_shapes
from cnncheck.worker.tracing_subject import Subject, find, surroundings, takes_training, training_option
from cnncheck.worker.tracing_variables import Variables, captured, number_the_rest, reads_of, told_variables


@dataclass(slots=True)
class Opened:
    """What tracing left for later questions.

    Attributes:
        subject: how the network was found and is made again.
        graph: the traced computation.
        image: name of the tensor that is its input.
        trace: the nodes and their tensors.
        trained: the same in training mode; where nothing depends on the mode, `trace` itself.
        variables: by the number they were told under.
        handles: number of a variable by the name of the tensor through which the graph reaches it.
        reads: (name of a tensor that holds a variable's value, number of the variable).
        constants: values of tensors that the computation took from outside, by name.
        batch: the batch size it was traced with, None where any will do.
        losses: tensors that the network adds to its loss in training.
        trained_from: the graph's first operation that belongs to `trained`.
        in_float32: the network was made to compute in float32.
        steps: what a step of training is computed from, for probabilities and for logits, made when first asked for.
        running: what runs the graph, made when it is first run.
    """

    subject: Subject
    graph: Any
    image: str
    trace: Trace
    trained: Trace
    variables: dict[int, Any]
    handles: dict[str, int]
    reads: tuple[tuple[str, int], ...]
    constants: dict[str, Any]
    batch: int | None
    losses: tuple[Any, ...] = ()
    trained_from: int = 0
    in_float32: bool = False
    steps: dict[bool, Any] = field(default_factory=dict)
    running: Any = None

    @property
    def model(self) -> Any:
        """What is called with the image."""
        return self.subject.model

    def session(self) -> Any:
        """What runs the graph, made when it is first needed."""
        if self.running is None:
            # A graph that is run twice or thrice is not worth optimising: for a deep network that takes a second, and
            # a convolution in groups that is put together with its bias has no kernel on a processor.
            # What the student put on a GPU is computed where there is none too.
            options = tf.compat.v1.ConfigProto(allow_soft_placement=True)
            options.graph_options.rewrite_options.disable_meta_optimizer = True
            self.running = tf.compat.v1.Session(graph=self.graph, config=options)
        return self.running

    def given(self, reads: tuple[tuple[str, int], ...]) -> dict[str, Any]:
        """Values of the tensors that the computation takes from outside, by name."""
        current = {number: self.variables[number].numpy() for number in {number for _, number in reads}}
        return {name: current[number] for name, number in reads} | self.constants

    def rebuild(self) -> Any:
        """The same network with fresh weights, not yet called; exceptions are the student's own."""
        return self.subject.rebuild()


class _Unsuitable(Exception):  # noqa: N818 - carries a problem that is no exception of the student's
    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def open_network(session: Session, question: OpenNetwork) -> NetworkOpened | Problem:
    """Build the named network, trace it in both modes and remember it for `Forward` and `Train`."""
    session.opened = None
    with watched_construction() as construction:
        try:
            subject = find(session, question)
        except BaseException as error:  # noqa: BLE001 - whatever stops the student's constructor
            problem = problem_of(session, error, otherwise="build-error")
            return msgspec.structs.replace(problem, trail=construction.trail(session))
    if isinstance(subject, Problem):
        return subject
    if not callable(subject.model):
        kind = "nothing" if subject.model is None else f"{type(subject.model).__name__}, which is no model"
        return at_definition(session, question, Problem("wrong-type", f"{question.name} returns {kind}"))
    return _traced(session, question, subject)


def _traced(session: Session, question: OpenNetwork, subject: Subject) -> NetworkOpened | Problem:
    """Trace as it is; where that fails, see whether the network can be called at all, and try once more.

    A plain call builds what cannot be built inside a graph (a variable made from a tensor), and some code only works
    for a batch of known size.
    """
    try:
        return _trace_in_float32(session, question, subject, None)
    except _Unsuitable as error:
        return at_definition(session, question, error.problem)
    except BaseException as error:  # noqa: BLE001 - judged below
        first = error
    try:
        _call(subject, question.input_shape)
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's code
        return build_error(session, question, subject, first if _says_the_same(first, error) else error, first)
    failures: list[BaseException] = []
    for batch in (None, 1):
        try:
            return _trace_in_float32(session, question, subject, batch)
        except _Unsuitable as error:
            return at_definition(session, question, error.problem)
        except BaseException as error:  # noqa: BLE001 - the next may do
            failures.append(error)
    # On some processors a plain call returns an empty map where a window has no room, and only tracing refuses it.
    with_any_batch, last = failures
    traced = with_any_batch if _way(with_any_batch) == _way(last) else last
    return build_error(session, question, subject, last, traced)


def _way(error: BaseException) -> list[int]:
    """Layers that were called before a trace failed."""
    return [id(layer) for layer, _ in getattr(error, "cnncheck_trail", [])]


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


def _trace_in_float32(session: Session, question: OpenNetwork, subject: Subject, batch: int | None) -> NetworkOpened:
    """Trace a network; one that computes in another type of numbers once more, in float32."""
    told = _trace(session, question, subject, batch)
    as_written = session.opened
    precision = other_precision(as_written.graph, as_written.trace)
    if precision is None:
        return told
    held = holdings(session, subject.model, surroundings(subject))
    to_float32(each.layer for each in held.layers.values())
    with computing_in_float32():
        told = _trace(session, question, replace(subject, make=_made_for_float32(session, subject)), batch)
    if not all(same_steps(getattr(as_written, mode), getattr(session.opened, mode)) for mode in ("trace", "trained")):
        message = f"{question.name} computes something else in {precision}, as it is written, than in float32"
        raise _Unsuitable(Problem("wrong-type", message))
    session.opened.in_float32 = True
    left = other_precision(session.opened.graph, session.opened.trace)
    note = f"The network computes in {precision}; it was rebuilt and compared in float32."
    return told if left else msgspec.structs.replace(told, notes=(*told.notes, note))


def _made_for_float32(session: Session, subject: Subject) -> Callable[[], Any] | None:
    make = subject.make
    if make is None:
        return None

    def made() -> Any:
        model = make()
        to_float32(each.layer for each in holdings(session, model, surroundings(subject)).layers.values())
        return model

    return made


def _trace(session: Session, question: OpenNetwork, subject: Subject, batch: int | None) -> NetworkOpened:
    graph = tf.__internal__.FuncGraph("network")
    renamed = take_any_name(graph)
    with graph.as_default():
        image = tf.compat.v1.placeholder(tf.float32, (batch, *question.input_shape), name="image")
    recorder, output = _run(session, subject, graph, image, training=False)
    first_part = graph.version
    modal = recorder.modal or (takes_training(subject.model) and not isinstance(subject.model, keras.layers.Layer))
    second = _run(session, subject, graph, image, training=True) if modal else None
    losses = _losses(subject, graph)

    held = holdings(session, subject.model, surroundings(subject))
    variables = Variables()
    handles, constants = captured(graph, held)

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
        raise _Unsuitable(Problem("wrong-type", message)) from None
    number_the_rest(subject.model, held, variables)
    reads = reads_of(graph, first_part, handles, variables)
    everything = reads_of(graph, graph.version, handles, variables)
    opened = Opened(
        subject,
        graph,
        image.name,
        trace,
        training if second else trace,
        variables.objects,
        {name: variables.known[id(each)] for name, each in handles.items() if id(each) in variables.known},
        reads,
        constants,
        batch,
        losses,
        first_part if second else 0,
    )
    if batch is None:
        for each in (trace, training):
            complete_shapes(each, graph, image, lambda: opened.given(everything), running=opened.session)
    session.opened = opened
    calls = recorder.calls + (second[0].calls if second else Counter())
    line, cell = definition(session, question.name)
    compiled = session.compile_options(subject.model)
    return NetworkOpened(
        nodes=tuple(trace.nodes),
        output=trace.output,
        layers=tuple(trace_layer(session, each, calls[id(each.layer)]) for each in held.layers.values()),
        variables=told_variables(subject.model, held, variables),
        gives_training=takes_training(subject.model),
        training_nodes=tuple(training.nodes),
        training_output=training.output if second else None,
        name=question.name,
        file=session.file,
        line=line,
        notes=tuple(_notes(batch, renamed)),
        compiled=compiled is not None,
        cell=cell,
        dialect=keras.dialect,
        from_logits=loss_from_logits(compiled.get("loss")) if compiled else None,
    )


def _notes(batch: int | None, renamed: list[str]) -> Iterator[str]:
    if batch is not None:
        yield "The network can only be called with a batch of known size."
    if renamed:
        yield (
            f"Keras's fit takes no layer called {renamed[0][:60]!r}: a name holds Latin letters, digits, dots, dashes "
            "and underscores. The network was looked at with other names."
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


def _losses(subject: Subject, graph: Any) -> tuple[Any, ...]:
    """What the network adds to its loss: regularisers and `add_loss`, as of its last call."""
    if not isinstance(subject.model, keras.layers.Layer):
        return ()
    try:
        with graph.as_default():
            return tuple(tf.convert_to_tensor(each) for each in pass_through(getattr, subject.model, "losses"))
    except Exception:  # noqa: BLE001 - a regulariser of the student's that fails where the loss is added up
        return ()


def _tensor(output: Any, subject: Subject) -> Any:
    """The one tensor that a network returned."""
    if isinstance(output, (list, tuple)) and len(output) == 1:
        output = output[0]
    if isinstance(output, (tf.Tensor, tf.Variable)) and is_real(output.dtype):
        return tf.identity(output)
    kind = "nothing" if output is None else f"a {type(output).__name__} in place of one tensor"
    if isinstance(output, (tf.Tensor, tf.Variable)):
        kind = f"values of type {output.dtype.name}, which are no real numbers,"
    called = (
        type(subject.model).__name__ if isinstance(subject.model, (keras.layers.Layer, tf.Module)) else "the network"
    )
    raise _Unsuitable(Problem("wrong-type", f"{called} returns {kind} when it is called"))
