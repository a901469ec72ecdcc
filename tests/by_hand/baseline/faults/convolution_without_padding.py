import tensorflow as tf
from tensorflow.keras import layers


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.features = tf.keras.Sequential([
            layers.Conv2D(6, 5),  # FAULT padding
            layers.BatchNormalization(),
            layers.Activation('relu'),
            layers.MaxPool2D(2, 2, padding='same'),
            layers.Dropout(0.2),
        ])
        self.classifier = tf.keras.Sequential([
            layers.Flatten(),
            layers.Dense(128, activation='relu'),
            layers.Dropout(0.2),
            layers.Dense(10, activation='softmax'),
        ])

    def call(self, x, training=None):
        return self.classifier(self.features(x, training=training), training=training)
