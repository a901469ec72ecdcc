import keras
from keras import layers, ops


class Residual(layers.Layer):
    def __init__(self, width, stride=1, project=False, **kwargs):
        super().__init__(**kwargs)
        self.main = [
            layers.Conv2D(width, 3, strides=stride, padding="same", use_bias=False),
            layers.BatchNormalization(),
            layers.ReLU(),
            layers.Conv2D(width, 3, strides=1, padding="same", use_bias=False),
            layers.BatchNormalization(),
        ]
        self.side = []
        if project:
            self.side = [
                layers.Conv2D(width, 1, strides=stride, use_bias=False),
                layers.BatchNormalization(),
            ]

    @staticmethod
    def run(stack, x, training):
        for layer in stack:
            if isinstance(layer, layers.BatchNormalization):
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x

    def call(self, x, training=None):
        return ops.relu(self.run(self.side, x, training) + self.run(self.main, x, training))


class ResNet18(keras.Model):
    def __init__(self, block_list=(2, 2, 2, 2), initial_filters=64):
        super().__init__()
        self.stem = layers.Conv2D(initial_filters, 3, padding="same", use_bias=False)
        self.stem_norm = layers.BatchNormalization()
        self.groups = []
        for g, count in enumerate(block_list):
            width = initial_filters * 2**g
            for b in range(count):
                first = g > 0 and b == 0
                self.groups.append(Residual(width, stride=2 if first else 1, project=first))
        self.top = layers.Dense(10)  # FAULT regularizer

    def call(self, x, training=None):
        x = ops.relu(self.stem_norm(self.stem(x), training=training))
        for block in self.groups:
            x = block(x, training=training)
        x = ops.mean(x, axis=(1, 2))
        return ops.softmax(self.top(x), axis=-1)
