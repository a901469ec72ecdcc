from functools import partial

from tensorflow import keras

conv = partial(keras.layers.Conv2D, padding="same", use_bias=False)
norm = keras.layers.BatchNormalization
relu = partial(keras.layers.Activation, "relu")


def plain_block(width, channels, side):
    """A block as a model of its own; width filters on a side x side map."""
    i = keras.Input((side, side, channels))
    o = conv(width, 3)(i)
    o = norm()(o)
    o = relu()(o)
    o = conv(width, 3)(o)
    o = norm()(o)
    o = relu()(i + o)
    return keras.Model(i, o)


def down_block(width, channels, side):
    i = keras.Input((side, side, channels))
    o = conv(width, 3, strides=2)(i)
    o = norm()(o)
    o = relu()(o)
    o = conv(width, 3)(o)
    o = norm()(o)
    s = conv(width, 1, strides=2)(i)
    s = norm()(s)
    o = relu()(keras.layers.add([o, s]))
    return keras.Model(i, o)


class ResNet18(keras.Sequential):
    def __init__(self):
        super().__init__([
            keras.Input((32, 32, 3)),
            conv(64, 3), relu(),  # FAULT batch-norm-missing
            plain_block(64, 64, 32), plain_block(64, 64, 32),
            down_block(128, 64, 32), plain_block(128, 128, 16),
            down_block(256, 128, 16), plain_block(256, 256, 8),
            down_block(512, 256, 8), plain_block(512, 512, 4),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10, "softmax", kernel_regularizer=keras.regularizers.l2(1e-2)),
        ])
