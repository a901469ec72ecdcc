import os
import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, MaxPool2D, Flatten, Dense

cifar10 = tf.keras.datasets.cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class LeNet5(Model):
    def __init__(self):
        super(LeNet5, self).__init__()
        self.conv1 = Conv2D(6, kernel_size=5, activation='sigmoid')
        self.pool1 = MaxPool2D(2, 2)
        self.conv2 = Conv2D(16, kernel_size=5, activation='sigmoid')
        self.pool2 = MaxPool2D(2, 2)
        self.flat = Flatten()
        self.fc1 = Dense(120, activation='sigmoid')
        self.fc2 = Dense(84, activation='sigmoid')  # FAULT unused-layer
        self.fc3 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.conv1(x)
        x = self.pool1(x)
        x = self.conv2(x)
        x = self.pool2(x)
        x = self.flat(x)
        x = self.fc1(x)  # FAULT unused-layer
        x = self.fc3(x)  # FAULT unused-layer
        return x


model = LeNet5()
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), metrics=['sparse_categorical_accuracy'])
path = './checkpoint/LeNet5.weights.h5'
history = model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test),
                    callbacks=[tf.keras.callbacks.ModelCheckpoint(path, save_weights_only=True, save_best_only=True)])
model.summary()
with open('weights.txt', 'w') as file:
    for v in model.trainable_variables:
        file.write(str(v.name) + '\n')
        file.write(str(v.shape) + '\n')
plt.plot(history.history['loss'])
plt.plot(history.history['val_loss'])
plt.show()
