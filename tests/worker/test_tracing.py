"""What a worker says about a network: its layers, what stopped it, and what it computes for given weights."""

from collections.abc import Callable

import numpy as np
import pytest

from cnncheck.inside.wire import Array, Forward, NetworkOpened, OpenNetwork, Outputs, Sequence, TraceNode
from cnncheck.sandbox import StudentProblem, Worker

HEAD = """
import tensorflow as tf
from tensorflow.keras import Model, Sequential, layers
from tensorflow.keras.layers import *
"""

BASELINE = (
    HEAD
    + """
class Baseline(Model):
    def __init__(self):
        super(Baseline, self).__init__()
        self.c1 = Conv2D(filters=6, kernel_size=(5, 5), padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(pool_size=(2, 2), strides=2, padding='same')
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.c1(x)
        x = self.b1(x)
        x = self.a1(x)
        x = self.p1(x)
        x = self.d1(x)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x)
        y = self.f2(x)
        return y
"""
)

Load = Callable[..., "Loaded"]


class Loaded:
    """What the fixture `load` returns, as far as it is used here."""

    worker: Worker


def opened(load: Load, source: str, name: str, shape: tuple[int, ...] = (32, 32, 3)) -> tuple[NetworkOpened, Worker]:
    worker = load(source).worker
    return worker.ask(OpenNetwork(name, shape), NetworkOpened), worker


def problem(load: Load, source: str, name: str = "Net", shape: tuple[int, ...] = (32, 32, 3)) -> StudentProblem:
    with pytest.raises(StudentProblem) as caught:
        opened(load, source, name, shape)
    return caught.value


def line_of(source: str, part: str) -> int:
    return source[: source.index(part)].count("\n") + 1


def test_a_layer_of_kerass_own_is_one_step_and_its_activation_another(load: Load) -> None:
    network, _ = opened(load, BASELINE, "Baseline")
    steps = [node.op for node in network.nodes]
    assert steps == [
        "Input", "Conv2D", "BatchNormalization", "Activation", "MaxPooling2D", "Dropout", "Flatten", "Dense",
        "Activation", "Dropout", "Dense", "Activation", "Identity",
    ]  # fmt: skip
    layers = {layer.id: layer for layer in network.layers}
    first = network.nodes[1]
    assert first.layer is not None
    assert (layers[first.layer].attribute, layers[first.layer].line) == ("c1", line_of(BASELINE, "self.c1 ="))
    assert first.line == line_of(BASELINE, "x = self.c1(x)")
    assert first.shape == (None, 32, 32, 6)
    variables = {variable.id: variable for variable in network.variables}
    assert variables[first.weights["kernel"]].shape == (5, 5, 3, 6)
    assert network.nodes[8].attributes == {"activation": "relu"}
    assert [node.training for node in network.nodes if node.op == "BatchNormalization"] == [False]
    assert [node.training for node in network.training_nodes if node.op == "Dropout"] == [True, True]
    assert not network.gives_training


def test_a_network_without_modes_is_traced_once(load: Load) -> None:
    source = HEAD + "model = Sequential([Conv2D(2, 3), Flatten(), Dense(10)])\n"
    network, _ = opened(load, source, "model", (8, 8, 1))
    assert network.nodes
    assert not network.training_nodes
    assert network.gives_training


def test_forward_sets_weights_and_returns_any_tensor(load: Load) -> None:
    source = HEAD + "model = Sequential([Dense(2, activation='relu'), Dense(1)])\n"
    network, worker = opened(load, source, "model", (3,))
    kernel = _node(network, "Dense").weights["kernel"]
    last = network.nodes[[node.op for node in network.nodes].index("Dense", 2)].weights
    images = np.array([[1, 2, 3], [-1, 0, 0]], np.float32)
    weights = {
        kernel: Array.of(np.array([[1, -1], [0, 1], [1, 0]], np.float32)),
        last["kernel"]: Array.of(np.array([[2], [3]], np.float32)),
        last["bias"]: Array.of(np.array([0.5], np.float32)),
    }
    fetch = (_node(network, "Dense").id, _node(network, "Activation").id)
    answer = worker.ask(Forward(weights, Array.of(images), fetch), Outputs)
    assert answer.fetched[0].unpack().tolist() == [[4, 1], [-1, 1]]
    assert answer.fetched[1].unpack().tolist() == [[4, 1], [0, 1]]
    assert answer.output.unpack().tolist() == [[11.5], [3.5]]
    again = worker.ask(Forward({}, Array.of(images)), Outputs)
    assert again.output == answer.output


def test_forward_refuses_parts_that_are_not_there(load: Load) -> None:
    _, worker = opened(load, HEAD + "model = Sequential([Dense(2)])\n", "model", (3,))
    images = Array.of(np.zeros((1, 3), np.float32))
    for question in (Forward({}, images, (999,)), Forward({999: images}, images), Forward({0: images}, images)):
        with pytest.raises(StudentProblem):
            worker.ask(question, Outputs)
    assert worker.ask(Forward({}, images), Outputs).output.shape == (1, 2)


def _node(network: NetworkOpened, op: str) -> TraceNode:
    return next(node for node in network.nodes if node.op == op)


def test_a_pooling_without_room_is_told_with_the_way_there(load: Load) -> None:
    source = (
        HEAD
        + """
class Net(Model):
    def __init__(self):
        super().__init__()
        self.c1, self.p1 = Conv2D(6, 5), MaxPool2D()
        self.c2, self.p2 = Conv2D(6, 5), MaxPool2D()
        self.c3 = Conv2D(6, 5)
        self.p3 = MaxPool2D()

    def call(self, x):
        x = self.p2(self.c2(self.p1(self.c1(x))))
        x = self.c3(x)
        return self.p3(x)
"""
    )
    told = problem(load, source).problem
    assert told.code == "build-error"
    assert told.message == "ValueError: Negative dimension size caused by subtracting 2 from 1"
    assert (told.file, told.line) == ("script.py", line_of(source, "return self.p3(x)"))
    assert [(step.layer, step.shape) for step in told.trail] == [
        ("c1", (None, 28, 28, 6)),
        ("p1", (None, 14, 14, 6)),
        ("c2", (None, 10, 10, 6)),
        ("p2", (None, 5, 5, 6)),
        ("c3", (None, 1, 1, 6)),
        ("p3", None),
    ]
    assert told.trail[-1].line == line_of(source, "self.p3 =")


def test_slips_are_told_with_the_students_line(load: Load) -> None:
    missing = BASELINE.replace("        self.f1 = Dense(128, activation='relu')\n", "")
    told = problem(load, missing, "Baseline").problem
    assert (told.code, told.line) == ("build-error", line_of(missing, "x = self.f1(x)"))
    assert "f1" in told.message
    broken = (
        HEAD + "class Net(Model):\n    def __init__(self):\n        super().__init__()\n        self.c = Conv2D(6)\n"
    )
    told = problem(load, broken).problem
    assert (told.code, told.line) == ("build-error", line_of(broken, "self.c ="))
    flat = HEAD + "class Net(Model):\n    def __init__(self):\n        super().__init__()\n        self.f = Dense(3)\n"
    forgotten = flat + "    def call(self, x):\n        self.f(x)\n"
    told = problem(load, forgotten).problem
    assert (told.code, told.message) == ("wrong-type", "Net returns nothing when it is called")
    added = flat + "    def call(self, x):\n        return self.f(x) + x[:, :5]\n"
    told = problem(load, added).problem
    assert (told.code, told.line) == ("build-error", line_of(added, "return self.f"))
    assert problem(load, HEAD, "Absent").problem.code == "missing-name"
    assert problem(load, HEAD + "Net = 5\n").problem.code == "wrong-type"
    told = problem(load, HEAD + "Net = Sequential\n").problem
    assert (told.code, told.message) == (
        "wrong-type",
        "Net is the class Sequential itself: no model was made of it",
    )


def test_variables_that_only_a_plain_call_can_make(load: Load) -> None:
    source = (
        HEAD
        + """
class Own(layers.Layer):
    def build(self, shape):
        self.w = tf.Variable(tf.random.normal((shape[-1], 4)))

    def call(self, x):
        return tf.matmul(x, self.w)

class Net(Model):
    def __init__(self):
        super().__init__()
        self.own = Own()

    def call(self, x):
        return self.own(x)
"""
    )
    network, worker = opened(load, source, "Net", (3,))
    variable = next(node.variable for node in network.nodes if node.op == "Variable")
    assert variable is not None
    assert [each.tracked for each in network.variables if each.id == variable] == [False]
    weights = {variable: Array.of(np.ones((3, 4), np.float32))}
    answer = worker.ask(Forward(weights, Array.of(np.ones((2, 3), np.float32))), Outputs)
    assert answer.output.unpack().tolist() == [[3] * 4] * 2


def test_the_files_own_instance_and_arguments_are_used(load: Load) -> None:
    source = (
        HEAD
        + """
class Net(Model):
    def __init__(self, units, name_of_nothing):
        super().__init__()
        self.f = Dense(units)

    def call(self, x):
        return self.f(x)

def main():
    return Net(7, name_of_nothing='a')

main()
"""
    )
    network, _ = opened(load, source, "Net", (3,))
    assert network.nodes[network.output].shape == (None, 7)
    network, _ = opened(load, source + "other = Net(4, 0)\nother.compile('adam', 'mse')\n", "Net", (3,))
    assert network.nodes[network.output].shape == (None, 4)
    assert network.compiled


BEGINS_OTHERWISE = [
    pytest.param("def Net(input_shape=(32, 32, 3), classes=10):", id="defaults"),
    pytest.param("def Net(input_shape, classes):", id="no defaults"),
    pytest.param("def Net(classes, input_shape=(32, 32, 3)):", id="classes first"),
]


@pytest.mark.parametrize("header", BEGINS_OTHERWISE)
def test_a_builder_that_begins_with_the_image_is_not_given_the_blocks(load: Load, header: str) -> None:
    source = f"""{HEAD}
{header}
    image = layers.Input(input_shape)
    return Model(image, Dense(classes)(GlobalAveragePooling2D()(image)))
"""
    question = OpenNetwork("Net", (32, 32, 3), (Sequence((2, 2, 2, 2)),))
    network = load(source).worker.ask(question, NetworkOpened)
    assert network.nodes[network.output].shape == (None, 10)


def test_a_class_that_begins_with_the_classes_is_not_given_the_blocks(load: Load) -> None:
    source = f"""{HEAD}
class Net(Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.f = Dense(num_classes)

    def call(self, x):
        return self.f(x)
"""
    network = load(source).worker.ask(OpenNetwork("Net", (3,), (7,)), NetworkOpened)
    assert network.nodes[network.output].shape == (None, 10)


def test_a_function_inside_the_network_is_looked_into(load: Load) -> None:
    source = (
        HEAD
        + """
class Net(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(3)

    @tf.function
    def call(self, x):
        return tf.nn.relu(self.f(x))
"""
    )
    network, _ = opened(load, source, "Net", (3,))
    assert [node.op for node in network.nodes] == ["Input", "Dense", "Relu", "Identity"]


def test_a_plain_call_shows_a_network_that_knows_it_is_traced(load: Load) -> None:
    source = (
        HEAD
        + """
class Net(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(2, use_bias=False)

    def call(self, x):
        if tf.executing_eagerly():
            return tf.ones((x.shape[0], 2))
        return self.f(x)
"""
    )
    network, worker = opened(load, source, "Net", (3,))
    weights = {_node(network, "Dense").weights["kernel"]: Array.of(np.full((3, 2), 2, np.float32))}
    images = Array.of(np.ones((2, 3), np.float32))
    assert worker.ask(Forward(weights, images), Outputs).output.unpack().tolist() == [[6, 6]] * 2
    assert worker.ask(Forward(weights, images, eager=True), Outputs).output.unpack().tolist() == [[1, 1]] * 2
    honest = source.replace("tf.executing_eagerly()", "False")
    network, worker = opened(load, honest, "Net", (3,))
    answer = worker.ask(
        Forward({_node(network, "Dense").weights["kernel"]: next(iter(weights.values()))}, images, eager=True), Outputs
    )
    assert answer.output.unpack().tolist() == [[6, 6]] * 2


@pytest.mark.parametrize(
    "returned",
    ["None", "{'y': y}", "tf.cast(y, tf.complex64)", "tf.strings.as_string(y)", "tf.RaggedTensor.from_tensor(y)",
     "kept[0]"],
)  # fmt: skip
def test_a_plain_call_that_returns_no_numbers_is_the_students(load: Load, returned: str) -> None:
    source = (
        HEAD
        + f"""
kept = []

class Net(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(2)

    def call(self, x):
        y = self.f(x)
        if tf.executing_eagerly():
            return {returned}
        kept.append(y)
        return y
"""
    )
    _, worker = opened(load, source, "Net", (3,))
    with pytest.raises(StudentProblem) as stop:
        worker.ask(Forward({}, Array.of(np.ones((2, 3), np.float32)), eager=True), Outputs)
    assert stop.value.problem.code == "wrong-type"


def test_a_network_that_returns_no_real_numbers_is_refused(load: Load) -> None:
    source = HEAD + "\nNet = lambda x: tf.cast(x, tf.complex64)\n"
    with pytest.raises(StudentProblem) as stop:
        opened(load, source, "Net", (3,))
    assert stop.value.problem.code == "wrong-type"
    assert "complex64" in stop.value.problem.message


@pytest.mark.parametrize("cheat", ["0.3 if self.f.compute_dtype == 'float16' else 1.0", "1.0"])
def test_a_network_for_float16_is_compared_in_float32_only_where_that_is_the_same(load: Load, cheat: str) -> None:
    source = (
        HEAD
        + f"""
tf.keras.mixed_precision.set_global_policy("mixed_float16")

class Net(Model):
    def __init__(self):
        super().__init__()
        self.f = Dense(2)

    def call(self, x):
        return tf.nn.softmax(self.f(x) * ({cheat}))
"""
    )
    if cheat == "1.0":
        assert "rebuilt and compared in float32" in " ".join(opened(load, source, "Net", (3,))[0].notes)
        return
    with pytest.raises(StudentProblem) as stop:
        opened(load, source, "Net", (3,))
    assert stop.value.problem.code == "wrong-type"
