import keras
from keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPooling2D


class AlexNet8(keras.Model):
    def __init__(self):
        super().__init__()
        self.features = [
            Conv2D(96, 3),
            BatchNormalization(),
            Activation("relu"),
            MaxPooling2D(pool_size=2, strides=2),  # FAULT pool-size
            Conv2D(256, 3),
            BatchNormalization(),
            Activation("relu"),
            MaxPooling2D(pool_size=3, strides=2),
            Conv2D(384, 3, padding="same", activation="relu"),
            Conv2D(384, 3, padding="same", activation="relu", groups=2),  # FAULT groups
            Conv2D(256, 3, padding="same", activation="relu"),
            MaxPooling2D(pool_size=3, strides=2),
        ]
        self.classifier = [
            Flatten(),
            Dense(2048, activation="relu"),
            Dropout(0.5),
            Dense(2048, activation="relu"),
            Dropout(0.5),
            Dense(10, activation="softmax"),
        ]

    def call(self, x, training=None):
        for layer in self.features + self.classifier:
            if isinstance(layer, (BatchNormalization, Dropout)):
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x
