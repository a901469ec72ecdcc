"""A network on CIFAR-10 with everything that usually stands around one."""
import os

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D

np.set_printoptions(threshold=np.inf)

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0
print("train", x_train.shape, y_train.shape, y_train[:3])


class SmallCNN(Model):
    def __init__(self, classes):
        super().__init__()
        self.conv = Conv2D(filters=8, kernel_size=(5, 5), padding='same')
        self.norm = BatchNormalization()
        self.act = Activation('relu')
        self.pool = MaxPool2D(pool_size=(2, 2), strides=2, padding='same')
        self.drop = Dropout(0.2)
        self.flatten = Flatten()
        self.out = Dense(classes, activation='softmax')

    def call(self, x):
        x = self.pool(self.act(self.norm(self.conv(x))))
        return self.out(self.flatten(self.drop(x)))


model = SmallCNN(10)
model.compile(optimizer=tf.keras.optimizers.Adam(lr=0.01),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])

save_path = "./checkpoint/SmallCNN.ckpt"
if os.path.exists(save_path + '.index'):
    model.load_weights(save_path)
keep = tf.keras.callbacks.ModelCheckpoint(filepath=save_path, save_weights_only=True, save_best_only=True)

history = model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test),
                    validation_freq=1, callbacks=[keep])
model.summary()
model.save_weights(save_path)

with open('./weights.txt', 'w') as file:
    for v in model.trainable_variables:
        file.write(str(v.name) + '\n' + str(v.shape) + '\n' + str(v.numpy()) + '\n')
written = os.path.getsize('weights.txt')

scores = model.evaluate(x_test, y_test, verbose=0)
predicted = np.argmax(model.predict(x_test), axis=1)

for place, (name, title) in enumerate([('sparse_categorical_accuracy', 'accuracy'), ('loss', 'loss')], start=1):
    plt.subplot(1, 2, place)
    plt.plot(history.history[name], label='Training')
    plt.plot(history.history['val_' + name], label='Validation')
    plt.title(title)
    plt.legend()
plt.show()
