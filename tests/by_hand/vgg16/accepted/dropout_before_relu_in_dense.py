import numpy as np
from keras import Input, Model
from keras.layers import (Activation, BatchNormalization, Conv2D, Dense, Dropout, Lambda, MaxPooling2D, ReLU)


def VGG16(input_shape=(32, 32, 3), n_out=10):
    """relu和dropout交换顺序, 结果一样"""
    start = Input(input_shape)
    h = start
    count = 0
    layout = np.array([2, 2, 3, 3, 3])
    widths = np.minimum(64 * 2 ** np.arange(5), 512)
    for n, w in zip(layout, widths):
        for _ in range(int(n)):
            count += 1
            h = Conv2D(int(w), 3, padding='same', name='c%d' % count)(h)
            h = BatchNormalization(name='b%d' % count)(h)
            h = ReLU(name='a%d' % count)(h)
        h = MaxPooling2D(2)(h)
        h = Dropout(0.2)(h)
    h = Lambda(lambda t: t[:, 0, 0, :])(h)  # 只剩一个像素
    for _ in range(2):
        h = Dense(512)(h)
        h = Dropout(0.2)(h)
        h = Activation('relu')(h)
    h = Dense(n_out)(h)
    return Model(start, Activation('softmax')(h))
