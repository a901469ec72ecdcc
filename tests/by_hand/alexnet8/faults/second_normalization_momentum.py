import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(tf.keras.Model):
    """五层卷积，三层全连接"""

    def __init__(self, classes=10):
        super().__init__()
        self.conv1 = Conv2D(96, 3)
        self.bn1 = BatchNormalization()
        self.pool1 = MaxPool2D(3, 2)
        self.conv2 = Conv2D(256, 3)
        self.bn2 = BatchNormalization(momentum=0.1)  # FAULT batch-norm-momentum
        self.pool2 = MaxPool2D(3, 2)
        self.conv3 = Conv2D(384, 3, padding='same', activation=tf.nn.relu)
        self.conv4 = Conv2D(384, 3, padding='same', activation=tf.nn.relu)
        self.conv5 = Conv2D(256, 3, padding='same', activation=tf.nn.relu)
        self.pool5 = MaxPool2D(3, 2)
        self.flatten = Flatten()
        self.fc6 = Dense(2048, activation=tf.nn.relu)
        self.drop6 = Dropout(0.5)
        self.fc7 = Dense(2048, activation=tf.nn.relu)
        self.drop7 = Dropout(0.5)
        self.fc8 = Dense(classes, activation=tf.nn.softmax)

    def call(self, x, training=False):
        x = self.pool1(tf.nn.relu(self.bn1(self.conv1(x), training=training)))
        x = self.pool2(tf.nn.relu(self.bn2(self.conv2(x), training=training)))
        x = self.conv3(x)
        x = self.conv4(x)
        x = self.conv5(x)
        x = self.flatten(self.pool5(x))
        x = self.drop6(self.fc6(x), training=training)
        x = self.drop7(self.fc7(x), training=training)
        return self.fc8(x)
