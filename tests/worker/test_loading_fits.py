"""How a script compiles and trains its networks is recorded, and training does not happen."""

from collections.abc import Callable
from typing import Any

import pytest

from cnncheck.inside.wire import Answers, Call, Calls, FitCall, Returned
from cnncheck.sandbox import WorkerFailure

Load = Callable[..., Any]

START = """
import numpy as np, tensorflow as tf, keras
from keras import layers
(x, y), (x_test, y_test) = keras.datasets.cifar10.load_data()
net = keras.Sequential([layers.Flatten(), layers.Dense(10)])
"""


def fits(load: Load, source: str) -> tuple[FitCall, ...]:
    run = load(START + source)
    assert run.loaded.problem is None, run.loaded.problem
    return run.loaded.facts.fits


@pytest.mark.parametrize(
    ("loss", "name", "from_logits"),
    [
        ("'sparse_categorical_crossentropy'", "SparseCategoricalCrossentropy", False),
        ("keras.losses.SparseCategoricalCrossentropy(from_logits=True)", "SparseCategoricalCrossentropy", True),
        ("keras.losses.sparse_categorical_crossentropy", "SparseCategoricalCrossentropy", False),
        ("keras.losses.CategoricalCrossentropy()", "CategoricalCrossentropy", False),
        ("'mse'", "MeanSquaredError", None),
        ("lambda true, predicted: predicted", "<lambda>", None),
    ],
)
def test_losses_in_every_form(load: Load, loss: str, name: str, from_logits: bool | None) -> None:  # noqa: FBT001
    (fit,) = fits(load, f"net.compile('adam', {loss})\nnet.fit(x, y)\n")
    assert (fit.loss, fit.from_logits) == (name, from_logits)
    assert (fit.optimizer, fit.learning_rate) == ("adam", pytest.approx(0.001))
    assert (fit.data_min, fit.data_max) == (0.0, 255.0)
    assert (fit.batch_size, fit.epochs, fit.validation, fit.gives_training) == (None, None, False, True)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            "fit(x / 255, keras.utils.to_categorical(y, 10), 16, 3)",
            {"labels": "one-hot", "batch_size": 16, "epochs": 3},
        ),
        (
            "fit(x, y, validation_split=0.2, shuffle=False)",
            {"validation": True, "shuffle": False, "trains_on": "train"},
        ),
        ("fit(x_test, y_test, validation_data=(x, y))", {"trains_on": "test", "validates_on": "train"}),
        ("fit(tf.data.Dataset.from_tensor_slices((x / 255, y)).batch(8))", {"data_max": 1.0, "labels": "integer"}),
        ("fit(iter([(x[:4] * 2.0, y[:4])]), steps_per_epoch=1)", {"data_max": 510.0}),
        ("fit(x, y, callbacks=[keras.callbacks.EarlyStopping()])", {"callbacks": ("EarlyStopping",)}),
    ],
)
def test_data_in_every_form(load: Load, call: str, expected: dict[str, object]) -> None:
    (fit,) = fits(load, f"net.compile('sgd', 'mse')\nnet.{call}\n")
    assert {name: getattr(fit, name) for name in expected} == expected


def test_curves_and_scores_have_the_names_a_script_asks_for(load: Load) -> None:
    run = load(
        START
        + """
net.compile('adam', 'sparse_categorical_crossentropy', metrics=['acc', keras.metrics.SparseTopKCategoricalAccuracy()])
before = net.fit(x[:1] / 255, y[:1]) and [v.numpy() for v in net.variables]
history = net.fit(x / 255, y, epochs=3, validation_data=(x_test, y_test)).history
after = [v.numpy() for v in net.variables]
def names(): return sorted(history), len(history['val_acc']), len(net.evaluate(x_test, y_test)), net.predict(x).shape
def untouched(): return all((a == b).all() for a, b in zip(before, after))
"""
    )
    (names, untouched) = (
        run.worker.ask(Calls(name, (Call(()),), 10.0), Answers).answers[0] for name in ("names", "untouched")
    )
    assert isinstance(names, Returned)
    keys, epochs, scores, shape = names.value.items
    assert set(keys.items) == {
        f"{part}{name}" for part in ("", "val_") for name in ("loss", "acc", "sparse_top_k_categorical_accuracy")
    }
    assert (epochs, scores, shape.items) == (3, 3, (64, 10))
    assert untouched == Returned(value=True)


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ("net.fit(x, y)\n", 6, "compile"),
        ("net.compile('adam', 'mse')\nnet.fit(x, y, epoch=3)\n", 7, "epoch"),
        ("net.compile('adagrande', 'mse')\n", 6, "adagrande"),
        (
            (
                "class Net(keras.Model):\n    def call(self, x):\n        return self.f2(x)\n"
                "net = Net()\nnet.compile('adam', 'mse')\nnet.fit(x, y)\n"
            ),
            8,
            "f2",
        ),
        (
            "net = keras.Sequential([layers.Conv2D(3, 64)])\nnet.compile('adam', 'mse')\nnet.fit(x, y)\n",
            8,
            "output size",
        ),
    ],
)
def test_what_fit_would_refuse_is_refused_at_the_students_line(load: Load, source: str, line: int, words: str) -> None:
    problem = load(START + source).loaded.problem
    assert (problem.code, problem.line) == ("raises", line)
    assert words in problem.message


def test_a_fault_in_the_worker_is_not_told_as_a_problem_of_the_students(load: Load) -> None:
    run = load("import sys\nsys.modules['cnncheck.worker.calling'].pack = None\ndef f(): return 1\n")
    with pytest.raises(WorkerFailure) as raised:
        run.worker.ask(Calls("f", (Call(()),), 5.0), Answers)
    assert raised.value.exit_code == 70
