import tensorflow as tf

K = tf.keras.layers


def add_stage(seq, n, filters):
    for _ in range(n):
        seq.add(K.Conv2D(filters, kernel_size=3, strides=1, padding='same'))
        seq.add(K.BatchNormalization())
        seq.add(K.Activation('relu'))
    seq.add(K.MaxPool2D(pool_size=2, strides=2, padding='same'))
    seq.add(K.Dropout(0.2))


class VGG16(tf.keras.Model):
    def __init__(self):
        super(VGG16, self).__init__()
        self.body = tf.keras.Sequential()
        add_stage(self.body, 2, 64)
        add_stage(self.body, 2, 128)
        add_stage(self.body, 3, 256)
        add_stage(self.body, 3, 512)
        add_stage(self.body, 2, 512)  # FAULT layer-missing
        self.top = tf.keras.Sequential()
        self.top.add(K.Flatten())
        self.top.add(K.Dense(512, activation='relu'))
        self.top.add(K.Dropout(0.2))
        self.top.add(K.Dense(512, activation='relu'))
        self.top.add(K.Dropout(0.2))
        self.top.add(K.Dense(10, activation='softmax'))

    def call(self, x, training=None):
        x = self.body(x, training=training)
        return self.top(x, training=training)


if __name__ == '__main__':
    net = VGG16()
    net.build((None, 32, 32, 3))
    net.summary()
