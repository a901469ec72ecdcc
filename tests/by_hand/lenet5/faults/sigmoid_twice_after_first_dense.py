from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, Conv2D, Dense, Flatten, MaxPool2D


class LeNet5(Model):
    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, 5)
        self.a1 = Activation('sigmoid')
        self.p1 = MaxPool2D(2)
        self.c2 = Conv2D(16, 5)
        self.a2 = Activation('sigmoid')
        self.p2 = MaxPool2D(2)
        self.flatten = Flatten()
        self.f1 = Dense(120, activation='sigmoid')  # FAULT activation
        self.a3 = Activation('sigmoid')  # FAULT activation
        self.f2 = Dense(84)
        self.a4 = Activation('sigmoid')
        self.f3 = Dense(10, activation='softmax')

    def call(self, x):
        x = self.p1(self.a1(self.c1(x)))
        x = self.p2(self.a2(self.c2(x)))
        x = self.f1(self.flatten(x))  # FAULT activation
        x = self.a3(x)  # FAULT activation
        x = self.a4(self.f2(x))
        return self.f3(x)
