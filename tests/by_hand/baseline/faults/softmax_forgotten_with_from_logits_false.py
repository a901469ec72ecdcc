import tensorflow as tf
from tensorflow.keras import layers


class Baseline(tf.keras.Model):
    def __init__(self):
        super(Baseline, self).__init__()
        self.c1 = layers.Conv2D(6, (5, 5), padding='same')
        self.b1 = layers.BatchNormalization()
        self.a1 = layers.Activation('relu')
        self.p1 = layers.MaxPool2D((2, 2), strides=2, padding='same')
        self.d1 = layers.Dropout(0.2)
        self.flatten = layers.Flatten()
        self.f1 = layers.Dense(128, activation='relu')
        self.d2 = layers.Dropout(0.2)
        self.f2 = layers.Dense(10)  # FAULT output-activation

    def call(self, x, training=None):
        x = self.c1(x)
        x = self.b1(x, training=training)
        x = self.a1(x)
        x = self.p1(x)
        x = self.d1(x, training=training)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x, training=training)
        return self.f2(x)  # FAULT output-activation


model = Baseline()
model.compile(optimizer='adam',
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])
