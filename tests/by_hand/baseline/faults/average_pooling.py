import keras
from keras.layers import (Activation, AveragePooling2D, BatchNormalization, Conv2D, Dense, Dropout, Flatten)


class Baseline(keras.Sequential):
    def __init__(self):
        super().__init__()
        self.add(keras.Input((32, 32, 3)))
        self.add(Conv2D(6, (5, 5), padding="same"))
        self.add(BatchNormalization())
        self.add(Activation("relu"))
        self.add(AveragePooling2D((2, 2), strides=2, padding="same"))  # FAULT pool-type
        self.add(Dropout(0.2))
        self.add(Flatten())
        self.add(Dense(128, activation="relu"))
        self.add(Dropout(0.2))
        self.add(Dense(10, activation="softmax"))
