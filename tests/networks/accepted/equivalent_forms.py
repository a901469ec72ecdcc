"""Other ways to say the same function with the same weights."""
import keras
import tensorflow as tf
from keras import layers, ops
from keras.layers import (Activation, Add, AveragePooling2D, BatchNormalization, Concatenate, Conv2D, Dense, Dropout,
                          Flatten, GlobalAveragePooling2D, Input, MaxPooling2D, Permute, ReLU, Reshape, ZeroPadding2D)


# --- LeNet-5 ----------------------------------------------------------------------------------------------------

def LeNet5_pool_before_activation():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5), MaxPooling2D(), Activation("sigmoid"), Conv2D(16, 5),
                             MaxPooling2D(), Activation("sigmoid"), Flatten(), Dense(120), Activation("sigmoid"),
                             Dense(84), Activation("sigmoid"), Dense(10), Activation("softmax")])


def LeNet5_pool_same_on_even_maps():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(padding="same"),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(padding="same"), Flatten(),
                             Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")])


def LeNet5_convolutions_for_dense():
    """C5 as LeCun wrote it: 120 kernels over the whole map; then 1x1 convolutions."""
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(), Conv2D(120, 5, activation="sigmoid"),
                             Conv2D(84, 1, activation="sigmoid"), Conv2D(10, 1), Flatten(), layers.Softmax()])


def LeNet5_convolution_then_flatten():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(), Conv2D(120, 5, activation="sigmoid"),
                             Flatten(), Dense(84, "sigmoid"), Dense(10, "softmax")])


def LeNet5_reshape():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(), Reshape((400,)),
                             Dense(120, "sigmoid"), Reshape((1, 1, 120)), Conv2D(84, 1, activation="sigmoid"),
                             Reshape((-1,)), Dense(10, "softmax")])


def LeNet5_sigmoid_after_flatten():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(), Conv2D(16, 5),
                             MaxPooling2D(), Flatten(), Activation("sigmoid"), Dense(120, "sigmoid"),
                             Dense(84, "sigmoid"), Dense(10, "softmax")])


def LeNet5_identities():
    """Layers that do nothing."""
    return keras.Sequential([Input((32, 32, 3)), layers.Identity(), Conv2D(6, 5, activation="linear"),
                             Activation("sigmoid"), Activation("linear"), MaxPooling2D(), Dropout(0.0),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(), MaxPooling2D(1), Flatten(), Flatten(),
                             Dense(120, "sigmoid"), layers.Lambda(lambda x: x), Dense(84, "sigmoid"),
                             ZeroPadding2D(0) if False else layers.Identity(), Dense(10, "softmax")])


class LeNet5_channels_first(keras.Model):
    """Computes in NCHW and says so by transposing there and back."""

    def __init__(self):
        super().__init__()
        self.c1, self.c2 = Conv2D(6, 5, activation="sigmoid"), Conv2D(16, 5, activation="sigmoid")
        self.p = MaxPooling2D()
        self.f1, self.f2, self.f3 = Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")

    def call(self, x):
        x = tf.transpose(x, [0, 3, 1, 2])
        x = tf.transpose(x, [0, 2, 3, 1])
        x = self.p(self.c2(self.p(self.c1(x))))
        x = ops.transpose(ops.transpose(x, (0, 3, 1, 2)), (0, 2, 3, 1))
        return self.f3(self.f2(self.f1(Flatten()(x))))


def LeNet5_permute_and_back():
    return keras.Sequential([Input((32, 32, 3)), Permute((3, 1, 2)), Permute((2, 3, 1)),
                             Conv2D(6, 5, activation="sigmoid"), MaxPooling2D(),
                             Conv2D(16, 5, activation="sigmoid"), MaxPooling2D(), Flatten(),
                             Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")])


class LeNet5_products(keras.Model):
    """Dense layers as products of all kinds."""

    def __init__(self):
        super().__init__()
        self.c1, self.c2 = Conv2D(6, 5, activation="sigmoid"), Conv2D(16, 5, activation="sigmoid")
        self.w1 = self.add_weight(shape=(5, 5, 16, 120), initializer="glorot_uniform")
        self.b1 = self.add_weight(shape=(120,), initializer="zeros")
        self.w2 = self.add_weight(shape=(84, 120), initializer="glorot_uniform")
        self.b2 = self.add_weight(shape=(1, 84), initializer="zeros")
        self.w3 = self.add_weight(shape=(84, 10), initializer="glorot_uniform")
        self.b3 = self.add_weight(shape=(10,), initializer="zeros")

    def call(self, x):
        x = tf.nn.max_pool2d(self.c1(x), 2, 2, "VALID")
        x = tf.nn.max_pool2d(self.c2(x), 2, 2, "VALID")
        x = tf.sigmoid(tf.tensordot(x, self.w1, axes=[[1, 2, 3], [0, 1, 2]]) + self.b1)
        x = tf.sigmoid(tf.matmul(x, self.w2, transpose_b=True) + self.b2)
        return tf.nn.softmax(tf.einsum("ij,jk->ik", x, self.w3) + self.b3)


class LeNet5_einsum_over_the_map(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = Conv2D(6, 5, activation="sigmoid"), Conv2D(16, 5, activation="sigmoid")
        self.w1 = self.add_weight(shape=(5, 5, 16, 120), initializer="glorot_uniform")
        self.b1 = self.add_weight(shape=(120,), initializer="zeros")
        self.f2 = layers.EinsumDense("ab,bc->ac", output_shape=84, bias_axes="c", activation="sigmoid")
        self.w3 = self.add_weight(shape=(10, 84), initializer="glorot_uniform")
        self.b3 = self.add_weight(shape=(10,), initializer="zeros")

    def call(self, x):
        x = ops.max_pool(self.c1(x), 2, 2)
        x = ops.max_pool(self.c2(x), (2, 2), (2, 2), padding="valid")
        x = ops.sigmoid(ops.einsum("bhwc,hwcu->bu", x, self.w1) + self.b1)
        x = self.f2(x)
        return ops.softmax(ops.matmul(x, ops.transpose(self.w3)) + self.b3)


class LeNet5_keras_ops(keras.Model):
    def __init__(self):
        super().__init__()
        init = "glorot_uniform"
        self.k1, self.k1b = self.add_weight(shape=(5, 5, 3, 6), initializer=init), self.add_weight(shape=(6,))
        self.k2, self.k2b = self.add_weight(shape=(5, 5, 6, 16), initializer=init), self.add_weight(shape=(16,))
        self.w = [self.add_weight(shape=s, initializer=init) for s in ((400, 120), (120, 84), (84, 10))]
        self.b = [self.add_weight(shape=(n,), initializer="zeros") for n in (120, 84, 10)]

    def call(self, x):
        x = ops.sigmoid(ops.conv(x, self.k1, strides=1, padding="valid") + self.k1b)
        x = ops.max_pool(x, 2, strides=2)
        x = ops.sigmoid(ops.add(ops.conv(x, self.k2), self.k2b))
        x = ops.max_pool(x, (2, 2))
        x = ops.reshape(x, (-1, 400))
        x = ops.sigmoid(ops.dot(x, self.w[0]) + self.b[0])
        x = ops.sigmoid(ops.tensordot(x, self.w[1], 1) + self.b[1])
        return ops.softmax(ops.add(ops.matmul(x, self.w[2]), self.b[2]), axis=-1)


# --- Baseline ---------------------------------------------------------------------------------------------------

def Baseline_padding_layer():
    i = Input((32, 32, 3))
    x = ZeroPadding2D(((2, 2), (2, 2)))(i)
    x = Conv2D(6, 5, padding="valid")(x)
    x = BatchNormalization()(x)
    x = ReLU()(x)
    x = MaxPooling2D(2, 2, padding="valid")(x)
    x = Dropout(0.2)(x)
    x = Reshape((-1,))(x)
    x = Dense(128)(x)
    x = Dropout(0.2)(x)
    x = ReLU()(x)
    return keras.Model(i, layers.Softmax()(Dense(10)(x)))


def Baseline_relu_twice_and_late():
    i = Input((32, 32, 3))
    x = Conv2D(6, 5, padding="same")(i)
    x = BatchNormalization()(x)
    x = MaxPooling2D(2, padding="same")(x)
    x = Dropout(0.2)(x)
    x = ReLU()(ReLU()(x))
    x = Dropout(0.2)(Dense(128, "relu")(Flatten()(x)))
    return keras.Model(i, Dense(10, "softmax")(x))


class Baseline_pad_explicit(keras.Model):
    def __init__(self):
        super().__init__()
        self.k = self.add_weight(shape=(5, 5, 3, 6), initializer="he_uniform")
        self.kb = self.add_weight(shape=(6,), initializer="zeros")
        self.bn = BatchNormalization()
        self.f1, self.f2, self.drop = Conv2D(128, 1, activation="relu"), Dense(10, "softmax"), Dropout(0.2)

    def call(self, x, training=None):
        x = tf.nn.conv2d(x, self.k, 1, padding=[[0, 0], [2, 2], [2, 2], [0, 0]]) + self.kb
        x = self.bn(x, training=training)
        x = tf.math.maximum(x, 0)
        x = self.drop(tf.nn.max_pool(x, 2, 2, "VALID"), training=training)
        x = tf.reshape(x, (-1, 1, 1, 1536))
        x = tf.squeeze(self.drop(self.f1(x), training=training), [1, 2])
        return self.f2(x)


class Baseline_ops(keras.Model):
    """keras.ops all over, batch normalisation too."""

    def __init__(self):
        super().__init__()
        self.k = self.add_weight(shape=(5, 5, 3, 6), initializer="he_uniform")
        self.kb = self.add_weight(shape=(6,), initializer="zeros")
        self.gamma = self.add_weight(shape=(6,), initializer="ones")
        self.beta = self.add_weight(shape=(6,), initializer="zeros")
        self.mean = self.add_weight(shape=(6,), initializer="zeros", trainable=False)
        self.var = self.add_weight(shape=(6,), initializer="ones", trainable=False)
        self.seed = keras.random.SeedGenerator(1)
        self.f1, self.f2 = Dense(128), Dense(10)

    def call(self, x, training=False):
        x = ops.conv(x, self.k, padding="same") + self.kb
        if training:
            mean, var = ops.moments(x, axes=(0, 1, 2))
            self.mean.assign(self.mean * 0.99 + mean * 0.01)
            self.var.assign(self.var * 0.99 + var * 0.01)
        else:
            mean, var = self.mean, self.var
        x = ops.batch_normalization(x, mean, var, axis=-1, offset=self.beta, scale=self.gamma, epsilon=1e-3)
        x = ops.max_pool(ops.relu(x), 2, 2, padding="same")
        if training:
            x = keras.random.dropout(x, 0.2, seed=self.seed)
        x = ops.relu(self.f1(ops.reshape(x, (ops.shape(x)[0], 1536))))
        if training:
            x = keras.random.dropout(x, rate=0.2, seed=self.seed)
        return ops.softmax(self.f2(x))


def Baseline_synchronized():
    return keras.Sequential([Input((32, 32, 3)), Conv2D(6, 5, padding="same"), BatchNormalization(synchronized=True),
                             ReLU(), MaxPooling2D(padding="same"), Dropout(0.2, seed=1), Flatten(),
                             Dense(128, "relu"), Dropout(0.2, noise_shape=None), Dense(10, "softmax")])


class Baseline_training_by_position(keras.Model):
    """The mode is a decision of Python's."""

    def __init__(self):
        super().__init__()
        self.c, self.b, self.d = Conv2D(6, 5, padding="same"), BatchNormalization(momentum=.99, epsilon=.001), Dropout(.2)
        self.h, self.o = Dense(128, activation="relu"), Dense(10, activation="softmax")

    def call(self, x, training=None):
        if training is None:
            training = False
        y = self.b(self.c(x), training=training)
        y = tf.where(y > 0, y, tf.zeros_like(y))
        y = self.d(tf.nn.max_pool2d(y, 2, 2, "SAME"), training=training)
        y = self.h(tf.keras.layers.Flatten()(y))
        y = self.d(y, training=training)
        return self.o(y)


# --- ResNet-18 --------------------------------------------------------------------------------------------------

def ResNet18_functional(block_list=(2, 2, 2, 2), initial_filters=64):
    def block(x, filters, strides):
        y = ReLU()(BatchNormalization()(Conv2D(filters, 3, strides, padding="same", use_bias=False)(x)))
        y = BatchNormalization()(Conv2D(filters, 3, padding="same", use_bias=False)(y))
        if strides != 1:
            x = BatchNormalization()(Conv2D(filters, 1, strides, use_bias=False)(x))
        return ReLU()(layers.add([x, y]))

    image = Input((32, 32, 3))
    x = ReLU()(BatchNormalization()(Conv2D(initial_filters, 3, padding="same", use_bias=False)(image)))
    for group, blocks in enumerate(block_list):
        for number in range(blocks):
            x = block(x, initial_filters * 2**group, 2 if group and not number else 1)
    x = AveragePooling2D(4)(x)
    x = Flatten()(x)
    return keras.Model(image, Dense(10, "softmax", kernel_regularizer=keras.regularizers.l2())(x))


class Shortcut(layers.Layer):
    def __init__(self, filters, strides=1):
        super().__init__()
        self.project = None
        self.conv_b = Conv2D(filters, 3, padding="same", use_bias=False)
        self.conv_a = Conv2D(filters, 3, strides, padding="same", use_bias=False)
        self.norm_b, self.norm_a = BatchNormalization(), BatchNormalization()
        if strides > 1:
            self.project = keras.Sequential([Conv2D(filters, 1, strides, padding="same", use_bias=False),
                                             BatchNormalization()])

    def call(self, x, training=None):
        left = x if self.project is None else self.project(x, training=training)
        right = tf.nn.relu(self.norm_a(self.conv_a(x), training=training))
        right = self.norm_b(self.conv_b(right), training=training)
        return tf.nn.relu(right + left)


class ResNet18_layers(keras.Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.head = Dense(10, kernel_regularizer=keras.regularizers.L2(0.01))
        self.stem = [Conv2D(initial_filters, 3, padding="same", use_bias=False), BatchNormalization(), ReLU()]
        self.groups = {f"group{i}": [Shortcut(initial_filters << i, 2 if i and not j else 1) for j in range(n)]
                       for i, n in enumerate(block_list)}

    def call(self, x, training=None):
        for layer in self.stem:
            x = layer(x, training=training) if isinstance(layer, BatchNormalization) else layer(x)
        for name in sorted(self.groups):
            for block in self.groups[name]:
                x = block(x, training=training)
        x = tf.reduce_mean(x, axis=[1, 2])
        return tf.nn.softmax(self.head(x))


# --- Inception ---------------------------------------------------------------------------------------------------

def Inception10_functional(num_blocks=2, num_classes=10, init_ch=16):
    def cbr(x, ch, k=1, s=1):
        x = Conv2D(ch, k, s, padding="valid" if k == 1 else "same")(x)
        return Activation("relu")(BatchNormalization()(x))

    def cell(x, ch, s):
        one = cbr(x, ch, 1, s)
        three = cbr(cbr(x, ch, 1, s), ch, 3)
        five = cbr(cbr(x, ch, 1, s), ch, 5)
        pool = cbr(MaxPooling2D(3, 1, padding="same")(x), ch, 1, s)
        return Concatenate(axis=3)([one, three, five, pool])

    image = Input((32, 32, 3))
    x = cbr(image, init_ch, 3)
    for b in range(num_blocks):
        for c in range(2):
            x = cell(x, init_ch * 2**b, 2 if c == 0 else 1)
    return keras.Model(image, Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x)))


class CBR(keras.Model):
    def __init__(self, ch, size=3, strides=1, padding="same"):
        super().__init__()
        self.model = keras.Sequential([Conv2D(ch, size, strides, padding), BatchNormalization(), Activation("relu")])

    def call(self, x, training=None):
        return self.model(x, training=training)


class Cell(keras.Model):
    """The branches are joined in another order than the course's."""

    def __init__(self, ch, strides=1):
        super().__init__()
        self.pool, self.after_pool = MaxPooling2D(3, 1, padding="same"), CBR(ch, 1, strides)
        self.five = keras.Sequential([CBR(ch, 1, strides), CBR(ch, 5)])
        self.three = keras.Sequential([CBR(ch, 1, strides), CBR(ch, 3)])
        self.one = CBR(ch, 1, strides)

    def call(self, x, training=None):
        parts = [self.after_pool(self.pool(x), training=training), self.five(x, training=training),
                 self.three(x, training=training), self.one(x, training=training)]
        return tf.concat(parts, axis=-1)


class Inception10_permuted(keras.Model):
    def __init__(self, num_blocks=2, num_classes=10, init_ch=16, **kwargs):
        super().__init__(**kwargs)
        self.stem = CBR(init_ch)
        self.cells = [Cell(init_ch * 2**b, 2 - c) for b in range(num_blocks) for c in range(2)]
        self.pool, self.out = AveragePooling2D(8), Dense(num_classes, "softmax")

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.out(tf.squeeze(self.pool(x), axis=[1, 2]))
