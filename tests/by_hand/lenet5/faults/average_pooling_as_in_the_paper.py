import tensorflow as tf
from tensorflow.keras.layers import AveragePooling2D, Conv2D, Dense, Flatten, MaxPool2D


class LeNet5(tf.keras.Model):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = [Conv2D(6, 5, activation='sigmoid'), Conv2D(16, 5, activation='sigmoid')]
        self.pool = [
            MaxPool2D(2, 2),
            AveragePooling2D(2, 2),  # FAULT pool-type
        ]
        self.fc = [Dense(120, activation='sigmoid'), Dense(84, activation='sigmoid'), Dense(classes, activation='softmax')]
        self.flatten = Flatten()

    def call(self, x):
        for c, p in zip(self.conv, self.pool):
            x = p(c(x))
        x = self.flatten(x)
        for d in self.fc:
            x = d(x)
        return x
