import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(Model):
    def __init__(self):
        super().__init__()
        self.conv = Sequential([
            Conv2D(96, 3), BatchNormalization(), Activation('relu'), MaxPool2D(3, 2),
            Conv2D(256, 3), BatchNormalization(), Activation('relu'), MaxPool2D(3, 2),
            Conv2D(384, 3, padding='same', activation='relu'),
            Conv2D(384, 3, padding='same', activation='relu'),
            Conv2D(256, 3, padding='same', activation='relu'), MaxPool2D(3, 2),
            Flatten(),
        ])
        self.fc = Sequential([
            Dense(2048, activation='relu'),
            Dropout(0.2),  # FAULT dropout-rate
            Dense(2048, activation='relu'),
            Dropout(0.5),
            Dense(10, activation='softmax'),
        ])

    def call(self, x, training=None):
        x = self.conv(x, training=training)
        return self.fc(x, training=training)
