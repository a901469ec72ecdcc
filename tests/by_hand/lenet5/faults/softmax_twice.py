import tensorflow as tf


class LeNet5(tf.keras.Model):
    def __init__(self):
        super().__init__()
        k = tf.keras.layers
        self.encoder = tf.keras.Sequential([
            k.Conv2D(6, 5, activation='sigmoid'), k.MaxPool2D(), k.Conv2D(16, 5, activation='sigmoid'), k.MaxPool2D(), k.Flatten()])
        self.fc1 = k.Dense(120, activation='sigmoid')
        self.fc2 = k.Dense(84, activation='sigmoid')
        self.fc3 = k.Dense(10, activation='softmax')  # FAULT output-activation

    def call(self, x):
        x = self.encoder(x)
        x = self.fc2(self.fc1(x))
        return tf.nn.softmax(self.fc3(x))  # FAULT output-activation
