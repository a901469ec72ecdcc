import tensorflow as tf
from tensorflow.keras import layers


class Block(layers.Layer):
    def __init__(self, filters, down=False):
        super().__init__()
        self.filters = filters
        self.down = down
        self.conv1 = layers.Conv2D(filters, 3, strides=2 if down else 1, padding='same', use_bias=False)
        self.norm1 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(filters, 3, padding='same', use_bias=False)
        self.norm2 = layers.BatchNormalization()

    def call(self, x, training=None):
        y = tf.nn.relu(self.norm1(self.conv1(x), training=training))
        y = self.norm2(self.conv2(y), training=training)
        if self.down:  # FAULT shortcut-projection
            x = tf.pad(x[:, ::2, ::2, :], [[0, 0], [0, 0], [0, 0], [0, self.filters // 2]])  # FAULT shortcut-projection
        return tf.nn.relu(x + y)  # FAULT shortcut-projection


class ResNet18(tf.keras.Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.conv = layers.Conv2D(initial_filters, 3, padding='same', use_bias=False)
        self.norm = layers.BatchNormalization()
        self.blocks = []
        for group, number in enumerate(block_list):
            for i in range(number):
                self.blocks.append(Block(initial_filters * 2 ** group, down=group > 0 and i == 0))
        self.pool = layers.GlobalAveragePooling2D()
        self.out = layers.Dense(10, activation='softmax', kernel_regularizer=tf.keras.regularizers.l2(0.01))

    def call(self, x, training=None):
        x = tf.nn.relu(self.norm(self.conv(x), training=training))
        for block in self.blocks:
            x = block(x, training=training)
        return self.out(self.pool(x))


model = ResNet18([2, 2, 2, 2])
