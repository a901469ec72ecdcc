"""The larger networks as students write them: functional, and as blocks in lists and Sequential models."""

FUNCTIONAL_ALEXNET8 = """
from tensorflow import keras
from tensorflow.keras import layers

def conv_bn_pool(x, filters):
    x = layers.Conv2D(filters, 3)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    return layers.MaxPooling2D(3, 2)(x)

image = keras.Input((32, 32, 3))
x = conv_bn_pool(image, 96)
x = conv_bn_pool(x, 256)
x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
x = layers.Conv2D(256, 3, padding="same", activation="relu")(x)
x = layers.MaxPooling2D(3, 2)(x)
x = layers.Flatten()(x)
for _ in range(2):
    x = layers.Dense(2048, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
model = keras.Model(image, layers.Dense(10, activation="softmax")(x))
"""

SEQUENTIAL_ALEXNET8 = """
import tensorflow as tf
from tensorflow.keras.layers import *

model = tf.keras.Sequential()
for filters in (96, 256):
    model.add(Conv2D(filters, (3, 3)))
    model.add(BatchNormalization())
    model.add(Activation("relu"))
    model.add(MaxPool2D((3, 3), strides=2))
model.add(tf.keras.Sequential([
    Conv2D(384, 3, padding="same", activation="relu"),
    Conv2D(384, 3, padding="same", activation="relu"),
    Conv2D(256, 3, padding="same", activation="relu"),
]))
model.add(MaxPool2D((3, 3), strides=2))
model.add(Flatten())
model.add(Dense(2048, "relu"))
model.add(Dropout(0.5))
model.add(Dense(2048, "relu"))
model.add(Dropout(0.5))
model.add(Dense(10, "softmax"))
"""

FUNCTIONAL_VGG16 = """
import keras
from keras import layers

def VGG16():
    x = image = keras.Input((32, 32, 3))
    for filters, count in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(count):
            x = layers.Conv2D(filters, 3, padding="same")(x)
            x = layers.BatchNormalization()(x)
            x = layers.Activation("relu")(x)
        x = layers.MaxPooling2D(2, 2)(x)
        x = layers.Dropout(0.2)(x)
    x = layers.Reshape((512,))(x)
    for _ in range(2):
        x = layers.Dense(512, activation="relu")(x)
        x = layers.Dropout(0.2)(x)
    return keras.Model(image, layers.Dense(10, activation="softmax")(x))

model = VGG16()
"""

SEQUENTIAL_VGG16 = """
import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import *

class Block(Model):
    def __init__(self, filters, count):
        super().__init__()
        self.convolutions = []
        for _ in range(count):
            self.convolutions.append(Conv2D(filters, 3, padding="same"))
            self.convolutions.append(BatchNormalization())
            self.convolutions.append(ReLU())
        self.pool = MaxPool2D(2, 2, padding="same")
        self.drop = Dropout(0.2)

    def call(self, x, training=None):
        for layer in self.convolutions:
            x = layer(x)
        return self.drop(self.pool(x))

class VGG16(Model):
    def __init__(self):
        super().__init__()
        self.features = [Block(f, n) for f, n in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))]
        self.classifier = Sequential([
            Flatten(), Dense(512, "relu"), Dropout(0.2), Dense(512, "relu"), Dropout(0.2), Dense(10, "softmax"),
        ])

    def call(self, x, training=None):
        for block in self.features:
            x = block(x)
        return self.classifier(x)

model = VGG16()
"""

FUNCTIONAL_INCEPTION10 = """
import tensorflow as tf
from tensorflow.keras import layers

def conv(x, filters, side, strides=1):
    x = layers.Conv2D(filters, side, strides, padding="same")(x)
    return layers.ReLU()(layers.BatchNormalization()(x))

def cell(x, filters, strides):
    pooled = layers.MaxPooling2D(3, 1, padding="same")(x)
    return layers.Concatenate()([
        conv(x, filters, 1, strides),
        conv(conv(x, filters, 1, strides), filters, 3),
        conv(conv(x, filters, 1, strides), filters, 5),
        conv(pooled, filters, 1, strides),
    ])

image = tf.keras.Input((32, 32, 3))
x = conv(image, 16, 3)
for filters in (16, 32):
    x = cell(x, filters, 2)
    x = cell(x, filters, 1)
x = layers.GlobalAveragePooling2D()(x)
model = tf.keras.Model(image, layers.Dense(10, activation="softmax")(x))
"""

SEQUENTIAL_INCEPTION10 = """
import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import *

def conv(filters, side, strides=1):
    return [Conv2D(filters, side, strides, "same"), BatchNormalization(), Activation("relu")]

class Cell(Layer):
    def __init__(self, filters, strides):
        super().__init__()
        self.branches = [
            Sequential([MaxPool2D(3, 1, "same"), *conv(filters, 1, strides)]),
            Sequential([*conv(filters, 1, strides), *conv(filters, 5)]),
            Sequential([*conv(filters, 1, strides), *conv(filters, 3)]),
            Sequential(conv(filters, 1, strides)),
        ]

    def call(self, x, training=None):
        return tf.concat([branch(x, training=training) for branch in self.branches], -1)

class Inception10(Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.stem = Sequential(conv(init_ch, 3))
        self.cells = [Cell(init_ch << block, strides) for block in range(num_blocks) for strides in (2, 1)]
        self.head = Dense(num_classes, activation="softmax")

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.head(tf.reduce_mean(x, axis=[1, 2]))
"""

FUNCTIONAL_RESNET18 = """
import tensorflow as tf
from tensorflow.keras import layers, regularizers

def conv_bn(x, filters, side, strides=1):
    x = layers.Conv2D(filters, side, strides=strides, padding="same", use_bias=False)(x)
    return layers.BatchNormalization()(x)

def block(x, filters, strides):
    shortcut = conv_bn(x, filters, 1, strides) if strides != 1 else x
    y = layers.ReLU()(conv_bn(x, filters, 3, strides))
    y = conv_bn(y, filters, 3)
    return layers.ReLU()(layers.Add()([shortcut, y]))

image = tf.keras.Input((32, 32, 3))
x = layers.ReLU()(conv_bn(image, 64, 3))
for group, filters in enumerate((64, 128, 256, 512)):
    x = block(x, filters, 2 if group else 1)
    x = block(x, filters, 1)
x = layers.GlobalAveragePooling2D()(x)
x = layers.Dense(10, activation="softmax", kernel_regularizer=regularizers.l2(0.01))(x)
model = tf.keras.Model(image, x)
"""

SEQUENTIAL_RESNET18 = """
import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import *

class Residual(Layer):
    def __init__(self, filters, strides):
        super().__init__()
        self.main = Sequential([
            Conv2D(filters, 3, strides, "same", use_bias=False), BatchNormalization(), ReLU(),
            Conv2D(filters, 3, 1, "same", use_bias=False), BatchNormalization(),
        ])
        self.short = None
        if strides > 1:
            self.short = Sequential([Conv2D(filters, 1, strides, use_bias=False), BatchNormalization()])

    def call(self, x, training=None):
        past = x if self.short is None else self.short(x, training=training)
        return tf.nn.relu(tf.add(past, self.main(x, training=training)))

class ResNet18(Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.stem = Sequential([Conv2D(initial_filters, 3, padding="same", use_bias=False), BatchNormalization()])
        self.groups = []
        for group, blocks in enumerate(block_list):
            for block in range(blocks):
                self.groups.append(Residual(initial_filters << group, 2 if group and not block else 1))
        self.head = Dense(10, "softmax", kernel_regularizer="l2")

    def call(self, x, training=None):
        x = tf.nn.relu(self.stem(x, training=training))
        for block in self.groups:
            x = block(x, training=training)
        x = tf.keras.layers.AveragePooling2D(4)(x)
        return self.head(tf.reshape(x, (-1, x.shape[-1])))
"""
