"""The opened network is trained with Keras's own `fit` and the student's own options."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnncheck.inside.wire import Array, Forward, NetworkOpened, OpenNetwork, Outputs, Problem, Train, Trained
from cnncheck.sandbox import StudentProblem

Load = Callable[..., Any]

SUBCLASS = """
import keras
from keras import layers
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.flatten = layers.Flatten()
        self.out = layers.Dense(3, activation={activation!r})
    def call(self, x):
        return self.out(self.flatten(x))
"""
COMPILED = "net = Net()\nnet.compile('adam', 'sparse_categorical_crossentropy')\n"
SEQUENTIAL = """
import keras
from keras import layers
net = keras.Sequential([layers.Input((4, 4, 1)), layers.Flatten(), layers.Dense(3, activation='softmax')])
"""


def question(epochs: int = 2, *, seed: int = 1, budget_s: float = 30.0, weights: tuple[int, ...] = ()) -> Train:
    """Three classes, told apart by the brightness of the image."""
    rng = np.random.default_rng(5)
    labels = np.arange(48) % 3
    images = (labels[:, None, None, None] * 0.4 + rng.random((48, 4, 4, 1)) * 0.1).astype(np.float32)
    return Train(Array.of(images), Array.of(labels), epochs, 8, seed, weights, budget_s)


def opened(load: Load, source: str, name: str) -> tuple[Any, tuple[int, ...]]:
    """A worker with the network open, and the numbers of its weights."""
    run = load(source)
    assert run.loaded.problem is None, run.loaded.problem
    network = run.worker.ask(OpenNetwork(name, (4, 4, 1)), NetworkOpened)
    return run.worker, tuple(each.id for each in network.variables if each.trainable)


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (SUBCLASS.format(activation="softmax") + "net = Net()\nnet.compile(keras.optimizers.SGD(0.5), "
         "keras.losses.SparseCategoricalCrossentropy(), ['sparse_categorical_accuracy'])\n", "Net"),
        (SUBCLASS.format(activation="softmax") + "def build():\n    net = Net()\n    net.compile(keras.optimizers."
         "SGD(0.5), 'sparse_categorical_crossentropy', [keras.metrics.SparseCategoricalAccuracy()])\n    return net\n",
         "build"),
        (SEQUENTIAL + "net.compile(keras.optimizers.SGD(0.5), 'categorical_crossentropy', ['accuracy'])\n", "net"),
    ],
    ids=["class", "builder", "sequential"],
)  # fmt: skip
def test_every_form_of_network_learns(load: Load, source: str, name: str) -> None:
    worker, weights = opened(load, source, name)
    trained = worker.ask(question(8, weights=weights), Trained)
    assert trained.epochs == 8
    assert trained.loss[-1] < 0.8 * trained.loss[0]
    assert trained.accuracy[-1] > 0.6
    assert [set(each) for each in trained.weights] == [set(weights)] * 8
    first, last = (trained.weights[epoch][weights[0]].unpack() for epoch in (0, -1))
    assert np.abs(first - last).max() > 0.01


def test_the_same_seed_gives_the_same_training_and_the_open_network_stays(load: Load) -> None:
    source = SUBCLASS.format(activation="softmax") + COMPILED
    worker, weights = opened(load, source, "Net")
    forward = Forward({}, Array.of(np.ones((2, 4, 4, 1), np.float32)))
    before = worker.ask(forward, Outputs)
    first = worker.ask(question(weights=weights), Trained)
    again = worker.ask(question(weights=weights), Trained)
    other = worker.ask(question(weights=weights, seed=2), Trained)
    assert first == again
    assert first.weights != other.weights
    assert worker.ask(forward, Outputs) == before


def test_the_options_of_the_files_own_fit_are_used(load: Load) -> None:
    source = SUBCLASS.format(activation="softmax") + (
        "import numpy as np\nnet = Net()\n"
        "net.compile(keras.optimizers.SGD({rate}), 'sparse_categorical_crossentropy')\n"
        "net.fit(np.zeros((8, 4, 4, 1)), np.zeros(8), batch_size={batch}, shuffle={shuffle})\n"
    )
    results = {}
    for options in [(0.0, 8, False), (0.5, 48, False), (0.5, 8, False), (0.5, 8, True)]:
        rate, batch, shuffle = options
        worker, weights = opened(load, source.format(rate=rate, batch=batch, shuffle=shuffle), "Net")
        trained = worker.ask(question(2, weights=weights), Trained)
        results[options] = [each[weights[0]].unpack() for each in trained.weights]
    still, whole, ordered, shuffled = results.values()
    np.testing.assert_array_equal(still[0], still[1])
    assert np.abs(whole[1] - ordered[1]).max() > 0.01
    assert np.abs(shuffled[1] - ordered[1]).max() > 1e-5


@pytest.mark.parametrize("activation", ["softmax", None])
def test_without_compile_the_loss_fits_the_output(load: Load, activation: str | None) -> None:
    worker, _ = opened(load, SUBCLASS.format(activation=activation), "Net")
    trained = worker.ask(question(20), Trained)
    assert any("compiles no such network" in note for note in trained.notes)
    assert trained.loss[-1] < trained.loss[0]
    assert trained.accuracy[-1] > 1 / 3


def test_what_cannot_be_made_again_is_reinitialised(load: Load) -> None:
    source = SUBCLASS.format(activation="softmax") + (
        "made = []\nclass Once(Net):\n    def __init__(self):\n        if made: raise ValueError('only once')\n"
        "        made.append(1)\n        super().__init__()\nnet = Once()\n"
    )
    worker, weights = opened(load, source, "net")
    first = worker.ask(question(weights=weights), Trained)
    assert any("drawn anew" in note for note in first.notes)
    assert worker.ask(question(weights=weights), Trained) == first
    assert first.loss[1] < first.loss[0]


def test_a_budget_cuts_between_batches_and_counts_whole_epochs(load: Load) -> None:
    source = SUBCLASS.format(activation="softmax") + COMPILED
    worker, weights = opened(load, source, "Net")
    trained = worker.ask(question(1_000_000, budget_s=2.0, weights=weights), Trained)
    assert 0 < trained.epochs < 1_000_000
    assert len(trained.weights) == len(trained.loss) == trained.epochs


def test_an_exception_of_the_students_loss_is_told_with_its_line(load: Load) -> None:
    source = SUBCLASS.format(activation="softmax") + (
        "def loss(true, predicted):\n    return undefined_name\nnet = Net()\nnet.compile('adam', loss)\n"
    )
    worker, _ = opened(load, source, "Net")
    with pytest.raises(StudentProblem) as raised:
        worker.ask(question(), Trained)
    problem = raised.value.problem
    assert isinstance(problem, Problem)
    assert (problem.code, problem.line) == ("raises", 12)
    assert "undefined_name" in problem.message
