import tensorflow as tf
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import Conv2D, BatchNormalization, ReLU, MaxPooling2D, AveragePooling2D, Flatten, Dense, Concatenate

NUM_CLASSES = 10
START = 16


def unit(n, k, s=1):
    return [Conv2D(n, k, strides=s, padding='same'), BatchNormalization(), ReLU()]


class Inception(tf.keras.layers.Layer):
    def __init__(self, n, s=1):
        super().__init__()
        self.branch = {
            '1x1': Sequential(unit(n, 1, s)),
            '3x3': Sequential(unit(n, 1, s) + unit(n, 3)),
            '5x5': Sequential(unit(n, 1, s) + unit(n, 5)),
            'pool': Sequential([MaxPooling2D(3, 1, padding='same')] + unit(n, 1, s)),
        }
        self.join = Concatenate(axis=3)

    def call(self, x, training=False):
        return self.join([self.branch[k](x, training=training) for k in ('1x1', '3x3', '5x5', 'pool')])


model = Sequential(
    [tf.keras.Input((32, 32, 3))]
    + unit(START, 3)
    + [
        Inception(START, 2),
        Inception(START),
        Inception(2 * START, 2),
        Inception(2 * START),
        AveragePooling2D(8),  # 8x8 is the whole map here
        Flatten(),
        Dense(NUM_CLASSES, activation='softmax'),
    ]
)
