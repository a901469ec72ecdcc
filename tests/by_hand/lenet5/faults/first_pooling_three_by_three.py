import tensorflow as tf
from tensorflow.keras.layers import Conv2D, Dense, Flatten


class LeNet5(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5)
        self.c2 = Conv2D(16, 5)
        self.flat = Flatten()
        self.h1 = Dense(120)
        self.h2 = Dense(84)
        self.o = Dense(10)

    def call(self, x):
        h = tf.nn.sigmoid(self.c1(x))
        h = tf.nn.max_pool2d(h, 3, 2, 'VALID')  # FAULT pool-size
        h = tf.nn.sigmoid(self.c2(h))
        h = tf.nn.max_pool2d(h, 2, 2, 'VALID')
        h = self.flat(h)
        h = tf.nn.sigmoid(self.h1(h))
        h = tf.nn.sigmoid(self.h2(h))
        return tf.nn.softmax(self.o(h))
