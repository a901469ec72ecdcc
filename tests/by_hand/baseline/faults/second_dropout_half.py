# -*- coding: utf-8 -*-
import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D

cifar10 = tf.keras.datasets.cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class Baseline(Model):
    def __init__(self):
        super(Baseline, self).__init__()
        self.conv = Conv2D(filters=6, kernel_size=5, padding='same')
        self.bn = BatchNormalization()
        self.relu = Activation('relu')
        self.pool = MaxPool2D(pool_size=2, strides=2, padding='same')
        self.dropout1 = Dropout(0.2)
        self.flatten = Flatten()
        self.dense1 = Dense(128, activation='relu')
        self.dropout2 = Dropout(0.5)  # FAULT dropout-rate
        self.dense2 = Dense(10, activation='softmax')

    def call(self, x, training=None):
        x = self.relu(self.bn(self.conv(x), training=training))
        x = self.dropout1(self.pool(x), training=training)
        x = self.dense1(self.flatten(x))
        x = self.dropout2(x, training=training)
        return self.dense2(x)


model = Baseline()
model.compile(optimizer='adam',
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])
model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test), validation_freq=1)
model.summary()
