import tensorflow as tf
from tensorflow.keras import layers


class LeNet5(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = layers.Conv2D(6, 5, activation="sigmoid")
        self.c2 = layers.Conv2D(16, 5, activation="sigmoid")
        self.pool = layers.MaxPool2D()
        self.flat = layers.Flatten()
        self.f1 = layers.Dense(120, activation="sigmoid")
        self.f2 = layers.Dense(84, activation="sigmoid")
        self.w = tf.Variable(tf.random.truncated_normal([84, 10], stddev=0.1))  # FAULT untracked-variable
        self.b = tf.Variable(tf.zeros([10]))  # FAULT untracked-variable

    def call(self, x):
        x = self.pool(self.c1(x))
        x = self.pool(self.c2(x))
        x = self.f2(self.f1(self.flat(x)))
        return tf.nn.softmax(x @ self.w + self.b)  # FAULT untracked-variable
