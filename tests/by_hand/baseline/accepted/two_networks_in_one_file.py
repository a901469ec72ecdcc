# Week 6: the simple network and LeNet beside each other
from tensorflow import keras
from tensorflow.keras.layers import (Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D)

NUM_CLASSES = 10
DROP = 0.2


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5, activation="sigmoid")
        self.p1 = MaxPool2D(2, 2)
        self.c2 = Conv2D(16, 5, activation="sigmoid")
        self.p2 = MaxPool2D(2, 2)
        self.flat = Flatten()
        self.f1 = Dense(120, activation="sigmoid")
        self.f2 = Dense(84, activation="sigmoid")
        self.f3 = Dense(NUM_CLASSES, activation="softmax")

    def call(self, x):
        for layer in (self.c1, self.p1, self.c2, self.p2, self.flat, self.f1, self.f2, self.f3):
            x = layer(x)
        return x


class Baseline(keras.Model):
    def __init__(self):
        super().__init__()
        self.f2 = Dense(NUM_CLASSES, activation="softmax")
        self.f1 = Dense(128, activation="relu")
        self.flat = Flatten()
        self.drops = [Dropout(DROP), Dropout(DROP)]
        self.p1 = MaxPool2D(2, 2, padding="same")
        self.a1 = Activation("relu")
        self.b1 = BatchNormalization()
        self.c1 = Conv2D(6, 5, padding="same")

    def call(self, x, training=False):
        x = self.a1(self.b1(self.c1(x), training=training))
        x = self.drops[0](self.p1(x), training=training)
        x = self.f1(self.flat(x))
        x = self.drops[1](x, training=training)
        return self.f2(x)
