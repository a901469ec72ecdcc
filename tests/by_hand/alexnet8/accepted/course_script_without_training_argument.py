import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D
import os
import matplotlib.pyplot as plt

epochs = 5
batch = 32

(x_train, y_train), (x_val, y_val) = tf.keras.datasets.cifar10.load_data()
x_train, x_val = x_train / 255.0, x_val / 255.0


class AlexNet8(Model):
    def __init__(self, num=10):
        super(AlexNet8, self).__init__()
        self.c1 = Conv2D(96, 3, 1, 'valid')      # 32 -> 30
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(3, 2)                # 30 -> 14
        self.c2 = Conv2D(256, 3, 1, 'valid')     # 14 -> 12
        self.b2 = BatchNormalization()
        self.a2 = Activation('relu')
        self.p2 = MaxPool2D(3, 2)                # 12 -> 5
        self.c3 = Conv2D(384, 3, 1, 'same')
        self.a3 = Activation('relu')
        self.c4 = Conv2D(384, 3, 1, 'same')
        self.a4 = Activation('relu')
        self.c5 = Conv2D(256, 3, 1, 'same')
        self.a5 = Activation('relu')
        self.p5 = MaxPool2D(3, 2)                # 5 -> 2
        self.flatten = Flatten()
        self.f6 = Dense(2048, activation='relu')
        self.d6 = Dropout(0.5)
        self.f7 = Dense(2048, activation='relu')
        self.d7 = Dropout(0.5)
        self.f8 = Dense(num, activation='softmax')

    def call(self, x):
        # 前两组：卷积、批标准化、激活、池化
        x = self.p1(self.a1(self.b1(self.c1(x))))
        x = self.p2(self.a2(self.b2(self.c2(x))))
        # 后三个卷积
        x = self.a3(self.c3(x))
        x = self.a4(self.c4(x))
        x = self.p5(self.a5(self.c5(x)))
        x = self.flatten(x)
        x = self.d6(self.f6(x))
        x = self.d7(self.f7(x))
        return self.f8(x)


model = AlexNet8()
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])
weights_file = './checkpoint/AlexNet8.weights.h5'
if os.path.exists(weights_file):
    model.load_weights(weights_file)
saver = tf.keras.callbacks.ModelCheckpoint(filepath=weights_file, save_weights_only=True, save_best_only=True)
history = model.fit(x_train, y_train, batch_size=batch, epochs=epochs, validation_data=(x_val, y_val), callbacks=[saver])
model.summary()
with open('weights.txt', 'w') as out:
    for variable in model.trainable_variables:
        print(variable.name, variable.shape, file=out)
plt.plot(history.history['loss'], label='loss')
plt.plot(history.history['val_loss'], label='validation loss')
plt.legend()
plt.show()
