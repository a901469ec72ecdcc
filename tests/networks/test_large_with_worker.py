"""The larger networks in real workers: three styles of each pass, and real people's slips are named with their line.

Every other slip, with CERTIFY=1 all of them: each takes seconds.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codes, examine, faults
from large_sources import (
    FUNCTIONAL_ALEXNET8,
    FUNCTIONAL_INCEPTION10,
    FUNCTIONAL_RESNET18,
    FUNCTIONAL_VGG16,
    SEQUENTIAL_ALEXNET8,
    SEQUENTIAL_INCEPTION10,
    SEQUENTIAL_RESNET18,
    SEQUENTIAL_VGG16,
)

from cnncheck.catalogue import load, shipped_folder
from cnncheck.course import Handed, Unsuitable
from cnncheck.inside.wire import Facts, Load, Loaded
from cnncheck.networks import NetworkSubject
from cnncheck.sandbox import Zygote

Open = Callable[[str, str], NetworkSubject]

CLASSES = {"alexnet8": "AlexNet8", "vgg16": "VGG16", "inception10": "Inception10", "resnet18": "ResNet18"}
TASKS: dict[str, Any] = {task.name: task for task in load("cifar10_cnns").tasks}


def course(task: str) -> str:
    """The network in the course's style: the sample submission up to the model it makes."""
    (file,) = (shipped_folder() / "student_x").glob(f"*_cifar10_{task}.py")
    text = file.read_text(encoding="utf-8")
    head, _, rest = text.partition("cifar10 = ")
    return head + rest[rest.index("class ") :].partition("model.compile(")[0]


SOURCES = {
    ("alexnet8", "functional"): FUNCTIONAL_ALEXNET8,
    ("alexnet8", "sequential"): SEQUENTIAL_ALEXNET8,
    ("vgg16", "functional"): FUNCTIONAL_VGG16,
    ("vgg16", "blocks"): SEQUENTIAL_VGG16,
    ("inception10", "functional"): FUNCTIONAL_INCEPTION10,
    ("inception10", "blocks"): SEQUENTIAL_INCEPTION10,
    ("resnet18", "functional"): FUNCTIONAL_RESNET18,
    ("resnet18", "blocks"): SEQUENTIAL_RESNET18,
} | {(task, "course"): course(task) for task in CLASSES}


@pytest.fixture
def opened(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    workers: list[Any] = []

    def run(task: str, source: str) -> NetworkSubject:
        (tmp_path / "net.py").write_text(source, encoding="utf-8")
        workers.append(zygote.spawn(tmp_path))
        loaded = workers[-1].ask(Load("net.py", 20.0), Loaded)
        assert loaded.problem is None, loaded.problem
        names = {each.name for each in loaded.definitions}
        name = "model" if "model" in names else CLASSES[task]
        handed = Handed(workers[-1], name, "net.py", 1, source.splitlines(), Facts(), 5)
        return TASKS[task].open(handed)

    yield run
    for worker in workers:
        worker.close()


@pytest.mark.parametrize(("task", "style"), SOURCES, ids=lambda each: each)
def test_a_correct_network_passes_in_every_style(opened: Open, task: str, style: str) -> None:
    subject = opened(task, SOURCES[task, style])
    report = examine(subject)
    assert codes(report) == []
    assert not any(isinstance(findings, str) for findings in report.values())
    assert subject.comparison.equals_reference < 2e-4
    assert subject.weight_ids.keys() == subject.reference.weights.keys()


INNER_INCEPTION = (
    """                self.blocks.add(block)
            # 每过一个 block，通道数加倍
            self.out_channels *= 2
""",
    """                self.blocks.add(block)
                self.out_channels *= 2
""",
)
INNER_RESNET = (
    """                self.blocks.add(block)
            self.out_filters *= 2""",
    """                self.blocks.add(block)
                self.out_filters *= 2""",
)

ALEXNET_POOL = (
    "MaxPool2D(pool_size=(3, 3), strides=2)\n\n        self.c2",
    "MaxPool2D(pool_size=(2, 2), strides=2)\n\n        self.c2",
)
NO_PROJECTION = (
    "            residual = self.down_c1(inputs)\n            residual = self.down_b1(residual)\n",
    "            pass\n",
)

FAULTS = [
    ("alexnet8", *ALEXNET_POOL, "pool-size", "self.p1 = "),
    ("alexnet8", "self.f2 = Dense(2048,", "self.f2 = Dense(1024,", "units", "self.f2 = "),
    ("vgg16", "self.c7 = Conv2D(filters=256", "self.c7 = Conv2D(filters=512", "filters", "self.c7 = "),
    ("vgg16", "        x = self.b12(x)\n", "", "unused-layer", "self.b12 = "),
    ("inception10", *INNER_INCEPTION, "channel-doubling", "Conv2D(ch"),
    (
        "inception10",
        "InceptionBlk(self.out_channels, strides=1)",
        "InceptionBlk(self.out_channels, strides=2)",
        "strides",
        "ch",
    ),
    ("inception10", "tf.concat([x1, x2, x3, x4], axis=3)", "x1 + x2 + x3 + x4", "branch-join", "x1 + x2"),
    (
        "inception10",
        "self.c3_1(x, training=training)",
        "self.c2_1(x, training=training)",
        "shared-layer",
        "self.model(x",
    ),
    ("inception10", "self.c3_1(x, training=training)", "x2", "branch-wiring", "self.model(x"),
    ("inception10", "self.c4_2(self.p4_1(x), ", "self.c4_2(x, ", "unused-layer", "self.p4_1 = "),
    (
        "inception10",
        "MaxPool2D(3, strides=1, padding='same')",
        "tf.keras.layers.AveragePooling2D(3, strides=1, padding='same')",
        "pool-type",
        "p4_1",
    ),
    ("resnet18", "Dense(10, activation='softmax', ", "Dense(10, ", "output-activation", "self.f1 = "),
    ("resnet18", ", kernel_regularizer=tf.keras.regularizers.l2()", "", "regularizer", "self.f1 = "),
    (
        "resnet18",
        "strides=1, padding='same', use_bias=False)\n        self.b2",
        "strides=1, padding='same')\n        self.b2",
        "use-bias",
        "self.c2 = ",
    ),
    (
        "resnet18",
        "out = self.a2(y + residual)",
        "out = self.a2(y) + residual",
        "residual-connection",
        "self.a2(y) + residual",
    ),
    ("resnet18", "out = self.a2(y + residual)", "out = self.a2(y)", "residual-connection", "self.b2 = "),
    ("resnet18", "            residual = self.down_b1(residual)\n", "", "unused-layer", "self.down_b1 = "),
    ("resnet18", *NO_PROJECTION, "shortcut-projection", "y + residual"),
    ("resnet18", "(1, 1), strides=strides, padding", "(1, 1), padding", "shortcut-projection", "self.down_c1 = "),
    (
        "resnet18",
        "tf.keras.layers.GlobalAveragePooling2D()",
        "tf.keras.layers.Flatten()",
        "global-pooling",
        "self.p1 = ",
    ),
    ("resnet18", *INNER_RESNET, "channel-doubling", "y + residual"),
    ("resnet18", "regularizers.l2()", "regularizers.l1()", "regularizer", "self.f1 = "),
]


CHOSEN = FAULTS if os.environ.get("CERTIFY") else FAULTS[::2]


@pytest.mark.parametrize(("task", "old", "new", "code", "line"), CHOSEN)
def test_a_slip_is_named_with_its_line(opened: Open, task: str, old: str, new: str, code: str, line: str) -> None:
    source = course(task)
    assert source.count(old) == 1
    try:
        found = [finding for _, finding in faults(examine(opened(task, source.replace(old, new))))]
    except Unsuitable as refusal:
        found = list(refusal.findings)
    assert [finding.code for finding in found] == [code]
    assert line in found[0].source[0]


def test_the_courses_own_frozen_normalisation_is_advice_in_inception10(opened: Open) -> None:
    source = course("inception10")
    frozen = source.replace("return self.model(x, training=training)", "return self.model(x, training=False)")
    assert frozen != source
    report = examine(opened("inception10", frozen))
    assert codes(report) == []
    advice = [finding for findings in report.values() if not isinstance(findings, str) for finding in findings]
    assert "batch-norm-training" in {finding.code for finding in advice}
