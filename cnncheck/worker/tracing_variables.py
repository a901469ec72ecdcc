"""Variables of a traced network: which it reads, which it owns, and the names the student gave them."""

import inspect
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import tensorflow as tf

from cnncheck.inside.wire import TraceVariable
from cnncheck.worker.library import keras
from cnncheck.worker.tracing_layers import Holdings, tensorflow_variable


@dataclass(slots=True)
class Variables:
    """Numbers for variables, in the order they are met; the objects are kept."""

    known: dict[int, int] = field(default_factory=dict)
    objects: dict[int, Any] = field(default_factory=dict)

    def number(self, variable: Any) -> int:
        """The number of a `tf.Variable`."""
        number = self.known.setdefault(id(variable), len(self.known))
        self.objects[number] = variable
        return number


def captured(graph: Any, held: Holdings) -> tuple[dict[str, Any], dict[str, Any]]:
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


def reads_of(graph: Any, end: int, handles: dict[str, Any], variables: Variables) -> tuple[tuple[str, int], ...]:
    """Where the first operations of a graph read variables, also inside the layers that are told as one step."""
    return tuple(
        (operation.outputs[0].name, variables.number(handles[operation.inputs[0].name]))
        for operation in graph.get_operations()[:end]
        if operation.type == "ReadVariableOp" and operation.inputs[0].name in handles
    )


def numbered_reads(graph: Any, handles: dict[str, int]) -> tuple[tuple[str, int], ...]:
    """Where a graph reads variables, their numbers being known by the names of their handles."""
    return tuple(
        (operation.outputs[0].name, handles[operation.inputs[0].name])
        for operation in graph.get_operations()
        if operation.type == "ReadVariableOp" and operation.inputs[0].name in handles
    )


def number_the_rest(model: Any, held: Holdings, variables: Variables) -> None:
    """Give numbers to variables that are there and not read."""
    # What is around a function is not the function's own.
    owned = [] if inspect.isroutine(model) else held.kept
    for variable in [tensorflow_variable(each) for each in getattr(model, "variables", ())] + owned:
        if isinstance(variable, tf.Variable):
            variables.number(variable)


def told_variables(model: Any, held: Holdings, variables: Variables) -> tuple[TraceVariable, ...]:
    """All variables in the words of the wire."""
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
                is_constant=_is_constant(variable),
                l2=held.l2.get(id(variable)),
            )
        )
    return tuple(told)


def given_to_optimizer(model: Any, variables: dict[int, Any]) -> frozenset[int]:
    """Numbers of the variables that training by gradients changes: those that the model lists as trainable.

    A network that keeps no lists is trained by hand, and then every trainable variable is given to the optimiser.
    """
    if not isinstance(model, (keras.layers.Layer, tf.Module)):
        return frozenset(number for number, variable in variables.items() if variable.trainable)
    listed = {id(tensorflow_variable(each)) for each in model.trainable_variables}
    return frozenset(number for number, variable in variables.items() if id(variable) in listed)


def _is_constant(variable: Any) -> bool:
    """Whether all values of a kernel are one and the same number."""
    if not variable.trainable or variable.shape.rank < 2:  # noqa: PLR2004 - biases and the like begin as constants
        return False
    values = variable.numpy()
    return bool(values.size > 1 and (values == values.flat[0]).all())
