import tensorflow as tf
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPool2D


def lenet5():
    image = tf.keras.Input((32, 32, 3))
    c1 = Conv2D(6, 5, padding='same', activation='sigmoid')(image)  # FAULT padding
    s2 = MaxPool2D(2)(c1)
    c3 = Conv2D(16, 5, activation='sigmoid')(s2)
    s4 = MaxPool2D(2)(c3)
    f5 = Dense(100, activation='sigmoid')(Flatten()(s4))  # FAULT units
    f6 = Dense(84, activation='sigmoid')(f5)
    return tf.keras.Model(image, Dense(10, activation='softmax')(f6))
