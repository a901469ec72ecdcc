import tensorflow as tf
from tensorflow.keras.layers import Conv2D, BatchNormalization, MaxPool2D, Dropout, Flatten, Dense


class Baseline(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(filters=6, kernel_size=5, strides=1, padding='same')
        self.b1 = BatchNormalization()
        self.p1 = MaxPool2D(pool_size=2, strides=2, padding='same')
        self.d1 = Dropout(0.2)
        self.flatten = Flatten()
        self.f1 = Dense(128, activation=tf.nn.relu)
        self.d2 = Dropout(0.2)
        self.f2 = Dense(10)  # logits, the loss below applies the softmax

    def call(self, x, training=False):
        y = tf.nn.relu(self.b1(self.c1(x), training=training))
        y = self.d1(self.p1(y), training=training)
        y = self.f1(self.flatten(y))
        y = self.d2(y, training=training)
        return self.f2(y)


model = Baseline()
model.compile(
    optimizer='adam',
    loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=['sparse_categorical_accuracy'],
)
