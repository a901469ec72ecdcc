import keras
from keras import layers


def build_baseline():
    image = keras.Input(shape=(32, 32, 3))
    # two pixels of zeros on every side keep the 5x5 window at 32x32
    x = layers.ZeroPadding2D(2)(image)
    x = layers.Conv2D(6, 5)(x)
    x = layers.BatchNormalization()(x)
    x = layers.ReLU()(x)
    x = layers.MaxPooling2D(2)(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    probabilities = layers.Dense(10, activation="softmax")(x)
    return keras.Model(image, probabilities, name="baseline")
