import tensorflow as tf
from tensorflow.keras.layers import *


class Baseline(tf.keras.Model):
    def __init__(self, n_filters):
        super().__init__()
        self.conv = Conv2D(n_filters, 5, padding='same')  # FAULT filters
        self.norm = BatchNormalization()
        self.pool = MaxPool2D(padding='same')
        self.drop = Dropout(.2)
        self.fc = Dense(128, 'relu')
        self.drop_fc = Dropout(.2)
        self.out = Dense(10, 'softmax')
        self.flat = Flatten()

    def call(self, x, training=None):
        x = tf.nn.relu(self.norm(self.conv(x), training=training))
        x = self.drop(self.pool(x), training=training)
        x = self.drop_fc(self.fc(self.flat(x)), training=training)
        return self.out(x)


model = Baseline(16)  # FAULT filters
