import tensorflow as tf
from tensorflow.keras.layers import *
from tensorflow.keras.models import Sequential


def AlexNet(input_shape=(32, 32, 3), classes=10):
    m = Sequential()
    m.add(Input(shape=input_shape))
    # 1
    m.add(Conv2D(96, (3, 3)))
    m.add(BatchNormalization())
    m.add(Activation('relu'))
    m.add(MaxPool2D((3, 3), strides=2))
    # 2
    m.add(Conv2D(256, (3, 3)))
    m.add(BatchNormalization())
    m.add(Activation('relu'))
    m.add(MaxPool2D((3, 3), strides=2))
    # 3, 4, 5
    m.add(Conv2D(384, (3, 3), padding='same', activation='relu'))
    m.add(Conv2D(384, (3, 3), padding='same', activation='relu'))
    m.add(Conv2D(256, (3, 3), padding='same', activation='relu'))  # FAULT layer-missing
    m.add(Flatten())  # FAULT layer-missing
    # 6, 7, 8
    m.add(Dense(2048, activation='relu'))
    m.add(Dropout(0.5))
    m.add(Dense(2048, activation='relu'))
    m.add(Dropout(0.5))
    m.add(Dense(classes, activation='softmax'))
    return m


model = AlexNet()
