import keras
from keras import ops


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = keras.layers.Conv2D(6, 5)
        self.conv2 = keras.layers.Conv2D(16, 5)
        self.dense1 = keras.layers.Dense(120)
        self.dense2 = keras.layers.Dense(84)
        self.dense3 = keras.layers.Dense(10)

    def call(self, x):
        x = ops.sigmoid(self.conv1(x))
        x = ops.max_pool(x, pool_size=2, strides=2)
        x = ops.sigmoid(self.conv2(x))
        x = ops.max_pool(x, pool_size=2, strides=1)  # FAULT pool-strides
        x = ops.reshape(x, (-1, 9 * 9 * 16))
        x = ops.sigmoid(self.dense1(x))
        x = ops.sigmoid(self.dense2(x))
        return ops.softmax(self.dense3(x))
