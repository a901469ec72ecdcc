import tensorflow as tf
from tensorflow.keras import layers as L


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.body = [
            L.Conv2D(6, 5, padding="same"),
            L.BatchNormalization(momentum=0.9),  # FAULT batch-norm-momentum
            L.ReLU(),
            L.MaxPool2D(2, 2),
            L.Dropout(0.2),
            L.Flatten(),
            L.Dense(128, activation="relu"),
            L.Dropout(0.8),  # FAULT dropout-rate
            L.Dense(10, activation="softmax"),
        ]

    def call(self, x, training=None):
        for layer in self.body:
            if isinstance(layer, (L.BatchNormalization, L.Dropout)):
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x
