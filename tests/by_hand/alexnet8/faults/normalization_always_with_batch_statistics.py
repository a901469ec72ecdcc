import tensorflow as tf
from tensorflow.keras import Model, layers


class AlexNet8(Model):
    def __init__(self):
        super().__init__()
        self.conv1 = layers.Conv2D(96, 3)
        self.norm1 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(256, 3)
        self.norm2 = layers.BatchNormalization()
        self.conv3 = layers.Conv2D(384, 3, padding='same', activation='relu')
        self.conv4 = layers.Conv2D(384, 3, padding='same', activation='relu')
        self.conv5 = layers.Conv2D(256, 3, padding='same', activation='relu')
        self.pool = layers.MaxPool2D(3, 2)
        self.flatten = layers.Flatten()
        self.dense6 = layers.Dense(2048, activation='relu')
        self.drop6 = layers.Dropout(0.5)
        self.dense7 = layers.Dense(2048, activation='relu')
        self.drop7 = layers.Dropout(0.5)
        self.dense8 = layers.Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.conv1(x)
        x = self.norm1(x, training=training)
        x = self.pool(tf.nn.relu(x))
        x = self.conv2(x)
        x = self.norm2(x, training=True)  # FAULT batch-norm-training
        x = self.pool(tf.nn.relu(x))
        x = self.conv3(x)
        x = self.conv4(x)
        x = self.conv5(x)
        x = self.flatten(self.pool(x))
        x = self.drop6(self.dense6(x), training=training)
        x = self.drop7(self.dense7(x), training=training)
        return self.dense8(x)
