import tensorflow as tf
from tensorflow.keras import layers


class CBR(layers.Layer):
    def __init__(self, ch, k=3, s=1):
        super().__init__()
        self.c = layers.Conv2D(ch, k, s, 'same')
        self.b = layers.BatchNormalization()
        self.a = layers.Activation('relu')

    def call(self, x, training=None):
        x = self.c(x)
        x = self.b(x, training=training)
        return self.a(x)


class Cell(layers.Layer):
    def __init__(self, ch, s):
        super().__init__()
        self.left = CBR(ch, 1, s)
        self.mid_a = CBR(ch, 1, s)
        self.mid_b = CBR(ch, 3)
        self.right_a = CBR(ch, 1, s)
        self.right_b = CBR(ch, 5)
        self.pool = layers.MaxPool2D(3, 1, 'same')
        self.pool_c = CBR(ch, 1, s)

    def call(self, x, training=None):
        outs = [
            self.left(x, training=training),
            self.mid_b(self.mid_a(x, training=training), training=training),
            self.right_b(self.right_a(x, training=training), training=training),
            self.pool_c(self.pool(x), training=training),
        ]
        return tf.concat(outs, axis=-1)


class Inception10(tf.keras.Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.stem = CBR(init_ch)
        self.cells = []
        ch = init_ch
        for _ in range(num_blocks):
            self.cells.append(Cell(ch, 2))
            self.cells.append(Cell(ch, 1))
            ch *= 2
        self.fc = layers.Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.stem(x, training=training)
        for c in self.cells:
            x = c(x, training=training)
        x = tf.reduce_mean(x, axis=[1, 2])  # 全局平均池化
        return self.fc(x)
