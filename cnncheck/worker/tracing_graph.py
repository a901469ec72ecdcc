"""Reads a traced computation backwards from its output and tells it in the words of the wire."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import DTYPES, Array, TraceNode, Value
from cnncheck.worker.packing import pack
from cnncheck.worker.state import Place, Session
from cnncheck.worker.tracing_calls import LayerCall, Recorder

MAX_NODES = 20_000
"""Steps that are told; ResNet152 has about a thousand."""

MAX_CONSTANT = 1024
"""Numbers in a constant that is told by value."""

_WHOLE = (tf.int32, tf.int64)

_TOLD = ("b", "i", "f", "s")


class TooLargeError(Exception):
    """The computation has more steps than are told."""


@dataclass(slots=True)
class Trace:
    """A computation in the words of the wire, and what running it needs.

    Attributes:
        nodes: in the order they are computed.
        output: id of the last.
        tensors: id to the name of the tensor.
    """

    nodes: list[TraceNode] = field(default_factory=list)
    output: int = -1
    tensors: dict[int, str] = field(default_factory=dict)


@dataclass(slots=True)
class Reader:
    """Turns the part of a graph that an output depends on into nodes.

    Attributes:
        image: the tensor that is the network's input.
        variable: gives the number of a `tf.Variable`.
        number: gives the number of a layer.
        handles: name of the tensor through which the graph reaches a variable, to the variable.
        constants: names of tensors that were captured from outside the graph.
        first: the first number for nodes.
        batch: the batch size of the trace, None where it is open.
    """

    session: Session
    recorder: Recorder
    image: Any
    variable: Callable[[Any], int]
    number: Callable[[Any], int]
    handles: dict[str, Any]
    constants: dict[str, Any]
    first: int = 0
    batch: int | None = None
    _positions: dict[str, int] = field(default_factory=dict)

    def read(self, output: Any) -> Trace:
        """Tell everything that `output` depends on.

        Raises:
            TooLargeError: that is more than `MAX_NODES` steps.
        """
        operations = self.recorder.graph.get_operations()
        self._positions = {operation.name: number for number, operation in enumerate(operations)}
        trace = Trace()
        numbers: dict[str, int] = {}
        pending: list[tuple[Any, bool]] = [(output, False)]
        while pending:
            tensor, ready = pending.pop()
            if tensor.name in numbers:
                continue
            inputs = self._inputs(tensor)
            if not ready:
                pending.append((tensor, True))
                pending += [(each, False) for each in reversed(inputs) if each.name not in numbers]
                continue
            if len(numbers) >= MAX_NODES:
                raise TooLargeError
            number = numbers[tensor.name] = self.first + len(numbers)
            node = self._node(number, tensor, tuple(numbers[each.name] for each in inputs))
            trace.nodes.append(node)
            trace.tensors[number] = tensor.name
        trace.output = numbers[output.name]
        return trace

    def _inputs(self, tensor: Any) -> tuple[Any, ...]:
        call = self.recorder.produced.get(tensor.name)
        if call is not None:
            return tuple(self._inside(each) for each in call.inputs)
        if tensor.name == self.image.name or tensor.op.type in {"ReadVariableOp", "Placeholder", "Const"}:
            return ()
        if _size(tensor) is not None:
            return ()
        return tuple(tensor.op.inputs)

    def _inside(self, tensor: Any) -> Any:
        """A tensor that a layer was given, as the graph knows it."""
        if getattr(tensor, "graph", None) is self.recorder.graph:
            return tensor
        return self.recorder.graph.capture(tf.convert_to_tensor(tensor))

    def _node(self, number: int, tensor: Any, inputs: tuple[int, ...]) -> TraceNode:
        call = self.recorder.produced.get(tensor.name)
        if call is not None:
            return self._call_node(number, tensor, inputs, call)
        operation = tensor.op
        place = _place_of(self.session, operation)
        variable, value, op = None, None, operation.type
        if tensor.name == self.image.name:
            op = "Input"
        elif operation.type == "ReadVariableOp" and operation.inputs[0].name in self.handles:
            op, variable = "Variable", self.variable(self.handles[operation.inputs[0].name])
        elif operation.type == "Const":
            value = _small(tf.get_static_value(tensor))
        elif (size := _size(tensor)) is not None:
            op, value = "Const", size
        elif tensor.name in self.constants:
            op, value = "Const", _small(self.constants[tensor.name])
        return TraceNode(
            id=number,
            op=op,
            inputs=inputs,
            shape=self._shape(tensor, op),
            layer=self._layer(operation),
            attributes=_attributes(operation) if op == operation.type and op != "Const" else {},
            variable=variable,
            value=value,
            output=tensor.value_index,
            **_told(place),
        )

    def _call_node(self, number: int, tensor: Any, inputs: tuple[int, ...], call: LayerCall) -> TraceNode:
        return TraceNode(
            id=number,
            op=call.op,
            inputs=inputs,
            shape=self._shape(tensor, call.op),
            layer=self.number(call.layer),
            builtin_layer=True,
            attributes={name: value for name, value in call.attributes.items() if name != "output"},
            training=call.training,
            weights={role: self.variable(variable) for role, variable in call.weights.items()},
            output=int(call.attributes.get("output", 0)),  # type: ignore[arg-type]  # a number, as recorded
            **_told(call.place),
        )

    def _shape(self, tensor: Any, op: str) -> tuple[int | None, ...] | None:
        if tensor.shape.rank is None:
            return None
        sides = tuple(tensor.shape.as_list())
        if self.batch is not None and op not in {"Const", "Variable"} and sides[:1] == (self.batch,):
            return (None, *sides[1:])
        return sides

    def _layer(self, operation: Any) -> int | None:
        """The innermost layer during whose call an operation was created."""
        number = self._positions.get(operation.name, -1)
        around = [span for span in self.recorder.spans if span[0] <= number < span[1]]
        return self.number(min(around, key=lambda span: span[1] - span[0])[2]) if around else None


def _told(place: Place | None) -> dict[str, Any]:
    if place is None:
        return {}
    return {"file": place.file, "line": place.line, "cell": place.cell, "source": place.source}


def _place_of(session: Session, operation: Any) -> Place | None:
    """The innermost line of the student's that created an operation."""
    for frame in reversed(operation.traceback or ()):
        if session.is_students(frame.filename):
            return session.place(frame.filename, frame.lineno)
    return None


def _size(tensor: Any) -> Array | None:
    """Whole numbers that are computed from nothing but constants: sides, axes, permutations."""
    return _small(tf.get_static_value(tensor)) if tensor.dtype in _WHOLE else None


def _small(value: Any) -> Array | None:
    """A constant by value, where it is a small array of numbers."""
    if value is None:
        return None
    array = np.asarray(value)
    return Array.of(array) if array.size <= MAX_CONSTANT and array.dtype.name in DTYPES else None


def _attributes(operation: Any) -> dict[str, Value]:
    """The scalar attributes of a raw operation."""
    return dict(_scalars(operation))


def _scalars(operation: Any) -> Iterator[tuple[str, Value]]:
    for name, attribute in operation.node_def.attr.items():
        kind = attribute.WhichOneof("value")
        if name.startswith("_"):
            continue
        if kind in _TOLD:
            value = getattr(attribute, kind)
            yield name, pack(value.decode("utf-8", "replace") if isinstance(value, bytes) else value)
        elif kind == "type":
            yield name, tf.as_dtype(attribute.type).name
        elif kind == "list" and (attribute.list.i or attribute.list.f):
            yield name, pack(tuple(attribute.list.i or attribute.list.f))
