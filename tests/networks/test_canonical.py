"""One network in many styles: the canonical form is the same, and computes what the student's code computes."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from cnncheck.inside.wire import Array, Forward, Load, Loaded, Outputs, Value
from cnncheck.networks.canonical import open_network
from cnncheck.networks.subject import TracedNetwork
from cnncheck.sandbox import Worker, Zygote
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Opaque,
    Operation,
    Reshape,
    ZeroPadding2D,
)
from reference.run import forward, initial_weights

HEAD = """
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import Model, Sequential, layers
from tensorflow.keras.layers import *
"""

SMALL = [
    Conv2D(4, (3, 3), padding="same"),
    BatchNormalization(),
    Activation("relu"),
    MaxPooling2D(),
    Dropout(0.25),
    Flatten(),
    Dense(10),
    Activation("softmax"),
]
"""Images of 8x8x3."""

SEQUENTIAL = """
model = Sequential([
    Conv2D(4, 3, padding="SAME"), BatchNormalization(), ReLU(), MaxPool2D(), Dropout(.25), Flatten(),
    Dense(10, activation="softmax"),
])
"""

FUNCTIONAL = """
def model():
    image = keras.Input((8, 8, 3))
    x = Conv2D(4, (3, 3), padding="same")(image)
    x = BatchNormalization()(x)
    x = Activation(tf.nn.relu)(x)
    x = MaxPooling2D((2, 2), strides=2)(x)
    x = Dropout(.25)(x)
    x = layers.Reshape((-1,))(x)
    return Model(image, Softmax()(Dense(10)(x)))
"""

SUBCLASS = """
class model(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(filters=4, kernel_size=(3, 3), padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(pool_size=(2, 2), strides=2)
        self.d1 = Dropout(0.25)
        self.flatten = Flatten()
        self.f1 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.p1(self.a1(self.b1(self.c1(x))))
        return self.f1(self.flatten(self.d1(x)))
"""

NESTED = """
class CBA(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.steps = Sequential([Conv2D(filters, 3, padding='same'), BatchNormalization(), Activation('relu')])

    @tf.function
    def call(self, x, training=None):
        return self.steps(x, training=training)

class model(Model):
    def __init__(self):
        super().__init__()
        self.blocks = [CBA(4)]
        self.head = {'pool': MaxPool2D(), 'drop': Dropout(.25)}
        self.f1 = Dense(10, activation=lambda t: tf.nn.softmax(t))

    def call(self, x, training=None):
        for block in self.blocks:
            x = block(x, training=training)
        x = self.head['drop'](self.head['pool'](x), training=training)
        return self.f1(tf.reshape(x, (tf.shape(x)[0], 64)))
"""

RAW = """
class model(tf.Module):
    def __init__(self):
        super().__init__()
        self.w = {'c': tf.Variable(tf.random.normal((3, 3, 3, 4))), 'f': tf.Variable(tf.random.normal((64, 10)))}
        self.b = [tf.Variable(tf.zeros(4)), tf.Variable(tf.zeros(10))]
        self.gamma, self.beta = tf.Variable(tf.ones(4)), tf.Variable(tf.zeros(4))
        self.mean = tf.Variable(tf.zeros(4), trainable=False)
        self.variance = tf.Variable(tf.ones(4), trainable=False)

    def __call__(self, x, training=False):
        x = tf.nn.conv2d(x, self.w['c'], strides=[1, 1, 1, 1], padding='SAME') + self.b[0]
        if training:
            mean, variance = tf.nn.moments(x, axes=[0, 1, 2])
            self.mean.assign(.99 * self.mean + .01 * mean)
        else:
            mean, variance = self.mean, self.variance
        x = tf.nn.batch_normalization(x, mean, variance, self.beta, self.gamma, 1e-3)
        x = tf.nn.max_pool2d(tf.nn.relu(x), 2, 2, 'VALID')
        if training:
            x = tf.nn.dropout(x, rate=.25)
        x = tf.reshape(x, (-1, 64))
        return tf.nn.softmax(x @ self.w['f'] + self.b[1])
"""

BY_HAND = """
kernel = tf.Variable(tf.random.normal((3, 3, 3, 4)))
bias = tf.Variable(tf.zeros(4))
gamma, beta = tf.Variable(tf.ones(4)), tf.Variable(tf.zeros(4))
mean, variance = tf.Variable(tf.zeros(4), trainable=False), tf.Variable(tf.ones(4), trainable=False)
dense, shift = tf.Variable(tf.random.normal((64, 10))), tf.Variable(tf.zeros(10))

def model(x, training=False):
    x = tf.pad(x, [[0, 0], [0, 0], [0, 0], [0, 0]])
    x = tf.nn.bias_add(tf.nn.convolution(x, kernel, padding='SAME'), bias)
    m, v = mean, variance
    if training:
        m = tf.reduce_mean(x, axis=(0, 1, 2))
        v = tf.reduce_mean((x - m) ** 2, axis=(0, 1, 2))
    x = gamma * (x - m) / tf.sqrt(v + 1e-3) + beta
    x = tf.maximum(x, 0.)
    x = tf.nn.pool(x, (2, 2), 'MAX', strides=(2, 2))
    if training:
        keep = tf.cast(tf.random.uniform(tf.shape(x)) >= .25, tf.float32)
        x = x * keep / .75
    z = tf.matmul(tf.keras.layers.Flatten()(x), dense) + shift
    e = tf.exp(z - tf.reduce_max(z, axis=-1, keepdims=True))
    return e / tf.reduce_sum(e, axis=1, keepdims=True)
"""

CUSTOM = """
class Affine(layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer='glorot_uniform')
        self.b = self.add_weight(shape=(self.units,), initializer='zeros')

    def call(self, x):
        return tf.matmul(x, self.w) + self.b

class MyConv(Conv2D):
    def __init__(self, filters):
        super().__init__(filters, 3, padding='same')

class model(Model):
    def __init__(self):
        super().__init__()
        self.c1, self.b1 = MyConv(4), BatchNormalization()
        self.d1, self.f1 = Dropout(.25), Affine(10)

    def call(self, x):
        x = tf.nn.relu(self.b1(self.c1(x)))
        x = self.d1(tf.keras.layers.MaxPool2D()(x))
        return keras.activations.softmax(self.f1(Flatten()(x)))
"""

STYLES = {
    "sequential": SEQUENTIAL,
    "functional": FUNCTIONAL,
    "subclass": SUBCLASS,
    "nested": NESTED,
    "raw": RAW,
    "by-hand": BY_HAND,
    "custom": CUSTOM,
}


@dataclass
class Opened:
    """A traced network and the worker that holds it."""

    network: TracedNetwork
    worker: Worker

    @property
    def operations(self) -> list[Operation]:
        return [node.operation for node in self.network.graph.nodes[1:]]

    def worst(self) -> float:
        """Largest difference of any node's output between textbook and worker, in its standard deviations."""
        network = self.network
        rng = np.random.default_rng(3)
        weights = {key: array.astype(np.float32) for key, array in initial_weights(network.graph, rng).items()}
        for (name, role), array in weights.items():
            if role == "moving_variance":
                weights[name, role] = rng.uniform(1e-3, 1, array.shape).astype(np.float32)
            elif role != "kernel":
                weights[name, role] = rng.normal(size=array.shape).astype(np.float32)
        images = rng.random((3, *network.graph.input_shape)).astype(np.float32)
        sent = {number: Array.of(network.stored(key, weights[key])) for key, number in network.variables.items()}
        answer = self.worker.ask(Forward(sent, Array.of(images), tuple(network.tensors.values())), Outputs)
        expected = forward(network.graph, {key: each.astype(float) for key, each in weights.items()}, images)
        pairs = [(expected[network.graph.output], answer.output)]
        pairs += [(expected[name], fetched) for name, fetched in zip(network.tensors, answer.fetched, strict=True)]
        return max(float(np.abs(ours - theirs.unpack()).max() / (ours.std() + 1e-9)) for ours, theirs in pairs)


@pytest.fixture
def trace(zygote: Zygote, tmp_path: Path) -> Iterator[Callable[..., Opened]]:
    workers: list[Worker] = []

    def run(
        source: str, name: str = "model", shape: tuple[int, ...] = (8, 8, 3), arguments: tuple[Value, ...] = ()
    ) -> Opened:
        (tmp_path / "net.py").write_text(HEAD + source)
        workers.append(zygote.spawn(tmp_path))
        workers[-1].ask(Load("net.py", 20.0), Loaded)
        return Opened(open_network(workers[-1], name, shape, arguments), workers[-1])

    yield run
    for worker in workers:
        worker.close()


def line_of(source: str, part: str) -> int:
    """Line of the file in which a part of the source stands first."""
    return (HEAD + source)[: (HEAD + source).index(part)].count("\n") + 1


@pytest.mark.parametrize("style", STYLES)
def test_every_style_has_the_same_form_and_computes_what_the_textbook_computes(
    trace: Callable[..., Opened], style: str
) -> None:
    opened = trace(STYLES[style])
    assert opened.operations == SMALL
    assert opened.network.training.nodes == opened.network.graph.nodes
    assert (opened.network.total_parameters, opened.network.trainable_parameters) == (778, 770)
    assert opened.network.graph.parameters == (778, 770)
    assert len(set(opened.network.variables.values())) == len(opened.network.variables) == 8
    assert not opened.network.untracked
    assert not opened.network.frozen
    assert not opened.network.never_trains
    assert not opened.network.always_trains
    assert not opened.network.unused_layers
    assert not opened.network.unread_variables
    assert opened.worst() < 2e-5


def test_names_and_places_are_the_students_own(trace: Callable[..., Opened]) -> None:
    network = trace(SUBCLASS).network
    names = [node.name for node in network.graph]
    assert names == ["image", "c1", "b1", "a1", "p1", "d1", "flatten", "f1", "f1_activation"]
    place = network.places["c1"]
    assert (place.file, place.layer, place.text) == ("net.py", "c1", "c1, the first convolution")
    assert place.line == line_of(SUBCLASS, "self.c1 =")
    assert network.places["f1_activation"].text == "the softmax activation of f1"
    assert network.subject == "model"
    assert network.place.line == line_of(SUBCLASS, "class model")

    nested = trace(NESTED).network
    assert [node.name for node in nested.graph][1:5] == [
        "blocks[0].steps[0]",
        "blocks[0].steps[1]",
        "blocks[0].steps[2]",
        "head['pool']",
    ]
    assert nested.places["flatten"].line == line_of(NESTED, "return self.f1(tf.reshape")

    raw = trace(RAW).network
    assert raw.places["conv2d"].text == "w['c'], the first convolution"
    assert raw.places["conv2d"].line == line_of(RAW, "x = tf.nn.conv2d(")


def test_only_a_call_that_takes_training_is_told_of_it(trace: Callable[..., Opened]) -> None:
    told = {style: trace(source).network.gives_training for style, source in STYLES.items()}
    assert told == {
        "sequential": True,
        "functional": True,
        "subclass": False,
        "nested": True,
        "raw": True,
        "by-hand": True,
        "custom": False,
    }


def test_layers_that_are_stuck_in_one_mode_are_named(trace: Callable[..., Opened]) -> None:
    source = SUBCLASS.replace("self.b1(self.c1(x))", "self.b1(self.c1(x), training=False)").replace(
        "self.d1(x)", "self.d1(x, training=True)"
    )
    network = trace(source).network
    assert network.never_trains == ("b1",)
    assert network.always_trains == ("d1",)
    by_hand = trace(BY_HAND.replace("def model(x, training=False):", "training = False\ndef model(x):")).network
    assert by_hand.never_trains == ("batch_normalization",)
    assert not by_hand.gives_training
    assert trace(
        SUBCLASS.replace("BatchNormalization()", "BatchNormalization(trainable=False)")
    ).network.never_trains == ("b1",)


def test_joins_and_global_pooling_in_any_spelling(trace: Callable[..., Opened]) -> None:
    layers = trace("""
def model():
    image = keras.Input((8, 8, 3))
    a = Conv2D(3, 1, use_bias=False, kernel_regularizer=keras.regularizers.l2())(image)
    x = Add()([a, image])
    x = Concatenate(axis=3)([x, a])
    x = ZeroPadding2D(((1, 2), (0, 1)))(x)
    return Model(image, Dense(10)(GlobalAveragePooling2D()(x)))
""")
    functions = trace("""
kernel = tf.Variable(tf.random.normal((1, 1, 3, 3)))
class model(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(10)
    def call(self, image):
        a = tf.nn.conv2d(image, kernel, 1, 'VALID')
        x = tf.concat([image + a, a], axis=-1)
        x = tf.pad(x, [[0, 0], [1, 2], [0, 1], [0, 0]])
        return self.f(tf.reduce_mean(x, [1, 2]))
""")
    expected = [
        Conv2D(3, (1, 1), use_bias=False, regularizer=0.01),
        Add(),
        Concatenate(),
        ZeroPadding2D(((1, 2), (0, 1))),
        GlobalAveragePooling2D(),
        Dense(10),
    ]
    assert layers.operations == expected
    assert functions.operations == [Conv2D(3, (1, 1), use_bias=False), *expected[1:]]
    assert functions.network.untracked == (("conv2d", "kernel"),)
    assert layers.worst() < 2e-5
    assert functions.worst() < 2e-5


def test_sides_of_one_are_kept_as_a_reshape(trace: Callable[..., Opened]) -> None:
    opened = trace("""
model = Sequential([keras.Input((8, 8, 3)), GlobalMaxPool2D(keepdims=True), Conv2D(5, 1), Flatten(), Flatten()])
""")
    assert opened.operations == [GlobalMaxPooling2D(), Reshape((1, 1, 3)), Conv2D(5, (1, 1)), Flatten()]
    assert opened.worst() < 2e-5


def test_one_object_in_two_places_shares_its_weights(trace: Callable[..., Opened]) -> None:
    opened = trace("""
class model(Model):
    def __init__(self):
        super().__init__()
        self.c, self.a, self.f, self.o = Conv2D(3, 3, padding='same'), ReLU(), Flatten(), Dense(10)
        self.never = Conv2D(7, 3)
    def call(self, x):
        x = self.a(self.c(self.a(self.c(x))))
        return self.o(self.f(x))
""")
    graph = opened.network.graph
    assert [(node.name, node.shares) for node in graph if isinstance(node.operation, Conv2D)] == [
        ("c", None),
        ("c_2", "c"),
    ]
    assert opened.network.total_parameters == 3 * 3 * 3 * 3 + 3 + 192 * 10 + 10
    assert [(each.name, each.operation) for each in opened.network.unused_layers] == [("never", Conv2D(7, (3, 3)))]
    assert opened.worst() < 2e-5


def test_what_has_no_word_is_opaque_and_says_so(trace: Callable[..., Opened]) -> None:
    opened = trace("""
model = Sequential([
    keras.Input((8, 8, 3)), Rescaling(1 / 255.), Lambda(lambda x: x / 255.), UpSampling2D(2),
    Conv2D(2, 3, activation=layers.LeakyReLU(.3)), Conv2D(2, 3, activation=lambda x: x * tf.sigmoid(x)),
])
""")
    assert opened.operations == [
        Opaque("Rescaling", (8, 8, 3)),
        Opaque("Rescaling", (8, 8, 3)),
        Opaque("UpSampling2D", (16, 16, 3)),
        Conv2D(2, (3, 3)),
        Activation("leaky_relu with slope 0.3"),
        Conv2D(2, (3, 3)),
        Activation("silu"),
    ]


def test_a_kernel_that_is_changed_on_the_way_is_no_plain_convolution(trace: Callable[..., Opened]) -> None:
    opened = trace("""
kernel, mask = tf.Variable(tf.random.normal((3, 3, 3, 2))), tf.Variable(tf.ones((3, 3, 3, 2)))
def model(x):
    fixed = tf.nn.conv2d(x, tf.ones((3, 3, 3, 2)), 1, 'SAME')
    return tf.nn.conv2d(x, kernel * mask, 1, 'SAME') + fixed
""")
    assert Opaque("Conv2D", (8, 8, 2)) in opened.operations
    assert opened.network.total_parameters == 2 * 54


def test_frozen_and_unread_variables_are_named(trace: Callable[..., Opened]) -> None:
    network = trace("""
class model(Model):
    def __init__(self):
        super().__init__()
        self.c, self.o = Conv2D(3, 3, trainable=False), Dense(10)
        self.extra = self.add_weight(shape=(5,), name='extra')
    def call(self, x):
        return self.o(Flatten()(self.c(x)))
""").network
    assert network.frozen == (("c", "kernel"), ("c", "bias"))
    assert [(each.name, each.shape) for each in network.unread_variables] == [("extra", (5,))]
    assert network.trainable_parameters == 108 * 10 + 10


COURSE: dict[str, tuple[str, tuple[int, ...]]] = {
    "residual": (
        """
class Block(Model):
    def __init__(self, filters, strides=1, residual_path=False):
        super().__init__()
        self.residual_path = residual_path
        self.c1 = Conv2D(filters, (3, 3), strides=strides, padding='same', use_bias=False)
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        if residual_path:
            self.down_c1 = Conv2D(filters, (1, 1), strides=strides, padding='same', use_bias=False)
        self.a2 = Activation('relu')
    def call(self, inputs):
        residual = inputs
        y = self.b1(self.c1(inputs))
        if self.residual_path:
            residual = self.down_c1(inputs)
        return self.a2(y + residual)
class Net(Model):
    def __init__(self, filters):
        super().__init__()
        self.blocks = Sequential()
        for number in range(2):
            self.blocks.add(Block(filters, 2 if number else 1, True))
        self.p1, self.f1 = GlobalAveragePooling2D(), Dense(10, activation='softmax')
    def call(self, x):
        return self.f1(self.p1(self.blocks(x)))
model = Net(6)
model.compile('adam', 'sparse_categorical_crossentropy')
""",
        (8, 8, 3),
    ),
    "unknown batch": (
        "def model(x):\n    return tf.reshape(x, (x.shape[0], 192))\n",
        (8, 8, 3),
    ),
}


def test_the_instance_that_the_file_made_is_the_subject(trace: Callable[..., Opened]) -> None:
    source, shape = COURSE["residual"]
    for name in ("model", "Net"):
        opened = trace(source, name, shape)
        assert opened.network.compiled
        assert [node.name for node in opened.network.graph if isinstance(node.operation, Add)] == [
            "blocks[0].add",
            "blocks[1].add",
        ]
        assert opened.network.graph["blocks[1].add"].inputs == ("blocks[1].b1", "blocks[1].down_c1")
        assert opened.worst() < 2e-5


def test_code_for_batches_of_known_size_runs_image_by_image(trace: Callable[..., Opened]) -> None:
    source, shape = COURSE["unknown batch"]
    opened = trace(source, "model", shape)
    assert opened.operations == [Flatten()]
    assert opened.network.notes
    assert opened.worst() == 0
