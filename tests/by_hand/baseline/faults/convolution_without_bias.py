import keras
from keras import Sequential, layers


def conv_block(filters, size):
    return Sequential([
        layers.Conv2D(filters, size, padding="same", use_bias=False),  # FAULT use-bias
        layers.BatchNormalization(),
        layers.ReLU(),
        layers.MaxPooling2D(2, 2, padding="same"),
        layers.Dropout(0.2),
    ])


def baseline(classes=10):
    return Sequential([
        keras.Input((32, 32, 3)),
        conv_block(6, 5),  # FAULT use-bias
        layers.Flatten(),
        layers.Dense(128, activation="relu"),
        layers.Dropout(0.2),
        layers.Dense(classes, activation="softmax"),
    ])
