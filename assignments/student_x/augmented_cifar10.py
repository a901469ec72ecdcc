# 数据增强后的 CIFAR-10：随机裁剪、翻转、颜色变化，测试时只裁剪中心
import os

import numpy as np
import tensorflow as tf
from matplotlib import pyplot as plt
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, MaxPool2D

img_size_cropped = 24
num_classes = 10
batch_size = 64
checkpoint_save_path = './checkpoint/augmented.ckpt'

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train, x_test = x_train.astype('float32') / 255.0, x_test.astype('float32') / 255.0


def pre_process_image(image, training):
    if training:
        image = tf.image.random_crop(image, size=[img_size_cropped, img_size_cropped, 3])
        image = tf.image.random_flip_left_right(image)
        image = tf.image.random_hue(image, max_delta=0.05)
        image = tf.image.random_contrast(image, lower=0.3, upper=1.0)
        image = tf.image.random_brightness(image, max_delta=0.2)
        image = tf.image.random_saturation(image, lower=0.0, upper=2.0)
        return tf.clip_by_value(image, 0.0, 1.0)
    return tf.image.resize_with_crop_or_pad(image, img_size_cropped, img_size_cropped)


def dataset(images, labels, training):
    data = tf.data.Dataset.from_tensor_slices((images, labels))
    if training:
        data = data.shuffle(10000)
    data = data.map(lambda image, label: (pre_process_image(image, training), label))
    return data.batch(batch_size)


model = tf.keras.models.Sequential([
    Conv2D(64, kernel_size=(5, 5), padding='same', input_shape=(img_size_cropped, img_size_cropped, 3)),
    BatchNormalization(),
    Activation('relu'),
    MaxPool2D(pool_size=(2, 2), strides=2),
    Conv2D(64, kernel_size=(5, 5), padding='same', activation='relu'),
    MaxPool2D(pool_size=(2, 2), strides=2),
    Flatten(),
    Dense(256, activation='relu'),
    Dense(128, activation='relu'),
    Dense(num_classes, activation='softmax'),
])

model.compile(optimizer=tf.keras.optimizers.Adam(learning_rate=1e-4),
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])

if os.path.exists(checkpoint_save_path + '.index'):
    print('-------------load the model-----------------')
    model.load_weights(checkpoint_save_path)

cp_callback = tf.keras.callbacks.ModelCheckpoint(filepath=checkpoint_save_path,
                                                 save_weights_only=True,
                                                 save_best_only=True)

history = model.fit(dataset(x_train, y_train, True), epochs=5,
                    validation_data=dataset(x_test, y_test, False), callbacks=[cp_callback])
model.summary()

# 混淆矩阵
cls_pred = np.argmax(model.predict(dataset(x_test, y_test, False)), axis=1)
cm = np.zeros((num_classes, num_classes), int)
for true, pred in zip(y_test[:, 0], cls_pred):
    cm[true, pred] += 1
print(cm)

plt.plot(history.history['sparse_categorical_accuracy'], label='Training Accuracy')
plt.plot(history.history['val_sparse_categorical_accuracy'], label='Validation Accuracy')
plt.legend()
plt.show()
