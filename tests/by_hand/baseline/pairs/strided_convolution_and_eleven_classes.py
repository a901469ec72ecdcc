import tensorflow as tf
from tensorflow.keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.conv1 = Conv2D(6, 5, strides=2, padding='same')  # FAULT strides
        self.bn1 = BatchNormalization()
        self.pool1 = MaxPool2D(2, 2, padding='same')
        self.drop1 = Dropout(0.2)
        self.flatten = Flatten()
        self.fc1 = Dense(128, activation='relu')
        self.drop2 = Dropout(0.2)
        self.fc2 = Dense(11, activation='softmax')  # FAULT output-classes

    def call(self, x, training=None):
        x = self.conv1(x)
        x = tf.nn.relu(self.bn1(x, training=training))
        x = self.drop1(self.pool1(x), training=training)
        x = self.drop2(self.fc1(self.flatten(x)), training=training)
        return self.fc2(x)
