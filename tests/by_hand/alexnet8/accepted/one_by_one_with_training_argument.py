from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(Model):
    def __init__(self):
        super(AlexNet8, self).__init__()
        self.c1 = Conv2D(96, (3, 3))
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D((3, 3), strides=2)

        self.c2 = Conv2D(256, (3, 3))
        self.b2 = BatchNormalization()
        self.a2 = Activation('relu')
        self.p2 = MaxPool2D((3, 3), strides=2)

        self.c3 = Conv2D(384, (3, 3), padding='same', activation='relu')
        self.c4 = Conv2D(384, (3, 3), padding='same', activation='relu')
        self.c5 = Conv2D(256, (3, 3), padding='same', activation='relu')
        self.p3 = MaxPool2D((3, 3), strides=2)

        self.flatten = Flatten()
        self.f1 = Dense(2048, activation='relu')
        self.d1 = Dropout(0.5)
        self.f2 = Dense(2048, activation='relu')
        self.d2 = Dropout(0.5)
        self.f3 = Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.c1(x)
        x = self.b1(x, training=training)
        x = self.a1(x)
        x = self.p1(x)
        x = self.c2(x)
        x = self.b2(x, training=training)
        x = self.a2(x)
        x = self.p2(x)
        x = self.c3(x)
        x = self.c4(x)
        x = self.c5(x)
        x = self.p3(x)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d1(x, training=training)
        x = self.f2(x)
        x = self.d2(x, training=training)
        y = self.f3(x)
        return y
