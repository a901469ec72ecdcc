import tensorflow as tf
from tensorflow.keras import layers


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(6, 5, padding="same")
        self.bn = layers.BatchNormalization()
        self.drop_a = layers.Dropout(0.2)
        self.drop_b = layers.Dropout(0.2)
        self.hidden = layers.Dense(128)
        self.logits = layers.Dense(10)

    def call(self, x, training=False):
        x = tf.nn.relu(self.bn(self.conv(x), training=training))
        x = tf.nn.max_pool2d(x, ksize=2, strides=1, padding="SAME")  # FAULT pool-strides
        x = self.drop_a(x, training=training)
        x = layers.Flatten()(x)
        x = tf.nn.relu(self.hidden(x))
        x = self.drop_b(x, training=training)
        return tf.nn.softmax(self.logits(x))
