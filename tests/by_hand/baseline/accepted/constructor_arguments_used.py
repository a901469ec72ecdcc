import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class Baseline(Model):
    """卷积层参数由构造函数传入。"""

    def __init__(self, filters=6, kernel_size=5, hidden=128, classes=10, drop=0.2, **kwargs):
        super().__init__(**kwargs)
        self.c1 = Conv2D(filters, kernel_size, padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation(tf.nn.relu)
        self.p1 = MaxPool2D(2, 2, 'same')
        self.d1 = Dropout(drop)
        self.flatten = Flatten()
        self.f1 = Dense(hidden, 'relu')
        self.d2 = Dropout(drop)
        self.f2 = Dense(classes, 'softmax')

    def call(self, inputs, training=None):
        x = self.c1(inputs)
        x = self.b1(x, training=training)
        x = self.a1(x)
        x = self.p1(x)
        x = self.d1(x, training=training)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x, training=training)
        return self.f2(x)


model = Baseline(filters=6, kernel_size=(5, 5), hidden=128, classes=10, drop=0.2)
