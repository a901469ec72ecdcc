import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense, BatchNormalization, Activation, GlobalAveragePooling2D


class LeNet5(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, (5, 5), activation='sigmoid')
        self.p1 = MaxPool2D((2, 2), strides=2)
        self.c2 = Conv2D(16, (5, 5), activation='sigmoid')
        self.p2 = MaxPool2D((2, 2), strides=2)
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')
        self.f2 = Dense(84, activation='sigmoid')
        self.f3 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.p1(self.c1(x))
        x = self.p2(self.c2(x))
        return self.f3(self.f2(self.f1(self.flatten(x))))


class ResnetBlock(Model):
    def __init__(self, filters, strides, shortcut, **kw):
        super().__init__(**kw)
        self.shortcut = shortcut
        if shortcut == 'conv':  # 先定义旁路
            self.sb = BatchNormalization()
            self.sc = Conv2D(filters, 1, strides=strides, use_bias=False)
        self.b2 = BatchNormalization()
        self.c2 = Conv2D(filters, 3, padding='same', use_bias=False)
        self.b1 = BatchNormalization()
        self.c1 = Conv2D(filters, 3, strides=strides, padding='same', use_bias=False)

    def call(self, x, training=None):
        r = x
        if self.shortcut == 'conv':
            r = self.sb(self.sc(r), training=training)
        x = tf.nn.relu(self.b1(self.c1(x), training=training))
        x = self.b2(self.c2(x), training=False)  # FAULT batch-norm-training
        return tf.nn.relu(r + x)


class ResNet18(Model):
    def __init__(self, block_list, initial_filters=64, num_classes=10, weight_decay=0.01):
        super().__init__()
        self.c1 = Conv2D(initial_filters, 3, padding='same', use_bias=False)
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.blocks = {}
        f = initial_filters
        for i, n in enumerate(block_list):
            for j in range(n):
                down = i > 0 and j == 0
                self.blocks[f'{i}_{j}'] = ResnetBlock(f, 2 if down else 1, 'conv' if down else 'same')
            f = f * 2
        self.p1 = GlobalAveragePooling2D()
        self.f1 = Dense(num_classes, activation='softmax',
                        kernel_regularizer=tf.keras.regularizers.l2(weight_decay))
        self.order = [f'{i}_{j}' for i, n in enumerate(block_list) for j in range(n)]

    def call(self, x, training=None):
        x = self.a1(self.b1(self.c1(x), training=training))
        for key in self.order:
            x = self.blocks[key](x, training=training)
        return self.f1(self.p1(x))


small = LeNet5()
large = ResNet18([2, 2, 2, 2], initial_filters=64)
