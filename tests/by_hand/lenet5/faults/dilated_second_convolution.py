from functools import partial

from tensorflow import keras

conv5 = partial(keras.layers.Conv2D, kernel_size=5, activation='sigmoid')
pool = partial(keras.layers.MaxPool2D, 2, 2)


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.stack = [
            conv5(6),
            pool(),
            conv5(16, dilation_rate=2),  # FAULT dilation-rate
            pool(),
            keras.layers.Flatten(),
            keras.layers.Dense(120, activation='sigmoid'),
            keras.layers.Dense(84, activation='sigmoid'),
            keras.layers.Dense(10, activation='softmax'),
        ]

    def call(self, x):
        for layer in self.stack:
            x = layer(x)
        return x
