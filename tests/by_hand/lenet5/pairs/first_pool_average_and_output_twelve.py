from tensorflow.keras import Model
from tensorflow.keras.layers import AvgPool2D, Conv2D, Dense, Flatten, MaxPool2D


class LeNet5(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, (5, 5), activation='sigmoid')
        self.p1 = AvgPool2D((2, 2), strides=2)  # FAULT pool-type
        self.c2 = Conv2D(16, (5, 5), activation='sigmoid')
        self.p2 = MaxPool2D((2, 2), strides=2)
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')
        self.f2 = Dense(84, activation='sigmoid')
        self.f3 = Dense(12, activation='softmax')  # FAULT output-classes

    def call(self, x):
        x = self.p1(self.c1(x))
        x = self.p2(self.c2(x))
        return self.f3(self.f2(self.f1(self.flatten(x))))
