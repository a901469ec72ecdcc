import tensorflow as tf
from tensorflow.keras import Sequential
from tensorflow.keras.layers import *


def block(*filters):
    stack = []
    for f in filters:
        stack += [Conv2D(f, 3, padding='same'), BatchNormalization(), ReLU()]
    stack += [MaxPool2D(2, padding='same'), Dropout(0.2)]
    return Sequential(stack)


class VGG16(tf.keras.Model):
    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.features = Sequential([
            block(64, 64),
            block(128, 128),
            block(256, 256, 256),
            block(512, 512, 512),
            block(512, 512, 512),
        ])
        self.classifier = Sequential([
            Flatten(),
            Dense(512, activation='relu'), Dropout(0.2),
            Dense(512, activation='relu'), Dropout(0.2),
            Dense(10, activation='softmax'),
        ])

    def call(self, inputs, training=False):
        return self.classifier(self.features(inputs, training=training), training=training)
