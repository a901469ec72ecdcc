import tensorflow as tf
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D
from functools import partial

Conv = partial(Conv2D, kernel_size=3, padding='same', activation='relu')
Fc = partial(Dense, units=2048, activation='relu')
Pool = partial(MaxPool2D, pool_size=3, strides=2)


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.seq = [
            Conv2D(96, 3), BatchNormalization(), Activation('relu'), Pool(),
            Conv2D(256, 3), BatchNormalization(), Activation('relu'), Pool(),
            Conv(384, strides=2),  # FAULT strides
            Conv(384),
            Conv(256),
            Pool(),
            Flatten(), Fc(), Dropout(0.5), Fc(), Dropout(0.5),
            Dense(10, activation='softmax'),
        ]

    def call(self, x, training=None):
        for layer in self.seq:
            x = layer(x, training=training) if isinstance(layer, (BatchNormalization, Dropout)) else layer(x)
        return x
