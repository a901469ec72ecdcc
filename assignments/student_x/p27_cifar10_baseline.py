# 第27讲 作业：在 CIFAR-10 上搭建 baseline 卷积网络
import os

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D

np.set_printoptions(threshold=np.inf)

# ---- 数据：5 万张训练图，1 万张测试图，像素缩放到 [0, 1] ----
(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train = x_train / 255.0
x_test = x_test / 255.0


# ---- 网络：C B A P D，然后两层全连接 ----
class Baseline(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(filters=6, kernel_size=(5, 5), padding='same')
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(pool_size=(2, 2), strides=2, padding='same')
        self.d1 = Dropout(0.2)
        # 展平后是 16*16*6 = 1536
        self.flatten = Flatten()
        self.f1 = Dense(128, activation='relu')
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.c1(x)
        x = self.b1(x)
        x = self.a1(x)
        x = self.p1(x)
        x = self.d1(x)
        x = self.flatten(x)
        x = self.f1(x)
        x = self.d2(x)
        return self.f2(x)


model = Baseline()

model.compile(
    optimizer='adam',
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
    metrics=['sparse_categorical_accuracy'],
)

# ---- 断点续训：有存盘就先读进来 ----
save_path = './checkpoint/Baseline.ckpt'
if os.path.exists(save_path + '.index'):
    print('continue from', save_path)
    model.load_weights(save_path)

saver = tf.keras.callbacks.ModelCheckpoint(filepath=save_path, save_weights_only=True, save_best_only=True)

history = model.fit(x_train, y_train, batch_size=32, epochs=5,
                    validation_data=(x_test, y_test), validation_freq=1, callbacks=[saver])
model.summary()

# ---- 参数写进文本 ----
with open('./weights.txt', 'w') as f:
    for variable in model.trainable_variables:
        f.write(str(variable.name) + '\n')
        f.write(str(variable.shape) + '\n')
        f.write(str(variable.numpy()) + '\n')

# ---- 曲线：左边准确率，右边损失 ----
for position, key in enumerate(['sparse_categorical_accuracy', 'loss'], start=1):
    plt.subplot(1, 2, position)
    plt.plot(history.history[key], label='train')
    plt.plot(history.history['val_' + key], label='test')
    plt.title(key)
    plt.legend()
plt.show()
