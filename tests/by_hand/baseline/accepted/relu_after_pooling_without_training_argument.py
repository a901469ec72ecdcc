from tensorflow import keras
from tensorflow.keras import layers as L


class Baseline(keras.Model):
    def __init__(self):
        super(Baseline, self).__init__()
        self.conv = L.Conv2D(6, 5, padding="SAME")
        self.norm = L.BatchNormalization()
        self.pool = L.MaxPool2D()
        self.relu = L.ReLU()     # after the pooling: a quarter of the work
        self.drop1 = L.Dropout(.2)
        self.flat = L.Flatten()
        self.fc1 = L.Dense(128, activation=self.relu)
        self.drop2 = L.Dropout(.2)
        self.fc2 = L.Dense(10, activation=L.Softmax())

    def call(self, x):
        x = self.relu(self.pool(self.norm(self.conv(x))))
        x = self.flat(self.drop1(x))
        return self.fc2(self.drop2(self.fc1(x)))
