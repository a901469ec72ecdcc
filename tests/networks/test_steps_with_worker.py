"""Steps of training of real Keras models in real workers: right ones agree, and what only numbers show is found."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import codes, examine, faults
from planted import NUMBERS, TRAINING
from test_with_worker import BASELINE, FUNCTIONAL, LENET5, TASKS

from cnncheck.course import Handed
from cnncheck.inside.wire import Facts, Load, Loaded
from cnncheck.networks import NetworkSubject
from cnncheck.networks.checks import STEP
from cnncheck.networks.stepping import LINE
from cnncheck.sandbox import Zygote

Open = Callable[..., NetworkSubject]


@pytest.fixture
def opened(zygote: Zygote, tmp_path: Path) -> Iterator[Open]:
    workers: list[Any] = []

    def run(source: str, seed: int = 5) -> NetworkSubject:
        (tmp_path / "net.py").write_text(source)
        workers.append(zygote.spawn(tmp_path))
        workers[-1].ask(Load("net.py", 20.0), Loaded)
        name = "LeNet5" if "LeNet5" in source else "Baseline"
        return TASKS[name].open(Handed(workers[-1], name, "net.py", 1, source.splitlines(), Facts(), seed))

    yield run
    for worker in workers:
        worker.close()


OWN_LAYER = '''
class Normalize(keras.layers.Layer):
    """Batch normalisation by hand."""

    def build(self, shape):
        self.gamma = self.add_weight(shape=shape[-1:], initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=shape[-1:], initializer="zeros", name="beta")
        self.mean = self.add_weight(shape=shape[-1:], initializer="zeros", trainable=False, name="mean")
        self.variance = self.add_weight(shape=shape[-1:], initializer="ones", trainable=False, name="variance")

    def call(self, x, training=None):
        if training:
            mean, variance = tf.nn.moments(x, [0, 1, 2])
            self.mean.assign(0.99 * self.mean + 0.01 * mean)
            self.variance.assign(0.99 * self.variance + 0.01 * variance)
        else:
            mean, variance = self.mean, self.variance
        return tf.nn.batch_normalization(x, mean, variance, self.beta, self.gamma, 1e-3)

'''
BY_HAND = (
    BASELINE.replace("import tensorflow as tf\n", "import tensorflow as tf\nfrom tensorflow import keras\n", 1)
    .replace("class Baseline", OWN_LAYER + "class Baseline")
    .replace("BatchNormalization()", "Normalize()")
)
FUSED = BY_HAND.replace(
    """            mean, variance = tf.nn.moments(x, [0, 1, 2])
""",
    """            y, mean, variance, *_ = tf.raw_ops.FusedBatchNormV3(
                x=x, scale=self.gamma, offset=self.beta, mean=[], variance=[], epsilon=1e-3, is_training=True)
""",
).replace("0.01 * variance)\n", "0.01 * variance)\n            return y\n")
SUBTRACTED = BY_HAND.replace(
    "self.mean.assign(0.99 * self.mean + 0.01 * mean)", "self.mean.assign(self.mean - (self.mean - mean) * 0.01)"
)
RAW_DROPOUT = BASELINE.replace("        self.d1 = Dropout(0.2)\n", "").replace(
    "        x = self.d1(self.p1(self.a1(self.b1(self.c1(x)))))\n",
    "        x = self.p1(self.a1(self.b1(self.c1(x))))\n        if training:\n            x = tf.nn.dropout(x, 0.2)\n",
)
NO_TRAINING = BASELINE.replace("def call(self, x, training=None)", "def call(self, x)")
DECORATED = BASELINE.replace("    def call", "    @tf.function\n    def call")
PASSED_ON = BASELINE.replace("self.b1(self.c1(x))", "self.b1(self.c1(x), training=training)")

RIGHT = {
    "class": BASELINE,
    "sequential": LENET5,
    "functional": FUNCTIONAL,
    "by hand": BY_HAND,
    "fused": FUSED,
    "subtracted": SUBTRACTED,
    "raw dropout": RAW_DROPOUT,
    "no training argument": NO_TRAINING,
    "decorated": DECORATED,
    "mode passed on": PASSED_ON,
}


@pytest.mark.parametrize("style", RIGHT)
def test_a_right_network_passes_over_five_seeds(opened: Open, style: str) -> None:
    for seed in range(5 if os.environ.get("CERTIFY") else 1):
        subject = opened(RIGHT[style], seed)
        report = examine(subject)
        assert codes(report) == [], (seed, report)
        assert report[STEP] == []
        deviations = subject.proofs.steps.deviations(subject.trained_as, seed)
        assert max(deviations.values()) < LINE / 2, deviations


TOLD_BY_NUMBERS = {
    "momentum by hand": (BY_HAND, "0.99 * self.mean + 0.01 * mean", "0.9 * self.mean + 0.1 * mean", STEP, "value"),
    "momentum of both by hand": (
        BY_HAND.replace("0.99 * self.mean + 0.01 * mean", "0.9 * self.mean + 0.1 * mean"),
        "0.99 * self.variance + 0.01 * variance",
        "0.9 * self.variance + 0.1 * variance",
        STEP,
        "batch-norm-momentum",
    ),
    "the variance stays": (
        BY_HAND,
        "self.variance.assign(0.99 * self.variance + 0.01 * variance)",
        "pass",
        STEP,
        "batch-norm-training",
    ),
    "add_loss": (
        BASELINE,
        "        return self.f2",
        "        self.add_loss(0.01 * tf.reduce_sum(tf.square(self.c1.kernel)))\n        return self.f2",
        STEP,
        "regularizer",
    ),
    "regularised by add_weight": (
        BY_HAND,
        'initializer="ones", name="gamma")',
        'initializer="ones", name="gamma", regularizer="l2")',
        STEP,
        "regularizer",
    ),
    "another way when called eagerly": (
        BASELINE,
        "        x = self.d1",
        "        if tf.executing_eagerly():\n            x = x * 0.5\n        x = self.d1",
        NUMBERS,
        "not-deterministic",
    ),
    "counts its calls": (
        BASELINE.replace("        self.f2 =", "        self.count = 0\n        self.f2 ="),
        "        x = self.d1",
        "        self.count += 1\n        x = x if self.count < 3 else tf.zeros_like(x)\n        x = self.d1",
        NUMBERS,
        "not-deterministic",
    ),
    "another way for bright images": (
        BASELINE,
        "        x = self.d1",
        "        x = tf.where(tf.reduce_min(x) >= 0, x * 0.5, x)\n        x = self.d1",
        NUMBERS,
        "value",
    ),
    "another way for the batches of a training": (
        BASELINE,
        "        x = self.d1",
        "        n = tf.shape(x)[0]\n        x = tf.where((n == 4) | (n == 8), x, x * 0.5)\n        x = self.d1",
        NUMBERS,
        "value",
    ),
    "another way with the weights it begins with": (
        BASELINE,
        "        return self.f2",
        "        x = tf.where(tf.reduce_min(tf.convert_to_tensor(self.b1.gamma)) < 0, x, -x)\n        return self.f2",
        NUMBERS,
        "value",
    ),
    "not at all when called eagerly": (
        BASELINE,
        "        x = self.d1",
        "        if tf.executing_eagerly():\n            raise ValueError(x)\n        x = self.d1",
        NUMBERS,
        "raises",
    ),
    "with an end of the program when called eagerly": (
        BASELINE,
        "        x = self.d1",
        "        if tf.executing_eagerly():\n            __import__('os')._exit(0)\n        x = self.d1",
        NUMBERS,
        "crash",
    ),
}


@pytest.mark.parametrize("what", TOLD_BY_NUMBERS)
def test_what_only_numbers_show_is_one_finding(opened: Open, what: str) -> None:
    source, old, new, check, code = TOLD_BY_NUMBERS[what]
    assert source.count(old) == 1
    found = faults(examine(opened(source.replace(old, new))))
    assert [(where, finding.code) for where, finding in found] == [(check, code)]


CONFIRMED = {
    "momentum": ("BatchNormalization()", "BatchNormalization(momentum=0.9)", "batch-norm-momentum"),
    "rate": ("Dropout(0.2)\n        self.flatten", "Dropout(0.5)\n        self.flatten", "dropout-rate"),
    "frozen": ("Conv2D(6, 5,", "Conv2D(6, 5, trainable=False,", "frozen-layer"),
    "hard-coded": ("self.b1(self.c1(x))", "self.b1(self.c1(x), training=False)", "batch-norm-training"),
    "regularised": ("Dense(128,", 'Dense(128, kernel_regularizer="l2",', "regularizer"),
    "bias regularised": ("Dense(128,", 'Dense(128, bias_regularizer="l2",', "regularizer"),
    "stopped": ("self.f2(self.d2(self.f1(", "self.f2(self.d2(tf.stop_gradient(self.f1(", "gradient-flow"),
    "not called": ("self.d2(self.f1(", "(self.f1(", "unused-layer"),
}


@pytest.mark.parametrize("what", CONFIRMED)
def test_what_the_trace_tells_is_confirmed_by_a_step(opened: Open, what: str) -> None:
    old, new, code = CONFIRMED[what]
    assert BASELINE.count(old) == 1
    source = BASELINE.replace(old, new)
    if what == "stopped":
        source = source.replace("self.flatten(x))))", "self.flatten(x)))))")
    report = examine(opened(source))
    [(check, finding)] = faults(report)
    assert (check, finding.code, finding.confirmed) == (TRAINING, code, True)
    assert report[STEP] == TRAINING
