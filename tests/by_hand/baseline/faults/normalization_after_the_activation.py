import keras
from keras import layers


class CBAPD(layers.Layer):
    def __init__(self, filters, **kwargs):
        super().__init__(**kwargs)
        self.conv = layers.Conv2D(filters, 5, padding="same")
        self.norm = layers.BatchNormalization()
        self.act = layers.Activation("relu")
        self.pool = layers.MaxPooling2D(2, padding="same")
        self.drop = layers.Dropout(0.2)

    def call(self, x, training=None):
        x = self.conv(x)
        x = self.act(x)  # FAULT layer-order
        x = self.norm(x, training=training)  # FAULT layer-order
        x = self.pool(x)
        return self.drop(x, training=training)


class Baseline(keras.Model):
    def __init__(self):
        super().__init__()
        self.block = CBAPD(6)
        self.flatten = layers.Flatten()
        self.fc = layers.Dense(128, activation="relu")
        self.drop = layers.Dropout(0.2)
        self.out = layers.Dense(10, activation="softmax")

    def call(self, x, training=None):
        x = self.flatten(self.block(x, training=training))
        x = self.drop(self.fc(x), training=training)
        return self.out(x)
