from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, InputLayer, MaxPooling2D
from tensorflow.keras.models import Sequential


def network():
    m = Sequential()
    m.add(InputLayer(shape=(32, 32, 3)))
    m.add(Conv2D(6, 5, padding='same'))
    m.add(BatchNormalization(scale=False))  # FAULT batch-norm-scale-offset
    m.add(Activation('relu'))
    m.add(MaxPooling2D(2, 2))
    m.add(Dropout(0.2))
    m.add(Flatten())
    m.add(Dense(128, activation='tanh'))  # FAULT activation
    m.add(Dropout(0.2))
    m.add(Dense(10, activation='softmax'))
    return m
