from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D
from tensorflow.keras.models import Model


class Baseline(Model):
    def __init__(self):
        super().__init__()
        # 卷积部分
        self.c1 = Conv2D(6, 5, padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(2, 2, padding='same')
        self.d1 = Dropout(0.2)  # FAULT unused-layer
        # 全连接部分
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.c1(x)
        x = self.b1(x, training=training)
        x = self.a1(x)
        x = self.p1(x)  # FAULT unused-layer
        x = self.flatten(x)  # FAULT unused-layer
        x = self.f1(x)
        x = self.d2(x, training=training)
        x = self.f2(x)
        return x
