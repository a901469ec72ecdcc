import os
import tensorflow as tf
import matplotlib.pyplot as plt
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, BatchNormalization, Activation, MaxPool2D, Dropout, Flatten, Dense

(train_x, train_y), (test_x, test_y) = tf.keras.datasets.cifar10.load_data()
train_x = train_x / 255.
test_x = test_x / 255.


class AlexNet8(Model):
    def __init__(self):
        super(AlexNet8, self).__init__()
        # 第一层
        self.c1 = Conv2D(96, 3)
        self.b1 = BatchNormalization()
        self.a1 = Activation('relu')
        self.p1 = MaxPool2D(3, 2)
        # 第二层
        self.c2 = Conv2D(256, 3)
        self.b2 = BatchNormalization()
        self.a2 = Activation('relu')
        self.p2 = MaxPool2D(3, 2)
        # 第三至五层
        self.c3 = Conv2D(384, 3, padding='same', activation='relu')
        self.c4 = Conv2D(384, 3, padding='same', activation='relu')
        self.c5 = Conv2D(256, 3, padding='same', activation='relu')
        self.p3 = MaxPool2D(3, 2)
        # 全连接
        self.flatten = Flatten()
        self.f1 = Dense(2048, activation='relu')
        self.d1 = Dropout(0.5)
        self.f2 = Dense(2048, activation='relu')
        self.d2 = Dropout(0.5)
        self.f3 = Dense(10, activation='softmax', kernel_regularizer=tf.keras.regularizers.l2())  # FAULT regularizer

    def call(self, x):
        x = self.p1(self.a1(self.b1(self.c1(x))))
        x = self.p2(self.a2(self.b2(self.c2(x))))
        x = self.p3(self.c5(self.c4(self.c3(x))))
        x = self.flatten(x)
        x = self.d1(self.f1(x))
        x = self.d2(self.f2(x))
        return self.f3(x)


model = AlexNet8()
model.compile('adam', tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False), ['sparse_categorical_accuracy'])
file = 'checkpoint/alexnet.weights.h5'
if os.path.exists(file):
    model.load_weights(file)
history = model.fit(train_x, train_y, batch_size=32, epochs=5, validation_data=(test_x, test_y),
                    callbacks=[tf.keras.callbacks.ModelCheckpoint(file, save_best_only=True, save_weights_only=True)])
model.summary()
plt.plot(history.history['val_sparse_categorical_accuracy'])
plt.show()
