import tensorflow as tf
from tensorflow.keras import layers


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.f3 = layers.Dense(10, activation="softmax")
        self.f2 = layers.Dense(2048, activation="relu")
        self.f1 = layers.Dense(2048, activation="relu")
        self.drop2 = layers.Dropout(0.5)
        self.drop1 = layers.Dropout(0.5)
        self.flat = layers.Flatten()
        self.conv5 = layers.Conv2D(256, 3, padding="same", activation="relu")
        self.conv4 = layers.Conv2D(384, 3, padding="same")  # FAULT activation
        self.conv3 = layers.Conv2D(384, 3, padding="same", activation="relu")
        self.bn2 = layers.BatchNormalization()
        self.conv2 = layers.Conv2D(256, 3)
        self.bn1 = layers.BatchNormalization()
        self.conv1 = layers.Conv2D(96, 3)
        self.pool = layers.MaxPool2D(3, 2)

    def call(self, x, training=None):
        x = self.bn1(self.conv1(x), training=training)
        x = self.pool(tf.nn.relu(x))
        x = self.bn2(self.conv2(x), training=training)
        x = self.pool(tf.nn.relu(x))
        x = self.conv3(x)
        x = self.conv4(x)  # FAULT activation
        x = self.conv5(x)
        x = self.pool(x)
        x = self.flat(x)
        x = self.drop1(self.f1(x), training=training)
        x = self.drop2(self.f2(x), training=training)
        return self.f3(x)
