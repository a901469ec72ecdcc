import keras
from keras import layers


def conv_part(x):
    for filters in (96, 256):
        x = layers.Conv2D(filters, 3)(x)
        x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        x = layers.MaxPool2D(3, 2)(x)
    x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(256, 3, padding="same", activation="relu")(x)
    return layers.MaxPool2D(3, 2)(x)


def dense_part(x):
    x = layers.Dense(2048, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(2048, activation="relu")(x)
    x = layers.Dropout(0.5)(x)
    x = layers.Dense(512, activation="relu")(x)  # FAULT layer-extra
    return layers.Dense(10, activation="softmax")(x)


def build():
    inputs = keras.Input((32, 32, 3))
    return keras.Model(inputs, dense_part(layers.Flatten()(conv_part(inputs))))
