"""What a trace tells about training: gradients that are cut, steps at random, and what layers carry besides."""

from collections.abc import Callable

import pytest
import test_canonical
from test_canonical import Opened, line_of

from cnncheck.networks.learning import learning
from reference.operations import Activation, Conv2D, Dense, Dropout, Flatten, Opaque

Trace = Callable[..., Opened]

student = test_canonical.trace
"""Opens a network in a real worker."""

NET = """
class model(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(3, 3)
        self.f1 = Dense(12, activation='relu')
        self.f2 = Dense(10)

    def call(self, x, training=None):
        x = tf.reshape(self.c1(x), (-1, 108))
        # here
        return self.f2(self.f1(x))
"""


def test_a_stopped_gradient_is_placed_and_names_what_never_learns(student: Trace) -> None:
    source = NET.replace("# here", "x = tf.stop_gradient(x)")
    network = student(source).network
    assert [(place.line, place.text) for place in network.blocked_gradients] == [
        (line_of(source, "x = tf.stop_gradient"), "tf.stop_gradient")
    ]
    assert network.never_learns == ("c1",)
    [finding] = learning(network)
    assert (finding.code, finding.severity) == ("gradient-flow", "fault")
    assert finding.message == "tf.stop_gradient keeps the gradient from everything before it: c1 never learns."


def test_a_lambda_that_stops_the_gradient_is_placed_where_it_is_made(student: Trace) -> None:
    source = """
model = Sequential([
    keras.Input((8, 8, 3)), Flatten(), Dense(7, name='a'), Dense(8, name='b'),
    Lambda(tf.stop_gradient),
    Dense(10),
])
"""
    network = student(source).network
    assert [place.line for place in network.blocked_gradients] == [line_of(source, "Lambda(tf.stop")]
    assert network.never_learns == ("a", "b")


@pytest.mark.parametrize(
    ("step", "cut"),
    [
        ("x = tf.cast(tf.argmax(tf.reshape(x, (-1, 12, 9)), -1), tf.float32)", "argmax"),
        ("x = tf.round(x)", "rounding"),
        ("x = tf.cast(x > 0, tf.float32)", "a comparison"),
        ("x = tf.reshape(tf.numpy_function(lambda a: a, [x], tf.float32), (-1, 108))", "a conversion to NumPy"),
    ],
)
def test_what_has_no_gradient_cuts_it(student: Trace, step: str, cut: str) -> None:
    network = student(NET.replace("# here", step)).network
    assert [place.text for place in network.blocked_gradients] == [cut]
    assert network.never_learns == ("c1",)


def test_a_part_of_the_gradient_that_is_cut(student: Trace) -> None:
    network = student(NET.replace("# here", "x = x + tf.stop_gradient(x * x)")).network
    assert [place.text for place in network.blocked_gradients] == ["tf.stop_gradient"]
    assert not network.never_learns
    [finding] = learning(network)
    assert "a part of the gradient" in finding.message


@pytest.mark.parametrize(
    "step",
    [
        "x = tf.exp(x - tf.stop_gradient(tf.reduce_max(x, -1, keepdims=True)))",
        "x = x * tf.cast(x > 0, tf.float32)",
        "x = x - tf.nn.moments(x, [0])[0]",
        "x = tf.reshape(x, (tf.shape(x)[0], -1))",
        "x = tf.nn.silu(x)",
        "x = tf.cast(tf.cast(x, tf.float64), tf.float32)",
    ],
)
def test_a_gradient_on_another_way_is_no_cut(student: Trace, step: str) -> None:
    network = student(NET.replace("# here", step)).network
    assert not network.blocked_gradients
    assert not network.never_learns


@pytest.mark.parametrize(
    "layer",
    [
        "GaussianNoise(.5)",
        "GaussianDropout(.5)",
        "AlphaDropout(.5)",
        "SpatialDropout2D(.5)",
        "RandomFlip('horizontal')",
        "RandomTranslation(.1, .1)",
        "Dropout(.5, noise_shape=(None, 1, 1, 3))",
        "Dropout(.5, noise_shape=(1, 8, 8, 3))",
    ],
)
def test_a_layer_that_changes_values_at_random_is_no_dropout(student: Trace, layer: str) -> None:
    network = student(f"model = Sequential([keras.Input((8, 8, 3)), {layer}, Flatten(), Dense(10)])\n").network
    assert isinstance(network.training.nodes[1].operation, Opaque)
    assert network.random_steps == (network.training.nodes[1].name,)
    assert [finding.code for finding in learning(network)] == ["layer-extra"]


def test_plain_dropout_whatever_else_is_stated(student: Trace) -> None:
    opened = student("""
model = Sequential([
    keras.Input((8, 8, 3)), Dropout(.5, seed=3), Dropout(.25, noise_shape=(None, 8, 8, 3)), Flatten(), Dense(10),
])
""")
    assert opened.operations == [Dropout(0.5), Dropout(0.25), Flatten(), Dense(10)]
    assert not list(learning(opened.network))


@pytest.mark.parametrize(
    "step",
    [
        "x = x + tf.random.normal(tf.shape(x))",
        "x = x * tf.random.uniform(tf.shape(x))",
        "x = tf.nn.dropout(x, .5, noise_shape=(1, 108))",
        "x = tf.nn.dropout(x, .5, noise_shape=(tf.shape(x)[0], 1))",
        "x = x + keras.random.normal(keras.ops.shape(x))",
    ],
)
def test_random_numbers_of_ones_own_in_training(student: Trace, step: str) -> None:
    source = NET.replace("# here", f"if training:\n            {step}")
    network = student(source).network
    assert len(network.random_steps) == 1
    assert network.places[network.random_steps[0]].line == line_of(source, step)
    assert [finding.code for finding in learning(network)] == ["layer-extra"]


def test_what_is_computed_in_training_only(student: Trace) -> None:
    network = student(NET.replace("# here", "x = tf.tanh(x) if training else x")).network
    assert network.training_only == ("tanh",)
    [finding] = learning(network)
    assert (finding.code, finding.message) == (
        "layer-extra",
        "tanh is computed in training only. That is not specified.",
    )
    drops = student(NET.replace("# here", "x = tf.nn.dropout(x, .5) if training else x")).network
    assert not drops.training_only
    assert Dropout(0.5) in [node.operation for node in drops.graph]


def test_regularisers_and_constraints_that_no_node_tells(student: Trace) -> None:
    source = """
model = Sequential([
    keras.Input((8, 8, 3)),
    Conv2D(3, 3, kernel_regularizer='l2', bias_regularizer='l1', name='c1'),
    BatchNormalization(gamma_constraint=keras.constraints.NonNeg(), name='b1'),
    Flatten(), ActivityRegularization(l1=.1, name='a1'),
    Dense(9, kernel_constraint=keras.constraints.MaxNorm(1.), activity_regularizer='l2', name='f1'),
    Dense(8, kernel_regularizer='l1', name='f2'), Dense(10, kernel_regularizer=keras.regularizers.L2(0.)),
])
"""
    network = student(source).network
    assert [(each.name, each.argument, each.value) for each in network.extras] == [
        ("c1", "bias_regularizer", "L1"),
        ("b1", "gamma_constraint", "NonNeg"),
        ("a1", "activity_regularizer", "L1"),
        ("f1", "activity_regularizer", "L2"),
        ("f1", "kernel_constraint", "MaxNorm"),
        ("f2", "kernel_regularizer", "L1"),
    ]
    assert network.graph["c1"].operation == Conv2D(3, (3, 3), regularizer=0.01)
    assert network.extras[0].place.line == line_of(source, "Conv2D(3")
    assert {finding.code for finding in learning(network)} == {"regularizer"}


def test_kernels_that_start_with_one_value(student: Trace) -> None:
    network = student("""
model = Sequential([
    keras.Input((8, 8, 3)), Conv2D(3, 3, kernel_initializer='ones', name='c1'), BatchNormalization(), Flatten(),
    Dense(9, kernel_initializer='zeros', name='f1'), Dense(9, name='f2'),
    Dense(1, kernel_initializer='zeros', name='f3'), Dense(10, kernel_initializer='zeros', name='f4'),
])
""").network
    assert network.equal_weights == ("c1", "f1")
    [finding] = learning(network)
    assert finding.code == "gradient-flow"
    assert "c1 and f1" in finding.message


def test_calls_are_told_beside_creations(student: Trace) -> None:
    network = student(NET).network
    assert network.places["c1"].line == line_of(NET, "self.c1 =")
    assert network.calls["c1"].line == line_of(NET, "x = tf.reshape(self.c1")
    assert network.calls["f1_activation"].line == line_of(NET, "return self.f2")
    sequential = "\nmodel = Sequential([\n    keras.Input((8, 8, 3)),\n    Conv2D(3, 3),\n])\n"
    network = student(sequential).network
    assert network.calls["conv2d"].line == network.places["conv2d"].line == line_of(sequential, "Conv2D(")


def test_a_padding_before_a_convolution_keeps_its_line(student: Trace) -> None:
    source = """
class model(Model):
    def __init__(self):
        super().__init__()
        self.z = ZeroPadding2D(1)
        self.c1, self.c2 = Conv2D(3, 3), Conv2D(3, 3)
        self.p1 = MaxPool2D()

    def call(self, x):
        x = tf.pad(x, [[0, 0], [2, 2], [2, 2], [0, 0]])
        x = self.c1(x)
        x = self.c2(self.z(x))
        return self.p1(x)
"""
    network = student(source).network
    assert {name: place.line for name, place in network.padded_by.items()} == {
        "c1": line_of(source, "x = tf.pad"),
        "c2": line_of(source, "self.z = "),
    }
    assert network.places["zero_padding2d"].line == line_of(source, "x = tf.pad")
    assert network.calls["z"].line == line_of(source, "x = self.c2")


def test_an_output_that_does_not_depend_on_the_image(student: Trace) -> None:
    opened = student("def model(x):\n    return tf.ones((tf.shape(x)[0], 10)) / 10.\n")
    assert opened.operations == [Opaque("constant", (10,))]
    assert Activation("softmax") not in opened.operations
