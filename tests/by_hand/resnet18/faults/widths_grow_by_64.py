import tensorflow as tf
from tensorflow.keras.layers import ZeroPadding2D, Conv2D, BatchNormalization, Activation, Dense, GlobalAvgPool2D, add
from tensorflow.keras.regularizers import l2


def conv3(t, filters, strides=1):
    # with stride 2 on an even map the single padded row and column go behind the image
    amount = ((0, 1), (0, 1)) if strides == 2 else 1
    t = ZeroPadding2D(amount)(t)
    return Conv2D(filters, 3, strides=strides, padding='valid', use_bias=False)(t)


def residual(t, filters, strides):
    shortcut = t
    t = conv3(t, filters, strides)
    t = BatchNormalization()(t)
    t = Activation('relu')(t)
    t = conv3(t, filters)
    t = BatchNormalization()(t)
    if strides == 2:
        shortcut = Conv2D(filters, 1, strides=2, use_bias=False)(shortcut)
        shortcut = BatchNormalization()(shortcut)
    return Activation('relu')(add([t, shortcut]))


def resnet18(block_list=(2, 2, 2, 2), initial_filters=64):
    image = tf.keras.Input(shape=(32, 32, 3))
    t = conv3(image, initial_filters)
    t = BatchNormalization()(t)
    t = Activation('relu')(t)
    filters = initial_filters
    for group, blocks in enumerate(block_list):
        for b in range(blocks):
            t = residual(t, filters, 2 if group > 0 and b == 0 else 1)
        filters += 64  # FAULT channel-doubling
    t = GlobalAvgPool2D()(t)
    t = Dense(10, activation='softmax', kernel_regularizer=l2(0.01))(t)
    return tf.keras.Model(image, t)
