import tensorflow as tf

layers = tf.keras.layers


class LeNet5(tf.keras.Model):
    def __init__(self, num_classes=10):
        super().__init__()
        self.c1 = layers.Conv2D(6, (5, 5), activation="sigmoid")
        self.p1 = layers.MaxPool2D((2, 2), strides=(2, 2))
        self.c2 = layers.Conv2D(16, (5, 5), strides=(2, 2), activation="sigmoid")  # FAULT strides
        self.p2 = layers.MaxPool2D((2, 2), strides=(2, 2))
        self.f = layers.Flatten()
        self.d1 = layers.Dense(120, activation="sigmoid")
        self.d2 = layers.Dense(84, activation="sigmoid")
        self.d3 = layers.Dense(num_classes, activation="softmax")

    def call(self, inputs, training=None, mask=None):
        h = self.p1(self.c1(inputs))
        h = self.p2(self.c2(h))
        h = self.d2(self.d1(self.f(h)))
        return self.d3(h)
