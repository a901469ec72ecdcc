import keras
from keras import ops


class Conv(keras.layers.Layer):
    def __init__(self, filters, bias=True):
        super().__init__()
        self.filters = filters
        self.bias = bias

    def build(self, shape):
        self.w = self.add_weight(shape=(5, 5, shape[-1], self.filters), name="w")
        if self.bias:
            self.b = self.add_weight(shape=(self.filters,), initializer="zeros", name="b")

    def call(self, x):
        x = ops.conv(x, self.w)
        if self.bias:
            x = x + self.b
        return ops.sigmoid(x)


model = keras.Sequential([
    keras.Input((32, 32, 3)),
    Conv(6, bias=False),  # FAULT use-bias
    keras.layers.MaxPooling2D(),
    Conv(16),
    keras.layers.MaxPooling2D(),
    keras.layers.Flatten(),
    keras.layers.Dense(120, activation="sigmoid"),
    keras.layers.Dense(84, activation="sigmoid"),
    keras.layers.Dense(10, activation="softmax"),
])
