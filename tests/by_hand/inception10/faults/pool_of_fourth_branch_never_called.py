import tensorflow as tf
from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Dense, GlobalAveragePooling2D
from tensorflow.keras import Model


class CBR(Model):
    def __init__(self, ch, kernel, strides=1):
        super(CBR, self).__init__()
        self.c = Conv2D(ch, kernel, strides=strides, padding='same')
        self.b = BatchNormalization()
        self.a = Activation('relu')

    def call(self, x, training=None):
        return self.a(self.b(self.c(x), training=training))


class InceptionBlock(Model):
    def __init__(self, ch, strides):
        super(InceptionBlock, self).__init__()
        # 支路1
        self.c1 = CBR(ch, 1, strides)
        # 支路2
        self.c2a = CBR(ch, 1, strides)
        self.c2b = CBR(ch, 3)
        # 支路3
        self.c3a = CBR(ch, 1, strides)
        self.c3b = CBR(ch, 5)
        # 支路4
        self.p4a = MaxPool2D(3, strides=1, padding='same')  # FAULT unused-layer
        self.c4b = CBR(ch, 1, strides)

    def call(self, x, training=None):
        x1 = self.c1(x, training=training)
        x2 = self.c2a(x, training=training)
        x2 = self.c2b(x2, training=training)
        x3 = self.c3a(x, training=training)
        x3 = self.c3b(x3, training=training)
        x4 = self.c4b(x, training=training)  # FAULT unused-layer
        return tf.concat((x1, x2, x3, x4), axis=3)


class Inception10(Model):
    def __init__(self, num_blocks, num_classes, init_ch=16):
        super(Inception10, self).__init__()
        self.c1 = CBR(init_ch, 3)
        self.cells = []
        ch = init_ch
        for i in range(num_blocks):
            for j in range(2):
                self.cells.append(InceptionBlock(ch, 2 if j == 0 else 1))
            ch = ch * 2
        self.p1 = GlobalAveragePooling2D()
        self.f1 = Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.c1(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.f1(self.p1(x))
