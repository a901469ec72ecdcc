import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D

cifar10 = tf.keras.datasets.cifar10
(x_train, y_train), (x_test, y_test) = cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class LeNet5_course(Model):
    def __init__(self):
        super(LeNet5_course, self).__init__()
        self.c1 = Conv2D(filters=6, kernel_size=(5, 5), activation='sigmoid')
        self.p1 = MaxPool2D(pool_size=(2, 2), strides=2)
        self.c2 = Conv2D(filters=16, kernel_size=(5, 5), activation='sigmoid')
        self.p2 = MaxPool2D(pool_size=(2, 2), strides=2)
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')
        self.f2 = Dense(84, activation='sigmoid')
        self.f3 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.p1(self.c1(x))
        x = self.p2(self.c2(x))
        x = self.flatten(x)
        return self.f3(self.f2(self.f1(x)))


model = LeNet5_course()
model.compile(optimizer='adam', loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])
checkpoint_save_path = "./checkpoint/LeNet5.ckpt"
cp_callback = tf.keras.callbacks.ModelCheckpoint(filepath=checkpoint_save_path, save_weights_only=True,
                                                 save_best_only=True)
history = model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test), validation_freq=1,
                    callbacks=[cp_callback])
model.summary()
acc = history.history['sparse_categorical_accuracy']


def Baseline_mixed():
    keras.mixed_precision.set_global_policy("mixed_float16")
    net = keras.Sequential([keras.Input((32, 32, 3)), Conv2D(6, 5, padding="same"), BatchNormalization(),
                            Activation("relu"), MaxPool2D(2, 2, "same"), Dropout(0.2), Flatten(), Dense(128, "relu"),
                            Dropout(0.2), Dense(10), Activation("softmax", dtype="float32")])
    keras.mixed_precision.set_global_policy("float32")
    return net
