from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class Baseline(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5, padding='same')  # FAULT batch-norm-missing
        self.a1 = Activation('relu')  # FAULT batch-norm-missing
        self.p1 = MaxPool2D(2, 2, padding='same')
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.c1(x)  # FAULT batch-norm-missing
        x = self.a1(x)  # FAULT batch-norm-missing
        x = self.p1(x)
        x = self.d1(x, training=training)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x, training=training)
        return self.f2(x)
