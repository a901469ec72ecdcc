"""AlexNet, VGG, Inception and ResNet in ways of their own."""
import functools

import keras
import numpy as np
import tensorflow as tf
from keras import layers, ops, regularizers
from keras.layers import (Activation, Add, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, Dense, Dropout,
                          Flatten, GlobalAveragePooling2D, GlobalMaxPooling2D, Input, Lambda, MaxPooling2D, ReLU,
                          Reshape, ZeroPadding2D)


# --- AlexNet ----------------------------------------------------------------------------------------------------

def AlexNet8_sequential():
    net = keras.Sequential([Input((32, 32, 3))])
    for filters, same, norm, pool in ((96, 0, 1, 1), (256, 0, 1, 1), (384, 1, 0, 0), (384, 1, 0, 0), (256, 1, 0, 1)):
        net.add(Conv2D(filters, 3, padding="same" if same else "valid", activation=None if norm else "relu"))
        if norm:
            net.add(BatchNormalization())
            net.add(ReLU())
        if pool:
            net.add(MaxPooling2D(3, strides=2))
    net.add(Flatten())
    for _ in range(2):
        net.add(Dense(2048, activation="relu"))
        net.add(Dropout(0.5))
    net.add(Dense(10, activation="softmax"))
    return net


class AlexNet8_padded(keras.Model):
    """Zeros by hand, pooling before the activation, dense layers as convolutions."""

    def __init__(self):
        super().__init__()
        self.fc = [Conv2D(2048, 2, activation="relu"), Conv2D(2048, 1, activation="relu")]
        self.last, self.drop = Conv2D(10, (1, 1)), Dropout(0.5)
        self.conv = [Conv2D(n, 3) for n in (96, 256, 384, 384, 256)]
        self.norm = [BatchNormalization(), BatchNormalization()]
        self.pool = MaxPooling2D((3, 3), (2, 2))
        self.pad = ZeroPadding2D(1)

    def call(self, x, training=None):
        for conv, norm in zip(self.conv, self.norm):
            x = tf.nn.relu(self.pool(norm(conv(x), training=training)))
        for conv in self.conv[2:]:
            x = tf.nn.relu(conv(self.pad(x)))
        x = self.pool(x)
        for conv in self.fc:
            x = self.drop(conv(x), training=training)
        return tf.nn.softmax(tf.reshape(self.last(x), (-1, 10)))


# --- VGG ----------------------------------------------------------------------------------------------------------

CONFIGURATION = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]


def VGG16_configuration(cfg=CONFIGURATION):
    model = keras.Sequential()
    model.add(Input((32, 32, 3)))
    for entry in cfg:
        if entry == "M":
            model.add(MaxPooling2D())
            model.add(Dropout(0.2))
        else:
            model.add(Conv2D(entry, 3, padding="same"))
            model.add(BatchNormalization())
            model.add(Activation("relu"))
    model.add(Reshape((512,)))
    for _ in range(2):
        model.add(Dense(512, activation="relu"))
        model.add(Dropout(0.2))
    model.add(Dense(10, activation="softmax"))
    return model


class VGGBlock(layers.Layer):
    def __init__(self, filters, count, **kwargs):
        super().__init__(**kwargs)
        for i in range(count):
            setattr(self, f"conv{i}", Conv2D(filters, 3, padding="same"))
            setattr(self, f"norm{i}", BatchNormalization())
        self.count, self.drop = count, Dropout(0.2)

    def call(self, x, training=None):
        for i in range(self.count):
            x = getattr(self, f"norm{i}")(getattr(self, f"conv{i}")(x), training=training)
            if i < self.count - 1:
                x = tf.nn.relu(x)
        return tf.nn.relu(self.drop(tf.nn.max_pool2d(x, 2, 2, "VALID"), training=training))


class VGG16_blocks(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = {n: VGGBlock(f, c, name=f"block{n}") for n, (f, c) in
                       enumerate([(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)])}
        self.head = keras.Sequential([Flatten(), Dense(512, "relu"), Dropout(0.2), Dense(512, "relu"), Dropout(0.2),
                                      Dense(10, "softmax")])

    def call(self, x, training=None):
        for n in range(5):
            x = self.blocks[n](x, training=training)
        return self.head(x, training=training)


# --- Inception ----------------------------------------------------------------------------------------------------

def unit(x, ch, size=1, strides=1):
    return tf.keras.layers.ReLU()(BatchNormalization()(Conv2D(ch, size, strides, padding="same")(x)))


def inception(cell, pool, join=lambda parts: Concatenate()(parts)):
    image = Input((32, 32, 3))
    x = unit(image, 16, 3)
    for ch in (16, 32):
        for strides in (2, 1):
            x = join(cell(x, ch, strides))
    return keras.Model(image, Dense(10, "softmax")(pool(x)))


def branches(x, ch, strides):
    return [unit(x, ch, 1, strides), unit(unit(x, ch, 1, strides), ch, 3), unit(unit(x, ch, 1, strides), ch, 5),
            unit(MaxPooling2D(3, 1, padding="same")(x), ch, 1, strides)]


def pairs(parts):
    return layers.concatenate([layers.concatenate(parts[:2]), layers.concatenate(parts[2:])])


class Mean(layers.Layer):
    def __init__(self, mean):
        super().__init__()
        self.mean = mean

    def call(self, x):
        return self.mean(x)


def Inception10_pairs():
    return inception(branches, GlobalAveragePooling2D(), pairs)


def Inception10_mean_twice():
    return inception(branches, Mean(lambda x: tf.reduce_mean(tf.reduce_mean(x, 1), 1)))


def Inception10_mean_of_pixels():
    return inception(branches, Mean(lambda x: tf.reduce_mean(tf.reshape(x, (-1, 64, 128)), axis=1)))


def Inception10_sum():
    return inception(branches, Mean(lambda x: ops.sum(x, axis=(1, 2)) / (x.shape[1] * x.shape[2])))


def Inception10_keepdims():
    return inception(branches, Mean(lambda x: tf.squeeze(tf.reduce_mean(x, [1, 2], keepdims=True), [1, 2])))


def Inception10_whole_window():
    return inception(branches, Mean(lambda x: Flatten()(tf.nn.avg_pool2d(x, 8, 8, "SAME"))))


def Inception10_one_dimension():
    return inception(branches, Mean(lambda x: layers.GlobalAveragePooling1D()(Reshape((-1, 128))(x))))


def subsampled(x, ch, strides):
    """The strides apart from the 1x1 convolutions, and those as dense layers over the channels."""
    def one(x):
        x = Lambda(lambda t: t[:, ::strides, ::strides, :])(x) if strides > 1 else x
        return ReLU()(BatchNormalization()(Dense(ch)(x)))

    pooled = MaxPooling2D(3, strides=1, padding="same")(x)
    return [one(x), unit(one(x), ch, 3), unit(one(x), ch, 5), one(pooled)]


def Inception10_subsampled():
    return inception(subsampled, GlobalAveragePooling2D())


def strided_pool(x, ch, strides):
    """The fourth branch's strides in its pooling: a 1x1 convolution reads single pixels."""
    *others, _ = branches(x, ch, strides)
    return [*others, unit(MaxPooling2D(3, strides, padding="same")(x), ch)]


class Inception10_lists(keras.Model):
    """The names of branches come from a dictionary."""

    class Cell(layers.Layer):
        def __init__(self, ch, strides):
            super().__init__()
            self.branches = {
                "1x1": [(ch, 1, strides)], "2 three": [(ch, 1, strides), (ch, 3, 1)],
                "3 five": [(ch, 1, strides), (ch, 5, 1)], "4 pool": [MaxPooling2D(3, 1, "same"), (ch, 1, strides)],
            }
            self.branches = {name: [self.make(step) for step in steps] for name, steps in self.branches.items()}

        def make(self, step):
            if not isinstance(step, tuple):
                return step
            filters, size, strides = step
            return keras.Sequential([Conv2D(filters, size, strides, "same"), BatchNormalization(), ReLU()])

        def call(self, x, training=None):
            results = []
            for name in sorted(self.branches):
                y = x
                for step in self.branches[name]:
                    y = step(y, training=training) if isinstance(step, keras.Model) else step(y)
                results.append(y)
            return ops.concatenate(results, -1)

    def __init__(self, num_blocks=2, num_classes=10, init_ch=16):
        super().__init__()
        self.stem = keras.Sequential([Conv2D(init_ch, 3, padding="same"), BatchNormalization(), ReLU()])
        self.cells = [self.Cell(init_ch * 2**b, s) for b in range(num_blocks) for s in (2, 1)]
        self.pool, self.f = GlobalAveragePooling2D(keepdims=True), Conv2D(num_classes, 1)

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return tf.nn.softmax(tf.reshape(self.f(self.pool(x)), [-1, 10]))


# --- ResNet -------------------------------------------------------------------------------------------------------

def resnet(block, pool=GlobalAveragePooling2D(), regularizer="l2", head=None):
    image = Input((32, 32, 3))
    x = ReLU()(BatchNormalization()(Conv2D(64, 3, padding="same", use_bias=False)(image)))
    for group in range(4):
        for number in range(2):
            x = block(x, 64 * 2**group, 2 if group and not number else 1)
    x = pool(x)
    return keras.Model(image, head(x) if head else Dense(10, "softmax", kernel_regularizer=regularizer)(x))


def joined(join, project=None):
    def block(x, filters, strides):
        y = ReLU()(BatchNormalization()(Conv2D(filters, 3, strides, padding="same", use_bias=False)(x)))
        y = BatchNormalization()(Conv2D(filters, 3, padding="same", use_bias=False)(y))
        if strides > 1:
            x = project(x, filters) if project else BatchNormalization()(Conv2D(filters, 1, strides, use_bias=False)(x))
        return ReLU()(join(x, y))

    return block


class Sum(layers.Layer):
    def __init__(self, function):
        super().__init__()
        self.function = function

    def call(self, parts):
        return self.function(parts)


def ResNet18_python_sum():
    return resnet(joined(lambda x, y: Sum(sum)([y, x])), regularizer=regularizers.L1L2(0.0, 0.01))


def ResNet18_add_n():
    return resnet(joined(lambda x, y: Sum(tf.add_n)([y, x])), regularizer=regularizers.l1_l2(l1=0, l2=0.01))


def ResNet18_stack():
    return resnet(joined(lambda x, y: Sum(lambda parts: tf.reduce_sum(tf.stack(parts), 0))([x, y])))


def ResNet18_minus_minus():
    return resnet(joined(lambda x, y: Sum(lambda parts: parts[0] - (-parts[1]))([x, y])))


def subsampling(x, filters):
    """Every second pixel first, then a 1x1 convolution; or a pooling of one pixel."""
    return BatchNormalization()(Conv2D(filters, 1, use_bias=False)(MaxPooling2D(1, 2)(x)))


def averaging(x, filters):
    return BatchNormalization()(Dense(filters, use_bias=False)(AveragePooling2D(1, strides=2)(x)))


def ResNet18_subsampling():
    return resnet(joined(lambda x, y: Add()([x, y]), subsampling))


def ResNet18_averaging():
    return resnet(joined(lambda x, y: x + y, averaging), AveragePooling2D(4), head=lambda x: Dense(
        10, "softmax", kernel_regularizer=regularizers.l2(0.01))(Flatten()(x)))


class Classifier(layers.Layer):
    """A dense layer by hand, with its regulariser."""

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], 10), regularizer=regularizers.L2(0.01))
        self.b = self.add_weight(shape=(10,), initializer="zeros")

    def call(self, x):
        return tf.nn.softmax(x @ self.w + self.b)


def ResNet18_own_classifier():
    return resnet(joined(lambda x, y: layers.add([y, x])), head=Classifier())


class ResNet18_shortcut_function(keras.Model):
    """The shortcut is a function, an identity where nothing is to be done."""

    class Block(keras.Model):
        def __init__(self, filters, strides):
            super().__init__()
            self.residual = keras.Sequential([
                Conv2D(filters, 3, strides, "same", use_bias=False), BatchNormalization(), ReLU(),
                Conv2D(filters, 3, 1, "same", use_bias=False), BatchNormalization()])
            self.shortcut = (lambda x, training: x) if strides == 1 else keras.Sequential(
                [Conv2D(filters, 1, strides, "same", use_bias=False), BatchNormalization()])

        def call(self, x, training=None):
            y = self.residual(x, training=training)
            y += self.shortcut(x, training=training)
            return tf.nn.relu(y)

    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.stem = keras.Sequential([Conv2D(initial_filters, 3, 1, "same", use_bias=False), BatchNormalization(), ReLU()])
        self.stages = keras.Sequential([
            self.Block(initial_filters * 2**stage, 2 if stage and not i else 1)
            for stage, count in enumerate(block_list) for i in range(count)])
        self.dense = Dense(10, activation="softmax", kernel_regularizer=keras.regularizers.l2())

    def call(self, x, training=None):
        x = self.stages(self.stem(x, training=training), training=training)
        return self.dense(ops.mean(x, axis=(1, 2)))
