"""Baseline, built from one CBAPD block and one dense block."""
import keras


class CBAPD(keras.layers.Layer):
    """Convolution, normalisation, activation, pooling, dropout."""

    def __init__(self, filters, kernel, rate, **kw):
        super().__init__(**kw)
        self.steps = [
            keras.layers.Conv2D(filters, kernel, padding="same"),
            keras.layers.BatchNormalization(axis=-1, momentum=0.99, epsilon=0.001),
            keras.layers.Activation("relu"),
            keras.layers.MaxPooling2D(pool_size=2, strides=2, padding="same"),
        ]
        self.drop = keras.layers.Dropout(rate)

    def call(self, x, training=None):
        for step in self.steps:
            x = step(x, training=training) if isinstance(step, keras.layers.BatchNormalization) else step(x)
        return self.drop(x, training=training)


class DenseDrop(keras.layers.Layer):
    def __init__(self, units, rate, **kw):
        super().__init__(**kw)
        self.fc = keras.layers.Dense(units)
        self.drop = keras.layers.Dropout(rate)

    def call(self, x, training=None):
        # dropout and relu may change places
        return keras.ops.relu(self.drop(self.fc(x), training=training))


class Baseline(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = CBAPD(6, 5, 0.2)
        self.flatten = keras.layers.Flatten()
        self.hidden = DenseDrop(128, 0.2)
        self.out = keras.layers.Dense(10, activation="softmax")

    def call(self, x, training=None):
        x = self.block(x, training=training)
        x = self.flatten(x)
        x = self.hidden(x, training=training)
        return self.out(x)
