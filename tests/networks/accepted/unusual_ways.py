"""Ways to write LeNet-5 and the baseline that are seldom seen, and right."""
import dataclasses
import functools
import operator

import keras
import numpy as np
import tensorflow as tf
from tensorflow.keras import backend as K
from keras import layers, ops
from keras.layers import (Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, Lambda, LeakyReLU,
                          MaxPooling2D, ReLU)

FRONT = [("Conv2D", dict(filters=6, kernel_size=5)), ("Activation", dict(activation="sigmoid")),
         ("MaxPooling2D", dict(pool_size=2)), ("Conv2D", dict(filters=16, kernel_size=5)),
         ("Activation", dict(activation="sigmoid")), ("MaxPooling2D", dict(pool_size=2))]


def front():
    return [getattr(layers, name)(**options) for name, options in FRONT]


def back(activation="sigmoid"):
    return [Flatten(), Dense(120, activation), Dense(84, activation), Dense(10, "softmax")]


# --- how the model comes into being -----------------------------------------------------------------------------

LeNet5_lambda = lambda: keras.Sequential([Input((32, 32, 3)), *front(), *back()])
LeNet5_partial = functools.partial(lambda parts, size: keras.Sequential([Input((size, size, 3)), *parts]),
                                   [*front(), *back()], size=32)
LeNet5_from_config = keras.Sequential.from_config(LeNet5_lambda().get_config())
LeNet5_from_json = keras.models.model_from_json(LeNet5_lambda().to_json())
LeNet5_clone = keras.models.clone_model(LeNet5_lambda())
LeNet5_input_layer = keras.Sequential([layers.InputLayer(shape=(32, 32, 3)), *front(), *back()])
whole = keras.Sequential([Input((32, 32, 3)), *front(), *back(), Dense(3)])
LeNet5_cut_off = keras.Model(whole.inputs, whole.layers[-2].output)
original = LeNet5_lambda()
LeNet5_rewrapped = keras.Model(inputs=original.inputs, outputs=original.outputs)


class LeNet5_build:
    """The class is a drawer for a function."""

    @staticmethod
    def build(width, height, depth, classes):
        model = keras.Sequential()
        model.add(Input((height, width, depth)))
        for layer in front() + back()[:-1]:
            model.add(layer)
        model.add(Dense(classes))
        model.add(Activation("softmax"))
        return model


class LeNet5_holder:
    """A class around a model, with methods to train it."""

    def __init__(self, learning_rate=0.01):
        self.learning_rate = learning_rate
        self.model = keras.Sequential([Input((32, 32, 3)), *front(), *back()])

    def train(self, x, y):
        self.model.compile(keras.optimizers.SGD(self.learning_rate), "sparse_categorical_crossentropy")
        return self.model.fit(x, y)


class LeNet5_plain_class:
    """No Keras model: layers, and a method that calls them."""

    def __init__(self):
        self.steps = front() + back()

    def __call__(self, x):
        return functools.reduce(lambda y, layer: layer(y), self.steps, x)


def LeNet5_compiles_itself(lr=0.1):
    model = keras.Sequential([Input((32, 32, 3)), *front(), *back()[:-1], Dense(10)])
    model.compile(keras.optimizers.SGD(lr), keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    return model


@dataclasses.dataclass
class Setting:
    filters: tuple = (6, 16)
    units: tuple = (120, 84)
    classes: int = 10


class Mixin:
    def run(self, x):
        for step in self.steps:
            x = step(x)
        return x


@keras.saving.register_keras_serializable(package="course")
class LeNet5_setting(Mixin, keras.Model):
    def __init__(self, setting: Setting = Setting(), **kwargs):
        super().__init__(**kwargs)
        self.setting = setting
        self.steps = [layer for n in setting.filters for layer in (Conv2D(n, 5, activation="sigmoid"), MaxPooling2D())]
        self.steps += [Flatten(), *(Dense(n, activation="sigmoid") for n in setting.units)]
        self.steps.append(Dense(setting.classes, activation="softmax"))

    def call(self, inputs, *args, **kwargs):
        return self.run(inputs)

    def train_step(self, data):
        return super().train_step(data)


class LeNet5_in_build(keras.Model):
    """Its layers are created in build."""

    def build(self, input_shape):
        self.front, self.back = front(), back()
        super().build(input_shape)

    def call(self, x):
        for layer in [*self.front, *self.back]:
            x = layer(x)
        return x


class LeNet5_lazy(keras.Model):
    """Its layers are created when it is called first."""

    def __init__(self):
        super().__init__()
        self.net = None

    def call(self, x):
        if self.net is None:
            self.net = keras.Sequential([*front(), *back()])
        return self.net(x)


class LeNet5_arguments(keras.Model):
    def __init__(self, filters, units, *, classes):
        super().__init__()
        self.net = keras.Sequential([Conv2D(filters[0], 5, activation="sigmoid"), MaxPooling2D(),
                                     Conv2D(filters[1], 5, activation="sigmoid"), MaxPooling2D(), Flatten(),
                                     *(Dense(n, "sigmoid") for n in units), Dense(classes, "softmax")])

    def call(self, x):
        return self.net(x)


made_with_arguments = LeNet5_arguments((6, 16), (120, 84), classes=10)


# --- what stands around a network and does nothing to it --------------------------------------------------------

class LeNet5_scopes(keras.Model):
    def __init__(self):
        super().__init__()
        self.front, self.back = front(), back()

    @tf.function(input_signature=[tf.TensorSpec([None, 32, 32, 3], tf.float32)])
    def call(self, x):
        tf.debugging.assert_rank(x, 4)
        tf.debugging.assert_greater(tf.shape(x)[0], 0)
        with tf.device("/gpu:0"), tf.name_scope("front"):
            x = tf.cast(x, tf.float32)
            x = tf.ensure_shape(x, (None, 32, 32, 3))
            for layer in self.front:
                x = layer(x)
        tf.print("shape", tf.shape(x))
        with tf.device("CPU:0"):
            for layer in self.back:
                x = tf.identity(layer(x))
        return x


with tf.distribute.get_strategy().scope():
    LeNet5_strategy = keras.Sequential([Input((32, 32, 3)), *front(), *back()])

LeNet5_resizing = keras.Sequential([Input((32, 32, 3)), layers.Resizing(32, 32), *front(), *back()])


# --- sigmoids ---------------------------------------------------------------------------------------------------

def with_sigmoid(sigmoid):
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation=sigmoid), MaxPooling2D(),
                             Conv2D(16, 5, activation=sigmoid), MaxPooling2D(), *back(sigmoid)])


LeNet5_sigmoid_by_exp = with_sigmoid(lambda x: 1 / (1 + ops.exp(-x)))
LeNet5_sigmoid_by_tanh = with_sigmoid(lambda x: 0.5 * (1 + ops.tanh(x / 2)))
LeNet5_sigmoid_by_reciprocal = with_sigmoid(lambda x: tf.math.reciprocal(1 + tf.math.exp(-x)))
LeNet5_sigmoid_by_two_exps = with_sigmoid(lambda x: tf.exp(x) / (tf.exp(x) + 1.0))
LeNet5_sigmoid_by_name = with_sigmoid(keras.activations.get("sigmoid"))
LeNet5_sigmoid_layer = with_sigmoid(layers.Activation("sigmoid"))
LeNet5_sigmoid_backend = with_sigmoid(K.sigmoid)


# --- other softmaxes --------------------------------------------------------------------------------------------

def with_softmax(softmax):
    return keras.Sequential([Input((32, 32, 3)), *front(), *back()[:-1], Dense(10), Lambda(softmax)])


LeNet5_softmax_by_exp = with_softmax(lambda x: tf.exp(x) / tf.reduce_sum(tf.exp(x), axis=1, keepdims=True))
LeNet5_softmax_shifted = with_softmax(
    lambda x: ops.exp(x - ops.max(x, -1, keepdims=True)) / ops.sum(ops.exp(x - ops.max(x, -1, keepdims=True)), -1, True))
LeNet5_softmax_by_logarithm = with_softmax(lambda x: tf.exp(tf.nn.log_softmax(x)))
LeNet5_softmax_by_logsumexp = with_softmax(lambda x: tf.exp(x - tf.reduce_logsumexp(x, axis=-1, keepdims=True)))
LeNet5_softmax_axis_1 = with_softmax(functools.partial(tf.nn.softmax, axis=1))
LeNet5_softmax_backend = with_softmax(K.softmax)
LeNet5_softmax_layer_as_activation = keras.Sequential([Input((32, 32, 3)), *front(), *back()[:-1],
                                                       Dense(10, activation=layers.Softmax())])


# --- pooling and flattening by hand -----------------------------------------------------------------------------

class Pool(layers.Layer):
    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def call(self, x):
        return self.pool(x)


def with_pool(pool):
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), Pool(pool),
                             Conv2D(16, 5, activation="sigmoid"), Pool(pool), *back()])


def by_reshape(x):
    h, w, c = x.shape[1:]
    return tf.reduce_max(tf.reshape(x, (-1, h // 2, 2, w // 2, 2, c)), axis=[2, 4])


def by_reshape_twice(x):
    _, h, w, c = x.shape
    return ops.max(ops.max(ops.reshape(x, (-1, h // 2, 2, w // 2, 2, c)), axis=2), axis=3)


def by_slices(x):
    return functools.reduce(tf.maximum, [x[:, i::2, j::2, :] for i in (0, 1) for j in (0, 1)])


LeNet5_pool_by_reshape = with_pool(by_reshape)
LeNet5_pool_by_reshape_twice = with_pool(by_reshape_twice)
LeNet5_pool_by_slices = with_pool(by_slices)
LeNet5_pool_backend = with_pool(lambda x: tf.nn.pool(x, (2, 2), "MAX", (2, 2), "VALID"))
LeNet5_pool_v1 = with_pool(lambda x: tf.compat.v1.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "VALID", "NHWC"))


class Flattening(keras.Model):
    def __init__(self, flatten):
        super().__init__()
        self.flatten, self.front, self.back = flatten, keras.Sequential(front()), keras.Sequential(back()[1:])

    def call(self, x):
        return self.back(self.flatten(self.front(x)))


def with_flatten(flatten):
    return lambda: Flattening(flatten)


LeNet5_flatten_sides = with_flatten(lambda x: tf.reshape(x, (-1, functools.reduce(operator.mul, x.shape[1:]))))
LeNet5_flatten_shape = with_flatten(lambda x: tf.reshape(x, tf.stack([tf.shape(x)[0], tf.reduce_prod(tf.shape(x)[1:])])))
LeNet5_flatten_twice = with_flatten(lambda x: tf.reshape(tf.reshape(x, (-1, 25, 16)), (-1, 400)))
LeNet5_flatten_concat = with_flatten(lambda x: tf.reshape(x, tf.concat([tf.shape(x)[:1], [-1]], 0)))
LeNet5_flatten_as_list = with_flatten(lambda x: tf.reshape(x, [-1, int(np.prod(x.get_shape().as_list()[1:]))]))
LeNet5_flatten_ops = with_flatten(lambda x: ops.reshape(x, ops.shape(x)[:1] + (-1,)))
LeNet5_flatten_v1 = with_flatten(lambda x: tf.keras.layers.Flatten(data_format="channels_last")(x))


# --- convolution and dense by hand ------------------------------------------------------------------------------

class Affine(layers.Layer):
    """Dense by the product that it is given."""

    def __init__(self, units, product, shape=lambda inputs, units: (inputs, units), activation="sigmoid"):
        super().__init__()
        self.units, self.product, self.kernel_shape = units, product, shape
        self.function = keras.activations.get(activation)

    def build(self, input_shape):
        self.w = self.add_weight(shape=self.kernel_shape(input_shape[-1], self.units))
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")

    def call(self, x):
        return self.function(self.product(x, self.w) + self.b)


def with_product(product, shape=lambda inputs, units: (inputs, units)):
    return keras.Sequential([Input((32, 32, 3)), *front(), Flatten(), Affine(120, product, shape),
                             Affine(84, product, shape), Affine(10, product, shape, "softmax")])


def turned(inputs, units):
    return units, inputs


LeNet5_dense_at = with_product(operator.matmul)
LeNet5_dense_turned = with_product(lambda x, w: x @ tf.transpose(w), turned)
LeNet5_dense_transpose_b = with_product(lambda x, w: tf.matmul(x, w, transpose_b=True), turned)
LeNet5_dense_einsum_turned = with_product(lambda x, w: tf.einsum("bi,oi->bo", x, w), turned)
LeNet5_dense_einsum_weights_first = with_product(lambda x, w: tf.einsum("io,bi->bo", w, x))
LeNet5_dense_tensordot = with_product(lambda x, w: tf.tensordot(x, w, [[1], [0]]))
LeNet5_dense_tensordot_turned = with_product(lambda x, w: tf.tensordot(x, w, [[1], [1]]), turned)
LeNet5_dense_ops = with_product(ops.dot)
LeNet5_dense_matvec = with_product(lambda x, w: tf.linalg.matvec(w, x), turned)
LeNet5_dense_as_convolution = with_product(lambda x, w: tf.squeeze(tf.nn.conv2d(x[:, None, None, :], w[None, None], 1, "VALID"), [1, 2]))


class Window(layers.Layer):
    """A convolution as a product of patches."""

    def __init__(self, filters, side=5):
        super().__init__()
        self.filters, self.side = filters, side

    def build(self, shape):
        self.w = self.add_weight(shape=(self.side, self.side, shape[-1], self.filters))
        self.b = self.add_weight(shape=(self.filters,), initializer="zeros")

    def call(self, x):
        k = self.side
        patches = tf.image.extract_patches(x, [1, k, k, 1], [1, 1, 1, 1], [1, 1, 1, 1], "VALID")
        return tf.einsum("bhwi,io->bhwo", patches, tf.reshape(self.w, (-1, self.filters))) + self.b


LeNet5_patches = keras.Sequential([Input((32, 32, 3)), Window(6), Activation("sigmoid"), MaxPooling2D(), Window(16),
                                   Activation("sigmoid"), MaxPooling2D(), *back()])


class BiasLayer(layers.Layer):
    def build(self, shape):
        self.b = self.add_weight(shape=(1, 1, 1, shape[-1]) if len(shape) == 4 else (shape[-1],), initializer="zeros")

    def call(self, x):
        return x + self.b


LeNet5_bias_layers = keras.Sequential([
    Input((32, 32, 3)), Conv2D(6, 5, use_bias=False), BiasLayer(), Activation("sigmoid"), MaxPooling2D(),
    Conv2D(16, 5, use_bias=False), BiasLayer(), Activation("sigmoid"), MaxPooling2D(), Flatten(),
    Dense(120, use_bias=False), BiasLayer(), Activation("sigmoid"), Dense(84, use_bias=False), BiasLayer(),
    Activation("sigmoid"), Dense(10, use_bias=False), BiasLayer(), layers.Softmax(axis=1)])


# --- the baseline -----------------------------------------------------------------------------------------------

def baseline(relu=tf.nn.relu, norm=BatchNormalization, drop=lambda: Dropout(0.2)):
    shown = lambda: Lambda(relu) if callable(relu) and not isinstance(relu, type) else relu()
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, padding="same"), norm(), shown(),
                             MaxPooling2D(padding="same"), drop(), Flatten(), Dense(128), shown(), drop(),
                             Dense(10, "softmax")])


Baseline_relu_where = baseline(lambda x: tf.where(x > 0, x, 0.0))
Baseline_relu_times_mask = baseline(lambda x: x * tf.cast(x > 0, x.dtype))
Baseline_relu_half = baseline(lambda x: (x + tf.abs(x)) / 2)
Baseline_relu_clip = baseline(lambda x: tf.clip_by_value(x, 0.0, np.inf))
Baseline_relu_maximum = baseline(lambda x: ops.maximum(x, 0))
Baseline_relu_minus_minimum = baseline(lambda x: x - tf.minimum(x, 0))
Baseline_relu_leaky = baseline(lambda x: tf.nn.leaky_relu(x, alpha=0.0))
Baseline_relu_leaky_layer = baseline(functools.partial(LeakyReLU, negative_slope=0.0)())
Baseline_relu_layer = baseline(functools.partial(ReLU, negative_slope=0.0, threshold=0.0)())
Baseline_relu_backend = baseline(K.relu)


class Moments(layers.Layer):
    """Batch normalisation in pieces: shapes of four axes, a root taken apart, an average of TensorFlow's."""

    def __init__(self, momentum=0.99):
        super().__init__()
        self.momentum = momentum

    def build(self, shape):
        four = (1, 1, 1, shape[-1])
        self.gamma = self.add_weight(shape=four, initializer="ones")
        self.beta = self.add_weight(shape=four, initializer="zeros")
        self.mean = self.add_weight(shape=four, initializer="zeros", trainable=False)
        self.variance = self.add_weight(shape=four, initializer="ones", trainable=False)

    def call(self, x, training=False):
        if training:
            mean, variance = tf.nn.moments(x, axes=[0, 1, 2], keepdims=True)
            self.mean.assign(self.momentum * self.mean + (1.0 - self.momentum) * mean)
            self.variance.assign(self.momentum * self.variance + (1.0 - self.momentum) * variance)
            return self.normalize(x, mean, variance)
        return self.normalize(x, self.mean, self.variance)

    def normalize(self, x, mean, variance):
        return self.beta + self.gamma * ((x - mean) * tf.pow(variance + 0.001, -0.5))


class ScaleAndShift(layers.Layer):
    def build(self, shape):
        self.gamma = self.add_weight(shape=(shape[-1],), initializer="ones")
        self.beta = self.add_weight(shape=(shape[-1],), initializer="zeros")

    def call(self, x):
        return x * self.gamma + self.beta


class Divided(Moments):
    def normalize(self, x, mean, variance):
        return tf.divide(x - mean, tf.sqrt(variance + 1e-3)) * self.gamma + self.beta


class MeanOfSquares(Moments):
    def call(self, x, training=False):
        if training:
            mean = tf.reduce_mean(x, (0, 1, 2), keepdims=True)
            variance = tf.reduce_mean(x ** 2, (0, 1, 2), keepdims=True) - mean ** 2
            self.mean.assign(self.momentum * self.mean + (1.0 - self.momentum) * mean)
            self.variance.assign(self.momentum * self.variance + (1.0 - self.momentum) * variance)
            return self.normalize(x, mean, variance)
        return self.normalize(x, self.mean, self.variance)


class Deviations(Moments):
    def call(self, x, training=False):
        if training:
            mean, variance = tf.reduce_mean(x, (0, 1, 2)), tf.math.reduce_variance(x, (0, 1, 2))
            self.mean.assign(tf.reshape(self.momentum * self.mean + (1.0 - self.momentum) * mean, self.mean.shape))
            self.variance.assign(self.momentum * self.variance + (1.0 - self.momentum) * variance)
            return self.normalize(x, mean, variance)
        return self.normalize(x, self.mean, self.variance)


Baseline_moments = baseline(norm=Moments)
Baseline_divided = baseline(norm=Divided)
Baseline_mean_of_squares = baseline(norm=MeanOfSquares)
Baseline_deviations = baseline(norm=Deviations)
Baseline_scale_apart = baseline(norm=lambda: keras.Sequential([BatchNormalization(scale=False, center=False),
                                                               ScaleAndShift()]))
Baseline_beta_apart = baseline(norm=lambda: keras.Sequential([BatchNormalization(center=False), BiasLayer()]))


class ByHand(layers.Layer):
    """Dropout in the ways it is written by hand."""

    def __init__(self, way):
        super().__init__()
        self.way = way

    def call(self, x, training=False):
        return self.way(x, training)


def bernoulli(x, training):
    if not training:
        return x
    mask = tf.cast(tf.random.uniform(tf.shape(x)) < 0.8, tf.float32)
    return x * mask / 0.8


def floor(x, training):
    return tf.math.divide(x, 0.8) * tf.floor(0.8 + tf.random.uniform(tf.shape(x))) if training else x


def where(x, training):
    return tf.where(tf.random.uniform(tf.shape(x)) < 0.2, tf.zeros_like(x), x / 0.8) if training else x


def cond(x, training):
    return tf.cond(tf.cast(training, tf.bool), lambda: tf.nn.dropout(x, 0.2), lambda: x)


def no_rate(x, training):
    return tf.nn.dropout(x, rate=0.2 if training else 0.0)


Baseline_dropout_bernoulli = baseline(drop=lambda: ByHand(bernoulli))
Baseline_dropout_floor = baseline(drop=lambda: ByHand(floor))
Baseline_dropout_where = baseline(drop=lambda: ByHand(where))
Baseline_dropout_cond = baseline(drop=lambda: ByHand(cond))
Baseline_dropout_no_rate = baseline(drop=lambda: ByHand(no_rate))
