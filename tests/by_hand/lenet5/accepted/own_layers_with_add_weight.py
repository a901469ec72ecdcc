import keras
from keras import ops


class Convolution(keras.layers.Layer):
    def __init__(self, filters, size):
        super().__init__()
        self.filters = filters
        self.size = size

    def build(self, shape):
        self.kernel = self.add_weight(shape=(self.size, self.size, shape[-1], self.filters),
                                      initializer="glorot_uniform", name="kernel")
        self.bias = self.add_weight(shape=(self.filters,), initializer="zeros", name="bias")

    def call(self, x):
        return ops.sigmoid(ops.conv(x, self.kernel, strides=1, padding="valid") + self.bias)


class FullyConnected(keras.layers.Layer):
    def __init__(self, units, function):
        super().__init__()
        self.units = units
        self.function = function

    def build(self, shape):
        self.w = self.add_weight(shape=(shape[-1], self.units), initializer="glorot_uniform", name="w")
        self.b = self.add_weight(shape=(self.units,), initializer="zeros", name="b")

    def call(self, x):
        return self.function(ops.matmul(x, self.w) + self.b)


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.first = Convolution(6, 5)
        self.second = Convolution(16, 5)
        self.a = FullyConnected(120, ops.sigmoid)
        self.b = FullyConnected(84, ops.sigmoid)
        self.c = FullyConnected(10, ops.softmax)

    def call(self, x):
        x = ops.max_pool(self.first(x), 2, 2)
        x = ops.max_pool(self.second(x), 2, 2)
        x = ops.reshape(x, (-1, 400))
        return self.c(self.b(self.a(x)))
