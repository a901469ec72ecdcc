import tensorflow as tf
from tensorflow.keras import layers as L, Model, regularizers as R


def cb(x, n, k, s=1):
    return L.BatchNormalization()(L.Conv2D(n, k, s, padding='same', use_bias=False)(x))


inp = L.Input((32, 32, 3))
x = L.Activation('relu')(cb(inp, 64, 3))

# group 1
for _ in range(2):
    y = L.Activation('relu')(cb(x, 64, 3))
    y = cb(y, 64, 3)
    x = L.Activation('relu')(L.Add()([y, x]))

# groups 2, 3, 4
for n in (128, 256, 512):
    y = L.Activation('relu')(cb(x, n, 3, 2))
    y = cb(y, n, 3)
    x = L.Activation('relu')(L.Add()([y, cb(x, n, 1, 2)]))
    y = L.Activation('relu')(cb(x, n, 3))
    y = cb(y, n, 3)
    x = L.Activation('relu')(L.Add()([y, x]))

x = L.GlobalMaxPooling2D(keepdims=True)(x)  # FAULT global-pooling
x = L.Conv2D(10, 1, kernel_regularizer=R.l2(0.01))(x)
x = L.Reshape((10,))(x)
x = L.Activation('softmax')(x)
model = Model(inp, x)
