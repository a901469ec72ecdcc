import tensorflow as tf
from tensorflow.keras import layers as L

inp = tf.keras.Input(shape=(32, 32, 3))


def conv(x, n, k=3, act='relu', **kw):
    x = L.Conv2D(n, k, padding='same', **kw)(x)
    x = L.BatchNormalization()(x)
    return L.Activation(act)(x)


def end(x):
    return L.Dropout(0.2)(L.MaxPool2D(2, 2, padding='same')(x))


x = conv(inp, 64)
x = conv(x, 64)
x = end(x)
x = conv(x, 128)
x = conv(x, 128, use_bias=False)  # FAULT use-bias
x = end(x)
x = conv(x, 256)
x = conv(x, 256)
x = conv(x, 256)
x = end(x)
x = conv(x, 512)
x = conv(x, 512)
x = conv(x, 512)
x = end(x)
x = conv(x, 512)
x = conv(x, 512, act='elu')  # FAULT activation
x = conv(x, 512)
x = end(x)
x = L.Flatten()(x)
x = L.Dense(512, activation='relu')(x)
x = L.Dropout(0.2)(x)
x = L.Dense(512, activation='relu')(x)
x = L.Dropout(0.2)(x)
x = L.Dense(10, activation='softmax')(x)
model = tf.keras.Model(inp, x)
