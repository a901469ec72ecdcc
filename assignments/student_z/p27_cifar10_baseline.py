import os
import tensorflow as tf
import matplotlib.pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import *

cifar10 = tf.keras.datasets.cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class Basline(Model):
    def __init__(self):
        super(Basline, self).__init__()
        self.c1 = Conv2D(6, (5, 5), padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D((2, 2), 2, padding='same')
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x):
        # CBAPD 顺序
        for layer in [self.c1, self.b1, self.a1, self.p1, self.d1]:
            x = layer(x)
        x = self.f1(self.flatten(x))
        return self.f2(self.d2(x))


model = Basline()
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])

ckpt = "./checkpoint/Baseline.ckpt"
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
