import tensorflow as tf


class MyConv(tf.keras.layers.Layer):
    """卷积层, 自己建立权重, 没有偏置"""

    def __init__(self, filters, size, step=1):
        super().__init__()
        self.filters = filters
        self.size = size
        self.step = step

    def build(self, input_shape):
        self.kernel = self.add_weight(name='kernel', shape=(self.size, self.size, input_shape[-1], self.filters),
                                      initializer='glorot_uniform', trainable=True)

    def call(self, x):
        return tf.nn.conv2d(x, self.kernel, strides=self.step, padding='SAME')


class MyDense(tf.keras.layers.Layer):
    def __init__(self, units):
        super().__init__()
        self.units = units

    def build(self, input_shape):
        self.w = self.add_weight(name='kernel', shape=(input_shape[-1], self.units), initializer='glorot_uniform',
                                 regularizer=tf.keras.regularizers.l2(0.01))
        self.b = self.add_weight(name='bias', shape=(self.units,), initializer='zeros')

    def call(self, x):
        return tf.nn.softmax(tf.matmul(x, self.w) + self.b)


class Unit(tf.keras.layers.Layer):
    def __init__(self, filters, step):
        super().__init__()
        self.one = MyConv(filters, 3, step)
        self.one_bn = tf.keras.layers.BatchNormalization()
        self.two = MyConv(filters, 3)
        self.two_bn = tf.keras.layers.BatchNormalization(scale=False)  # FAULT batch-norm-scale-offset
        self.change = step != 1
        if self.change:
            self.proj = MyConv(filters, 1, step)
            self.proj_bn = tf.keras.layers.BatchNormalization()

    def call(self, x, training=None):
        h = self.one(x)
        h = tf.nn.relu(self.one_bn(h, training=training))
        h = self.two(h)
        h = self.two_bn(h, training=training)
        if self.change:
            x = self.proj(x)
            x = self.proj_bn(x, training=training)
        return tf.nn.relu(tf.add(h, x))


class ResNet18(tf.keras.Model):
    def __init__(self, block_list=[2, 2, 2, 2], initial_filters=64):
        super().__init__()
        self.head = MyConv(initial_filters, 3)
        self.head_bn = tf.keras.layers.BatchNormalization()
        self.units = []
        for i in range(len(block_list)):
            for j in range(block_list[i]):
                step = 2 if (i != 0 and j == 0) else 1
                self.units.append(Unit(initial_filters, step))
            initial_filters = initial_filters * 2
        self.tail = MyDense(10)

    def call(self, x, training=None):
        x = tf.nn.relu(self.head_bn(self.head(x), training=training))
        for u in self.units:
            x = u(x, training=training)
        x = tf.reduce_mean(x, axis=[1, 2])
        return self.tail(x)
