import os
import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Dropout, Flatten, Dense

np.set_printoptions(threshold=np.inf)

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train = x_train.astype('float32') / 255.0
x_test = x_test.astype('float32') / 255.0


class Baseline(Model):
    def __init__(self):
        super(Baseline, self).__init__()
        # 卷积 + 批标准化 + 激活 + 池化 + 舍弃
        self.conv1 = Conv2D(6, (5, 5), padding='same')
        self.bn1 = BatchNormalization()
        self.act1 = Activation('relu')
        self.pool1 = MaxPool2D((2, 2), 2, padding='same')
        self.drop1 = Dropout(0.2)
        # 全连接
        self.flat = Flatten()
        self.fc1 = Dense(128, activation='relu')
        self.drop2 = Dropout(0.2)
        self.fc2 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.conv1(x)
        x = self.bn1(x)
        x = self.act1(x)
        x = self.pool1(x)
        x = self.drop1(x)
        x = self.flat(x)
        x = self.fc1(x)
        x = self.drop2(x)
        return self.fc2(x)


net = Baseline()
net.compile(optimizer='adam',
            loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
            metrics=['sparse_categorical_accuracy'])

save_path = './checkpoint/base.weights.h5'
if os.path.exists(save_path):
    print('load weights')
    net.load_weights(save_path)

cb = tf.keras.callbacks.ModelCheckpoint(save_path, save_weights_only=True, save_best_only=True)
hist = net.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test), callbacks=[cb])
net.summary()

with open('./weights.txt', 'w') as f:
    for v in net.trainable_variables:
        f.write(v.name + '\n' + str(v.shape) + '\n' + str(v.numpy()) + '\n')

for i, key in enumerate(('sparse_categorical_accuracy', 'loss')):
    plt.subplot(1, 2, i + 1)
    plt.plot(hist.history[key], label='train ' + key)
    plt.plot(hist.history['val_' + key], label='val ' + key)
    plt.legend()
plt.show()
