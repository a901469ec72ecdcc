# 用 tf.keras.applications 里现成的 MobileNetV2 给五种花分类，训练循环自己写
import os

import tensorflow as tf
import tensorflow_datasets as tfds

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'

num_batches = 1000
batch_size = 50
learning_rate = 1e-3

dataset = tfds.load('tf_flowers', split=tfds.Split.TRAIN, as_supervised=True)
dataset = dataset.map(lambda img, label: (tf.image.resize(img, [96, 96]) / 255., label)).shuffle(1024).batch(32)

# 不要预训练权值，五个类别；图片缩到 96x96
model = tf.keras.applications.MobileNetV2(input_shape=(96, 96, 3), weights=None, classes=5)
optimizer = tf.keras.optimizers.Adam(learning_rate=learning_rate)

for images, labels in dataset:
    with tf.GradientTape() as tape:
        labels_pred = model(images)
        loss = tf.keras.losses.sparse_categorical_crossentropy(y_true=labels, y_pred=labels_pred)
        loss = tf.reduce_mean(loss)
        print('loss', float(loss))
    grads = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(grads, model.trainable_variables))
