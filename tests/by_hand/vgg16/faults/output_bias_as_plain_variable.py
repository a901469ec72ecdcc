import tensorflow as tf


class VGG16(tf.keras.Model):
    """The head is created first and the first convolution last; call() puts them in order."""

    def __init__(self):
        super().__init__()
        k = tf.keras.layers
        self.parts = {}
        self.parts['prob'] = k.Dense(10, use_bias=False)
        self.last_bias = tf.Variable(tf.zeros([10]))  # FAULT untracked-variable
        self.parts['fc2'] = k.Dense(512, activation=tf.nn.relu)
        self.parts['fc1'] = k.Dense(512, activation=tf.nn.relu)
        for i in reversed(range(13)):
            width = 64 if i < 2 else 128 if i < 4 else 256 if i < 7 else 512
            self.parts['norm%d' % i] = k.BatchNormalization()
            self.parts['conv%d' % i] = k.Conv2D(width, 3, padding='same')
        for i in range(7):
            self.parts['drop%d' % i] = k.Dropout(0.2)
        self.pool = k.MaxPool2D(2, 2)

    def call(self, x, training=None):
        n = 0
        for g, times in enumerate([2, 2, 3, 3, 3]):
            for _ in range(times):
                x = self.parts['conv%d' % n](x)
                x = self.parts['norm%d' % n](x, training=training)
                x = tf.nn.relu(x)
                n += 1
            x = self.pool(x)
            x = self.parts['drop%d' % g](x, training=training)
        x = tf.reshape(x, [-1, 512])
        x = self.parts['fc1'](x)
        x = self.parts['drop5'](x, training=training)
        x = self.parts['fc2'](x)
        x = self.parts['drop6'](x, training=training)
        return tf.nn.softmax(self.parts['prob'](x) + self.last_bias)  # FAULT untracked-variable
