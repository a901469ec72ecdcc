import tensorflow as tf
from tensorflow.keras import Sequential, datasets, layers, losses, optimizers


def preprocess(x, y):
    return 2 * tf.cast(x, tf.float32) / 255 - 1, tf.cast(y, tf.int32)


(x, y), (x_test, y_test) = datasets.mnist.load_data()
train_db = tf.data.Dataset.from_tensor_slices((x, y)).map(preprocess).shuffle(1000).batch(128)
test_db = tf.data.Dataset.from_tensor_slices((x_test, y_test)).map(preprocess).batch(128)

network = Sequential([
    layers.Conv2D(6, kernel_size=3, strides=1), layers.MaxPool2D(pool_size=2, strides=2), layers.ReLU(),
    layers.Flatten(), layers.Dense(20, activation='relu'), layers.Dense(10),
])
network.build(input_shape=(4, 28, 28, 1))
network.summary()
criterion = losses.CategoricalCrossentropy(from_logits=True)
optimizer = optimizers.Adam(learning_rate=1e-3)

steps = 0
for epoch in range(2):
    for step, (images, labels) in enumerate(train_db):
        with tf.GradientTape() as tape:
            logits = network(tf.expand_dims(images, axis=3))
            loss = criterion(tf.one_hot(labels, depth=10), logits)
        gradients = tape.gradient(loss, network.trainable_variables)
        optimizer.apply_gradients(zip(gradients, network.trainable_variables))
        steps += 1

correct = 0
for images, labels in test_db:
    best = tf.argmax(tf.nn.softmax(network(tf.expand_dims(images, axis=3)), axis=1), axis=1)
    correct += int(tf.reduce_sum(tf.cast(tf.equal(tf.cast(best, tf.int32), labels), tf.int32)))
