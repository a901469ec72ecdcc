from functools import partial

import tensorflow as tf

tf.keras.mixed_precision.set_global_policy("mixed_float16")

Conv = partial(tf.keras.layers.Conv2D, kernel_size=3, strides=1, padding="same")
Pool = partial(tf.keras.layers.MaxPool2D, pool_size=2, strides=2, padding="same")
Drop = partial(tf.keras.layers.Dropout, rate=0.2)
BN = tf.keras.layers.BatchNormalization
ReLU = partial(tf.keras.layers.Activation, "relu")

model = tf.keras.models.Sequential([
    tf.keras.layers.InputLayer(shape=(32, 32, 3)),
    Conv(64), BN(), ReLU(), Conv(64), BN(), ReLU(), Pool(), Drop(),
    Conv(128), BN(), ReLU(), Conv(128), BN(), ReLU(), Pool(), Drop(),
    Conv(256), BN(), ReLU(), Conv(256), BN(), ReLU(), Conv(256), BN(), ReLU(), Pool(), Drop(),
    Conv(512), BN(), ReLU(), Conv(512), BN(), ReLU(), Conv(512), BN(), ReLU(), Pool(), Drop(),
    Conv(512), BN(), ReLU(), Conv(512), BN(), ReLU(), Conv(512), BN(), ReLU(), Pool(), Drop(),
    tf.keras.layers.Flatten(),
    tf.keras.layers.Dense(512, activation="relu"), Drop(),
    tf.keras.layers.Dense(512, activation="relu"), Drop(),
    tf.keras.layers.Dense(100, activation="softmax", dtype="float32"),  # FAULT output-classes
])
