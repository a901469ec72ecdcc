import tensorflow as tf


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.layer1 = tf.keras.layers.Conv2D(6, 5, padding='same')
        self.layer2 = tf.keras.layers.BatchNormalization(axis=1)  # FAULT batch-norm-axis
        self.layer3 = tf.keras.layers.Activation('relu')
        self.layer4 = tf.keras.layers.MaxPool2D(2, 2)
        self.layer5 = tf.keras.layers.Dropout(0.2)
        self.layer6 = tf.keras.layers.Flatten()
        self.layer7 = tf.keras.layers.Dense(128, activation='relu')
        self.layer8 = tf.keras.layers.Dropout(0.2)
        self.layer9 = tf.keras.layers.Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.layer3(self.layer2(self.layer1(x), training=training))
        x = self.layer5(self.layer4(x), training=training)
        x = self.layer7(self.layer6(x))
        return self.layer9(self.layer8(x, training=training))
