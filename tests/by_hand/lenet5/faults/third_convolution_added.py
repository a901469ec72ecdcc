import tensorflow as tf
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPool2D


class LeNet5(tf.keras.Model):
    # 输入 32x32x3
    def __init__(self):
        super(LeNet5, self).__init__()
        self.c1 = Conv2D(6, 5, activation='sigmoid')
        self.p1 = MaxPool2D(2, 2)
        self.c2 = Conv2D(16, 5, activation='sigmoid')
        self.p2 = MaxPool2D(2, 2)
        self.c3 = Conv2D(120, 3, activation='sigmoid')  # FAULT layer-extra
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')
        self.f2 = Dense(84, activation='sigmoid')
        self.f3 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.c1(x)
        x = self.p1(x)
        x = self.c2(x)
        x = self.p2(x)
        x = self.c3(x)  # FAULT layer-extra
        x = self.flatten(x)
        x = self.f1(x)
        x = self.f2(x)
        return self.f3(x)
