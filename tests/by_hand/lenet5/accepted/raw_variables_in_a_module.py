import tensorflow as tf


def glorot(shape, fan_in, fan_out):
    limit = (6.0 / (fan_in + fan_out)) ** 0.5
    return tf.random.uniform(shape, -limit, limit)


class LeNet5(tf.Module):
    """LeNet5 with nothing but tf.nn and variables."""

    def __init__(self, name=None):
        super().__init__(name=name)
        self.k1 = tf.Variable(glorot((5, 5, 3, 6), 75, 150))
        self.b1 = tf.Variable(tf.zeros(6))
        self.k2 = tf.Variable(glorot((5, 5, 6, 16), 150, 400))
        self.b2 = tf.Variable(tf.zeros(16))
        self.w3 = tf.Variable(glorot((400, 120), 400, 120))
        self.b3 = tf.Variable(tf.zeros(120))
        self.w4 = tf.Variable(glorot((120, 84), 120, 84))
        self.b4 = tf.Variable(tf.zeros(84))
        self.w5 = tf.Variable(glorot((84, 10), 84, 10))
        self.b5 = tf.Variable(tf.zeros(10))

    def __call__(self, x):
        x = tf.nn.sigmoid(tf.nn.conv2d(x, self.k1, strides=1, padding="VALID") + self.b1)
        x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
        x = tf.nn.sigmoid(tf.nn.conv2d(x, self.k2, strides=1, padding="VALID") + self.b2)
        x = tf.nn.max_pool2d(x, ksize=2, strides=2, padding="VALID")
        x = tf.reshape(x, (-1, 400))
        x = tf.nn.sigmoid(tf.matmul(x, self.w3) + self.b3)
        x = tf.nn.sigmoid(tf.matmul(x, self.w4) + self.b4)
        return tf.nn.softmax(tf.matmul(x, self.w5) + self.b5)
