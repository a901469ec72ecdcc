import tensorflow as tf
L = tf.keras.layers


class MaxPoolBranch(L.Layer):
    """Despite its name it also serves for the branches without pooling."""

    def __init__(self, ch, strides, size=None, pool=False):
        super().__init__()
        self.pool = L.MaxPool2D(3, 1, 'same') if pool else None
        self.conv_a = L.Conv2D(ch, 1, strides=strides)
        self.norm_a = L.BatchNormalization()
        self.size = size
        if size is not None:
            self.conv_b = L.Conv2D(ch, size, padding='same', dilation_rate=2)  # FAULT dilation-rate
            self.norm_b = L.BatchNormalization()

    def call(self, x, training=None):
        if self.pool is not None:
            x = self.pool(x)
        x = tf.nn.relu(self.norm_a(self.conv_a(x), training=training))
        if self.size is not None:
            x = tf.nn.relu(self.norm_b(self.conv_b(x), training=training))
        return x


class Inception10(tf.keras.Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.dense = L.Dense(num_classes, activation='softmax')
        self.gap = L.GlobalAveragePooling2D()
        self.rows = []
        for block in range(num_blocks):
            for strides in [2, 1]:
                ch = init_ch * (2 ** block)
                self.rows.append([MaxPoolBranch(ch, strides),
                                  MaxPoolBranch(ch, strides, size=3),
                                  MaxPoolBranch(ch, strides, size=5),
                                  MaxPoolBranch(ch, strides, pool=True)])
        self.conv = L.Conv2D(init_ch, 3, padding='same')
        self.norm = L.BatchNormalization()

    def call(self, x, training=None):
        x = tf.nn.relu(self.norm(self.conv(x), training=training))
        for row in self.rows:
            x = tf.concat([branch(x, training=training) for branch in row], axis=-1)
        return self.dense(self.gap(x))
