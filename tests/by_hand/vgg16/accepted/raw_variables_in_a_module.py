"""VGG16 from nothing but tf.nn: every weight is a tf.Variable of a tf.Module."""
import tensorflow as tf

PLAN = [64, 64, 'P', 128, 128, 'P', 256, 256, 256, 'P', 512, 512, 512, 'P', 512, 512, 512, 'P']


class ConvUnit(tf.Module):
    def __init__(self, c_in, c_out):
        super().__init__()
        limit = (6.0 / (9 * (c_in + c_out))) ** 0.5
        self.kernel = tf.Variable(tf.random.uniform([3, 3, c_in, c_out], -limit, limit), name='kernel')
        self.bias = tf.Variable(tf.zeros([c_out]), name='bias')
        self.gamma = tf.Variable(tf.ones([c_out]), name='gamma')
        self.beta = tf.Variable(tf.zeros([c_out]), name='beta')
        self.moving_mean = tf.Variable(tf.zeros([c_out]), trainable=False, name='moving_mean')
        self.moving_variance = tf.Variable(tf.ones([c_out]), trainable=False, name='moving_variance')

    def __call__(self, x, training):
        x = tf.nn.conv2d(x, self.kernel, strides=1, padding='SAME') + self.bias
        if training:
            mean, var = tf.nn.moments(x, axes=[0, 1, 2])
            self.moving_mean.assign(0.99 * self.moving_mean + 0.01 * mean)
            self.moving_variance.assign(0.99 * self.moving_variance + 0.01 * var)
        else:
            mean, var = self.moving_mean, self.moving_variance
        return tf.nn.relu(tf.nn.batch_normalization(x, mean, var, self.beta, self.gamma, 1e-3))


class FullyConnected(tf.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        limit = (6.0 / (n_in + n_out)) ** 0.5
        self.kernel = tf.Variable(tf.random.uniform([n_in, n_out], -limit, limit), name='kernel')
        self.bias = tf.Variable(tf.zeros([n_out]), name='bias')

    def __call__(self, x):
        return x @ self.kernel + self.bias


class VGG16(tf.Module):
    def __init__(self):
        super().__init__()
        self.units = []
        depth = 3
        for item in PLAN:
            if item != 'P':
                self.units.append(ConvUnit(depth, item))
                depth = item
        self.fc1 = FullyConnected(512, 512)
        self.fc2 = FullyConnected(512, 512)
        self.fc3 = FullyConnected(512, 10)

    def __call__(self, x, training=False):
        def drop(t):
            return tf.nn.dropout(t, 0.2) if training else t

        units = iter(self.units)
        for item in PLAN:
            if item == 'P':
                x = drop(tf.nn.max_pool2d(x, 2, 2, 'SAME'))
            else:
                x = next(units)(x, training)
        x = tf.reshape(x, [tf.shape(x)[0], -1])
        x = drop(tf.nn.relu(self.fc1(x)))
        x = drop(tf.nn.relu(self.fc2(x)))
        return tf.nn.softmax(self.fc3(x))
