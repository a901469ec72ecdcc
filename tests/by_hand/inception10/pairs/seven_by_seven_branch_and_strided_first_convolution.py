import tensorflow as tf
from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Dense, GlobalAveragePooling2D
from tensorflow.keras import Model


class ConvBNRelu(Model):
    def __init__(self, ch, kernelsz=3, strides=1, padding='same'):
        super(ConvBNRelu, self).__init__()
        self.model = tf.keras.models.Sequential([
            Conv2D(ch, kernelsz, strides=strides, padding=padding),
            BatchNormalization(),
            Activation('relu')
        ])

    def call(self, x, training=None):
        return self.model(x)


class InceptionBlk(Model):
    def __init__(self, ch, strides=1):
        super(InceptionBlk, self).__init__()
        self.ch = ch
        self.strides = strides
        self.conv1 = ConvBNRelu(ch, kernelsz=1, strides=strides)
        self.conv2_1 = ConvBNRelu(ch, kernelsz=1, strides=strides)
        self.conv2_2 = ConvBNRelu(ch, kernelsz=3, strides=1)
        self.conv3_1 = ConvBNRelu(ch, kernelsz=1, strides=strides)
        self.conv3_2 = ConvBNRelu(ch, kernelsz=7, strides=1)  # FAULT kernel-size
        self.pool4_1 = MaxPool2D(3, strides=1, padding='same')
        self.conv4_2 = ConvBNRelu(ch, kernelsz=1, strides=strides)

    def call(self, x, training=None):
        x1 = self.conv1(x)
        x2_1 = self.conv2_1(x)
        x2_2 = self.conv2_2(x2_1)
        x3_1 = self.conv3_1(x)
        x3_2 = self.conv3_2(x3_1)
        x4_1 = self.pool4_1(x)
        x4_2 = self.conv4_2(x4_1)
        x = tf.concat([x1, x2_2, x3_2, x4_2], axis=3)
        return x


class Inception10(Model):
    def __init__(self, num_blocks, num_classes, init_ch=16, **kwargs):
        super(Inception10, self).__init__(**kwargs)
        self.in_channels = init_ch
        self.out_channels = init_ch
        self.num_blocks = num_blocks
        self.init_ch = init_ch
        self.conv1 = ConvBNRelu(init_ch, strides=2)  # FAULT strides
        self.blocks = tf.keras.models.Sequential()
        for block_id in range(num_blocks):
            for layer_id in range(2):
                if layer_id == 0:
                    block = InceptionBlk(self.out_channels, strides=2)
                else:
                    block = InceptionBlk(self.out_channels, strides=1)
                self.blocks.add(block)
            self.out_channels *= 2
        self.pool1 = GlobalAveragePooling2D()
        self.fc1 = Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        x = self.conv1(x)
        x = self.blocks(x)
        x = self.pool1(x)
        y = self.fc1(x)
        return y
