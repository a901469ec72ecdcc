import tensorflow as tf
from tensorflow.keras import Model, layers

ONE = [[0, 0], [1, 1], [1, 1], [0, 0]]


class AlexNet8(Model):
    def __init__(self):
        super().__init__()
        self.c1 = layers.Conv2D(96, 3)
        self.n1 = layers.BatchNormalization()
        self.c2 = layers.Conv2D(256, 3)
        self.n2 = layers.BatchNormalization()
        self.c3 = layers.Conv2D(384, 3)
        self.c4 = layers.Conv2D(384, 3)
        self.c5 = layers.Conv2D(256, 3)
        self.pool = layers.MaxPool2D(3, 2)
        self.f1 = layers.Dense(2048)
        self.f2 = layers.Dense(2048)
        self.f3 = layers.Dense(10)
        self.drop1 = layers.Dropout(0.5)
        self.drop2 = layers.Dropout(0.5)

    def call(self, x, training=False):
        x = self.pool(tf.nn.relu(self.n1(self.c1(x), training=training)))
        x = self.pool(tf.nn.relu(self.n2(self.c2(x), training=training)))
        for conv in (self.c3, self.c4, self.c5):
            x = tf.nn.relu(conv(tf.pad(x, ONE)))
        x = self.pool(x)
        x = tf.reshape(x, [-1, 2 * 2 * 256])
        x = self.drop1(tf.nn.relu(self.f1(x)), training=training)
        x = self.drop2(tf.nn.relu(self.f2(x)), training=training)
        return tf.nn.softmax(self.f3(x))
