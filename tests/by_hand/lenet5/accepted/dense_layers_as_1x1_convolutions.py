from tensorflow.keras import Model
from tensorflow.keras.layers import Conv2D, Flatten, MaxPool2D, Reshape


class LeNet5(Model):
    """Everything is a convolution, also the three layers at the end."""

    def __init__(self):
        super().__init__()
        self.c1 = Conv2D(6, (5, 5), activation='sigmoid')
        self.c2 = Conv2D(16, (5, 5), activation='sigmoid')
        self.c3 = Conv2D(120, (1, 1), activation='sigmoid')
        self.c4 = Conv2D(84, (1, 1), activation='sigmoid', padding='same')
        self.c5 = Conv2D(10, (1, 1), activation='softmax')
        self.p1 = MaxPool2D(2, 2)
        self.p2 = MaxPool2D(2, 2)
        self.column = Reshape((1, 1, 400))
        self.flat = Flatten()

    def call(self, x):
        x = self.p1(self.c1(x))
        x = self.p2(self.c2(x))
        x = self.column(x)
        x = self.c5(self.c4(self.c3(x)))
        return self.flat(x)
