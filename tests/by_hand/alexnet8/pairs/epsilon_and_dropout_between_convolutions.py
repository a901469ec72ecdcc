import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = Conv2D(96, 3), Conv2D(256, 3)
        self.norm1 = BatchNormalization()
        self.norm2 = BatchNormalization(epsilon=0.1)  # FAULT batch-norm-epsilon
        self.conv3 = Conv2D(384, 3, padding="same", activation="relu")
        self.conv4 = Conv2D(384, 3, padding="same", activation="relu")
        self.drop4 = Dropout(0.5)  # FAULT dropout-extra
        self.conv5 = Conv2D(256, 3, padding="same", activation="relu")
        self.pool1, self.pool2, self.pool5 = MaxPool2D(3, 2), MaxPool2D(3, 2), MaxPool2D(3, 2)
        self.flat = Flatten()
        self.fc6, self.fc7 = Dense(2048, "relu"), Dense(2048, "relu")
        self.drop6, self.drop7 = Dropout(0.5), Dropout(0.5)
        self.fc8 = Dense(10, "softmax")

    def call(self, x, training=None):
        x = self.pool1(tf.nn.relu(self.norm1(self.conv1(x), training=training)))
        x = self.pool2(tf.nn.relu(self.norm2(self.conv2(x), training=training)))
        x = self.conv4(self.conv3(x))
        x = self.drop4(x, training=training)  # FAULT dropout-extra
        x = self.conv5(x)
        x = self.flat(self.pool5(x))
        x = self.drop6(self.fc6(x), training=training)
        x = self.drop7(self.fc7(x), training=training)
        return self.fc8(x)
