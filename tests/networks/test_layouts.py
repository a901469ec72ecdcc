"""One network for images of several shapes, and networks of tf.keras.applications, in real workers."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codes, examine

from cnncheck.catalogue import load
from cnncheck.course import Handed, Unsuitable
from cnncheck.inside.wire import Facts, Load, Loaded
from cnncheck.networks import NetworkSubject
from cnncheck.sandbox import Zygote

Open = Callable[[str, str], NetworkSubject]

TASKS: dict[str, Any] = {
    name: next(task for task in load(name).tasks if task.kind == "network")
    for name in ("dense_mnist", "keras_applications", "mnist_lenet5")
}

DENSE = {
    "any image": ("model = Sequential([Flatten(), Dense(128, 'relu'), Dense(10, 'softmax')])", (784,)),
    "a vector": ("model = Sequential([keras.Input((784,)), Dense(128, 'relu'), Dense(10, 'softmax')])", (784,)),
    "an image": (
        "model = Sequential([Flatten(input_shape=(28, 28)), Dense(128, 'relu'), Dense(10, 'softmax')])",
        (28, 28),
    ),
    "an image with a channel": (
        "model = Sequential([keras.Input((28, 28, 1)), Flatten(), Dense(128, 'relu'), Dense(10, 'softmax')])",
        (28, 28),  # Keras adds the channel
    ),
    "functional": (
        """
x = keras.Input((28, 28))
y = Dense(128, "relu")(Reshape((784,))(x))
model = keras.Model(x, Dense(10, "softmax")(y))
""",
        (28, 28),
    ),
}

MOBILENET = {
    "with its top": "model = tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), weights=None, classes=5)",
    "with a top of its own": """
base = tf.keras.applications.MobileNetV2(input_shape=(64, 64, 3), include_top=False, weights=None)
model = Sequential([base, GlobalAveragePooling2D(), Dense(5, activation="softmax")])
""",
}


@pytest.fixture
def opened(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    workers: list[Any] = []

    def run(task: str, text: str) -> NetworkSubject:
        source = (
            f"import tensorflow as tf\nimport keras\nfrom keras import Sequential\nfrom keras.layers import *\n{text}\n"
        )
        (tmp_path / "net.py").write_text(source)
        workers.append(zygote.spawn(tmp_path))
        loaded = workers[-1].ask(Load("net.py", 20.0), Loaded)
        assert loaded.problem is None, loaded.problem
        return TASKS[task].open(Handed(workers[-1], "model", "net.py", 1, source.splitlines(), Facts(), 5))

    yield run
    for worker in workers:
        worker.close()


@pytest.mark.parametrize("what", DENSE)
def test_the_dense_network_takes_its_image_in_any_layout(opened: Open, what: str) -> None:
    text, shape = DENSE[what]
    subject = opened("dense_mnist", text)
    assert subject.reference.input_shape == shape
    assert codes(examine(subject)) == []


def test_a_network_for_images_of_another_size_is_told_both_sizes(opened: Open) -> None:
    with pytest.raises(Unsuitable) as refusal:
        opened("dense_mnist", "model = Sequential([keras.Input((32, 32, 3)), Flatten(), Dense(128), Dense(10)])")
    [finding] = refusal.value.findings
    assert "made for 3072 inputs and is given 784" in finding.message


def test_another_width_is_named_in_whatever_layout(opened: Open) -> None:
    text = DENSE["an image"][0].replace("128", "120")
    assert codes(examine(opened("dense_mnist", text))) == ["units"]


@pytest.mark.parametrize("what", MOBILENET)
def test_a_network_of_keras_applications_passes(opened: Open, what: str) -> None:
    subject = opened("keras_applications", MOBILENET[what])
    report = examine(subject)
    assert codes(report) == []
    assert subject.comparison.is_equivalent
    assert subject.traced.total_parameters == subject.reference.parameters.total == 2_264_389


def test_a_network_of_keras_applications_with_a_thousand_classes_is_named(opened: Open) -> None:
    text = MOBILENET["with its top"].replace("(96, 96, 3)", "(64, 64, 3)").replace("classes=5", "classes=1000")
    assert codes(examine(opened("keras_applications", text))) == ["output-classes"]


def test_the_digits_network_without_a_unit_less(opened: Open) -> None:
    text = """
model = Sequential([
    Conv2D(6, 3), MaxPool2D(), ReLU(), Conv2D(16, 3), MaxPool2D(), ReLU(),
    Flatten(), Dense(120, "relu"), Dense(84, "relu"), Dense(10),
])
"""
    assert codes(examine(opened("mnist_lenet5", text))) == ["units"]
    assert codes(examine(opened("mnist_lenet5", text.replace("84", "60")))) == []
    ended = text.replace("84", "60").replace("Dense(10)", "Dense(10, 'softmax')")
    assert codes(examine(opened("mnist_lenet5", ended))) == ["output-activation"]
