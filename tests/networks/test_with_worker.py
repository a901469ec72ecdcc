"""The checks against real Keras models in real workers, written in the ways students write them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codes, examine, faults

from cnncheck.course import Handed, Unsuitable
from cnncheck.inside.wire import Facts, Load, Loaded
from cnncheck.networks import NETWORK_CHECKS, NetworkSubject, NetworkTask
from cnncheck.sandbox import Zygote
from reference.networks import baseline, lenet5

Open = Callable[[str], NetworkSubject]

TASKS = {
    "Baseline": NetworkTask("baseline", 10, ("Baseline",), reference=baseline, checks=NETWORK_CHECKS),
    "LeNet5": NetworkTask("lenet5", 10, ("LeNet5",), reference=lenet5, checks=NETWORK_CHECKS),
}

BASELINE = """
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import *

class Baseline(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5, padding="same")
        self.b1 = BatchNormalization()
        self.a1 = Activation("relu")
        self.p1 = MaxPool2D(2, 2, "same")
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation="relu")
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation="softmax")

    def call(self, x, training=None):
        x = self.d1(self.p1(self.a1(self.b1(self.c1(x)))))
        return self.f2(self.d2(self.f1(self.flatten(x))))
"""

LENET5 = """
import keras
from keras import layers

def LeNet5():
    return keras.Sequential([
        keras.Input((32, 32, 3)),
        layers.Conv2D(6, 5, activation="sigmoid"),
        layers.MaxPooling2D(),
        layers.Conv2D(16, 5, activation="sigmoid"),
        layers.MaxPooling2D(),
        layers.Flatten(),
        layers.Dense(120, activation="sigmoid"),
        layers.Dense(84, activation="sigmoid"),
        layers.Dense(10, activation="softmax"),
    ])
"""

FUNCTIONAL = """
from tensorflow import keras
from tensorflow.keras import layers

image = keras.Input((32, 32, 3))
x = layers.ZeroPadding2D(2)(image)
x = layers.Conv2D(6, 5)(x)
x = layers.BatchNormalization()(x)
x = layers.MaxPooling2D(2)(x)
x = layers.ReLU()(x)
x = layers.Dropout(0.2)(x)
x = layers.Reshape((-1,))(x)
x = layers.Dropout(0.2)(layers.Dense(128, "relu")(x))
Baseline = keras.Model(image, layers.Softmax()(layers.Dense(10)(x)))
"""


@pytest.fixture
def opened(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    workers: list[Any] = []

    def run(source: str) -> NetworkSubject:
        (tmp_path / "net.py").write_text(source)
        workers.append(zygote.spawn(tmp_path))
        workers[-1].ask(Load("net.py", 20.0), Loaded)
        name = "LeNet5" if "LeNet5" in source else "Baseline"
        handed = Handed(workers[-1], name, "net.py", 1, source.splitlines(), Facts(), 5)
        return TASKS[name].open(handed)

    yield run
    for worker in workers:
        worker.close()


@pytest.mark.parametrize("source", [BASELINE, LENET5, FUNCTIONAL], ids=["class", "sequential", "functional"])
def test_correct_networks_pass_every_check(opened: Open, source: str) -> None:
    subject = opened(source)
    report = examine(subject)
    assert codes(report) == []
    assert not any(isinstance(findings, str) for findings in report.values())
    assert subject.comparison.equals_reference < 1e-4
    assert subject.weight_ids.keys() == subject.reference.weights.keys()


FAULTS = [
    (BASELINE, "Dense(128", "Dense(120", "units", "self.f1 = "),
    (BASELINE, 'padding="same"', 'padding="valid"', "padding", "self.c1 = "),
    (BASELINE, "self.a1(self.b1(self.c1(x)))", "self.b1(self.a1(self.c1(x)))", "layer-order", "x = self.d1"),
    (BASELINE, "self.d2(self.f1(", "(self.f1(", "unused-layer", "self.d2 = "),
    (BASELINE, "self.b1(self.c1(x))", "self.b1(self.c1(x), training=False)", "batch-norm-training", "self.b1"),
    (BASELINE, "BatchNormalization()", "BatchNormalization(epsilon=1e-5)", "batch-norm-epsilon", "self.b1 = "),
    (BASELINE, "BatchNormalization()", "BatchNormalization(momentum=0.9)", "batch-norm-momentum", "self.b1 = "),
    (
        BASELINE,
        "Dropout(0.2)\n        self.flatten",
        "Dropout(0.5)\n        self.flatten",
        "dropout-rate",
        "self.d1 = ",
    ),
    (BASELINE, 'Dense(10, activation="softmax")', "Dense(10)", "output-activation", "self.f2 = "),
    (BASELINE, "Conv2D(6, 5,", "Conv2D(6, 5, trainable=False,", "frozen-layer", "self.c1 = "),
    (
        LENET5,
        'layers.Conv2D(6, 5, activation="sigmoid")',
        'layers.Conv2D(6, 5, activation="relu")',
        "activation",
        "6, 5",
    ),
    (LENET5, "layers.MaxPooling2D(),\n        layers.Flatten", "layers.Flatten", "layer-missing", "Conv2D(16"),
    (LENET5, "layers.Conv2D(16, 5,", "layers.Conv2D(16, 5, groups=2,", "groups", "groups=2"),
    (LENET5, "layers.Dense(84,", "layers.Dense(60,", "units", "Dense(60"),
    (FUNCTIONAL, "ZeroPadding2D(2)", "ZeroPadding2D(1)", "padding", "ZeroPadding2D(1)"),
    (FUNCTIONAL, "MaxPooling2D(2)", "AveragePooling2D(2)", "pool-type", "AveragePooling2D(2)"),
]


@pytest.mark.parametrize(("source", "old", "new", "code", "line"), FAULTS)
def test_a_fault_is_named_with_its_line(opened: Open, source: str, old: str, new: str, code: str, line: str) -> None:
    assert source.count(old) == 1
    found = faults(examine(opened(source.replace(old, new))))
    assert [finding.code for _, finding in found] == [code]
    assert line in found[0][1].source[0]


def test_a_network_that_runs_out_of_pixels_is_explained(opened: Open) -> None:
    with pytest.raises(Unsuitable) as refusal:
        opened(BASELINE.replace('Conv2D(6, 5, padding="same")', "Conv2D(6, 40)"))
    [finding] = refusal.value.findings
    assert finding.code == "build-error"
    assert "a 40x40 convolution has no room: ceil((32 - 40 + 1) / 1) = -7" in finding.message
