import tensorflow as tf


class Conv(tf.Module):
    def __init__(self, size, c_in, c_out):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([size, size, c_in, c_out], stddev=0.1))
        self.b = tf.Variable(tf.zeros([c_out]))

    def __call__(self, x):
        return tf.sigmoid(tf.nn.bias_add(tf.nn.conv2d(x, self.w, 1, "VALID"), self.b))


class Fc(tf.Module):
    def __init__(self, n_in, n_out, f):
        super().__init__()
        self.w = tf.Variable(tf.random.normal([n_in, n_out], stddev=0.1))
        self.b = tf.Variable(tf.zeros([n_out]))
        self.f = f

    def __call__(self, x):
        return self.f(tf.matmul(x, self.w) + self.b)


class LeNet5(tf.Module):
    def __init__(self):
        super().__init__()
        self.c1 = Conv(3, 3, 6)  # FAULT kernel-size
        self.c2 = Conv(5, 6, 16)
        self.f1 = Fc(5 * 5 * 16, 120, tf.sigmoid)
        self.f2 = Fc(120, 84, tf.sigmoid)
        self.f3 = Fc(84, 10, tf.nn.softmax)

    def __call__(self, x):
        x = tf.nn.max_pool2d(self.c1(x), 2, 2, "VALID")
        x = tf.nn.max_pool2d(self.c2(x), 2, 2, "VALID")
        x = tf.reshape(x, [-1, 5 * 5 * 16])
        return self.f3(self.f2(self.f1(x)))
