import tensorflow as tf

L = tf.keras.layers


class LeNet5(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.net = {
            "S2": L.MaxPool2D(2),
            "C1": L.Conv2D(6, 5, activation="sigmoid"),
            "C3": L.Conv2D(16, 5, activation="sigmoid"),
            "F5": L.Dense(120, activation="sigmoid"),
            "F6": L.Dense(84, activation="sigmoid"),
            "out": L.Dense(10, activation="softmax"),
        }
        self.order = "C1 S2 C3 S2".split()

    def call(self, x):
        for key in self.order:
            x = self.net[key](x)
        x = tf.reshape(x, [tf.shape(x)[0], 5 * 5 * 16])
        for key in ("F5", "F6", "out"):
            x = self.net[key](x)
        return x
