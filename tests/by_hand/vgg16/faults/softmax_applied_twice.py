import keras
from keras import layers


def conv(x, filters):
    x = layers.Conv2D(filters, (3, 3), strides=(1, 1), padding="same")(x)
    x = layers.BatchNormalization()(x)
    return layers.Activation(keras.activations.relu)(x)


def pool(x):
    x = layers.MaxPooling2D(pool_size=2)(x)  # the maps are even, valid is as good as same
    return layers.Dropout(0.2)(x)


def dense(x, units):
    x = layers.Dense(units)(x)
    x = layers.Activation("relu")(x)
    return layers.Dropout(0.2)(x)


def VGG16():
    inputs = keras.Input(shape=(32, 32, 3))
    x = conv(inputs, 64)
    x = conv(x, 64)
    x = pool(x)
    x = conv(x, 128)
    x = conv(x, 128)
    x = pool(x)
    x = conv(x, 256)
    x = conv(x, 256)
    x = conv(x, 256)
    x = pool(x)
    x = conv(x, 512)
    x = conv(x, 512)
    x = conv(x, 512)
    x = pool(x)
    x = conv(x, 512)
    x = conv(x, 512)
    x = conv(x, 512)
    x = pool(x)
    x = layers.Flatten()(x)
    x = dense(x, 512)
    x = dense(x, 512)
    outputs = layers.Dense(10, activation="softmax")(x)  # FAULT output-activation
    outputs = layers.Softmax()(outputs)  # FAULT output-activation
    return keras.Model(inputs, outputs)
