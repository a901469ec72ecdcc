import keras
from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D


class Block(Layer):
    def __init__(self, filters):
        super().__init__()
        self.c = Conv2D(filters, 3)
        self.b = BatchNormalization(center=False)  # FAULT batch-norm-scale-offset
        self.a = Activation("relu")
        self.p = MaxPooling2D(3, 2)

    def call(self, x, training=None):
        x = self.b(self.c(x), training=training)
        return self.p(self.a(x))


def alexnet8(num_classes=10):
    return keras.Sequential([
        keras.Input((32, 32, 3)),
        Block(96),  # FAULT batch-norm-scale-offset
        Block(256),  # FAULT batch-norm-scale-offset
        Conv2D(384, 3, padding="same", activation="relu"),
        Conv2D(384, 3, padding="same", activation="relu"),
        Conv2D(256, 3, padding="same", activation="relu"),
        MaxPooling2D(3, 2),
        Flatten(),
        Dense(2048, activation="relu"),
        Dropout(0.5),
        Dense(2048, activation="relu"),
        Dropout(0.5),
        Dense(num_classes, activation="softmax"),
    ])
