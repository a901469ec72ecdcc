"""Saving and restoring weights in the places and formats that course scripts name; Keras 3 refuses most of them."""

import inspect
from pathlib import Path
from typing import Any

from cnncheck.worker.library import keras
from cnncheck.worker.state import Session, pass_through

_OLD_FORMAT = (
    "{} names a checkpoint of TensorFlow 2's old format, which Keras 3 refuses (it wants .weights.h5); accepted."
)
_NOT_RESTORED = "Saved weights are not restored while a script is graded; the model keeps its own."
_NOT_SAVED = "Weights are not saved while a script is graded."


def install(session: Session) -> None:
    """Replace what writes and reads weights."""
    _models(session)
    if keras.dialect == "keras3":
        _checkpoints(session)
        _old_optimizer_options(session)


def _checkpoints(session: Session) -> None:
    original = keras.callbacks.ModelCheckpoint.__init__
    signature = inspect.signature(original)

    def start(self: Any, *arguments: Any, **options: Any) -> None:
        bound = pass_through(signature.bind, self, *arguments, **_known(session, options, signature))
        path = bound.arguments.get("filepath")
        ending = ".weights.h5" if bound.arguments.get("save_weights_only") else ".keras"
        if isinstance(path, (str, Path)) and not str(path).endswith(
            (ending, *((".h5",) if ending == ".keras" else ()))
        ):
            session.note(_OLD_FORMAT.format("ModelCheckpoint"))
            bound.arguments["filepath"] = f"{path}{ending}"
        pass_through(original, *bound.args, **bound.kwargs)

    keras.callbacks.ModelCheckpoint.__init__ = start


def _known(session: Session, options: dict[str, Any], signature: inspect.Signature) -> dict[str, Any]:
    """Without `period`, which Keras 3 dropped."""
    if "period" in options and "period" not in signature.parameters:
        session.note("ModelCheckpoint no longer takes `period`; it was left out.")
        return {name: value for name, value in options.items() if name != "period"}
    return options


def _models(session: Session) -> None:
    def load_weights(_self: object, *_arguments: object, **_options: object) -> None:
        session.note(_NOT_RESTORED)

    def save(_self: object, filepath: object = "", *_arguments: object, **_options: object) -> None:
        session.note(_NOT_SAVED)
        if isinstance(filepath, (str, Path)) and not Path(filepath).is_absolute():
            Path(filepath).parent.mkdir(parents=True, exist_ok=True)

    keras.Model.load_weights = load_weights
    keras.Model.save_weights = save
    keras.Model.save = save


def _old_optimizer_options(session: Session) -> None:
    """Accept `lr` and `decay`, the names of TensorFlow 2.1."""
    base = keras.optimizers.Optimizer.__mro__[1]
    original = base.__init__

    def start(self: Any, learning_rate: Any, *arguments: Any, **options: Any) -> None:
        if "lr" in options:
            session.note("The optimiser's option `lr` is called `learning_rate` today; accepted.")
            learning_rate = options.pop("lr")
        if "decay" in options:
            session.note("The optimiser's option `decay` is gone in Keras 3; it was left out.")
            options.pop("decay")
        pass_through(original, self, learning_rate, *arguments, **options)

    base.__init__ = start
