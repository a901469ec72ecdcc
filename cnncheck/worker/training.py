"""Trains the opened network from fresh weights, with Keras's own `fit` and the student's own options."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.inside.wire import Array, Problem, Train, Trained
from cnncheck.worker.budgets import budget
from cnncheck.worker.fresh import Fresh, fresh
from cnncheck.worker.instruments import facts
from cnncheck.worker.library import keras
from cnncheck.worker.problems import problem_of
from cnncheck.worker.state import RecordedFit, Session, pass_through
from cnncheck.worker.tracing import Opened

ONE_HOT_LOSSES = frozenset(
    {"CategoricalCrossentropy", "CategoricalFocalCrossentropy", "BinaryCrossentropy", "KLDivergence", "Kld"}
    | {"MeanSquaredError", "MeanAbsoluteError", "Huber", "CategoricalHinge", "CosineSimilarity"}
)
"""Losses whose labels have the output's own shape."""

_SUM_TOLERANCE = 1e-3
"""How far from 1 the probabilities of a float32 softmax may add up to."""


@dataclass(frozen=True, slots=True)
class _Options:
    """How to compile and fit: the student's way where the file has one."""

    compiled: dict[str, Any]
    batch_size: int
    shuffle: bool
    one_hot: bool


def train(session: Session, question: Train) -> Trained | Problem:
    """Train and tell the values asked for after each finished epoch; the opened network keeps its own weights."""
    opened = session.opened
    if not isinstance(opened, Opened):
        return Problem("missing-name", "no network is open")
    deadline = time.monotonic() + question.budget_s
    fits, notes = list(session.fits), list(session.notes)
    session.notes.clear()
    try:
        with budget(session, question.budget_s):
            return _train(session, opened, question, deadline)
    except BaseException as error:  # noqa: BLE001 - whatever stops the student's code
        return problem_of(session, error)
    finally:
        session.fits[:], session.notes[:] = fits, notes


def _train(session: Session, opened: Opened, question: Train, deadline: float) -> Trained | Problem:
    images, labels = question.images.unpack(), question.labels.unpack()
    keras.utils.set_random_seed(question.seed)
    with fresh(session, opened, images[:1]) as network:
        if not isinstance(network.model, keras.Model):
            return Problem("wrong-type", "what the network is made of has no fit", session.file)
        probe = np.asarray(pass_through(network.model, images[:4], **network.inference))
        options = _options(session, opened, network, question, probe)
        progress = _Progress(network, question, deadline)
        session.recording = False
        try:
            pass_through(network.model.compile, **options.compiled)
            targets = np.eye(probe.shape[-1], dtype=np.float32)[labels] if options.one_hot else labels
            pass_through(
                network.model.fit,
                images,
                targets,
                batch_size=options.batch_size,
                epochs=question.epochs,
                shuffle=options.shuffle,
                verbose=0,
                callbacks=[progress.callback()],
            )
        finally:
            session.recording = True
    return Trained(
        len(progress.losses),
        tuple(progress.values),
        tuple(progress.losses),
        tuple(progress.accuracies),
        tuple(session.notes),
    )


class _Progress:
    """Keeps what is asked for after each epoch, and stops between two batches when the time is up."""

    def __init__(self, network: Fresh, question: Train, deadline: float) -> None:
        self._variables = {number: network.variables[number] for number in question.weights}
        self._deadline = deadline
        self._cut = False
        self.values: list[dict[int, Array]] = []
        self.losses: list[float] = []
        self.accuracies: list[float] = []

    def callback(self) -> Any:
        """What `fit` of the Keras in use calls."""
        progress = self

        class Callback(keras.callbacks.Callback):  # type: ignore[misc]
            def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
                del batch, logs
                if progress.is_late():
                    self.model.stop_training = True

            def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
                del epoch
                progress.keep(logs)

        return Callback()

    def is_late(self) -> bool:
        """Look at the clock."""
        self._cut = self._cut or time.monotonic() > self._deadline
        return self._cut

    def keep(self, logs: Any) -> None:
        """Keep the values of a finished epoch."""
        if self._cut:
            return
        self.values.append({number: Array.of(each.numpy()) for number, each in self._variables.items()})
        scores = dict(logs or {})
        self.losses.append(float(scores.get("loss", np.nan)))
        accuracy = next((value for name, value in scores.items() if "acc" in name), None)
        if accuracy is not None:
            self.accuracies.append(float(accuracy))


def _options(session: Session, opened: Opened, network: Fresh, question: Train, outputs: NDArray[Any]) -> _Options:
    """The options of the file's own `compile` and `fit`, else the course's."""
    recorded = _recorded(session, opened)
    compiled = recorded.compile_options if recorded else None
    compiled = compiled or session.compile_options(opened.model) or session.compile_options(network.model)
    if compiled is None:
        session.note("The file compiles no such network; adam and the cross entropy that fits its output were used.")
        compiled = {"loss": keras.losses.SparseCategoricalCrossentropy(from_logits=not _are_probabilities(outputs))}
        compiled["optimizer"] = "adam"
    given = recorded.facts.batch_size if recorded else None
    loss = facts.loss_name(compiled.get("loss"))
    return _Options(
        compiled=_copied(compiled),
        batch_size=given or question.batch_size,
        shuffle=recorded.facts.shuffle is not False if recorded else True,
        one_hot=loss in ONE_HOT_LOSSES or (recorded is not None and recorded.facts.labels == "one-hot"),
    )


def _recorded(session: Session, opened: Opened) -> RecordedFit | None:
    """The last call of `fit` on this model, else on one of its class."""
    own = [each for each in session.fits if each.model is opened.model]
    alike = [each for each in session.fits if type(each.model) is type(opened.model)]
    return next((group[-1] for group in (own, alike) if group), None)


def _copied(compiled: dict[str, Any]) -> dict[str, Any]:
    """Options for a second model: optimiser and metrics hold variables of the first one."""
    options = {name: value for name, value in compiled.items() if name != "place"}
    if isinstance(options.get("optimizer"), keras.optimizers.Optimizer):
        optimizer = options["optimizer"]
        options["optimizer"] = pass_through(type(optimizer).from_config, optimizer.get_config())
    options["metrics"] = keras.tree.map_structure(_copied_metric, options.get("metrics") or ["accuracy"])
    options.setdefault("jit_compile", False)
    return options


def _copied_metric(metric: Any) -> Any:
    return pass_through(type(metric).from_config, metric.get_config()) if isinstance(metric, keras.Metric) else metric


def _are_probabilities(outputs: NDArray[Any]) -> bool:
    return bool(outputs.min() >= 0 and np.allclose(outputs.sum(axis=-1), 1, atol=_SUM_TOLERANCE))
