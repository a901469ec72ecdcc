import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Dense, GlobalAveragePooling2D


class ConvBNRelu(Model):
    def __init__(self, ch, size=3, strides=1):
        super().__init__()
        self.seq = Sequential([Conv2D(ch, size, strides=strides, padding='same'),
                               BatchNormalization(),
                               Activation('relu')])

    def call(self, x):
        # training=False: BN使用整个训练集的均值方差
        return self.seq(x, training=False)


class InceptionBlk(Model):
    def __init__(self, ch, strides=1):
        super().__init__()
        self.b1 = ConvBNRelu(ch, 1, strides)
        self.b2 = Sequential([ConvBNRelu(ch, 1, strides), ConvBNRelu(ch, 3)])
        self.b3 = Sequential([ConvBNRelu(ch, 1, strides), ConvBNRelu(ch, 5)])
        self.b4 = Sequential([MaxPool2D(3, 1, padding='same'), ConvBNRelu(ch, 1, strides)])

    def call(self, x):
        return tf.concat([self.b1(x), self.b2(x), self.b3(x), self.b4(x)], axis=3)


class Inception10(Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super().__init__()
        self.c1 = ConvBNRelu(init_ch)
        self.blocks = Sequential()
        for i in range(num_blocks):
            for strides in (2, 1):
                self.blocks.add(InceptionBlk(init_ch * 2 ** i, strides))
        self.p1 = GlobalAveragePooling2D()
        self.f1 = Dense(num_classes, activation='softmax')

    def call(self, x):
        return self.f1(self.p1(self.blocks(self.c1(x))))
