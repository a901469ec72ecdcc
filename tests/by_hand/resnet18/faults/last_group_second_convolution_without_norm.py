"""ResNet-18, all blocks written out for the last two groups."""
import keras
from keras import layers, regularizers


def C(n, k=3, s=1):
    return layers.Conv2D(n, k, strides=s, padding="same", use_bias=False)


def B():
    return layers.BatchNormalization()


A = keras.activations.relu


def plain(x, n):
    y = A(B()(C(n)(x)))
    y = B()(C(n)(y))
    return A(x + y)


image = layers.Input((32, 32, 3))
x = A(B()(C(64)(image)))
x = plain(x, 64)
x = plain(x, 64)

# 128
y = A(B()(C(128, s=2)(x)))
y = B()(C(128)(y))
x = A(y + B()(C(128, 1, 2)(x)))
x = plain(x, 128)

# 256
y = A(B()(C(256, s=2)(x)))
y = B()(C(256)(y))
x = A(y + B()(C(256, 1, 2)(x)))
x = plain(x, 256)

# 512
y = A(B()(C(512, s=2)(x)))
y = C(512)(y)  # FAULT batch-norm-missing
x = A(y + B()(C(512, 1, 2)(x)))  # FAULT batch-norm-missing
x = plain(x, 512)

x = layers.GlobalAveragePooling2D()(x)
x = layers.Dense(10, activation="softmax", kernel_regularizer=regularizers.l2(0.01))(x)
model = keras.Model(image, x)
