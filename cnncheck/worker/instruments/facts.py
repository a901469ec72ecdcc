"""Puts a call of `compile` and `fit` into the words of the pipeline checks."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from cnncheck.inside.wire import FitCall
from cnncheck.worker.instruments.batches import Batch, part_of
from cnncheck.worker.instruments.missing import is_stand_in
from cnncheck.worker.library import keras, may_train

NAME_LIMIT = 80
"""Characters of a name that a student chose."""

_SHORT_LOSSES = {"mse": "MeanSquaredError", "mae": "MeanAbsoluteError", "bce": "BinaryCrossentropy"}


def fit_call(
    model: Any,
    compiled: dict[str, Any],
    options: dict[str, Any],
    batch: Batch | None,
    line: int | None,
) -> FitCall:
    """Say how `fit` was called on a model."""
    validation = options.get("validation_data")
    return FitCall(
        **_compiled(model, compiled),
        line=line,
        batch_size=_integer(options.get("batch_size")),
        epochs=_integer(options.get("epochs")),
        data_min=batch.lowest if batch else None,
        data_max=batch.highest if batch else None,
        validation=validation is not None or bool(options.get("validation_split")),
        callbacks=tuple(type(each).__name__[:NAME_LIMIT] for each in _several(options.get("callbacks"))),
        labels=batch.labels if batch else None,
        trains_on=batch.part if batch else None,
        validates_on=part_of(validation) if validation is not None else None,
        shuffle=options["shuffle"] if isinstance(options.get("shuffle"), bool) else None,
    )


def compile_call(model: Any, compiled: dict[str, Any]) -> FitCall:
    """Say how a model was compiled that was never trained with `fit`."""
    place = compiled.get("place")
    return FitCall(**_compiled(model, compiled), line=place.line if place else None, fitted=False)


def _compiled(model: Any, compiled: dict[str, Any]) -> dict[str, Any]:
    optimizer = getattr(model, "optimizer", None)
    loss = compiled.get("loss")
    return {
        "model": type(model).__name__[:NAME_LIMIT],
        "loss": loss_name(loss),
        "from_logits": loss_from_logits(loss),
        "optimizer": type(optimizer).__name__.lower()[:NAME_LIMIT] if optimizer is not None else None,
        "learning_rate": _learning_rate(optimizer),
        "metrics": metric_names(compiled),
        "gives_training": keras.dialect == "tf_keras" or may_train(model),
    }


def metric_names(compiled: dict[str, Any]) -> tuple[str, ...]:
    """The metrics as `History` names them."""
    return tuple(_name(metric)[:NAME_LIMIT] for metric in _several(compiled.get("metrics")))


def loss_name(loss: Any) -> str | None:
    """The class name of a loss given by name, as a function or as an object."""
    if loss is None or isinstance(loss, (dict, list)):
        return None
    if isinstance(loss, str):
        return (_SHORT_LOSSES.get(loss.lower()) or _camel(loss))[:NAME_LIMIT]
    if isinstance(loss, keras.losses.Loss):
        return type(loss).__name__[:NAME_LIMIT]
    name = _name(loss)[:NAME_LIMIT]
    return _camel(name) if _is_keras(loss) else name


def loss_from_logits(loss: Any) -> bool | None:
    """Whether a cross entropy expects logits; None for other losses and the student's own."""
    if "crossentropy" not in (loss_name(loss) or "").lower():
        return None
    if isinstance(loss, str):
        return False
    if isinstance(loss, keras.losses.Loss):
        value = getattr(loss, "_fn_kwargs", {}).get("from_logits")
        return bool(value) if value is not None else None
    return False if loss is not None and _is_keras(loss) else None


def _is_keras(function: object) -> bool:
    return str(getattr(function, "__module__", "")).startswith(("keras.", "tf_keras."))


def _learning_rate(optimizer: Any) -> float | None:
    if optimizer is None:
        return None
    rate = getattr(optimizer, "_learning_rate", None)
    if isinstance(rate, keras.optimizers.schedules.LearningRateSchedule):
        rate = getattr(rate, "initial_learning_rate", None)
    return float(np.asarray(rate)) if rate is not None else None


def _name(value: Any) -> str:
    if isinstance(value, str):
        return value
    name = getattr(value, "name", None) or getattr(value, "__name__", None)
    return name if isinstance(name, str) else type(value).__name__


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _several(value: Any) -> Iterable[Any]:
    if value is None or is_stand_in(value):
        return ()
    if isinstance(value, dict):
        return tuple(value.values())
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def _integer(value: object) -> int | None:
    plain = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    return int(value) if plain and abs(int(value)) < 2**62 else None  # type: ignore[call-overload]
