import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D, ReLU


def cbapd(x, filters, rate):
    x = Conv2D(filters, 5, padding='same')(x)
    x = BatchNormalization()(x)
    x = ReLU()(x)
    x = MaxPool2D(2, 2, 'same')(x)
    return Dropout(rate)(x)


def build_model(shape=(32, 32, 3), rate=0.2):
    inputs = tf.keras.layers.Input(shape)
    x = cbapd(inputs, 6, rate)
    x = Flatten()(x)
    x = Dense(128)(x)  # FAULT activation
    x = Dropout(rate)(x)
    x = Dense(10, activation='softmax')(x)
    return tf.keras.Model(inputs=inputs, outputs=x)
