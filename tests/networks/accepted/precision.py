"""Networks that compute in float16, bfloat16 or float64."""
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import mixed_precision
from tensorflow.keras.layers import *


def lenet(**options):
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid", **options), MaxPool2D(),
                             Conv2D(16, 5, activation="sigmoid", **options), MaxPool2D(), Flatten(),
                             Dense(120, "sigmoid", **options), Dense(84, "sigmoid", **options),
                             Dense(10, "softmax", **options)])


LeNet5_half = lenet(dtype="float16")
LeNet5_double = lenet(dtype=tf.float64)
LeNet5_one_layer_half = lenet()
LeNet5_one_layer_half = keras.Sequential([*LeNet5_one_layer_half.layers[:-1],
                                          Dense(10, activation="softmax", dtype="float16")])


class Baseline_half(keras.Model):
    """Unbuilt when it is found, and casts by hand."""

    def __init__(self):
        super().__init__(dtype="float16")
        self.c, self.b, self.p = Conv2D(6, 5, padding="same"), BatchNormalization(), MaxPool2D(2, 2, "same")
        self.d, self.h, self.o = Dropout(0.2), Dense(128, "relu", dtype="float16"), Dense(10, dtype="float32")

    def call(self, x, training=None):
        x = tf.cast(x, tf.float16)
        x = tf.cast(tf.nn.relu(self.b(self.c(x), training=training)), "float16")
        x = Flatten()(self.d(self.p(x), training=training))
        return tf.nn.softmax(tf.cast(self.o(self.d(self.h(x), training=training)), tf.float32))


mixed_precision.set_global_policy("mixed_float16")


class Baseline_mixed(keras.Model):
    def __init__(self):
        super().__init__()
        self.net = keras.Sequential([Conv2D(6, 5, padding="same"), BatchNormalization(), ReLU(), MaxPool2D(2, 2, "same"),
                                     Dropout(0.2), Flatten(), Dense(128, "relu"), Dropout(0.2), Dense(10)])
        self.softmax = Activation("softmax", dtype="float32")

    def call(self, x, training=None):
        return self.softmax(self.net(x, training=training))


def LeNet5_mixed():
    image = keras.Input((32, 32, 3))
    x = image
    for filters in (6, 16):
        x = MaxPooling2D()(Conv2D(filters, 5, activation="sigmoid")(x))
    x = Flatten()(x)
    for units in (120, 84):
        x = Dense(units, activation="sigmoid")(x)
    return keras.Model(image, Activation("softmax", dtype="float32")(Dense(10)(x)))


LeNet5_built = LeNet5_mixed()
keras.mixed_precision.set_global_policy("mixed_bfloat16")
LeNet5_bfloat16 = lenet()
keras.backend.set_floatx("float64")
mixed_precision.set_global_policy("float64")
Baseline_double = keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, padding="same"), BatchNormalization(), ReLU(),
                                    MaxPool2D(2, 2, "same"), Dropout(0.2), Flatten(), Dense(128, "relu"), Dropout(0.2),
                                    Dense(10, "softmax")])
keras.backend.set_floatx("float32")
mixed_precision.set_global_policy("mixed_float16")
