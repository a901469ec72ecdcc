"""One step of training of a real network, as the worker tells it, beside what Keras's own `fit` does."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from cnncheck.inside.wire import Array, NetworkOpened, OpenNetwork, Step, Stepped, Train, Trained
from cnncheck.sandbox import StudentProblem

SHAPE = (8, 8, 2)

HEAD = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.layers import *
"""

NET = """
class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(3, 3, kernel_regularizer="l2")
        self.b1 = BatchNormalization(momentum=0.9)
        self.d1 = Dropout(0.0)
        self.f1 = Dense(4, activation="softmax")

    def call(self, x, training=None):
        return self.f1(tf.reshape(self.d1(tf.nn.relu(self.b1(self.c1(x)))), (-1, 108)))
"""

COMPILED = """
net = Net()
net.compile(optimizer=keras.optimizers.SGD(0.5), loss="sparse_categorical_crossentropy")
"""

MODULE = """
class Net(tf.Module):
    def __init__(self):
        super().__init__()
        self.kernel = tf.Variable(tf.random.normal((128, 4)), name="kernel")
        self.seen = tf.Variable(0.0, trainable=False, name="seen")

    def __call__(self, x):
        self.seen.assign_add(2.0)
        return tf.reshape(x, (-1, 128)) @ self.kernel
"""

FUNCTION = """
kernel = tf.Variable(tf.random.normal((128, 4)), name="kernel")

def Net(x):
    return tf.nn.softmax(tf.reshape(x, (-1, 128)) @ kernel)
"""


class Asked:
    """A network that was opened, and what a step of it changes."""

    def __init__(self, load: Callable[..., Any], source: str) -> None:
        self.worker = load(HEAD + source).worker
        self.opened = self.worker.ask(OpenNetwork("Net", SHAPE), NetworkOpened)
        self.names = {each.id: each.name.partition(":")[0] for each in self.opened.variables}
        rng = np.random.default_rng(3)
        self.images = rng.normal(size=(8, *SHAPE)).astype(np.float32)
        self.labels = np.arange(8) % 4

    def step(self, **changes: Any) -> Stepped:  # noqa: ANN401
        shapes = {each.id: each.shape for each in self.opened.variables}
        question = {
            "weights": {},
            "images": Array.of(self.images),
            "labels": Array.of(self.labels),
            "probabilities": True,
            "positions": {number: Array.of(np.arange(int(np.prod(shape)))) for number, shape in shapes.items()},
        } | changes
        answer: Stepped = self.worker.ask(Step(**question), Stepped)
        return answer

    def named(self, told: dict[int, Array]) -> dict[str, np.ndarray]:
        return {self.names[number]: value.unpack() for number, value in told.items()}


def test_a_step_is_what_keras_does_in_fit(load: Callable[..., Any]) -> None:
    """The worker's own training, one epoch of one batch of plain gradient descent, is the judge."""
    asked = Asked(load, NET + COMPILED)
    numbers = tuple(number for number, name in asked.names.items() if "seed" not in name)
    one = Train(Array.of(asked.images), Array.of(asked.labels), 1, 8, 5, numbers, 60.0)
    first = asked.worker.ask(one, Trained)
    again = Train(Array.of(asked.images), Array.of(asked.labels), 2, 8, 5, numbers, 60.0)
    second = asked.worker.ask(again, Trained)
    start, after = ({number: each.unpack() for number, each in second.weights[epoch].items()} for epoch in (0, 1))
    assert all(np.array_equal(start[number], first.weights[0][number].unpack()) for number in numbers)
    stepped = asked.step(weights={number: Array.of(value) for number, value in start.items()})
    for number in numbers:
        expected = (after[number] - start[number]).ravel()
        if number in stepped.assigned:
            change = stepped.assigned[number].unpack() - start[number].ravel()
        else:
            change = -0.5 * stepped.gradients[number].unpack()
            if number in stepped.penalties:
                change -= 0.5 * stepped.penalties[number].unpack()
        np.testing.assert_allclose(change, expected, rtol=1e-3, atol=2e-6, err_msg=asked.names[number])


def test_gradients_penalties_and_assigned_values_are_told_apart(load: Callable[..., Any]) -> None:
    asked = Asked(load, NET)
    stepped = asked.step()
    trainable = {"c1.kernel", "c1.bias", "b1.gamma", "b1.beta", "f1.kernel", "f1.bias"}
    assert set(asked.named(stepped.gradients)) == trainable
    assert {name for name in asked.named(stepped.assigned) if "seed" not in name} == {
        "b1.moving_mean",
        "b1.moving_variance",
    }
    assert set(asked.named(stepped.penalties)) == {"c1.kernel"}


def test_what_is_frozen_has_no_gradient(load: Callable[..., Any]) -> None:
    stepped = Asked(load, NET.replace("Conv2D(3, 3,", "Conv2D(3, 3, trainable=False,"))
    assert not {"c1.kernel", "c1.bias"} & set(stepped.named(stepped.step().gradients))


def test_what_add_loss_adds_is_a_penalty(load: Callable[..., Any]) -> None:
    added = "        self.add_loss(tf.reduce_sum(tf.abs(self.f1.kernel)))\n        return"
    built = 'activation="softmax")\n        self.f1.build((None, 108))\n'
    asked = Asked(load, NET.replace('activation="softmax")\n', built).replace("        return", added))
    penalties = asked.named(asked.step().penalties)
    assert set(penalties) == {"c1.kernel", "f1.kernel"}
    assert set(np.unique(np.abs(penalties["f1.kernel"]))) == {1.0}


def test_a_module_tracks_its_variables_and_may_assign_by_adding(load: Callable[..., Any]) -> None:
    asked = Asked(load, MODULE)
    (seen,) = (number for number, name in asked.names.items() if name == "seen")
    stepped = asked.step(probabilities=False, weights={seen: Array.of(np.array(5.0, np.float32))})
    assert set(asked.named(stepped.gradients)) == {"kernel"}
    assert asked.named(stepped.assigned)["seen"].tolist() == [7.0]
    assert asked.named(asked.step(probabilities=False).assigned)["seen"].tolist() == [7.0]  # nothing was changed


def test_a_function_is_trained_by_its_variables(load: Callable[..., Any]) -> None:
    asked = Asked(load, FUNCTION)
    assert set(asked.named(asked.step().gradients)) == {"kernel"}


def test_logits_and_probabilities_have_the_same_gradients(load: Callable[..., Any]) -> None:
    weights = np.random.default_rng(0).normal(size=(128, 4)).astype(np.float32)
    found = []
    for source, probabilities in ((FUNCTION, True), (FUNCTION.replace("tf.nn.softmax", "tf.identity"), False)):
        asked = Asked(load, source)
        (number,) = asked.names
        stepped = asked.step(probabilities=probabilities, weights={number: Array.of(weights)})
        found.append(stepped.gradients[number].unpack())
    np.testing.assert_allclose(found[0], found[1], rtol=1e-3, atol=1e-5)


def test_two_seeds_are_two_draws_of_dropout(load: Callable[..., Any]) -> None:
    asked = Asked(load, NET.replace("Dropout(0.0)", "Dropout(0.5)"))
    (dropout,) = (node.id for node in asked.opened.training_nodes if node.op == "Dropout")
    first, same, other = (asked.step(seed=seed, fetch=(dropout,)).fetched[0].unpack() == 0 for seed in (1, 1, 2))
    assert np.array_equal(first, same)
    assert not np.array_equal(first, other)


def test_only_the_positions_asked_for_are_told(load: Callable[..., Any]) -> None:
    asked = Asked(load, FUNCTION)
    (number,) = asked.names
    everything = asked.step().gradients[number].unpack()
    stepped = asked.step(positions={number: Array.of(np.array([7, 0, 500]))})
    assert np.array_equal(stepped.gradients[number].unpack(), everything[[7, 0, 500]])


@pytest.mark.parametrize("question", [{"positions": {99: Array.of(np.arange(1))}}, {"fetch": (10_000,)}])
def test_what_is_not_there_is_a_problem(load: Callable[..., Any], question: dict[str, Any]) -> None:
    with pytest.raises(StudentProblem) as stop:
        Asked(load, FUNCTION).step(**question)
    assert stop.value.problem.code == "missing-name"


def test_a_network_for_one_image_refuses_a_batch(load: Callable[..., Any]) -> None:
    source = FUNCTION.replace("(-1, 128)", "(int(x.shape[0]), 128)")
    asked = Asked(load, source)
    with pytest.raises(StudentProblem) as stop:
        asked.step()
    assert stop.value.problem.code == "shape"
    (number,) = asked.names
    assert asked.step(images=Array.of(asked.images[:1]), labels=Array.of(asked.labels[:1])).gradients.keys() == {number}


def test_a_gradient_that_ends_the_program_is_the_students(load: Callable[..., Any]) -> None:
    ending = """
@tf.custom_gradient
def last(x):
    def gradient(upstream):
        raise SystemExit

    return tf.identity(x), gradient
"""
    asked = Asked(load, ending + FUNCTION.replace("@ kernel)", "@ last(kernel))"))
    with pytest.raises(StudentProblem) as stop:
        asked.step()
    assert stop.value.problem.code == "raises"
