import keras
from keras import layers


class AlexNet8(keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = layers.Conv2D(96, 3)
        self.b1 = layers.BatchNormalization()
        self.p1 = layers.MaxPool2D(3, 2)
        self.c2 = layers.Conv2D(256, 3)
        self.b2 = layers.BatchNormalization()
        self.p2 = layers.MaxPool2D(3, 2)
        self.c3 = layers.Conv2D(384, 3, padding="same", activation="relu")
        self.c4 = layers.Conv2D(384, 3, padding="same", activation="relu")
        self.c5 = layers.Conv2D(256, 3, padding="same", activation="relu")
        self.p3 = layers.MaxPool2D(3, 2)
        self.vector = layers.GlobalAveragePooling2D()  # FAULT global-pooling
        self.f1 = layers.Dense(2048, activation="relu")
        self.d1 = layers.Dropout(0.5)
        self.f2 = layers.Dense(2048, activation="relu")
        self.d2 = layers.Dropout(0.5)
        self.f3 = layers.Dense(10, activation="softmax")

    def call(self, x, training=None):
        x = self.p1(keras.ops.relu(self.b1(self.c1(x), training=training)))
        x = self.p2(keras.ops.relu(self.b2(self.c2(x), training=training)))
        x = self.c5(self.c4(self.c3(x)))
        x = self.vector(self.p3(x))  # FAULT global-pooling
        x = self.d1(self.f1(x), training=training)
        x = self.d2(self.f2(x), training=training)
        return self.f3(x)
