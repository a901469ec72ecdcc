"""AlexNet8 for CIFAR-10."""
from tensorflow import keras

LAYERS = keras.layers


class AlexNet8(keras.Model):
    def __init__(self, widths=(96, 256, 384, 384, 256), dense_units=2048, num_classes=10, dropout=0.5):
        super().__init__()
        w1, w2, w3, w4, w5 = widths
        self.stem = keras.Sequential([
            LAYERS.Conv2D(w1, 3), LAYERS.BatchNormalization(), LAYERS.ReLU(), LAYERS.MaxPool2D(3, 2),
            LAYERS.Conv2D(w2, 3), LAYERS.BatchNormalization(), LAYERS.ReLU(), LAYERS.MaxPool2D(3, 2),
        ])
        self.middle = keras.Sequential([LAYERS.Conv2D(w, 3, padding="same", activation="relu") for w in (w3, w4, w5)])
        self.tail = keras.Sequential([
            LAYERS.MaxPool2D(3, 2),
            LAYERS.Flatten(),
            LAYERS.Dense(dense_units, activation="relu"),
            LAYERS.Dropout(dropout),
            LAYERS.Dense(dense_units, activation="relu"),
            LAYERS.Dropout(dropout),
            LAYERS.Dense(num_classes, activation="softmax"),
        ])

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        x = self.middle(x, training=training)
        return self.tail(x, training=training)


model = AlexNet8(num_classes=10, dropout=0.5)
