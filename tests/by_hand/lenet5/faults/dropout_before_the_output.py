import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, Dense, Dropout, Flatten, MaxPool2D


class LeNet5(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5, activation='sigmoid')
        self.p1 = MaxPool2D(2, 2)
        self.c2 = Conv2D(16, 5, activation='sigmoid')
        self.p2 = MaxPool2D(2, 2)
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')
        self.f2 = Dense(84, activation='sigmoid')
        self.d1 = Dropout(0.3)  # FAULT dropout-extra
        self.f3 = Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.c1(x)
        x = self.p1(x)
        x = self.c2(x)
        x = self.p2(x)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.f2(x)
        x = self.d1(x, training=training)  # FAULT dropout-extra
        return self.f3(x)
