import keras
from keras import layers


def build(shape=(32, 32, 3)):
    i = keras.Input(shape)
    x = layers.Conv2D(6, 5, activation="sigmoid")(i)
    x = layers.MaxPooling2D(2)(x)
    # half of the maps see half of the maps
    x = layers.Conv2D(16, 5, groups=2, activation="sigmoid")(x)  # FAULT groups
    x = layers.MaxPooling2D(2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(120, activation="sigmoid")(x)
    x = layers.Dense(84, activation="sigmoid")(x)
    return keras.Model(i, layers.Dense(10, activation="softmax")(x))
