import tensorflow as tf
from tensorflow.keras import layers as kl


def conv_bn(n, k, s=1):
    return tf.keras.Sequential([kl.Conv2D(n, k, strides=s, padding='same', use_bias=False), kl.BatchNormalization()])


class ResBlock(tf.keras.Model):
    def __init__(self, n, s=1):
        super().__init__()
        self.u = conv_bn(n, 3, s)
        self.v = conv_bn(n, 3)
        self.w = conv_bn(n, 1, s) if s == 2 else None

    def call(self, x, training=None):
        h = tf.nn.relu(self.u(x, training=training))
        y = self.v(h, training=training)
        if self.w is not None:
            x = self.w(x, training=training)
        return tf.nn.relu(y + x)


class ResNet18(tf.keras.Model):
    def __init__(self, block_list=(2, 2, 2, 2), initial_filters=64):
        super().__init__()
        self.stem = conv_bn(initial_filters, 3)
        self.res = []
        for i, n in enumerate(block_list):
            for j in range(n):
                self.res.append(ResBlock(initial_filters * 2 ** i, 2 if i and not j else 1))
        self.gap = kl.GlobalAveragePooling2D()
        self.fc = kl.Dense(10, activation='softmax', kernel_regularizer=tf.keras.regularizers.l2())

    def call(self, x, training=None):
        x = self.stem(x, training=training)  # FAULT activation
        for r in self.res:  # FAULT activation
            x = r(x, training=training)
        return self.fc(self.gap(x))
