import tensorflow as tf
from tensorflow.keras import layers


class ConvBlock(layers.Layer):
    def __init__(self, filters, norm):
        super().__init__()
        self.conv = layers.Conv2D(filters, 3)
        self.norm = layers.BatchNormalization() if norm else None
        self.pool = layers.MaxPool2D(3, 2)

    def call(self, x, training=None):
        x = self.conv(x)
        if self.norm is not None:
            x = self.norm(x, training=training)
        return self.pool(tf.nn.relu(x))


class AlexNet8(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.block1 = ConvBlock(96, norm=True)
        self.block2 = ConvBlock(256, norm=False)  # FAULT batch-norm-missing
        self.rest = tf.keras.Sequential([
            layers.Conv2D(384, 3, padding='same', activation='relu'),
            layers.Conv2D(384, 3, padding='same', activation='relu'),
            layers.Conv2D(256, 3, padding='same', activation='relu'),
            layers.MaxPool2D(3, 2),
            layers.Flatten(),
            layers.Dense(2048, activation='relu'),
            layers.Dropout(0.5),
            layers.Dense(2048, activation='relu'),
            layers.Dropout(0.5),
            layers.Dense(10, activation='softmax'),
        ])

    def call(self, x, training=None):
        x = self.block1(x, training=training)
        x = self.block2(x, training=training)  # FAULT batch-norm-missing
        return self.rest(x, training=training)
