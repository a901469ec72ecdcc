import tensorflow as tf
from tensorflow.keras.layers import Layer, Conv2D, BatchNormalization, ReLU, AveragePooling2D, Flatten, Dense
from tensorflow.keras.regularizers import L2

CLASSES = 10


class BasicBlock(Layer):
    def __init__(self, f, s=1):
        super().__init__()
        self.conv1 = Conv2D(f, 3, strides=s, padding='same', use_bias=False)
        self.bn1 = BatchNormalization()
        self.relu = ReLU()
        self.conv2 = Conv2D(f, 3, padding='same', use_bias=False)
        self.bn2 = BatchNormalization()
        self.downsample = None
        if s > 1:
            self.downsample = tf.keras.Sequential([Conv2D(f, 1, strides=s, use_bias=False), BatchNormalization()])

    def call(self, x, training=None):
        identity = x
        out = self.relu(self.bn1(self.conv1(x), training=training))
        out = self.bn2(self.conv2(out), training=training)
        if self.downsample is not None:
            identity = self.downsample(x, training=training)
        out += identity
        return self.relu(out)


class ResNet18(tf.keras.Model):
    def __init__(self, block_list, initial_filters=64):
        super().__init__()
        self.conv = Conv2D(initial_filters, 3, padding='same', use_bias=False)
        self.bn = BatchNormalization()
        self.relu = ReLU()
        self.layer1 = self.make(initial_filters, block_list[0], 1)
        self.layer2 = self.make(initial_filters * 2, block_list[1], 2)
        self.layer3 = self.make(initial_filters * 4, block_list[2], 2)
        self.layer4 = self.make(initial_filters * 8, block_list[3], 2)
        self.avgpool = AveragePooling2D(4)
        self.flatten = Flatten()
        self.fc = Dense(CLASSES, kernel_regularizer=L2())

    @staticmethod
    def make(f, n, s):
        return tf.keras.Sequential([BasicBlock(f, s)] + [BasicBlock(f) for _ in range(n - 1)])

    def call(self, x, training=None):
        x = self.relu(self.bn(self.conv(x), training=training))
        for layer in [self.layer1, self.layer2, self.layer3, self.layer4]:
            x = layer(x, training=training)
        return self.fc(self.flatten(self.avgpool(x)))


model = ResNet18([2, 2, 2, 2])
model.compile('adam', tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              ['sparse_categorical_accuracy'])
