import keras
from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D


class Baseline(keras.Model):
    def __init__(self, classes=10):
        super().__init__()
        self.conv = Conv2D(6, 5, padding="same")
        self.norm = BatchNormalization()
        self.pool = MaxPooling2D(2)
        self.dropouts = [Dropout(0.2) for _ in range(2)]
        self.flatten = Flatten()
        self.denses = [Dense(128, activation="relu"), Dense(classes, activation="softmax")]

    def call(self, x, training=None):
        x = self.conv(x)
        x = self.norm(x, training=False)  # FAULT batch-norm-training
        x = self.pool(keras.activations.relu(x))
        x = self.dropouts[0](x, training=training)
        x = self.denses[0](self.flatten(x))
        x = self.dropouts[1](x, training=training)
        return self.denses[1](x)
