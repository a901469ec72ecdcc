"""One step of training of a real network, as the worker tells it: beside TensorFlow's own, by its own optimiser."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnncheck.inside.wire import Array, NetworkOpened, OpenNetwork, Step, Stepped

SHAPE = (8, 8, 2)

SOURCE = """
import numpy as np
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras.layers import *

class Net(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(3, 3, kernel_regularizer="l2")
        self.b1 = BatchNormalization(momentum=0.9)
        self.d1 = Dropout(0.5)
        self.f1 = Dense(4, activation="softmax")

    def call(self, x, training=None):
        return self.f1(Flatten()(self.d1(tf.nn.relu(self.b1(self.c1(x))))))
"""


class Asked:
    """A network that was opened, and a step of it."""

    def __init__(self, load: Callable[..., Any], source: str = SOURCE) -> None:
        self.worker = load(source).worker
        self.opened = self.worker.ask(OpenNetwork("Net", SHAPE), NetworkOpened)

    def variable(self, ending: str) -> int:
        (found,) = (each.id for each in self.opened.variables if each.name.endswith(ending))
        return found

    def step(self, **changes: Any) -> Stepped:  # noqa: ANN401
        rng = np.random.default_rng(3)
        positions = {each.id: Array.of(np.arange(int(np.prod(each.shape)))) for each in self.opened.variables}
        question = {
            "weights": {},
            "images": Array.of(rng.normal(size=(6, *SHAPE)).astype(np.float32)),
            "labels": Array.of(np.arange(6) % 4),
            "probabilities": True,
            "positions": positions,
        } | changes
        answer: Stepped = self.worker.ask(Step(**question), Stepped)
        return answer


def test_trainable_variables_have_gradients_and_moving_statistics_are_assigned(load: Callable[..., Any]) -> None:
    asked = Asked(load)
    stepped = asked.step()
    names = {each.id: each.name for each in asked.opened.variables}
    assert {names[number].rpartition(".")[2] for number in stepped.gradients} == {"kernel", "bias", "gamma", "beta"}
    assert sorted(names[number] for number in stepped.assigned if "b1" in names[number]) == [
        "b1.moving_mean",
        "b1.moving_variance",
    ]
    assert [names[number] for number in stepped.penalties] == ["c1.kernel"]
