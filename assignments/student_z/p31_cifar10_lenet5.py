import os
import tensorflow as tf
import matplotlib.pyplot as plt
from tensorflow.keras.models import Sequential
from tensorflow.keras.layers import *

cifar10 = tf.keras.datasets.cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


def LeNet5():
    # 三个卷积，每个后面跟一个池化
    model = Sequential()
    model.add(Conv2D(6, (5, 5), activation='sigmoid', input_shape=(32, 32, 3)))
    model.add(MaxPool2D((2, 2), strides=2))
    model.add(Conv2D(6, (5, 5), activation='sigmoid'))
    model.add(MaxPool2D((2, 2), strides=2))
    model.add(Conv2D(6, (5, 5), activation='sigmoid'))
    model.add(MaxPool2D((2, 2), strides=2))
    model.add(Flatten())
    model.add(Dense(10, activation='softmax'))
    return model


model = LeNet5()
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])

ckpt = "./checkpoint/LeNet5.ckpt"
if os.path.exists(ckpt + '.index'):
    model.load_weights(ckpt)
save = tf.keras.callbacks.ModelCheckpoint(filepath=ckpt, save_weights_only=True, save_best_only=True)

history = model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test), callbacks=[save])
model.summary()

with open('weights.txt', 'w') as f:
    for v in model.trainable_variables:
        print(v.name, v.shape, v.numpy(), sep='\n', file=f)

plt.plot(history.history['loss'])
plt.plot(history.history['val_loss'])
plt.show()
