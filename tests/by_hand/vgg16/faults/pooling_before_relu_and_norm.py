import keras
import keras.layers as kl


class Group(kl.Layer):
    """conv-bn-relu, repeated, then pooling and dropout"""

    def __init__(self, width, n):
        super().__init__()
        self.steps = []
        for _ in range(n):
            self.steps += [kl.Conv2D(width, 3, padding="same"), kl.BatchNormalization(), kl.ReLU()]
        self.end = [kl.MaxPool2D(2, 2), kl.Dropout(0.2)]

    def call(self, x, training=None):
        for layer in self.steps[:-2]:
            x = layer(x, training=training) if isinstance(layer, kl.BatchNormalization) else layer(x)
        x = self.end[0](x)  # FAULT layer-order
        x = self.steps[-2](x, training=training)  # FAULT layer-order
        x = self.steps[-1](x)
        return self.end[1](x, training=training)


class VGG16(keras.Model):
    def __init__(self):
        super().__init__()
        self.g = [Group(64, 2), Group(128, 2), Group(256, 3), Group(512, 3), Group(512, 3)]
        self.flat = kl.Flatten()
        self.h1 = kl.Dense(512, activation="relu")
        self.h2 = kl.Dense(512, activation="relu")
        self.o = kl.Dense(10, activation="softmax")
        self.dr1 = kl.Dropout(0.2)
        self.dr2 = kl.Dropout(0.2)

    def call(self, x, training=None):
        for g in self.g:
            x = g(x, training=training)
        x = self.flat(x)
        x = self.dr1(self.h1(x), training=training)
        x = self.dr2(self.h2(x), training=training)
        return self.o(x)
