"""The same networks in the styles that Keras itself offers."""
import functools

import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import Model, Sequential, layers
from tensorflow.keras.layers import *


# --- Sequential -------------------------------------------------------------------------------------------------

LeNet5_sequential_add = Sequential(name="lenet 5")
LeNet5_sequential_add.add(Conv2D(6, kernel_size=(5, 5), activation="sigmoid", input_shape=(32, 32, 3)))
LeNet5_sequential_add.add(MaxPool2D(pool_size=(2, 2), strides=2))
LeNet5_sequential_add.add(Conv2D(16, kernel_size=(5, 5), activation=tf.nn.sigmoid))
LeNet5_sequential_add.add(MaxPooling2D((2, 2), 2))
LeNet5_sequential_add.add(Flatten())
LeNet5_sequential_add.add(Dense(120, activation="sigmoid"))
LeNet5_sequential_add.add(Dense(84, activation=keras.activations.sigmoid))
LeNet5_sequential_add.add(Dense(10, activation=tf.nn.softmax))


def Baseline_sequential_in_sequential():
    features = Sequential([
        Convolution2D(6, 5, padding="SAME"),
        BatchNormalization(),
        ReLU(),
        MaxPool2D(padding="same"),
        Dropout(0.2),
    ])
    classifier = Sequential([Flatten(), Dense(128, activation="relu"), Dropout(0.2), Dense(10, activation="softmax")])
    return Sequential([features, classifier])


class Baseline_sequential_inside(Model):
    """A class that only holds a Sequential."""

    def __init__(self):
        super().__init__()
        self.net = tf.keras.Sequential()
        for layer in (Conv2D(6, 5, padding="same"), BatchNormalization(), Activation("relu"), MaxPool2D(2, 2, "same"),
                      Dropout(0.2), Flatten(), Dense(128), Activation(tf.nn.relu), Dropout(0.2), Dense(10), Softmax()):
            self.net.add(layer)

    def call(self, inputs, training=False):
        return self.net(inputs, training=training)


class Baseline_is_a_sequential(Sequential):
    """A class that is a Sequential and adds to itself."""

    def __init__(self, classes=10):
        super().__init__()
        self.add(Input((32, 32, 3)))
        self.add(Conv2D(6, 5, padding="same"))
        self.add(BatchNormalization())
        self.add(Activation(keras.activations.relu))
        self.add(MaxPooling2D(padding="same"))
        self.add(Dropout(rate=0.2))
        self.add(Flatten())
        self.add(Dense(128, "relu"))
        self.add(Dropout(rate=0.2))
        self.add(Dense(classes, "softmax"))


# --- Functional -------------------------------------------------------------------------------------------------

def Baseline_functional(input_shape=(32, 32, 3), num_classes=10):
    inputs = Input(shape=input_shape)
    x = Conv2D(6, (5, 5), padding="same", kernel_initializer="he_normal", bias_initializer="ones")(inputs)
    x = BatchNormalization(axis=3)(x)
    x = keras.ops.relu(x)
    x = MaxPooling2D((2, 2), padding="same")(x)
    x = Dropout(0.2)(x)
    x = Flatten()(x)
    x = Dense(128)(x)
    x = keras.activations.relu(x)
    x = Dropout(0.2)(x)
    outputs = Dense(num_classes, activation="softmax", kernel_initializer=keras.initializers.RandomNormal(stddev=0.01))(x)
    return Model(inputs=inputs, outputs=outputs, name="基线网络")


class LeNet5_functional_in_a_class:
    """Not a model itself: it makes one, and is called like one."""

    def __init__(self):
        image = keras.Input((32, 32, 3), name="图像")
        x = layers.Conv2D(6, 5, activation="sigmoid", name="卷积层一")(image)
        x = layers.MaxPool2D(name="池化层一")(x)
        x = layers.Conv2D(16, 5, activation="sigmoid", name="卷积层二")(x)
        x = layers.MaxPool2D(name="池化层二")(x)
        x = layers.Flatten()(x)
        for number, units in enumerate((120, 84)):
            x = layers.Dense(units, activation="sigmoid", name=f"全连接层{number}")(x)
        self.model = keras.Model(image, layers.Dense(10, activation="softmax")(x))

    def __call__(self, x, training=False):
        return self.model(x, training=training)


class LeNet5_functional_subclass(keras.Model):
    """super().__init__(inputs=..., outputs=...) makes the class itself a functional model."""

    def __init__(self, **kwargs):
        image = keras.Input((32, 32, 3))
        x = layers.Conv2D(6, 5, activation="sigmoid")(image)
        x = layers.MaxPool2D()(x)
        x = layers.Conv2D(16, 5, activation="sigmoid")(x)
        x = layers.MaxPool2D()(x)
        x = layers.Flatten()(x)
        x = layers.Dense(120, activation="sigmoid")(x)
        x = layers.Dense(84, activation="sigmoid")(x)
        super().__init__(inputs=image, outputs=layers.Dense(10, activation="softmax")(x), **kwargs)


def LeNet5_in_a_tuple():
    """The builder returns the model and its base."""
    inputs = keras.Input((32, 32, 3))
    base = keras.Sequential([layers.Conv2D(6, 5, activation="sigmoid"), layers.MaxPool2D(),
                             layers.Conv2D(16, 5, activation="sigmoid"), layers.MaxPool2D(), layers.Flatten()])
    x = base(inputs)
    x = layers.Dense(84, activation="sigmoid")(layers.Dense(120, activation="sigmoid")(x))
    model = keras.Model(inputs, layers.Dense(10, activation="softmax")(x))
    return model, base


# --- Subclassed -------------------------------------------------------------------------------------------------

class Baseline_without_training(Model):
    def __init__(self):
        super(Baseline_without_training, self).__init__()
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
        x = self.c1(x)
        x = self.b1(x)
        x = self.a1(x)
        x = self.p1(x)
        x = self.d1(x)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x)
        y = self.f2(x)
        return y


class Baseline_backwards(keras.Model):
    """Layers are created in another order than they are called in."""

    def __init__(self):
        super().__init__()
        self.out = Dense(10, activation="softmax")
        self.drop = Dropout(0.2)
        self.fc = Dense(128, activation="relu")
        self.pool = MaxPool2D(2, 2, "same")
        self.bn = BatchNormalization()
        self.conv = Conv2D(6, 5, padding="same")

    def call(self, x, training=None, mask=None):
        x = tf.nn.relu(self.bn(self.conv(x), training=training))
        x = self.drop(self.pool(x), training=training)
        x = tf.reshape(x, [-1, 16 * 16 * 6])
        return self.out(self.drop(self.fc(x), training=training))


class Baseline_in_a_dictionary(keras.Model):
    def __init__(self):
        super().__init__()
        self.parts = {
            "conv": Conv2D(6, 5, padding="same"), "norm": BatchNormalization(), "pool": MaxPool2D(2, 2, "same"),
            "hidden": [Dense(128, "relu"), Dropout(0.2)], "out": Dense(10, "softmax"),
        }
        self.drop = Dropout(.2)

    def call(self, x, training=None):
        x = keras.ops.relu(self.parts["norm"](self.parts["conv"](x), training=training))
        x = keras.ops.reshape(self.drop(self.parts["pool"](x), training=training), (keras.ops.shape(x)[0], -1))
        for layer in self.parts["hidden"]:
            x = layer(x)
        return self.parts["out"](x)


class LeNet5_setattr(keras.Model):
    """Layers set under numbered names in a loop."""

    def __init__(self, widths=(6, 16), units=(120, 84)):
        super().__init__()
        self.depth, self.width = len(widths), len(units)
        for i, filters in enumerate(widths):
            setattr(self, f"conv{i}", Conv2D(filters, 5))
        for i, n in enumerate(units):
            setattr(self, "fc%d" % i, Dense(n))
        self.head = Dense(10)

    def call(self, x):
        for i in range(self.depth):
            x = tf.sigmoid(getattr(self, f"conv{i}")(x))
            x = tf.nn.max_pool2d(x, 2, 2, "VALID")
        x = tf.keras.layers.Flatten()(x)
        for i in range(self.width):
            x = tf.math.sigmoid(getattr(self, "fc%d" % i)(x))
        return tf.nn.softmax(self.head(x))


class LeNet5_list(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = []
        for filters in [6, 16]:
            self.blocks.append([Conv2D(filters, 5, activation="sigmoid"), MaxPool2D()])
        self.classifier = [Flatten()] + [Dense(n, activation="sigmoid") for n in (120, 84)] + [Dense(10, "softmax")]

    def call(self, x):
        for block in self.blocks:
            for layer in block:
                x = layer(x)
        for layer in self.classifier:
            x = layer(x)
        return x


class ConvBlock(keras.layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__()
        self.conv = Conv2D(filters, **kwargs)
        self.pool = MaxPool2D()

    def call(self, x):
        return self.pool(keras.ops.sigmoid(self.conv(x)))


class Feature(keras.Model):
    def __init__(self):
        super().__init__()
        self.first, self.second = ConvBlock(6, kernel_size=5), ConvBlock(16, kernel_size=5)

    def call(self, x):
        return self.second(self.first(x))


class LeNet5_nested(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = Feature()
        self.classifier = Sequential([Flatten(), Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")])

    def call(self, inputs):
        return self.classifier(self.features(inputs))


class Base(keras.Model):
    def __init__(self, widths):
        super().__init__()
        self.convs = [Conv2D(n, 5, activation="sigmoid") for n in widths]
        self.pool = MaxPool2D()

    def call(self, x):
        for conv in self.convs:
            x = self.pool(conv(x))
        return x


class LeNet5_super_call(Base):
    """Its call begins with the call of what it inherits from."""

    def __init__(self):
        super().__init__((6, 16))
        self.fc = [Dense(120, "sigmoid"), Dense(84, "sigmoid"), Dense(10, "softmax")]
        self.flat = Flatten()

    def call(self, x):
        x = self.flat(super().call(x))
        for layer in self.fc:
            x = layer(x)
        return x


# --- Partials, builders, lambdas --------------------------------------------------------------------------------

SigmoidConv = functools.partial(Conv2D, kernel_size=5, strides=1, padding="valid", activation="sigmoid")
SigmoidDense = functools.partial(Dense, activation="sigmoid")


def LeNet5_partial():
    return Sequential([SigmoidConv(6), MaxPool2D(), SigmoidConv(filters=16), MaxPool2D(), Flatten(), SigmoidDense(120),
                       SigmoidDense(84), Dense(10, activation="softmax")])


def conv_unit(filters, kernel_size, **kwargs):
    def apply(x):
        x = Conv2D(filters, kernel_size, **kwargs)(x)
        x = BatchNormalization()(x)
        return Activation("relu")(x)

    return apply


def compose(*functions):
    return functools.reduce(lambda f, g: lambda x: g(f(x)), functions)


def Baseline_composed():
    inputs = Input((32, 32, 3))
    net = compose(conv_unit(6, 5, padding="same"), MaxPool2D(2, padding="same"), Dropout(0.2), Flatten(),
                  Dense(128, "relu"), Dropout(0.2), Dense(10, "softmax"))
    return Model(inputs, net(inputs))


def Baseline_lambdas():
    return Sequential([
        Input((32, 32, 3)),
        Lambda(lambda x: tf.pad(x, [[0, 0], [2, 2], [2, 2], [0, 0]])),
        Conv2D(6, 5),
        BatchNormalization(),
        Lambda(tf.nn.relu),
        Lambda(lambda x: tf.nn.max_pool2d(x, ksize=2, strides=2, padding="SAME")),
        Dropout(0.2),
        Lambda(lambda x: tf.reshape(x, (-1, 1536))),
        Dense(128),
        Lambda(lambda t: tf.maximum(t, 0.0)),
        Dropout(0.2),
        Dense(10),
        Lambda(lambda t: tf.nn.softmax(t, axis=-1)),
    ])


# --- tf.function ------------------------------------------------------------------------------------------------

class Baseline_tf_function(Model):
    def __init__(self):
        super().__init__()
        self.c1, self.b1, self.p1 = Conv2D(6, 5, padding="same"), BatchNormalization(), MaxPool2D(2, 2, "same")
        self.d1, self.f1, self.d2, self.f2 = Dropout(0.2), Dense(128, "relu"), Dropout(0.2), Dense(10)

    @tf.function
    def features(self, x, training):
        @tf.function
        def activate(y):
            return tf.nn.relu(y)

        return self.d1(self.p1(activate(self.b1(self.c1(x), training=training))), training=training)

    @tf.function
    def call(self, x, training=False):
        x = self.features(x, training)
        x = tf.reshape(x, (tf.shape(x)[0], -1))
        return tf.nn.softmax(self.f2(self.d2(self.f1(x), training=training)))


@tf.function(jit_compile=False)
def squash(x):
    return 1.0 / (1.0 + tf.exp(-x))


class LeNet5_tf_function_helper(Model):
    def __init__(self):
        super().__init__()
        self.c = [Conv2D(6, 5), Conv2D(16, 5)]
        self.f = [Dense(120), Dense(84)]
        self.o = Dense(10, activation="softmax")
        self.p = MaxPool2D(2, 2)

    def call(self, x):
        for c in self.c:
            x = self.p(squash(c(x)))
        x = Flatten()(x)
        for f in self.f:
            x = squash(f(x))
        return self.o(x)
