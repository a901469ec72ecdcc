"""The textbook's forward pass, gradients and step agree with TensorFlow's, computed by a wholly different program."""

from collections.abc import Callable
from dataclasses import replace

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers

from reference.evaluation import NotComputableError, evaluate, evaluate_backward
from reference.graph import Graph, Node
from reference.networks import baseline, lenet5
from reference.nonlinearities import ACTIVATION_GRADIENTS, ACTIVATIONS
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    Input,
    MaxPooling2D,
    Opaque,
    Operation,
    Reshape,
    ZeroPadding2D,
)
from reference.run import Key, forward, gradients, initial_weights, step, training_changes

LEARNING_RATE = 0.1
DROPPED = ("d1", "d2")


def keras_model(graph: Graph) -> object:
    """A chain of the graph's layers in Keras, in float64 and without dropout."""
    made = [keras_layer(node.name, node.operation) for node in graph.nodes[1:]]
    first = keras.Input(graph.input_shape, dtype="float64")
    return keras.Sequential([first, *(layer for layer in made if layer is not None)])


def keras_layer(name: str, operation: Operation) -> object:  # noqa: PLR0911 - one for each class
    same = {"name": name, "dtype": "float64"}
    match operation:
        case Conv2D():
            return layers.Conv2D(
                operation.filters, operation.kernel_size, padding=operation.padding, name=name, dtype="float64"
            )
        case Dense():
            return layers.Dense(operation.units, **same)
        case BatchNormalization():
            return layers.BatchNormalization(name=name, dtype="float64")
        case Activation():
            return layers.Activation(operation.function, **same)
        case MaxPooling2D():
            return layers.MaxPooling2D(
                operation.pool_size, operation.strides, operation.padding, name=name, dtype="float64"
            )
        case Flatten():
            return layers.Flatten(name=name, dtype="float64")
        case _:
            assert isinstance(operation, Dropout)
            return None


@pytest.fixture(params=[lenet5, baseline], ids=["lenet5", "baseline"])
def graph(request: pytest.FixtureRequest) -> Graph:
    made: Callable[[], Graph] = request.param
    return made()


def draw(graph: Graph, seed: int = 0) -> tuple[dict[Key, np.ndarray], np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    weights = initial_weights(graph, rng)
    for key, value in weights.items():
        if value.ndim == 1:
            weights[key] = np.abs(value + rng.normal(0, 0.3, value.shape)) + 0.1
    return weights, rng.normal(0, 1, (6, *graph.input_shape)), rng.integers(0, 10, 6)


def set_weights(model: object, weights: dict[Key, np.ndarray]) -> None:
    for variable in model.variables:
        layer, name = variable.path.split("/")[-2:]
        variable.assign(weights[layer, name])


def weights_of(model: object) -> dict[Key, np.ndarray]:
    return {tuple(variable.path.split("/")[-2:]): variable.numpy() for variable in model.variables}


def test_forward_gradients_and_step_agree_with_tensorflow(graph: Graph) -> None:
    weights, images, labels = draw(graph)
    model = keras_model(graph)
    set_weights(model, weights)
    np.testing.assert_allclose(
        forward(graph, weights, images)["softmax"], model(images, training=False).numpy(), rtol=1e-9, atol=1e-12
    )
    with tf.GradientTape() as tape:
        probabilities = model(images, training=True)
        loss = tf.reduce_mean(-tf.math.log(tf.gather(probabilities, labels, batch_dims=1)))
    tensors = tape.gradient(loss, model.trainable_variables)
    expected = {
        tuple(v.path.split("/")[-2:]): t.numpy() for v, t in zip(model.trainable_variables, tensors, strict=True)
    }

    ours, found = gradients(graph, weights, images, labels)
    assert ours == pytest.approx(float(loss), rel=1e-9)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        np.testing.assert_allclose(found[key], value, rtol=1e-6, atol=1e-10, err_msg=str(key))

    set_weights(model, weights)
    with tf.GradientTape() as tape:
        loss = tf.reduce_mean(-tf.math.log(tf.gather(model(images, training=True), labels, batch_dims=1)))
    for variable, grad in zip(model.trainable_variables, tape.gradient(loss, model.trainable_variables), strict=True):
        variable.assign(variable - LEARNING_RATE * grad)
    _, after = step(graph, weights, images, labels, LEARNING_RATE)
    for key, value in weights_of(model).items():
        np.testing.assert_allclose(after[key], value, rtol=1e-6, atol=1e-10, err_msg=str(key))


def test_a_step_moves_the_moving_statistics_by_the_momentum() -> None:
    graph = baseline()
    weights, images, labels = draw(graph)
    _, after = step(graph, weights, images, labels, LEARNING_RATE)
    before_norm = forward(graph, weights, images)["c1"]
    expected = 0.99 * weights["b1", "moving_mean"] + 0.01 * before_norm.mean(axis=(0, 1, 2))
    np.testing.assert_allclose(after["b1", "moving_mean"], expected)


def numerically(function: Callable[[np.ndarray], np.ndarray], x: np.ndarray, grad: np.ndarray) -> np.ndarray:
    found = np.zeros_like(x)
    for index in np.ndindex(x.shape):
        ahead, behind = x.copy(), x.copy()
        ahead[index] += 1e-6
        behind[index] -= 1e-6
        found[index] = ((function(ahead) - function(behind)) * grad).sum() / 2e-6
    return found


@pytest.mark.parametrize(
    "operation",
    [
        AveragePooling2D((2, 2), (1, 1), "same"),
        MaxPooling2D((2, 3), (1, 2), "same"),
        GlobalAveragePooling2D(),
        GlobalMaxPooling2D(),
        Reshape((24,)),
        ZeroPadding2D(((1, 0), (0, 2))),
        Conv2D(4, (2, 3), (2, 1), "same", groups=2),
        DepthwiseConv2D((2, 3), (2, 1), "same", depth_multiplier=2),
        DepthwiseConv2D((2, 2), dilation_rate=(2, 1), use_bias=False),
        BatchNormalization(scale=False, center=False),
        BatchNormalization(axis=1),
        *(Activation(name) for name in sorted(ACTIVATIONS)),
    ],
    ids=str,
)
def test_gradients_of_single_operations_are_their_slopes(operation: Operation) -> None:
    rng = np.random.default_rng(1)
    x = rng.normal(size=(2, 3, 4, 2))
    weights = {spec.name: rng.uniform(0.5, 1.5, spec.shape) for spec in operation.weights(x.shape[1:])}
    output = evaluate(operation, [x], weights, training=True)
    grad = rng.normal(size=output.shape)
    (found,), for_weights = evaluate_backward(operation, grad, [x], weights)
    expected = numerically(lambda moved: evaluate(operation, [moved], weights, training=True), x, grad)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert for_weights.keys() == {spec.name for spec in operation.weights(x.shape[1:]) if spec.trainable}
    for name, slope in for_weights.items():
        expected = numerically(
            lambda moved, name=name: evaluate(operation, [x], weights | {name: moved}, training=True),
            weights[name],
            grad,
        )
        np.testing.assert_allclose(slope, expected, atol=1e-6, err_msg=name)


def test_every_activation_has_a_gradient() -> None:
    assert ACTIVATION_GRADIENTS.keys() == ACTIVATIONS.keys()


def test_relu6_passes_nothing_on_beyond_its_ends() -> None:
    x, grad = np.array([[-1.0, 0.0, 3.0, 6.0, 7.0]]), np.ones((1, 5))
    (found,), _ = evaluate_backward(Activation("relu6"), grad, [x], {})
    tensor = tf.constant(x)
    with tf.GradientTape() as tape:
        tape.watch(tensor)
        total = tf.reduce_sum(tf.nn.relu6(tensor))
    np.testing.assert_array_equal(found, tape.gradient(total, tensor))
    np.testing.assert_array_equal(found, [[0, 0, 1, 0, 0]])


def test_gradients_in_inference_mode_are_slopes_too() -> None:
    operation, rng = BatchNormalization(), np.random.default_rng(3)
    x, grad = rng.normal(size=(2, 3, 3, 2)), rng.normal(size=(2, 3, 3, 2))
    weights = {spec.name: rng.uniform(0.5, 1.5, spec.shape) for spec in operation.weights(x.shape[1:])}
    (found,), _ = evaluate_backward(operation, grad, [x], weights, training=False)
    np.testing.assert_allclose(
        found, numerically(lambda moved: evaluate(operation, [moved], weights), x, grad), atol=1e-6
    )


def test_branches_add_up_and_shared_weights_collect_both_gradients() -> None:
    graph = Graph(
        "branches",
        (
            Node("image", Input((4, 4, 2))),
            Node("c1", Conv2D(2, (3, 3), padding="same", regularizer=0.01), ("image",)),
            Node("c2", Conv2D(2, (3, 3), padding="same", regularizer=0.01), ("c1",), shares="c1"),
            Node("join", Concatenate(), ("c1", "c2")),
            Node("add", Add(), ("join", "join")),
            Node("pool", GlobalAveragePooling2D(), ("add",)),
            Node("f1", Dense(3), ("pool",)),
        ),
    )
    rng = np.random.default_rng(2)
    weights = {key: rng.normal(0, 0.5, spec.shape) for key, spec in graph.weights.items()}
    images, labels = rng.normal(size=(3, 4, 4, 2)), np.array([0, 1, 2])
    _, found = gradients(graph, weights, images, labels)

    def loss(kernel: np.ndarray) -> np.ndarray:
        return np.asarray(gradients(graph, {**weights, ("c1", "kernel"): kernel}, images, labels)[0])

    slope = numerically(loss, weights["c1", "kernel"], np.asarray(1.0))
    np.testing.assert_allclose(found["c1", "kernel"], slope, atol=1e-6)


@pytest.mark.parametrize("name", sorted(ACTIVATIONS))
def test_activations_are_keras_activations(name: str) -> None:
    x = np.linspace(-4, 4, 30).reshape(3, 10)
    expected = np.asarray(keras.activations.get(name)(keras.ops.convert_to_tensor(x, "float64")))
    np.testing.assert_allclose(evaluate(Activation(name), [x], {}), expected, atol=1e-7)


def test_pooling_over_the_whole_map_and_unknown_operations() -> None:
    x = np.arange(16.0).reshape(1, 2, 2, 4)
    np.testing.assert_array_equal(evaluate(GlobalMaxPooling2D(), [x], {}), [[12, 13, 14, 15]])
    with pytest.raises(NotComputableError, match=r"there is no rule for .*Cumsum"):
        evaluate(Opaque("Cumsum", (2, 2, 4)), [x], {})
    with pytest.raises(NotComputableError, match=r"there is no gradient rule for .*Cumsum"):
        evaluate_backward(Opaque("Cumsum", (2, 2, 4)), x, [x], {})


def test_what_the_output_does_not_depend_on_gets_no_gradient_but_its_penalty() -> None:
    graph = Graph(
        "aside",
        (
            Node("image", Input((4,))),
            Node("unread", Dense(2), ("image",)),
            Node("penalised", Dense(2, regularizer=0.1), ("image",)),
            Node("f1", Dense(3), ("image",)),
        ),
    )
    rng = np.random.default_rng(4)
    weights = initial_weights(graph, rng)
    _, found = gradients(graph, weights, rng.normal(size=(2, 4)), np.array([0, 1]))
    assert set(found) == {("f1", "kernel"), ("f1", "bias"), ("penalised", "kernel")}
    np.testing.assert_allclose(found["penalised", "kernel"], 0.2 * weights["penalised", "kernel"])


def test_dropout_needs_both_training_and_a_generator() -> None:
    x = np.ones((1, 1000))
    assert evaluate(Dropout(0.5), [x], {}, training=True) is x
    dropped = evaluate(Dropout(0.5), [x], {}, training=True, rng=np.random.default_rng(0))
    assert set(np.unique(dropped)) == {0.0, 2.0}


def test_what_dropout_drew_is_used_forward_and_backward() -> None:
    """Dropping values is multiplying them: the same network with the factors written into its weights."""
    graph = lenet5_with_dropout()
    weights, images, labels = draw(graph)
    factors = np.random.default_rng(1).choice((0.0, 2.0), (len(images), 84))
    _, grads, _ = training_changes(graph, weights, images, labels, factors={"d1": factors})
    outputs = forward(graph, weights, images, training=True, factors={"d1": factors})
    assert np.array_equal(outputs["d1"], outputs["a4"] * factors)
    plain = lenet5()
    one = {key: value.copy() for key, value in weights.items()}
    total = np.zeros_like(weights["f3", "kernel"])
    for image, label, factor in zip(images, labels, factors, strict=True):
        one["f3", "kernel"] = weights["f3", "kernel"] * factor[:, np.newaxis]
        _, alone = gradients(plain, one, image[np.newaxis], label[np.newaxis])
        total += alone["f3", "kernel"] * factor[:, np.newaxis] / len(images)
    np.testing.assert_allclose(grads["f3", "kernel"], total, atol=1e-12)


def lenet5_with_dropout() -> Graph:
    nodes = []
    for node in lenet5():
        nodes.append(replace(node, inputs=("d1",)) if node.name == "f3" else node)
        if node.name == "a4":
            nodes.append(Node("d1", Dropout(0.5), ("a4",)))
    return Graph("LeNet5", tuple(nodes))


def test_what_is_not_trained_uses_its_moving_statistics_and_keeps_them() -> None:
    graph = baseline()
    weights, images, labels = draw(graph)
    loss, grads, moved = training_changes(graph, weights, images, labels, untrained={"b1"})
    expected, slopes = gradients(graph, weights, images, labels, training=False)
    assert moved == {}
    assert loss == pytest.approx(expected)
    assert all(np.allclose(grads[key], slopes[key]) for key in slopes)
    _, _, moved = training_changes(graph, weights, images, labels)
    assert set(moved) == {("b1", "moving_mean"), ("b1", "moving_variance")}
