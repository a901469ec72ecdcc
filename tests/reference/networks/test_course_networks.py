"""The course's networks, computed by the textbook and by Keras models that were written without looking at it."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import keras
import keras_course
import numpy as np
import pytest
from measuring import (
    TOLERANCE,
    InDoublePrecision,
    distance,
    drawn,
    hand_over,
    keys,
    step_of_keras,
    without_dropout,
    without_softmax,
)

from reference import networks
from reference.graph import Graph
from reference.operations import BatchNormalization
from reference.run import Key, step

LEARNING_RATE = 0.125  # exact in float32, which Keras keeps it in
CERTIFY = bool(os.environ.get("CERTIFY"))


def numbered(*letters: str, last: int) -> list[str]:
    return [f"{letter}{number}" for number in range(1, last + 1) for letter in letters]


def inception_order(blocks: int) -> list[str]:
    """Both convolutions of a branch stand together."""
    cells = [f"block{block}.cell{cell}" for block in range(1, blocks + 1) for cell in (1, 2)]
    branches = [f"{letter}{number}" for number in ("1", "2_1", "2_2", "3_1", "3_2", "4_2") for letter in "cb"]
    return ["c1", "b1", *(f"{cell}.{branch}" for cell in cells for branch in branches), "f1"]


def resnet_order(block_list: Sequence[int]) -> list[str]:
    """The shortcut's convolution is a block's last, and only the first block of a later group has one."""
    order = ["c1", "b1"]
    for group, blocks in enumerate(block_list, start=1):
        for block in range(1, blocks + 1):
            names = ["c1", "b1", "c2", "b2"] + (["down_c1", "down_b1"] if group > 1 and block == 1 else [])
            order += [f"group{group}.block{block}.{name}" for name in names]
    return [*order, "f1"]


@dataclass(frozen=True)
class Pair:
    """A graph, the Keras model of the same network, and the graph's nodes with weights in the model's order."""

    graph: Graph
    build: Callable[[], keras.Model]
    order: Sequence[str]
    light: bool = True

    def __str__(self) -> str:
        return self.graph.name if self.light else f"whole-{self.graph.name}"

    def model(self) -> keras.Model:
        model = self.build()
        model(np.zeros((1, *self.graph.input_shape)))
        without_dropout(model)
        without_softmax(model)
        return model


WHOLE = (
    Pair(networks.dense_mnist(), keras_course.dense_mnist, ("f1", "f2")),
    Pair(networks.baseline(), keras_course.Baseline, ("c1", "b1", "f1", "f2")),
    Pair(networks.lenet5(), keras_course.lenet5, ("c1", "c2", "f1", "f2", "f3")),
    Pair(
        networks.alexnet8(),
        keras_course.AlexNet8,
        ("c1", "b1", "c2", "b2", "c3", "c4", "c5", "f1", "f2", "f3"),
        light=False,
    ),
    Pair(networks.vgg16(), keras_course.vgg16, [*numbered("c", "b", last=13), "f1", "f2", "f3"], light=False),
    Pair(networks.inception10(), lambda: keras_course.Inception10(2, 10), inception_order(2), light=False),
    Pair(networks.resnet18(), lambda: keras_course.ResNet18([2, 2, 2, 2]), resnet_order([2, 2, 2, 2]), light=False),
    Pair(networks.lenet5_mnist(), keras_course.lenet5_mnist, ("c1", "c2", "f1", "f2", "f3")),
    Pair(networks.lenet5_classical(), keras_course.lenet5_classical, ("c1", "c3", "c5", "f6", "f7")),
    Pair(networks.augmented_cifar10(), keras_course.augmented_cifar10, ("c1", "b1", "c2", "f1", "f2", "f3")),
)
SMALL = (
    Pair(networks.inception10(1, 5, 4), lambda: keras_course.Inception10(1, 5, 4), inception_order(1)),
    Pair(networks.resnet18((1, 1), 4), lambda: keras_course.ResNet18([1, 1], 4), resnet_order([1, 1])),
)


def is_idle(graph: Graph, key: Key) -> bool:
    """Whether a batch normalisation takes away again what this bias adds: then its gradient is zero."""
    node, weight = key
    readers = graph.consumers(node)
    return weight == "bias" and any(isinstance(reader.operation, BatchNormalization) for reader in readers)


@pytest.mark.parametrize("pair", WHOLE, ids=str)
def test_the_numbers_before_the_softmax_are_those_of_keras(pair: Pair) -> None:
    weights, images, _ = drawn(pair.graph, batch=6)
    model = pair.model()
    hand_over(model, weights, keys(pair.graph, pair.order))
    assert model.count_params() == pair.graph.parameters.total
    assert distance(pair.graph, model, weights, images) < TOLERANCE
    assert distance(pair.graph, model, weights, images, training=True) < TOLERANCE


@pytest.mark.parametrize("pair", [pair for pair in (*WHOLE, *SMALL) if pair.light or CERTIFY], ids=str)
def test_a_step_changes_every_weight_as_in_keras(pair: Pair) -> None:
    weights, images, labels = drawn(pair.graph, batch=4)
    order = keys(pair.graph, pair.order)
    with InDoublePrecision():
        model = pair.model()
    hand_over(model, weights, order)
    loss, expected = step_of_keras(model, images, labels, LEARNING_RATE)
    ours, after = step(pair.graph, weights, images, labels, LEARNING_RATE)
    assert ours == pytest.approx(loss, rel=1e-8)
    for key, value in zip(order, expected, strict=True):
        assert is_idle(pair.graph, key) or not np.allclose(value, weights[key], rtol=1e-6), f"{key} did not move"
        np.testing.assert_allclose(after[key], value, rtol=1e-6, atol=1e-9, err_msg=str(key))


def test_one_changed_epsilon_is_seen() -> None:
    """The smallest fault that a student's network can have is above the tolerance."""
    pair = WHOLE[1]
    weights, images, _ = drawn(pair.graph, batch=6)
    model = pair.model()
    hand_over(model, weights, keys(pair.graph, pair.order))
    changed = pair.graph.replaced("b1", BatchNormalization(epsilon=1e-5))
    assert distance(changed, model, weights, images) > TOLERANCE
