import tensorflow as tf
from tensorflow.keras import layers as L


def alexnet8():
    inputs = tf.keras.Input((32, 32, 3))
    x = L.Conv2D(96, 3)(inputs)
    x = L.BatchNormalization()(x)
    x = L.Activation('relu')(x)
    x = L.MaxPool2D(3, 2)(x)
    x = L.Conv2D(256, 3)(x)
    x = L.BatchNormalization()(x)
    x = L.Activation('relu')(x)
    x = L.MaxPool2D(3, 2)(x)
    x = L.Conv2D(384, 3, padding='same', activation='relu')(x)
    x = L.Conv2D(384, 3, padding='valid', activation='relu')(x)  # FAULT padding
    x = L.Conv2D(256, 3, padding='same', activation='relu')(x)
    x = L.MaxPool2D(3, 2)(x)
    x = L.Flatten()(x)
    x = L.Dense(2048, activation='relu')(x)
    x = L.Dropout(0.5)(x)
    x = L.Dense(2048, activation='relu')(x)
    x = L.Dropout(0.5)(x)
    x = L.Dense(10)(x)  # FAULT output-activation
    return tf.keras.Model(inputs, x)
