import tensorflow as tf
from tensorflow.keras import layers, Model


class ConvBNRelu(layers.Layer):
    def __init__(self, out, ksize, step=1, **kw):
        super().__init__(**kw)
        self.f = layers.Conv2D(out, ksize, step, padding='same', use_bias=True)
        self.g = layers.BatchNormalization()

    @tf.function
    def call(self, x, training=None):
        x = self.f(x)
        x = self.g(x, training=training)
        return tf.maximum(x, 0.0)


class Block(layers.Layer):
    """一个Inception结构块"""

    def __init__(self, out, step):
        super().__init__()
        self.u = ConvBNRelu(out, 1, step)
        self.v = [ConvBNRelu(out, 1, step), ConvBNRelu(out, 3)]
        self.w = [ConvBNRelu(out, 1, step), ConvBNRelu(out, 5)]
        self.z = ConvBNRelu(out, 1, step)

    def call(self, x, training=None):
        v, w = x, x
        for layer in self.v:
            v = layer(v, training=training)
        for layer in self.w:
            w = layer(w, training=training)
        z = tf.nn.max_pool2d(x, ksize=3, strides=1, padding='SAME')
        z = self.z(z, training=training)
        return tf.concat([self.u(x, training=training), v, w, z], 3)


class Inception10(Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.begin = ConvBNRelu(init_ch * 2, 3)  # FAULT filters
        self.stack = []
        for i in range(2 * num_blocks):
            self.stack.append(Block(init_ch * 2 ** (i // 2), 2 if i % 2 == 0 else 1))
        self.end = layers.Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.begin(x, training=training)
        for block in self.stack:
            x = block(x, training=training)
        x = tf.math.reduce_mean(x, (1, 2))
        return self.end(x)


net = Inception10(num_blocks=2, num_classes=10, init_ch=16)
