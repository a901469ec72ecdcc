import keras
from keras.layers import *

CH = 16


def cbr(ch, k, s=1):
    return keras.Sequential([Conv2D(ch, k, strides=s, padding="same"), BatchNormalization(), ReLU()])


def cell(ch, s):
    def f(x):
        return Concatenate()([
            cbr(ch, 1, s)(x),
            cbr(ch, 3)(cbr(ch, 1, s)(x)),
            cbr(ch, 5)(cbr(ch, 1, s)(x)),
            cbr(ch, 1, s)(MaxPooling2D(3, 1, "same")(x)),
        ])
    return f


i = Input((32, 32, 3))
x = cbr(CH, 3)(i)
x = cell(CH, 2)(x)
x = cell(CH, 1)(x)
x = cell(2 * CH, 1)(x)  # FAULT strides
x = cell(2 * CH, 1)(x)
x = GlobalAveragePooling2D()(x)
x = Dense(10, activation="softmax")(x)
model = keras.Model(i, x)
