"""Networks written with TensorFlow's own operations, without or beside Keras's layers."""
import numpy as np
import tensorflow as tf


def glorot(*shape):
    return tf.Variable(tf.keras.initializers.GlorotUniform()(shape))


# --- tf.Module --------------------------------------------------------------------------------------------------

class Conv(tf.Module):
    def __init__(self, inputs, filters, size, padding="VALID", name=None):
        super().__init__(name=name)
        self.w = glorot(size, size, inputs, filters)
        self.b = tf.Variable(tf.zeros([filters]), name="bias")
        self.padding = padding

    def __call__(self, x):
        return tf.nn.bias_add(tf.nn.conv2d(x, self.w, strides=[1, 1, 1, 1], padding=self.padding), self.b)


class Linear(tf.Module):
    def __init__(self, inputs, units):
        super().__init__()
        self.w, self.b = glorot(inputs, units), tf.Variable(tf.zeros(units))

    def __call__(self, x):
        return x @ self.w + self.b


class LeNet5_module(tf.Module):
    def __init__(self):
        super().__init__()
        self.c1, self.c2 = Conv(3, 6, 5), Conv(6, 16, 5)
        self.f1, self.f2, self.f3 = Linear(400, 120), Linear(120, 84), Linear(84, 10)

    @tf.function
    def __call__(self, x):
        x = tf.nn.max_pool2d(tf.nn.sigmoid(self.c1(x)), 2, 2, "VALID")
        x = tf.nn.max_pool2d(tf.nn.sigmoid(self.c2(x)), [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
        x = tf.reshape(x, [-1, 400])
        return tf.nn.softmax(self.f3(tf.sigmoid(self.f2(tf.sigmoid(self.f1(x))))))


class Norm(tf.Module):
    """Batch normalisation by hand: moments, and moving averages kept by hand."""

    def __init__(self, channels, momentum=0.99, epsilon=1e-3):
        super().__init__()
        self.gamma, self.beta = tf.Variable(tf.ones(channels)), tf.Variable(tf.zeros(channels))
        self.mean = tf.Variable(tf.zeros(channels), trainable=False)
        self.variance = tf.Variable(tf.ones(channels), trainable=False)
        self.momentum, self.epsilon = momentum, epsilon

    def __call__(self, x, training):
        if training:
            mean, variance = tf.nn.moments(x, axes=[0, 1, 2])
            self.mean.assign(self.momentum * self.mean + (1 - self.momentum) * mean)
            self.variance.assign(self.momentum * self.variance + (1 - self.momentum) * variance)
        else:
            mean, variance = self.mean, self.variance
        return tf.nn.batch_normalization(x, mean, variance, self.beta, self.gamma, self.epsilon)


class Baseline_module(tf.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = Conv(3, 6, 5, "SAME"), Norm(6)
        self.f1, self.f2 = Linear(1536, 128), Linear(128, 10)

    def __call__(self, x, training=False):
        x = tf.nn.relu(self.norm(self.conv(x), training))
        x = tf.nn.pool(x, window_shape=[2, 2], pooling_type="MAX", strides=[2, 2], padding="SAME")
        if training:
            x = tf.nn.dropout(x, rate=0.2)
        x = tf.reshape(x, [x.shape[0] if x.shape[0] else -1, 1536])
        x = tf.nn.relu(self.f1(x))
        if training:
            x = tf.nn.dropout(x, 0.2)
        return tf.nn.softmax(self.f2(x))


# --- custom layers with add_weight ------------------------------------------------------------------------------

class MyConv2D(tf.keras.layers.Layer):
    def __init__(self, filters, size, padding="VALID"):
        super().__init__()
        self.filters, self.size, self.padding = filters, size, padding

    def build(self, input_shape):
        self.kernel = self.add_weight(shape=(self.size, self.size, input_shape[-1], self.filters),
                                      initializer="glorot_uniform", trainable=True, name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, 1, self.padding) + self.bias


class MyDense(tf.keras.layers.Layer):
    def __init__(self, units, activation=None):
        super().__init__()
        self.units, self.activation = units, tf.keras.activations.get(activation)

    def build(self, input_shape):
        self.w = self.add_weight(shape=(input_shape[-1], self.units), initializer="random_normal")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros")
        super().build(input_shape)

    def call(self, inputs):
        return self.activation(tf.matmul(inputs, self.w) + self.b)


class MyBatchNorm(tf.keras.layers.Layer):
    def build(self, shape):
        c = shape[-1]
        self.gamma = self.add_weight(shape=(c,), initializer="ones", name="gamma")
        self.beta = self.add_weight(shape=(c,), initializer="zeros", name="beta")
        self.moving_mean = self.add_weight(shape=(c,), initializer="zeros", trainable=False, name="mean")
        self.moving_var = self.add_weight(shape=(c,), initializer="ones", trainable=False, name="var")

    def call(self, x, training=False):
        if training:
            mean = tf.reduce_mean(x, [0, 1, 2])
            var = tf.reduce_mean(tf.square(x - mean), [0, 1, 2])
            self.moving_mean.assign_sub((self.moving_mean - mean) * 0.01)
            self.moving_var.assign_sub((self.moving_var - var) * (1 - 0.99))
        else:
            mean, var = self.moving_mean, self.moving_var
        return self.gamma * (x - mean) / tf.sqrt(var + 0.001) + self.beta


class Baseline_own_layers(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c, self.b = MyConv2D(6, 5, "SAME"), MyBatchNorm()
        self.f1, self.f2 = MyDense(128, "relu"), MyDense(10, "softmax")
        self.d1, self.d2 = tf.keras.layers.Dropout(0.2), tf.keras.layers.Dropout(0.2)

    def call(self, x, training=False):
        x = tf.nn.relu(self.b(self.c(x), training=training))
        x = tf.nn.max_pool(x, 2, 2, "SAME")
        x = self.d1(x, training=training)
        x = tf.keras.layers.Flatten()(x)
        return self.f2(self.d2(self.f1(x), training=training))


class LeNet5_own_layers(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.net = [MyConv2D(6, 5), MyConv2D(16, 5), MyDense(120, "sigmoid"), MyDense(84, "sigmoid"), MyDense(10)]

    def call(self, x):
        for conv in self.net[:2]:
            x = tf.nn.max_pool2d(tf.nn.sigmoid(conv(x)), 2, 2, "VALID")
        x = tf.reshape(x, (-1, x.shape[1] * x.shape[2] * x.shape[3]))
        for dense in self.net[2:]:
            x = dense(x)
        return tf.nn.softmax(x)


# --- raw variables in a Keras model -----------------------------------------------------------------------------

class LeNet5_add_weight(tf.keras.Model):
    """All the weights belong to the model itself."""

    def __init__(self):
        super().__init__()
        self.w1 = self.add_weight(shape=(5, 5, 3, 6), initializer="glorot_uniform", name="w1")
        self.b1 = self.add_weight(shape=(6,), initializer="zeros", name="b1")
        self.w2 = self.add_weight(shape=(5, 5, 6, 16), initializer="glorot_uniform", name="w2")
        self.b2 = self.add_weight(shape=(16,), initializer="zeros", name="b2")
        self.dense = [(self.add_weight(shape=(m, n), initializer="glorot_uniform", name=f"w_{m}"),
                       self.add_weight(shape=(n,), initializer="zeros", name=f"b_{m}"))
                      for m, n in ((400, 120), (120, 84), (84, 10))]

    def call(self, x):
        x = tf.sigmoid(tf.nn.bias_add(tf.nn.conv2d(x, self.w1, [1, 1, 1, 1], "VALID"), self.b1))
        x = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
        x = tf.sigmoid(tf.add(tf.nn.convolution(x, self.w2), self.b2))
        x = tf.nn.max_pool(x, [1, 2, 2, 1], [1, 2, 2, 1], "VALID")
        x = tf.reshape(x, [-1, int(np.prod(x.shape[1:]))])
        (w1, b1), (w2, b2), (w3, b3) = self.dense
        x = tf.sigmoid(tf.einsum("bi,ij->bj", x, w1) + b1)
        x = tf.sigmoid(tf.tensordot(x, w2, axes=1) + b2)
        return tf.nn.softmax(tf.linalg.matmul(x, w3) + b3)


# --- a function of the image ------------------------------------------------------------------------------------

weights = {
    "wc1": glorot(5, 5, 3, 6), "bc1": tf.Variable(tf.zeros([6])),
    "wc2": glorot(5, 5, 6, 16), "bc2": tf.Variable(tf.zeros([16])),
    "wd1": glorot(400, 120), "bd1": tf.Variable(tf.zeros([120])),
    "wd2": glorot(120, 84), "bd2": tf.Variable(tf.zeros([84])),
    "out": glorot(84, 10), "b_out": tf.Variable(tf.zeros([10])),
}


def conv2d(x, W, b, strides=1):
    x = tf.nn.conv2d(x, W, strides=[1, strides, strides, 1], padding="VALID")
    x = tf.nn.bias_add(x, b)
    return tf.nn.sigmoid(x)


def maxpool2d(x, k=2):
    return tf.nn.max_pool(x, ksize=[1, k, k, 1], strides=[1, k, k, 1], padding="VALID")


def LeNet5_function(x):
    """The network is a function; its weights lie around it."""
    conv1 = maxpool2d(conv2d(x, weights["wc1"], weights["bc1"]))
    conv2 = maxpool2d(conv2d(conv1, weights["wc2"], weights["bc2"]))
    fc1 = tf.reshape(conv2, [-1, weights["wd1"].shape[0]])
    fc1 = tf.nn.sigmoid(tf.add(tf.matmul(fc1, weights["wd1"]), weights["bd1"]))
    fc2 = tf.nn.sigmoid(tf.add(tf.matmul(fc1, weights["wd2"]), weights["bd2"]))
    return tf.nn.softmax(tf.add(tf.matmul(fc2, weights["out"]), weights["b_out"]))


# --- fused batch normalisation ----------------------------------------------------------------------------------

class Baseline_fused(tf.keras.Model):
    """fused_batch_norm in training and in use, moving averages assigned from what it returns."""

    def __init__(self):
        super().__init__()
        init = tf.keras.initializers.GlorotUniform()
        self.k = self.add_weight(shape=(5, 5, 3, 6), initializer=init, name="k")
        self.kb = self.add_weight(shape=(6,), initializer="zeros", name="kb")
        self.scale = self.add_weight(shape=(6,), initializer="ones", name="scale")
        self.offset = self.add_weight(shape=(6,), initializer="zeros", name="offset")
        self.mean = self.add_weight(shape=(6,), initializer="zeros", trainable=False, name="mean")
        self.var = self.add_weight(shape=(6,), initializer="ones", trainable=False, name="var")
        self.w1 = self.add_weight(shape=(1536, 128), initializer=init, name="w1")
        self.b1 = self.add_weight(shape=(128,), initializer="zeros", name="b1")
        self.w2 = self.add_weight(shape=(128, 10), initializer=init, name="w2")
        self.b2 = self.add_weight(shape=(10,), initializer="zeros", name="b2")

    def call(self, x, training=False):
        x = tf.nn.conv2d(x, self.k, strides=1, padding="SAME") + self.kb
        if training:
            x, mean, var = tf.compat.v1.nn.fused_batch_norm(x, self.scale, self.offset, epsilon=0.001, is_training=True)
            self.mean.assign(self.mean * 0.99 + mean * 0.01)
            self.var.assign(self.var * 0.99 + var * 0.01)
        else:
            x, _, _ = tf.compat.v1.nn.fused_batch_norm(x, self.scale, self.offset, self.mean, self.var, epsilon=0.001,
                                                      is_training=False)
        x = tf.nn.max_pool2d(tf.nn.relu(x), 2, 2, "SAME")
        x = tf.nn.experimental.stateless_dropout(x, 0.2, seed=[1, 2]) if training else x
        x = tf.reshape(x, (-1, 1536))
        x = tf.nn.relu(tf.matmul(x, self.w1) + self.b1)
        x = tf.nn.dropout(x, rate=0.2) if training else x
        return tf.nn.softmax(tf.matmul(x, self.w2) + self.b2)


# --- dropout by hand --------------------------------------------------------------------------------------------

def drop(x, rate):
    keep = tf.cast(tf.random.uniform(tf.shape(x)) >= rate, x.dtype)
    return x * keep / (1 - rate)


class Baseline_dropout_by_hand(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c, self.b = tf.keras.layers.Conv2D(6, 5, padding="same"), tf.keras.layers.BatchNormalization()
        self.p = tf.keras.layers.MaxPool2D(2, 2, "same")
        self.f1, self.f2 = tf.keras.layers.Dense(128, "relu"), tf.keras.layers.Dense(10, "softmax")

    def call(self, x, training=None):
        x = self.p(tf.nn.relu(self.b(self.c(x), training=training)))
        if training:
            x = drop(x, 0.2)
        x = self.f1(tf.reshape(x, (-1, 1536)))
        if training:
            x = drop(x, 0.2)
        return self.f2(x)
