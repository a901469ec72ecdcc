"""Networks that are nearly right in the ways of `accepted/`, and wrong: each beside what it is mistaken for."""

import keras
import tensorflow as tf
from keras import layers, ops
from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Input, Lambda, MaxPooling2D, ReLU


def front():
    return [Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(), Conv2D(16, 5, activation="sigmoid"), MaxPooling2D()]


def back():
    return [Flatten(), Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")]


def baseline(norm=BatchNormalization, drop=lambda: Dropout(0.2)):
    return keras.Sequential(
        [
            Input((32, 32, 3)),
            Conv2D(6, 5, padding="same"),
            norm(),
            ReLU(),
            MaxPooling2D(padding="same"),
            drop(),
            Flatten(),
            Dense(128, "relu"),
            drop(),
            Dense(10, "softmax"),
        ]
    )


class Affine(layers.Layer):
    def __init__(self, units, product, shape, activation="sigmoid"):
        super().__init__()
        self.units, self.product, self.kernel_shape = units, product, shape
        self.function = keras.activations.get(activation)

    def build(self, input_shape):
        self.w = self.add_weight(shape=self.kernel_shape)
        self.b = self.add_weight(shape=(self.units,))

    def call(self, x):
        return self.function(self.product(x, self.w) + self.b)


# Swapped axes: not the sum of pixels times weights, but one weight a row for all of it.
LeNet5_einsum_other_sum = keras.Sequential(
    [
        Input((32, 32, 3)),
        *front(),
        Affine(120, lambda x, w: tf.einsum("bhwc,hdcu->bu", x, w), (5, 5, 16, 120)),
        *back()[2:],
    ]
)
LeNet5_softmax_over_images = keras.Sequential(
    [Input((32, 32, 3)), *front(), *back()[:-1], Dense(10), Lambda(lambda x: tf.nn.softmax(x, axis=0))]
)
LeNet5_logits = keras.Sequential([Input((32, 32, 3)), *front(), *back()[:-1], Dense(10)])
LeNet5_logits.compile("sgd", keras.losses.SparseCategoricalCrossentropy(from_logits=False))
LeNet5_pool_mean = keras.Sequential(
    [
        Input((32, 32, 3)),
        Conv2D(6, 5, activation="sigmoid"),
        Lambda(lambda x: tf.reduce_mean(tf.reshape(x, (-1, 14, 2, 14, 2, 6)), axis=[2, 4])),
        *front()[2:],
        *back(),
    ]
)
LeNet5_dense_reversed = keras.Sequential(
    [Input((32, 32, 3)), *front(), Flatten(), Lambda(lambda x: x[:, ::-1]), *back()[1:]]
)


class Window(layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.filters = filters

    def build(self, shape):
        self.w = self.add_weight(shape=(5, 5, shape[-1], self.filters))
        self.b = self.add_weight(shape=(self.filters,))

    def call(self, x):
        patches = tf.image.extract_patches(x, [1, 5, 5, 1], [1, 1, 1, 1], [1, 1, 1, 1], "SAME")
        return tf.sigmoid(tf.matmul(patches, tf.reshape(self.w, (-1, self.filters))) + self.b)


LeNet5_patches_same = keras.Sequential([Input((32, 32, 3)), Window(6), *front()[1:], *back()])


class Moments(layers.Layer):
    axes, epsilon, momentum = (0, 1, 2), 1e-3, 0.99

    def build(self, shape):
        c = shape[-1]
        self.gamma, self.beta = self.add_weight(shape=(c,), initializer="ones"), self.add_weight(shape=(c,))
        self.mean = self.add_weight(shape=(c,), initializer="zeros", trainable=False)
        self.var = self.add_weight(shape=(c,), initializer="ones", trainable=False)

    def call(self, x, training=False):
        if training:
            mean, var = tf.nn.moments(x, self.axes, keepdims=True)
            new = [tf.reshape(tf.reduce_mean(each, (0, 1, 2)), (-1,)) for each in (mean, var)]
            self.mean.assign(self.momentum * self.mean + (1 - self.momentum) * new[0])
            self.var.assign(self.momentum * self.var + (1 - self.momentum) * new[1])
        else:
            mean, var = self.mean, self.var
        return (x - mean) / tf.sqrt(var + self.epsilon) * self.gamma + self.beta


class OfEachImage(Moments):
    axes = (1, 2)


class Epsilon(Moments):
    epsilon = 1e-5


class EpsilonOutside(Moments):
    def call(self, x, training=False):
        return (x - self.mean) / (tf.sqrt(self.var) + self.epsilon) * self.gamma + self.beta


class ShiftOnly(layers.Layer):
    def build(self, shape):
        self.b = self.add_weight(shape=(shape[-1],))

    def call(self, x):
        return x + self.b


Baseline_norm_of_each_image = baseline(OfEachImage)
Baseline_norm_epsilon = baseline(Epsilon)
Baseline_norm_epsilon_outside = baseline(EpsilonOutside)
Baseline_norm_without_gamma = baseline(
    lambda: keras.Sequential([BatchNormalization(scale=False, center=False), ShiftOnly()])
)


class Drop(layers.Layer):
    def __init__(self, way):
        super().__init__()
        self.way = way

    def call(self, x, training=False):
        return self.way(x) if training else x


Baseline_dropout_keeps = baseline(
    drop=lambda: Drop(lambda x: x * tf.cast(tf.random.uniform(tf.shape(x)) < 0.2, x.dtype) / 0.2)
)
Baseline_dropout_floor = baseline(drop=lambda: Drop(lambda x: x / 0.5 * tf.floor(0.5 + tf.random.uniform(tf.shape(x)))))
Baseline_dropout_where = baseline(
    drop=lambda: Drop(lambda x: tf.where(tf.random.uniform(tf.shape(x)) < 0.4, 0.0, x / 0.6))
)
Baseline_relu_doubled = keras.Sequential(
    [
        Input((32, 32, 3)),
        Conv2D(6, 5, padding="same"),
        BatchNormalization(),
        Lambda(lambda x: x + tf.abs(x)),
        MaxPooling2D(padding="same"),
        Dropout(0.2),
        Flatten(),
        Dense(128, "relu"),
        Dropout(0.2),
        Dense(10, "softmax"),
    ]
)
LeNet5_rescaling = keras.Sequential([Input((32, 32, 3)), layers.Rescaling(1 / 255), *front(), *back()])
