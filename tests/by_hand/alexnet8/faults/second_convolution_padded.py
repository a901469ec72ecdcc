import tensorflow as tf
from tensorflow.keras import layers


class ConvNormPool(layers.Layer):
    def __init__(self, filters, padding='valid', **kwargs):
        super().__init__(**kwargs)
        self.model = tf.keras.models.Sequential([
            layers.Conv2D(filters, 3, padding=padding),
            layers.BatchNormalization(),
            layers.Activation('relu'),
            layers.MaxPool2D(3, 2),
        ])

    def call(self, x, training=None):
        return self.model(x, training=training)


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block1 = ConvNormPool(96)
        self.block2 = ConvNormPool(256, padding='same')  # FAULT padding
        self.c3 = layers.Conv2D(384, 3, padding='same', activation='relu')
        self.c4 = layers.Conv2D(384, 3, padding='same', activation='relu')
        self.c5 = layers.Conv2D(256, 3, padding='same', activation='relu')
        self.p5 = layers.MaxPool2D(3, 2)
        self.flatten = layers.Flatten()
        self.f1 = layers.Dense(2048, activation='relu')
        self.d1 = layers.Dropout(0.5)
        self.f2 = layers.Dense(2048, activation='relu')
        self.d2 = layers.Dropout(0.5)
        self.f3 = layers.Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.block1(x, training=training)
        x = self.block2(x, training=training)
        x = self.p5(self.c5(self.c4(self.c3(x))))
        x = self.flatten(x)
        x = self.d1(self.f1(x), training=training)
        x = self.d2(self.f2(x), training=training)
        return self.f3(x)
