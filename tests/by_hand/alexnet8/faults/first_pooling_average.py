import keras
from keras import layers as kl


class Stage(kl.Layer):
    def __init__(self, filters, pool):
        super().__init__()
        self.conv = kl.Conv2D(filters, 3)
        self.norm = kl.BatchNormalization()
        self.pool = pool

    def call(self, x, training=None):
        x = self.norm(self.conv(x), training=training)
        return self.pool(keras.ops.relu(x))


inputs = keras.Input((32, 32, 3))
x = Stage(96, kl.AveragePooling2D(3, 2))(inputs)  # FAULT pool-type
x = Stage(256, kl.MaxPooling2D(3, 2))(x)
for filters in (384, 384, 256):
    x = kl.Conv2D(filters, 3, padding="same", activation="relu")(x)
x = kl.MaxPooling2D(3, 2)(x)
x = kl.Flatten()(x)
for _ in range(2):
    x = kl.Dropout(0.5)(kl.Dense(2048, activation="relu")(x))
model = keras.Model(inputs, kl.Dense(10, activation="softmax")(x))
