# Inception10, everything in a row
from tensorflow.keras.layers import *
from tensorflow.keras.models import Model
from tensorflow.keras.layers import Lambda
import tensorflow as tf


def cbr(ch, k, s=1):
    def apply(t):
        return Activation('relu')(BatchNormalization()(Conv2D(ch, (k, k), strides=(s, s), padding='same')(t)))
    return apply


inputs = Input(shape=(32, 32, 3))
x0 = cbr(16, 3)(inputs)

# cell 1: 32x32x16 -> 16x16x64
a = cbr(16, 1, 2)(x0)
b = cbr(16, 3)(cbr(16, 1, 2)(x0))
c = cbr(16, 5)(cbr(16, 1, 2)(x0))
d = cbr(16, 1, 2)(MaxPool2D((3, 3), (1, 1), padding='same')(x0))
x1 = concatenate([a, b, c, d])

# cell 2: 16x16x64
a = cbr(16, 1)(x1)
b = cbr(16, 3)(cbr(16, 1)(x1))
c = cbr(16, 5)(cbr(16, 1)(x1))
d = cbr(16, 1)(MaxPool2D((3, 3), (1, 1), padding='same')(x1))
x2 = concatenate([a, b, c, d])

# cell 3: 16x16x64 -> 8x8x128
a = cbr(32, 1, 2)(x2)
b = cbr(32, 3)(cbr(32, 1, 2)(x2))
c = cbr(32, 5)(cbr(32, 1, 2)(x2))
d = cbr(32, 1, 2)(MaxPool2D((3, 3), (1, 1), padding='same')(x2))
x3 = concatenate([a, b, c, d])

# cell 4: 8x8x128
a = cbr(32, 1)(x3)
b = cbr(32, 3)(cbr(32, 1)(x3))
c = cbr(32, 5)(cbr(32, 1)(x3))
d = cbr(32, 1)(MaxPool2D((3, 3), (1, 1), padding='same')(x3))
x4 = concatenate([a, b, c, d])

y = Lambda(lambda t: tf.reduce_mean(t, axis=[1, 2]), output_shape=(128,))(x4)
y = Dense(128, activation='relu')(y)  # FAULT layer-extra
y = Dense(10, activation='softmax')(y)

model = Model(inputs, y)
