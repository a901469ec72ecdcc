import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Input, Lambda


def pool():
    return Lambda(lambda t: tf.nn.max_pool2d(t, 3, 2, "VALID"))


def relu():
    return Lambda(tf.nn.relu)


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        # both parts know their input, so all weights exist before the first call
        self.features = tf.keras.Sequential([
            Input((32, 32, 3)),
            Conv2D(96, 3), BatchNormalization(), relu(), pool(),
            Conv2D(256, 3), BatchNormalization(), relu(), pool(),
            Conv2D(384, 3, padding="same"), relu(),
            Conv2D(384, 3, padding="same"), relu(),
            Conv2D(256, 3, padding="same"), relu(), pool(),
            Lambda(lambda t: tf.reshape(t, (-1, 1024))),
        ])
        self.classifier = tf.keras.Sequential([
            Input((1024,)),
            Dense(2048), relu(), Dropout(0.5),
            Dense(2048), relu(), Dropout(0.5),
            Dense(10, activation="softmax"),
        ])

    @tf.function
    def call(self, x, training=False):
        x = self.features(x, training=training)
        return self.classifier(x, training=training)
