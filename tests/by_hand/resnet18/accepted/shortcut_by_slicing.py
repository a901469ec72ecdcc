import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense



class Shortcut(tf.keras.layers.Layer):
    """Every second pixel, then a 1x1 convolution: the same as a 1x1 convolution with stride 2."""

    def __init__(self, filters):
        super().__init__()
        self.conv = Conv2D(filters, 1, use_bias=False)
        self.norm = BatchNormalization()

    def call(self, x, training=None):
        x = x[:, ::2, ::2, :]
        return self.norm(self.conv(x), training=training)


class Identity(tf.keras.layers.Layer):
    def call(self, x, training=None):
        return x


class Block(tf.keras.layers.Layer):
    def __init__(self, filters, halve):
        super().__init__()
        self.shortcut = Shortcut(filters) if halve else Identity()
        self.conv_a = Conv2D(filters, 3, strides=2 if halve else 1, padding='same', use_bias=False)
        self.conv_b = Conv2D(filters, 3, padding='same', use_bias=False)
        self.norm_a = BatchNormalization()
        self.norm_b = BatchNormalization()

    def call(self, x, training=None):
        s = self.shortcut(x, training=training)
        x = self.norm_a(self.conv_a(x), training=training)
        x = tf.nn.relu(x)
        x = self.norm_b(self.conv_b(x), training=training)
        return tf.nn.relu(s + x)


class ResNet18(tf.keras.Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.conv = Conv2D(initial_filters, 3, padding='same', use_bias=False)
        self.norm = BatchNormalization()
        self.blocks = []
        for g in range(len(block_list)):
            for k in range(block_list[g]):
                self.blocks.append(Block(initial_filters * 2 ** g, halve=(k == 0 and g > 0)))
        self.gap = tf.keras.layers.GlobalAveragePooling2D()
        self.fc = Dense(10, activation=tf.nn.softmax, kernel_regularizer=tf.keras.regularizers.l2(l2=0.01))

    def forward(self, x, training):
        x = tf.nn.relu(self.norm(self.conv(x), training=training))
        for b in self.blocks:
            x = b(x, training=training)
        return x

    def call(self, x, training=None):
        return self.fc(self.gap(self.forward(x, training)))
