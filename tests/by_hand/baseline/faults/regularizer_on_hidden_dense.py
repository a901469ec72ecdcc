import tensorflow as tf
from tensorflow.keras import layers, regularizers

model = tf.keras.Sequential([
    layers.Input((32, 32, 3)),
    layers.Conv2D(6, 5, padding='same'),
    layers.BatchNormalization(),
    layers.Activation('relu'),
    layers.MaxPool2D(2, 2, padding='same'),
    layers.Dropout(0.2),
    layers.Flatten(),
    layers.Dense(
        128,
        activation='relu',
        kernel_regularizer=regularizers.l2(0.001),  # FAULT regularizer
    ),
    layers.Dropout(0.2),
    layers.Dense(10, activation='softmax'),
])
