import tensorflow as tf
from tensorflow.keras import layers as kl


def unit(ch, k, s=1):
    return tf.keras.Sequential([kl.Conv2D(ch, k, s, padding='same'), kl.BatchNormalization(), kl.Activation('relu')])


class Cell(tf.keras.Model):
    def __init__(self, ch, strides):
        super().__init__()
        self.a = unit(ch, 1, strides)
        self.b1 = unit(ch, 1, strides)
        self.b2 = unit(ch, 3)
        self.c1 = unit(ch, 1, strides)
        self.c2 = unit(ch, 5)
        self.pool = kl.MaxPooling2D(3, strides=1, padding='same')
        self.d = unit(ch, 1, strides)

    def call(self, x, training=None):
        a = self.a(x, training=training)
        b = self.b2(self.b1(x, training=training), training=training)
        c = self.c1(x, training=training)
        c = self.c2(b, training=training)  # FAULT branch-wiring
        d = self.d(self.pool(x), training=training)
        return tf.concat([a, b, c, d], axis=-1)


class Inception10(tf.keras.Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.first = unit(init_ch, 3)
        self.cells = [Cell(init_ch * 2 ** (i // 2), 1 + (i + 1) % 2) for i in range(2 * num_blocks)]
        self.gap = kl.GlobalAveragePooling2D()
        self.fc = kl.Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.first(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.fc(self.gap(x))
