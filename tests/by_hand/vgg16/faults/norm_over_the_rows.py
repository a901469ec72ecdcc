from tensorflow.keras.layers import (Activation, BatchNormalization, Conv2D, Dense, Dropout, Input,
                                     MaxPooling2D, Reshape, ZeroPadding2D)
from tensorflow.keras.models import Model


def build_vgg16(shape=(32, 32, 3), classes=10):
    def cbr(t, n):
        t = ZeroPadding2D((1, 1))(t)
        t = Conv2D(n, (3, 3), padding='valid')(t)
        t = BatchNormalization(axis=1)(t)  # FAULT batch-norm-axis
        return Activation('relu')(t)

    inp = Input(shape)
    t = inp
    for n, k in ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3)):
        for _ in range(k):
            t = cbr(t, n)
        t = MaxPooling2D((2, 2), strides=(2, 2))(t)
        t = Dropout(.2)(t)
    t = Reshape((512,))(t)
    t = Dense(512, activation='relu')(t)
    t = Dropout(.2)(t)
    t = Dense(512, activation='relu')(t)
    t = Dropout(.2)(t)
    t = Dense(classes, activation='softmax')(t)
    return Model(inp, t, name='vgg16')


if __name__ == '__main__':
    build_vgg16().summary()
