"""Further ways to write a step: each is brought to the word that the vocabulary has for it."""

from collections.abc import Callable

import pytest
import test_canonical
from test_canonical import Opened

from cnncheck.networks.rearrangement import Rearrangement
from reference.operations import Activation, Conv2D, Dense, Flatten

Trace = Callable[..., Opened]

student = test_canonical.trace
"""Opens a network in a real worker."""

FLATTENINGS = {
    "dynamic batch": "tf.reshape(x, [tf.shape(x)[0], -1])",
    "keras.ops": "keras.ops.reshape(x, (keras.ops.shape(x)[0], -1))",
    "backend": "tf.keras.backend.batch_flatten(x)",
    "product": "tf.reshape(x, [tf.shape(x)[0], tf.reduce_prod(tf.shape(x)[1:])])",
    "known size": "tf.reshape(x, [tf.shape(x)[0], 108])",
    "through a transposition": "tf.reshape(tf.transpose(x, [0, 1, 2, 3]), [-1, 108])",
}


@pytest.mark.parametrize("flattening", FLATTENINGS)
def test_a_flattening_of_a_batch_of_any_size(student: Trace, flattening: str) -> None:
    source = f"""
class model(Model):
    def __init__(self):
        super().__init__()
        self.c1, self.f1 = Conv2D(3, 3), Dense(10)
        self.d1 = Dropout(.5)

    def call(self, x, training=None):
        x = self.d1(self.c1(x), training=training)
        x = {FLATTENINGS[flattening]}
        return self.f1(x)
"""
    opened = student(source)
    assert opened.operations[0] == Conv2D(3, (3, 3))
    assert opened.operations[2:] == [Flatten(), Dense(10)]
    assert opened.network.training.nodes == opened.network.graph.nodes
    assert {key[0] for key in opened.network.variables} == {"c1", "f1"}
    assert opened.worst() < 2e-5


PRODUCTS = {
    "einsum": "tf.einsum('bi,ij->bj', x, self.w)",
    "einsum over any axes": "tf.einsum('...i,ij->...j', x, self.w)",
    "einsum the other way round": "tf.einsum('ij,bi->bj', self.w, x)",
    "tensordot": "tf.tensordot(x, self.w, axes=1)",
    "tensordot with axes": "tf.tensordot(x, self.w, [[1], [0]])",
    "keras.ops.matmul": "keras.ops.matmul(x, self.w)",
    "keras.ops.dot": "keras.ops.dot(x, self.w)",
    "keras.ops.einsum": "keras.ops.einsum('bi,ij->bj', x, self.w)",
    "keras.ops.tensordot": "keras.ops.tensordot(x, self.w, 1)",
}


@pytest.mark.parametrize("product", PRODUCTS)
def test_a_dense_layer_in_every_spelling_of_the_product(student: Trace, product: str) -> None:
    opened = student(f"""
class Affine(layers.Layer):
    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 10))
        self.b = self.add_weight(shape=(10,))

    def call(self, x):
        return {PRODUCTS[product]} + self.b

model = Sequential([keras.Input((8, 8, 3)), Flatten(), Affine(), Softmax()])
""")
    assert opened.operations == [Flatten(), Dense(10), Activation("softmax")]
    assert opened.worst() < 2e-5


def test_a_product_over_another_axis_of_the_weights_is_a_dense_layer_that_holds_them_turned(student: Trace) -> None:
    opened = student("""
weights = tf.Variable(tf.random.normal((10, 192)))
def model(x):
    return tf.einsum('bi,ji->bj', tf.reshape(x, (-1, 192)), weights)
""")
    assert opened.operations[-1] == Dense(10, use_bias=False)
    (view,) = opened.network.rearranged.values()
    assert view == Rearrangement((10, 192), (("transpose", (1, 0)),))
    assert opened.worst() < 2e-5


@pytest.mark.parametrize("equation", ["bi,ij->ij", "bi,bj->bj", "bi,ik->bi"])
def test_a_sum_over_other_axes_is_no_dense_layer(student: Trace, equation: str) -> None:
    opened = student(f"""
weights = tf.Variable(tf.random.normal((10, 10)))
def model(x):
    return tf.einsum('{equation}', tf.reshape(x, (-1, 192))[:10, :10], weights)
""")
    assert not any(isinstance(operation, Dense) for operation in opened.operations)


def test_activations_beside_the_usual_ones_are_told_by_name(student: Trace) -> None:
    layers = {
        "LeakyReLU(negative_slope=.2)": "leaky_relu",
        "LeakyReLU()": "leaky_relu with slope 0.3",
        "ELU()": "elu",
        "ReLU(6.)": "relu6",
        "ReLU(max_value=2., negative_slope=.5)": "relu with negative_slope 0.5 and max_value 2",
        "Activation('swish')": "silu",
        "Activation('silu')": "silu",
        "Activation('hard_silu')": "hard_silu",
        "Activation('gelu')": "gelu",
        "Activation(tf.nn.gelu)": "gelu",
        "Activation('hard_sigmoid')": "hard_sigmoid",
        "Activation('selu')": "selu",
        "Activation('mish')": "mish",
        "Activation('log_softmax')": "log_softmax",
        "Activation('tanh')": "tanh",
        "Softmax(axis=1)": "softmax over axis 1",
        "Softmax(axis=3)": "softmax",
        "Lambda(tf.nn.log_softmax)": "log_softmax",
        "Lambda(tf.nn.leaky_relu)": "leaky_relu",
        "Lambda(tf.nn.silu)": "silu",
        "Lambda(tf.nn.elu)": "elu",
    }
    opened = student(f"model = Sequential([keras.Input((4, 4, 2)), {', '.join(layers)}])\n", shape=(4, 4, 2))
    assert opened.operations == [Activation(name) for name in layers.values()]
    argument = student("model = Sequential([keras.Input((4,)), Dense(3, activation='hard_sigmoid')])\n", shape=(4,))
    assert argument.operations == [Dense(3), Activation("hard_sigmoid")]
