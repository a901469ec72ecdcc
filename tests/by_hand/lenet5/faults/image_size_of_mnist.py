import keras
from keras.layers import Conv2D, Dense, Flatten, MaxPooling2D

ROWS, COLUMNS = 28, 28  # FAULT input-layout


def get_model():
    image = keras.Input(shape=(ROWS, COLUMNS, 3))  # FAULT input-layout
    y = Conv2D(6, 5, activation="sigmoid")(image)
    y = MaxPooling2D(2, 2)(y)
    y = Conv2D(16, 5, activation="sigmoid")(y)
    y = MaxPooling2D(2, 2)(y)
    y = Flatten()(y)
    y = Dense(120, activation="sigmoid")(y)
    y = Dense(84, activation="sigmoid")(y)
    y = Dense(10, activation="softmax")(y)
    return keras.Model(image, y)
