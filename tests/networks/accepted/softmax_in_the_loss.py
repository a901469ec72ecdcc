"""Networks that end in logits, whose loss begins with the softmax."""
import tensorflow as tf
from tensorflow.keras import Model, Sequential
from tensorflow.keras.layers import *


def lenet():
    return Sequential([Input((32, 32, 3)), Conv2D(6, 5, activation="sigmoid"), MaxPool2D(),
                       Conv2D(16, 5, activation="sigmoid"), MaxPool2D(), Flatten(), Dense(120, "sigmoid"),
                       Dense(84, "sigmoid"), Dense(10)])


LeNet5_compiled = lenet()
LeNet5_compiled.compile("adam", tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])

LeNet5_one_hot = lenet()
LeNet5_one_hot.compile(optimizer=tf.keras.optimizers.SGD(0.1),
                       loss=tf.keras.losses.CategoricalCrossentropy(from_logits=True))


class Baseline_by_hand(Model):
    def __init__(self):
        super().__init__()
        self.body = Sequential([Conv2D(6, 5, padding="same"), BatchNormalization(), ReLU(), MaxPool2D(padding="same"),
                                Dropout(0.2), Flatten(), Dense(128, "relu"), Dropout(0.2), Dense(10)])

    def call(self, x, training=None):
        return self.body(x, training=training)


@tf.function
def train(model, images, labels, optimizer):
    with tf.GradientTape() as tape:
        logits = model(images, training=True)
        loss = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=logits))
    gradients = tape.gradient(loss, model.trainable_variables)
    optimizer.apply_gradients(zip(gradients, model.trainable_variables))
    return loss
