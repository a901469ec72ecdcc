import keras
from keras import layers


def conv_bn_relu(x, channels, size=3, stride=1):
    x = layers.Conv2D(channels, size, strides=stride, padding="same")(x)
    x = layers.BatchNormalization(axis=1)(x)  # FAULT batch-norm-axis
    return layers.ReLU()(x)


def cell(x, channels, stride):
    pooled = layers.MaxPooling2D(3, strides=1, padding="same")(x)
    pooled = conv_bn_relu(pooled, channels, 1, stride)
    five = conv_bn_relu(x, channels, 1, stride)
    five = conv_bn_relu(five, channels, 5)
    three = conv_bn_relu(x, channels, 1, stride)
    three = conv_bn_relu(three, channels, 3)
    one = conv_bn_relu(x, channels, 1, stride)
    return layers.Concatenate()([pooled, five, three, one])


def Inception10(num_blocks=2, num_classes=10, init_ch=16):
    inputs = keras.Input((32, 32, 3))
    x = conv_bn_relu(inputs, init_ch)
    for b in range(num_blocks):
        width = init_ch * 2 ** b
        x = cell(x, width, 2)
        x = cell(x, width, 1)
    x = layers.GlobalAveragePooling2D()(x)
    return keras.Model(inputs, layers.Dense(num_classes, activation="softmax")(x))
