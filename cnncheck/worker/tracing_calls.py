"""Watches the layers of a model while it is called, so that each call of a layer of Keras's own counts as one step."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import tensorflow as tf

from cnncheck.inside.wire import Value
from cnncheck.worker.library import keras, may_train
from cnncheck.worker.state import Place, Session, pass_through
from cnncheck.worker.tracing_layers import (
    ROLES,
    activation_name,
    is_leaf,
    library_class,
    tensorflow_variable,
)

MAX_CALLS = 5000
"""Calls of layers that are recorded for one network; the deepest of Keras's applications has a tenth of that."""

_MODELESS = frozenset({"Dense", "EinsumDense", "Embedding"})
"""Layers that take `training` and do not mind it."""


@dataclass(frozen=True, slots=True)
class LayerCall:
    """One call of a layer of Keras's own.

    Attributes:
        op: the layer's class name, or "Activation" for the function it was given as `activation`.
        layer: the layer.
        inputs: the tensors it was given.
        training: the mode it was called in, None for a layer without one.
        place: the student's line that made the call.
        weights: its variables by role.
    """

    op: str
    layer: Any
    inputs: tuple[Any, ...]
    training: bool | None
    place: Place | None
    attributes: dict[str, Value]
    weights: dict[str, Any]


@dataclass(slots=True)
class Recorder:
    """What was seen during one trace.

    Attributes:
        produced: name of an output tensor to the call that made it.
        spans: (first operation, end, layer): which operations of the graph a layer's call created.
        trail: (layer, shape of its output), as they were called; no shape for the one that failed.
        calls: how often each was called, by `id(layer)`.
        modal: whether anything was called that can be told to train.
    """

    session: Session
    graph: Any
    produced: dict[str, LayerCall] = field(default_factory=dict)
    spans: list[tuple[int, int, Any]] = field(default_factory=list)
    trail: list[tuple[Any, tuple[int | None, ...] | None]] = field(default_factory=list)
    calls: Counter[int] = field(default_factory=Counter)
    modal: bool = False
    _in_leaf: bool = False
    _failed: bool = False

    def watches(self) -> bool:
        """Whether what is called now belongs to the trace: not to the inside of a layer, nor to Keras's own probing."""
        return not self._in_leaf and tf.compat.v1.get_default_graph() is self.graph

    def layer_called(self, layer: Any, original: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Call a layer from the outside: input checks, building and computing."""
        if not layer.built and not _builds_itself(layer):
            # Otherwise Keras would run the student's `call` once more, only to find out what it builds.
            with suppress(AttributeError):
                layer.built = True
        if not self.watches():
            return pass_through(original, layer, *args, **kwargs)
        if any(isinstance(each, keras.KerasTensor) for each in keras.tree.flatten((args, kwargs))):
            # Keras tries out shapes; nothing is computed.
            self._in_leaf = True
            try:
                return pass_through(original, layer, *args, **kwargs)
            finally:
                self._in_leaf = False
        try:
            return pass_through(original, layer, *args, **kwargs)
        except Exception:
            if not self._failed:
                self._failed = True
                self._step(layer, None)
            raise

    def computed(self, layer: Any, original: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Compute a layer, its mode now being settled."""
        if not self.watches():
            return pass_through(original, layer, *args, **kwargs)
        self.calls[id(layer)] += 1
        self.modal |= _has_modes(layer)
        first = self.graph.version
        try:
            if is_leaf(layer) and len(self.produced) < MAX_CALLS:
                return self._leaf(layer, original, args, kwargs)
            return pass_through(original, layer, *args, **kwargs)
        finally:
            self.spans.append((first, self.graph.version, layer))

    def _leaf(self, layer: Any, original: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        inputs = tuple(each for each in keras.tree.flatten((args, kwargs)) if tf.is_tensor(each))
        training = kwargs.get("training")
        place = self.session.student_line(sys._getframe(2))
        op = (library_class(layer) or type(layer)).__name__

        def made(tensor: Any, of: str, reads: tuple[Any, ...], attributes: dict[str, Value]) -> Any:
            tensor = tf.identity(tensor)
            weights = _weights(layer) if of == op else {}
            mode = bool(training) if "training" in kwargs else None
            self.produced[tensor.name] = LayerCall(of, layer, reads, mode, place, attributes, weights)
            return tensor

        self._in_leaf = True
        try:
            with _activation_shown(self, layer, inputs, made, op) as shown:
                result = pass_through(original, layer, *args, **kwargs)
        finally:
            self._in_leaf = False
        known = tf.is_tensor
        tensors = [each for each in keras.tree.flatten(result) if known(each)]
        self._step(layer, tensors[0] if tensors else None)
        if shown:
            return result
        several = len(tensors) > 1
        numbers = iter(range(len(tensors)))
        return keras.tree.map_structure(
            lambda each: made(each, op, inputs, {"output": next(numbers)} if several else {}) if known(each) else each,
            result,
        )

    def _step(self, layer: Any, tensor: Any) -> None:
        shape = None if tensor is None or tensor.shape.rank is None else tuple(tensor.shape.as_list())
        self.trail.append((layer, shape))


def _has_modes(layer: Any) -> bool:
    """Whether a layer may compute something else in training: the student's that is told the mode, or Keras's own."""
    kind = library_class(layer)
    return may_train(layer) and (kind is None or (not issubclass(kind, keras.Model) and kind.__name__ not in _MODELESS))


def _builds_itself(layer: Any) -> bool:
    """Whether a `build` must run: the student's, or that of a layer of Keras's own."""
    if isinstance(layer, keras.Sequential) and type(layer).build is keras.Sequential.build:
        return layer._functional is not None
    if keras.dialect == "tf_keras":
        return True
    build = getattr(type(layer), "build", None)
    return build not in {keras.layers.Layer.build, keras.Model.build}


def _weights(layer: Any) -> dict[str, Any]:
    found = {role: tensorflow_variable(getattr(layer, role, None)) for role in ROLES}
    return {role: variable for role, variable in found.items() if variable is not None}


@contextmanager
def _activation_shown(
    recorder: Recorder,
    layer: Any,
    inputs: tuple[Any, ...],
    made: Callable[..., Any],
    op: str,
) -> Iterator[list[bool]]:
    """Make a layer's `activation` a step of its own; yields a list that is not empty once that happened."""
    function = getattr(layer, "activation", None)
    shown: list[bool] = []
    if op == "Activation" or not callable(function) or activation_name(function) == "linear" or not _weights(layer):
        yield shown
        return
    name = activation_name(function)

    def activation(tensor: Any, *args: Any, **kwargs: Any) -> Any:
        before = made(tensor, op, inputs, {})
        shown.append(True)
        if name is not None:
            return made(pass_through(function, before, *args, **kwargs), "Activation", (before,), {"activation": name})
        recorder._in_leaf = False
        try:
            return pass_through(function, before, *args, **kwargs)
        finally:
            recorder._in_leaf = True

    # Past Keras's own bookkeeping, which would take the function for a part of the model.
    object.__setattr__(layer, "activation", activation)
    try:
        yield shown
    finally:
        object.__setattr__(layer, "activation", function)


@contextmanager
def watched(recorder: Recorder) -> Iterator[None]:
    """Let a recorder see every call of a layer."""
    outer = keras.layers.Layer.__call__

    def called(layer: Any, *args: Any, **kwargs: Any) -> Any:
        return recorder.layer_called(layer, outer, args, kwargs)

    keras.layers.Layer.__call__ = called
    filtered = keras.config.is_traceback_filtering_enabled()
    keras.config.disable_traceback_filtering()
    eager = tf.config.functions_run_eagerly()
    # A call that the student decorated with tf.function would hide its layers in a function of its own.
    tf.config.run_functions_eagerly(True)  # noqa: FBT003 - TensorFlow's own signature
    try:
        with _computing_watched(recorder), _known_conditions():
            yield
    finally:
        tf.config.run_functions_eagerly(eager)
        keras.layers.Layer.__call__ = outer
        if filtered:
            keras.config.enable_traceback_filtering()


@contextmanager
def _computing_watched(recorder: Recorder) -> Iterator[None]:
    """Let a recorder see what a call of a layer comes to once its input is checked and its mode is settled."""
    owner, name = (
        (keras.layers.Layer, "_autographed_call") if keras.dialect == "tf_keras" else (keras.Operation, "__call__")
    )
    original = getattr(owner, name)

    def computed(operation: Any, *args: Any, **kwargs: Any) -> Any:
        if isinstance(operation, keras.layers.Layer):
            return recorder.computed(operation, original, args, kwargs)
        return pass_through(original, operation, *args, **kwargs)

    def what_computes(layer: Any) -> Any:
        # The student's `call` itself: AutoGraph would run a copy of it that has no lines.
        def call(*args: Any, **kwargs: Any) -> Any:
            return recorder.computed(layer, lambda _layer, *one, **two: layer.call(*one, **two), args, kwargs)

        return call

    setattr(owner, name, what_computes if keras.dialect == "tf_keras" else computed)
    try:
        yield
    finally:
        setattr(owner, name, original)


@contextmanager
def _known_conditions() -> Iterator[None]:
    """Let `tf.cond` take its branch at once where the condition is known, as the mode of a trace is."""
    original = tf.cond

    def cond(pred: Any, true_fn: Any = None, false_fn: Any = None, name: Any = None) -> Any:
        known = tf.get_static_value(pred) if tf.is_tensor(pred) else None
        if known is None or not callable(true_fn) or not callable(false_fn):
            return pass_through(original, pred, true_fn, false_fn, name)
        return pass_through(true_fn if known else false_fn)

    tf.cond = cond
    try:
        yield
    finally:
        tf.cond = original
