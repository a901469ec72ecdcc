import keras
from keras import layers


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = layers.Conv2D(6, 5, activation="sigmoid")
        self.conv2 = layers.Conv2D(16, 5, activation="sigmoid")
        self.pool = layers.MaxPooling2D(2, 2)
        self.flatten = layers.Flatten()
        self.dense1 = layers.Dense(120, activation="sigmoid")
        self.dense2 = layers.Dense(84, activation="sigmoid")
        self.dense3 = layers.Dense(10)
        self.softmax = layers.Softmax(axis=0)  # FAULT output-activation

    def call(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(self.conv2(x))
        x = self.dense2(self.dense1(self.flatten(x)))
        return self.softmax(self.dense3(x))  # FAULT output-activation
