# LeNet-5，MNIST，自己写训练循环
import os

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'

import tensorflow as tf
from tensorflow.keras import Sequential, datasets, layers, losses, optimizers


def preprocess(x, y):
    # [0, 255] => [-1, 1]
    x = 2 * tf.cast(x, dtype=tf.float32) / 255 - 1
    y = tf.cast(y, dtype=tf.int32)
    return x, y


(x, y), (x_test, y_test) = datasets.mnist.load_data()
train_db = tf.data.Dataset.from_tensor_slices((x, y)).map(preprocess).shuffle(1000).batch(128)
test_db = tf.data.Dataset.from_tensor_slices((x_test, y_test)).map(preprocess).batch(128)

network = Sequential([
    layers.Conv2D(6, kernel_size=3, strides=1),
    layers.MaxPool2D(pool_size=2, strides=2),
    layers.ReLU(),
    layers.Conv2D(16, kernel_size=3, strides=1),
    layers.MaxPool2D(pool_size=2, strides=2),
    layers.ReLU(),
    layers.Flatten(),  # 5*5*16 = 400
    layers.Dense(120, activation='relu'),
    layers.Dense(60, activation='relu'),
    layers.Dense(10)
])
network.build(input_shape=(4, 28, 28, 1))
network.summary()

criterion = losses.CategoricalCrossentropy(from_logits=True)
optimizer = optimizers.Adam(learning_rate=1e-3)


def main():
    for epoch in range(2):
        for step, (x, y) in enumerate(train_db):
            with tf.GradientTape() as tape:
                x = tf.expand_dims(x, axis=3)  # 加上通道维
                out = network(x)
                loss = criterion(tf.one_hot(y, depth=10), out)
            grads = tape.gradient(loss, network.trainable_variables)
            optimizer.apply_gradients(zip(grads, network.trainable_variables))
            if step % 100 == 0:
                print(epoch, step, 'loss', float(loss))

        correct, total = 0, 0
        for x, y in test_db:
            out = network(tf.expand_dims(x, axis=3))
            prob = tf.nn.softmax(out, axis=1)
            pred = tf.cast(tf.argmax(prob, axis=1), dtype=tf.int32)
            correct += int(tf.reduce_sum(tf.cast(tf.equal(pred, y), dtype=tf.int32)))
            total += x.shape[0]
        print('acc:', correct / total)


if __name__ == '__main__':
    main()
