import keras
from keras import layers


def alexnet8():
    inputs = keras.Input(shape=(32, 32, 3))
    x = inputs
    for filters in (96, 256):
        x = layers.Conv2D(filters, 3)(x)
        x = layers.BatchNormalization()(x)
        x = layers.MaxPooling2D(3, strides=2)(x)
        x = layers.Activation("relu")(x)
    x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(384, 3, padding="same", activation="relu")(x)
    x = layers.Conv2D(256, 3, padding="same")(x)
    x = layers.MaxPooling2D(3, strides=2)(x)
    x = layers.Activation("relu")(x)
    x = layers.Flatten()(x)
    for _ in range(2):
        x = layers.Dense(2048, activation="relu")(x)
        x = layers.Dropout(0.5)(x)
    outputs = layers.Dense(10, activation="softmax")(x)
    return keras.Model(inputs, outputs)
