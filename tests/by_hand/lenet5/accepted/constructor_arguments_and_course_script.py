import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, Dense, Flatten, MaxPool2D

(x_train, y_train), (x_test, y_test) = tf.keras.datasets.cifar10.load_data()
x_train, x_test = x_train / 255.0, x_test / 255.0


class LeNet5(Model):
    """两个卷积层，三个全连接层"""

    def __init__(self, activation, maps, units, classes):
        super(LeNet5, self).__init__()
        self.convs = [Conv2D(m, (5, 5), activation=activation) for m in maps]
        self.pools = [MaxPool2D((2, 2), strides=2) for _ in maps]
        self.flatten = Flatten()
        self.hidden = [Dense(u, activation=activation) for u in units]
        self.out = Dense(classes, activation='softmax')

    def call(self, x):
        for conv, pool in zip(self.convs, self.pools):
            x = pool(conv(x))
        x = self.flatten(x)
        for dense in self.hidden:
            x = dense(x)
        return self.out(x)


model = LeNet5('sigmoid', maps=[6, 16], units=[120, 84], classes=10)
model.compile(optimizer='adam',
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=False),
              metrics=['sparse_categorical_accuracy'])
model.fit(x_train, y_train, batch_size=32, epochs=5, validation_data=(x_test, y_test), validation_freq=1)
model.summary()
