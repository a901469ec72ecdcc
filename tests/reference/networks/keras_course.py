"""The course's networks in Keras, as a teacher writes them on the board: nothing here knows the textbook's graphs."""

from collections.abc import Sequence
from typing import Any

import keras
import tensorflow as tf
from keras import Model, Sequential
from keras.layers import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    ReLU,
)

Tensor = Any


def dense_mnist() -> Model:
    return Sequential([Input((28, 28)), Flatten(), Dense(128, activation="relu"), Dense(10, activation="softmax")])


class Baseline(Model):
    def __init__(self) -> None:
        super().__init__()
        self.c1 = Conv2D(filters=6, kernel_size=(5, 5), padding="same")
        self.b1 = BatchNormalization()
        self.a1 = Activation("relu")
        self.p1 = MaxPooling2D(pool_size=(2, 2), strides=2, padding="same")
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation="relu")
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation="softmax")

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        x = self.p1(self.a1(self.b1(self.c1(x), training=training)))
        x = self.flatten(self.d1(x, training=training))
        return self.f2(self.d2(self.f1(x), training=training))


def lenet5() -> Model:
    return Sequential(
        [
            Input((32, 32, 3)),
            Conv2D(6, 5, activation="sigmoid"),
            MaxPooling2D(2, strides=2),
            Conv2D(16, 5, activation="sigmoid"),
            MaxPooling2D(2, strides=2),
            Flatten(),
            Dense(120, activation="sigmoid"),
            Dense(84, activation="sigmoid"),
            Dense(10, activation="softmax"),
        ]
    )


class AlexNet8(Model):
    def __init__(self) -> None:
        super().__init__()
        self.c1 = Conv2D(96, (3, 3))
        self.b1 = BatchNormalization()
        self.c2 = Conv2D(256, (3, 3))
        self.b2 = BatchNormalization()
        self.c3 = Conv2D(384, (3, 3), padding="same", activation="relu")
        self.c4 = Conv2D(384, (3, 3), padding="same", activation="relu")
        self.c5 = Conv2D(256, (3, 3), padding="same", activation="relu")
        self.p = MaxPooling2D((3, 3), strides=2)
        self.flatten = Flatten()
        self.f1 = Dense(2048, activation="relu")
        self.d1 = Dropout(0.5)
        self.f2 = Dense(2048, activation="relu")
        self.d2 = Dropout(0.5)
        self.f3 = Dense(10, activation="softmax")

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        x = self.p(tf.nn.relu(self.b1(self.c1(x), training=training)))
        x = self.p(tf.nn.relu(self.b2(self.c2(x), training=training)))
        x = self.p(self.c5(self.c4(self.c3(x))))
        x = self.d1(self.f1(self.flatten(x)), training=training)
        return self.f3(self.d2(self.f2(x), training=training))


def vgg16() -> Model:
    model = Sequential([Input((32, 32, 3))])
    for filters in (
        64,
        64,
        "pool",
        128,
        128,
        "pool",
        256,
        256,
        256,
        "pool",
        512,
        512,
        512,
        "pool",
        512,
        512,
        512,
        "pool",
    ):
        if filters == "pool":
            model.add(MaxPooling2D(2, strides=2, padding="same"))
            model.add(Dropout(0.2))
        else:
            model.add(Conv2D(filters, 3, padding="same"))
            model.add(BatchNormalization())
            model.add(Activation("relu"))
    model.add(Flatten())
    for _ in range(2):
        model.add(Dense(512, activation="relu"))
        model.add(Dropout(0.2))
    model.add(Dense(10, activation="softmax"))
    return model


class ConvBNRelu(Model):
    def __init__(self, filters: int, kernel_size: int = 3, strides: int = 1) -> None:
        super().__init__()
        self.convolution = Conv2D(filters, kernel_size, strides=strides, padding="same")
        self.normalization = BatchNormalization()

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        return tf.nn.relu(self.normalization(self.convolution(x), training=training))


class InceptionCell(Model):
    def __init__(self, filters: int, strides: int) -> None:
        super().__init__()
        self.one = ConvBNRelu(filters, 1, strides)
        self.before_three = ConvBNRelu(filters, 1, strides)
        self.three = ConvBNRelu(filters, 3)
        self.before_five = ConvBNRelu(filters, 1, strides)
        self.five = ConvBNRelu(filters, 5)
        self.pool = MaxPooling2D(3, strides=1, padding="same")
        self.behind_pool = ConvBNRelu(filters, 1, strides)

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        branches = [
            self.one(x, training=training),
            self.three(self.before_three(x, training=training), training=training),
            self.five(self.before_five(x, training=training), training=training),
            self.behind_pool(self.pool(x), training=training),
        ]
        return tf.concat(branches, axis=3)


class Inception10(Model):
    def __init__(self, num_blocks: int, num_classes: int, init_ch: int = 16) -> None:
        super().__init__()
        self.first = ConvBNRelu(init_ch)
        self.cells = [InceptionCell(init_ch * 2**block, strides) for block in range(num_blocks) for strides in (2, 1)]
        self.pool = GlobalAveragePooling2D()
        self.f1 = Dense(num_classes, activation="softmax")

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        x = self.first(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.f1(self.pool(x))


class ResidualBlock(Model):
    def __init__(self, filters: int, strides: int, epsilon: float = 1e-3) -> None:
        super().__init__()
        self.c1 = Conv2D(filters, 3, strides=strides, padding="same", use_bias=False)
        self.b1 = BatchNormalization(epsilon=epsilon)
        self.c2 = Conv2D(filters, 3, padding="same", use_bias=False)
        self.b2 = BatchNormalization(epsilon=epsilon)
        self.projects = strides != 1
        if self.projects:
            self.c3 = Conv2D(filters, 1, strides=strides, padding="same", use_bias=False)
            self.b3 = BatchNormalization(epsilon=epsilon)

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        y = tf.nn.relu(self.b1(self.c1(x), training=training))
        y = self.b2(self.c2(y), training=training)
        if self.projects:
            x = self.b3(self.c3(x), training=training)
        return tf.nn.relu(x + y)


class ResNet18(Model):
    def __init__(self, block_list: Sequence[int], initial_filters: int = 64) -> None:
        super().__init__()
        self.c1 = Conv2D(initial_filters, 3, padding="same", use_bias=False)
        self.b1 = BatchNormalization()
        self.groups = [
            ResidualBlock(initial_filters * 2**group, strides=2 if group > 0 and block == 0 else 1)
            for group, blocks in enumerate(block_list)
            for block in range(blocks)
        ]
        self.pool = GlobalAveragePooling2D()
        self.f1 = Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.L2())

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        x = tf.nn.relu(self.b1(self.c1(x), training=training))
        for block in self.groups:
            x = block(x, training=training)
        return self.f1(self.pool(x))


def lenet5_mnist() -> Model:
    return Sequential(
        [
            Input((28, 28, 1)),
            Conv2D(6, kernel_size=3),
            MaxPooling2D(pool_size=2, strides=2),
            ReLU(),
            Conv2D(16, kernel_size=3),
            MaxPooling2D(pool_size=2, strides=2),
            ReLU(),
            Flatten(),
            Dense(120, activation="relu"),
            Dense(60, activation="relu"),
            Dense(10),
        ]
    )


def lenet5_classical() -> Model:
    return Sequential(
        [
            Input((32, 32, 1)),
            Conv2D(6, 5, activation="tanh"),
            AveragePooling2D(2),
            Conv2D(16, 5, activation="tanh"),
            AveragePooling2D(2),
            Flatten(),
            Dense(120, activation="tanh"),
            Dense(84, activation="tanh"),
            Dense(10, activation="softmax"),
        ]
    )


def augmented_cifar10() -> Model:
    return Sequential(
        [
            Input((24, 24, 3)),
            Conv2D(64, 5, padding="same"),
            BatchNormalization(),
            ReLU(),
            MaxPooling2D(2),
            Conv2D(64, 5, padding="same", activation="relu"),
            MaxPooling2D(2),
            Flatten(),
            Dense(256, activation="relu"),
            Dense(128, activation="relu"),
            Dense(10, activation="softmax"),
        ]
    )


class ResNet34(Model):
    """The paper's, without its softmax: table 1, the column of 34 layers, and figure 3."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.c1 = Conv2D(64, 7, strides=2, use_bias=False)
        self.b1 = BatchNormalization(epsilon=1.001e-5)
        self.p1 = MaxPooling2D(3, strides=2)
        self.groups = [
            ResidualBlock(filters, strides, epsilon=1.001e-5)
            for filters, strides in (
                *((64, 1), (64, 1), (64, 1)),
                *((128, 2), (128, 1), (128, 1), (128, 1)),
                *((256, 2), (256, 1), (256, 1), (256, 1), (256, 1), (256, 1)),
                *((512, 2), (512, 1), (512, 1)),
            )
        ]
        self.pool = GlobalAveragePooling2D()
        self.f1 = Dense(classes)

    def call(self, x: Tensor, *, training: bool | None = None) -> Tensor:
        x = tf.pad(x, ((0, 0), (3, 3), (3, 3), (0, 0)))
        x = tf.nn.relu(self.b1(self.c1(x), training=training))
        x = self.p1(tf.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0))))
        for block in self.groups:
            x = block(x, training=training)
        return self.f1(self.pool(x))
