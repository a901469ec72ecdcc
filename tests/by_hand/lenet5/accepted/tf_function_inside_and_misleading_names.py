import tensorflow as tf
from tensorflow.keras.layers import Conv2D, Dense


@tf.function
def relu_and_dropout(x):
    """Whatever the name says: sigmoid, then the largest of 2x2."""
    return tf.nn.max_pool2d(tf.math.sigmoid(x), 2, 2, "VALID")


class LeNet5(tf.keras.Model):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.fc1 = Conv2D(6, 5)
        self.fc2 = Conv2D(16, 5)
        self.conv1 = Dense(120)
        self.conv2 = Dense(84)
        self.conv3 = Dense(10)

    def call(self, x):
        x = relu_and_dropout(self.fc1(x))
        x = relu_and_dropout(self.fc2(x))
        x = tf.reshape(x, (-1, 400))
        x = tf.math.sigmoid(self.conv1(x))
        x = tf.math.sigmoid(self.conv2(x))
        return tf.nn.softmax(self.conv3(x))
