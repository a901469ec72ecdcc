"""Records how models are compiled and trained, and answers without training them."""

import inspect
import sys
import weakref
from typing import Any

import numpy as np

from cnncheck.inside.wire import FitCall
from cnncheck.worker.instruments import facts
from cnncheck.worker.instruments.batches import Batch, first_batch, total
from cnncheck.worker.instruments.missing import is_stand_in
from cnncheck.worker.library import keras, may_train
from cnncheck.worker.state import RecordedFit, Session, pass_through

_NOT_TRAINED = "Training is recorded, not run, while a script is loaded; curves and scores in it stand for nothing."


def install(session: Session) -> None:
    """Replace `compile`, `fit`, `evaluate` and `predict` where Keras defines them."""
    _compile(session)
    _fit(session)
    _evaluate(session)
    _predict(session)


def _replace(name: str) -> tuple[Any, Any, inspect.Signature]:
    """The class that defines a method of `keras.Model`, the method, and its signature."""
    owner = next(kind for kind in keras.Model.__mro__ if name in vars(kind))
    original = vars(owner)[name]
    return owner, original, inspect.signature(original)


def _compile(session: Session) -> None:
    owner, original, signature = _replace("compile")

    def compile(self: Any, *arguments: Any, **options: Any) -> None:  # noqa: A001 - Keras's own name
        if "lr" in options:
            session.note("`compile` has no option `lr`; it was left out.")
            del options["lr"]
        arguments, options = _with_named_metrics(session, arguments, options)
        bound = pass_through(signature.bind, self, *arguments, **options)
        pass_through(original, self, *arguments, **options)
        if not session.recording:
            return
        named = {name: value for name, value in bound.arguments.items() if name != "self"}
        named["place"] = session.student_line(sys._getframe(1))
        session.compiled[id(self)] = (weakref.ref(self), named)

    owner.compile = compile


def _with_named_metrics(
    session: Session, arguments: tuple[Any, ...], options: dict[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Take a third argument that lists metrics for them, as TensorFlow 2 did; Keras 3 has `loss_weights` there."""
    place = 2
    if len(arguments) != place + 1 or "metrics" in options or not isinstance(arguments[place], (list, tuple, str)):
        return arguments, options
    given = [arguments[place]] if isinstance(arguments[place], str) else list(arguments[place])
    if not given or not all(isinstance(each, (str, keras.Metric)) for each in given):
        return arguments, options
    session.note("The third argument of `compile` is `loss_weights` in Keras 3; the metrics given there were accepted.")
    return arguments[:place], {**options, "metrics": given}


def _fit(session: Session) -> None:
    owner, original, signature = _replace("fit")

    def fit(self: Any, *arguments: Any, **options: Any) -> Any:
        if not session.recording:
            return pass_through(original, self, *arguments, **options)
        bound = pass_through(signature.bind, self, *arguments, **options)
        _assert_compiled(self, "fit")
        named = {name: value for name, value in bound.arguments.items() if name != "self"}
        batch = pass_through(first_batch, named.get("x"), named.get("y"))
        _build(self, batch)
        compiled = session.compile_options(self) or {}
        place = session.student_line(sys._getframe(1))
        recorded = facts.fit_call(self, compiled, named, batch, place.line if place else None)
        session.fits.append(RecordedFit(self, recorded, place, compiled, named))
        session.note(_NOT_TRAINED)
        return _history(self, named, recorded)

    owner.fit = fit


def _assert_compiled(model: Any, method: str) -> None:
    """Let Keras refuse a model that was not compiled."""
    if keras.dialect == "tf_keras":
        pass_through(model._assert_compile_was_called)
    else:
        pass_through(model._assert_compile_called, method)


def _build(model: Any, batch: Batch | None) -> None:
    """Call the model on one image, as the first step of training would; its exception is the student's own."""
    if batch is None or (model.built and model.variables):
        return
    options = {"training": True} if may_train(model) else {}
    pass_through(model, batch.images, **options)


def _history(model: Any, options: dict[str, Any], recorded: FitCall) -> Any:
    """Curves of a training that goes neither well nor badly, under the names that `fit` would give them."""
    first, last = options.get("initial_epoch", 0), options.get("epochs", 1)
    epochs = list(range(first, last)) if isinstance(last, int) and isinstance(first, int) else [0]
    history = keras.callbacks.History()
    history.set_model(model)
    history.params = {"epochs": len(epochs), "verbose": 0, "steps": 1}
    history.epoch = epochs
    curves = {"loss": [2.3 / (1 + 0.1 * epoch) for epoch in epochs]}
    for name in recorded.metrics:
        curves[name] = [0.1 + 0.8 * epoch / (epoch + 10) for epoch in epochs]
    if recorded.validation:
        curves.update({f"val_{name}": list(values) for name, values in curves.items()})
    if {"ReduceLROnPlateau", "LearningRateScheduler"} & set(recorded.callbacks):
        curves["learning_rate"] = curves["lr"] = [recorded.learning_rate or 0.001 for _ in epochs]
    history.history = curves
    model.history = history
    return history


def _evaluate(session: Session) -> None:
    owner, original, signature = _replace("evaluate")

    def evaluate(self: Any, *arguments: Any, **options: Any) -> Any:
        if not session.recording:
            return pass_through(original, self, *arguments, **options)
        bound = pass_through(signature.bind, self, *arguments, **options).arguments
        _assert_compiled(self, "evaluate")
        _build(self, pass_through(first_batch, bound.get("x"), bound.get("y")))
        session.note(_NOT_TRAINED)
        names = facts.metric_names(session.compile_options(self) or {})
        scores = {"loss": 2.3, **dict.fromkeys(names, 0.1)}
        if bound.get("return_dict"):
            return scores
        return list(scores.values()) if names else scores["loss"]

    owner.evaluate = evaluate


def _predict(session: Session) -> None:
    owner, original, signature = _replace("predict")

    def predict(self: Any, *arguments: Any, **options: Any) -> Any:
        if not session.recording:
            return pass_through(original, self, *arguments, **options)
        data = pass_through(signature.bind, self, *arguments, **options).arguments.get("x")
        if is_stand_in(data):
            return data
        batch = pass_through(first_batch, data, None)
        if batch is None:
            return pass_through(original, self, *arguments, **options)
        one = pass_through(self, batch.images)
        # One image is predicted truly; the answers to the others differ from it so that their classes do too.
        return keras.tree.map_structure(lambda output: _spread(np.asarray(output), total(data)), one)

    owner.predict = predict


def _spread(output: Any, count: int) -> Any:
    """As many predictions as images, each with its values rotated by one place more."""
    rows = [np.roll(output[0], shift, axis=-1) for shift in range(count)]
    return np.stack(rows) if rows else output[:0]
