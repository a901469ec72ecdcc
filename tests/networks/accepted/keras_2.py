"""Networks for tf_keras, by its own name."""
import tf_keras
from tf_keras import Model, Sequential, layers, models
from tf_keras.layers import *
import tensorflow as tf

LeNet5_sequential = models.Sequential([
    layers.Conv2D(6, (5, 5), activation="sigmoid", input_shape=(32, 32, 3)), layers.MaxPool2D(),
    layers.Conv2D(16, (5, 5), activation=tf.nn.sigmoid), layers.MaxPooling2D((2, 2)),
    layers.Flatten(), layers.Dense(120, activation="sigmoid"), layers.Dense(84, activation="sigmoid"),
    layers.Dense(10, activation="softmax")])


class Baseline_class(Model):
    def __init__(self):
        super(Baseline_class, self).__init__()
        self.c1 = Conv2D(filters=6, kernel_size=(5, 5), padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(pool_size=(2, 2), strides=2, padding='same')
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.d1(self.p1(self.a1(self.b1(self.c1(x)))))
        x = self.d2(self.f1(self.flatten(x)))
        y = self.f2(x)
        return y


def Baseline_functional():
    inputs = tf_keras.Input((32, 32, 3))
    x = ZeroPadding2D(2)(inputs)
    x = Conv2D(6, 5)(x)
    x = tf_keras.layers.experimental.SyncBatchNormalization()(x)
    x = tf.nn.relu(x)
    x = tf.nn.max_pool2d(x, 2, 2, "SAME")
    x = Dropout(0.2)(x)
    x = tf.reshape(x, [-1, 16 * 16 * 6])
    x = ReLU()(Dense(128)(x))
    x = Dropout(0.2)(x)
    return tf_keras.Model(inputs, Softmax()(Dense(10)(x)))


class Block(tf_keras.layers.Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv, self.pool = Conv2D(filters, 5, activation="sigmoid"), MaxPool2D()

    def call(self, x):
        return self.pool(self.conv(x))


class MyDense(tf_keras.layers.Layer):
    def __init__(self, units, activation=tf.sigmoid):
        super().__init__()
        self.units, self.activation = units, activation

    def build(self, shape):
        self.w = self.add_weight("w", shape=(shape[-1], self.units))
        self.b = self.add_weight("b", shape=(self.units,), initializer="zeros")

    def call(self, x):
        return self.activation(tf.matmul(x, self.w) + self.b)


class LeNet5_nested(tf_keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [Block(6), Block(16)]
        self.head = {"a": MyDense(120), "b": MyDense(84), "c": MyDense(10, tf.nn.softmax)}

    @tf.function
    def call(self, x, training=False):
        for block in self.blocks:
            x = block(x)
        x = tf.reshape(x, (tf.shape(x)[0], -1))
        for name in "abc":
            x = self.head[name](x)
        return x


class LeNet5_variables(tf_keras.Model):
    """tf.Variable in a Keras 2 model: it keeps track of them."""

    def __init__(self):
        super().__init__()
        init = tf.initializers.GlorotUniform()
        self.w1, self.b1 = tf.Variable(init((5, 5, 3, 6))), tf.Variable(tf.zeros(6))
        self.w2, self.b2 = tf.Variable(init((5, 5, 6, 16))), tf.Variable(tf.zeros(16))
        self.d = [MyDense(120), MyDense(84), MyDense(10, tf.nn.softmax)]

    def call(self, x):
        x = tf.nn.max_pool2d(tf.sigmoid(tf.nn.conv2d(x, self.w1, 1, "VALID") + self.b1), 2, 2, "VALID")
        x = tf.nn.max_pool2d(tf.sigmoid(tf.nn.conv2d(x, self.w2, 1, "VALID") + self.b2), 2, 2, "VALID")
        x = tf.reshape(x, (-1, 400))
        for layer in self.d:
            x = layer(x)
        return x


def Inception10_functional(num_blocks=2, num_classes=10, init_ch=16):
    def cbr(x, ch, k=1, s=1):
        return Activation("relu")(BatchNormalization()(Conv2D(ch, k, s, padding="same")(x)))

    image = tf_keras.Input((32, 32, 3))
    x = cbr(image, init_ch, 3)
    for b in range(num_blocks):
        for s in (2, 1):
            ch = init_ch * 2**b
            x = tf.concat([cbr(x, ch, 1, s), cbr(cbr(x, ch, 1, s), ch, 3), cbr(cbr(x, ch, 1, s), ch, 5),
                           cbr(MaxPool2D(3, 1, "same")(x), ch, 1, s)], axis=3)
    return Model(image, Dense(num_classes, activation="softmax")(GlobalAveragePooling2D()(x)))


class Residual(Model):
    def __init__(self, filters, strides=1):
        super().__init__()
        self.c1 = Conv2D(filters, (3, 3), strides=strides, padding="same", use_bias=False)
        self.c2 = Conv2D(filters, (3, 3), padding="same", use_bias=False)
        self.b1, self.b2 = BatchNormalization(), BatchNormalization()
        self.down = Sequential([Conv2D(filters, 1, strides, use_bias=False), BatchNormalization()]) if strides > 1 else None

    def call(self, x):
        y = self.b2(self.c2(tf.nn.relu(self.b1(self.c1(x)))))
        return tf.nn.relu(y + (x if self.down is None else self.down(x)))


class ResNet18_class(Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.stem = Sequential([Conv2D(initial_filters, 3, padding="same", use_bias=False), BatchNormalization(), ReLU()])
        self.blocks = Sequential()
        for group, n in enumerate(block_list):
            for i in range(n):
                self.blocks.add(Residual(initial_filters * 2**group, 2 if group and not i else 1))
        self.pool = GlobalAveragePooling2D()
        self.f = Dense(10, activation="softmax", kernel_regularizer=tf_keras.regularizers.l2())

    def call(self, x):
        return self.f(self.pool(self.blocks(self.stem(x))))
