# -*- coding: utf-8 -*-
import tensorflow as tf
from tensorflow.keras import layers, models


def vgg16_net():
    m = models.Sequential()
    m.add(layers.Input(shape=(32, 32, 3)))

    m.add(layers.Conv2D(64, (3, 3), padding='same'))
    m.add(layers.BatchNormalization())
    m.add(layers.Activation('relu'))
    m.add(layers.Conv2D(64, (3, 3), padding='same'))
    m.add(layers.BatchNormalization())
    m.add(layers.Activation('relu'))
    m.add(layers.MaxPooling2D((2, 2)))
    m.add(layers.Dropout(0.2))

    m.add(layers.Conv2D(128, (3, 3), padding='same'))
    m.add(layers.BatchNormalization())
    m.add(layers.Activation('relu'))
    m.add(layers.Conv2D(128, (3, 3), padding='same'))
    m.add(layers.BatchNormalization())
    m.add(layers.Activation('relu'))
    m.add(layers.MaxPooling2D((2, 2)))
    m.add(layers.Dropout(0.2))

    for _ in range(3):
        m.add(layers.Conv2D(256, (3, 3), padding='same'))
        m.add(layers.BatchNormalization())
        m.add(layers.Activation('relu'))
    m.add(layers.MaxPooling2D((2, 2)))
    m.add(layers.Dropout(0.2))

    for _ in range(2):
        for _ in range(3):
            m.add(layers.Conv2D(512, (3, 3), padding='same'))
            m.add(layers.BatchNormalization())
            m.add(layers.Activation('relu'))
        m.add(layers.MaxPooling2D((2, 2)))
        m.add(layers.Dropout(0.2))

    m.add(layers.Flatten())
    m.add(layers.Dense(512, activation='relu'))
    m.add(layers.Dropout(0.2))
    m.add(layers.Dense(521, activation='relu'))  # FAULT units
    m.add(layers.Dropout(0.2))
    m.add(layers.Dense(10, activation='softmax'))
    return m


model = vgg16_net()
model.compile(optimizer='adam',
              loss='sparse_categorical_crossentropy',
              metrics=['accuracy'])
