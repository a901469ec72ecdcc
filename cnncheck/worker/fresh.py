"""The opened network once more with fresh weights, its variables under the numbers they were told under."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.worker.library import keras
from cnncheck.worker.state import Session, pass_through
from cnncheck.worker.tracing import Opened
from cnncheck.worker.tracing_layers import tensorflow_variable
from cnncheck.worker.tracing_subject import training_option


@dataclass(frozen=True, slots=True)
class Fresh:
    """A network with fresh weights.

    Attributes:
        model: the live model.
        variables: by the numbers of the opened network's variables.
        inference: the option that calls it in inference mode.
    """

    model: Any
    variables: dict[int, Any]
    inference: dict[str, bool]


def _wrapped(layer: Any) -> Any:
    """A network that is a layer, given `fit`."""

    class Wrapped(keras.Model):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layer = layer

        def call(self, images: Any, training: bool | None = None) -> Any:  # noqa: FBT001 - Keras's own signature
            return self.layer(images, training=training)

    return Wrapped()


@contextmanager
def fresh(session: Session, opened: Opened, image: NDArray[Any]) -> Iterator[Fresh]:
    """Build the network again; where that cannot be done, give its variables fresh values and restore them afterwards.

    Exceptions are the student's own.
    """
    model = _trainable(_rebuilt(opened))
    inference = training_option(model, training=False)
    if model is not None:
        pass_through(model, image, **inference)
        variables = _same_numbers(opened, model)
        if variables is not None:
            yield Fresh(model, variables, inference)
            return
    session.note("The network could not be constructed a second time; its weights were drawn anew instead.")
    model = _trainable(opened.model)
    kept = [(variable, np.array(variable)) for variable in getattr(model, "variables", ())]
    try:
        _reinitialise(opened.model)
        yield Fresh(model, opened.variables, training_option(model, training=False))
    finally:
        for variable, value in kept:
            variable.assign(value)


def _rebuilt(opened: Opened) -> Any:
    """A second network; None where only the first can be had."""
    try:
        model = opened.rebuild()
    except (NotImplementedError, ValueError):  # Keras cannot clone a class of the student's own
        return None
    return model if model is not opened.model else None


def _trainable(model: Any) -> Any:
    is_layer = isinstance(model, keras.layers.Layer) and not isinstance(model, keras.Model)
    return _wrapped(model) if is_layer else model


def _same_numbers(opened: Opened, model: Any) -> dict[int, Any] | None:
    """Match variables by their place among the model's own; None when the two differ in shape."""
    before = [tensorflow_variable(each) for each in getattr(opened.model, "variables", ())]
    after = [tensorflow_variable(each) for each in getattr(model, "variables", ())]
    if [each.shape for each in before] != [each.shape for each in after]:
        return None
    places = {id(variable): place for place, variable in enumerate(before)}
    # A variable that the model does not list is trained by nobody and keeps its value.
    return {
        number: after[places[id(variable)]] if id(variable) in places else variable
        for number, variable in opened.variables.items()
    }


def _reinitialise(model: Any) -> None:
    """Draw every weight anew by the initialiser that its layer names for it."""
    layers = model._flatten_layers() if isinstance(model, keras.layers.Layer) else ()
    for layer in layers:
        for variable in layer._trainable_variables + layer._non_trainable_variables:
            initializer = getattr(layer, f"{variable.name}_initializer", None)
            if initializer is not None:
                variable.assign(initializer(variable.shape, dtype=variable.dtype))
