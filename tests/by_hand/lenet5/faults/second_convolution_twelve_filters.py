from keras import Model, ops
from keras.layers import Conv2D, Dense, Flatten, Layer, MaxPool2D


class ConvPool(Layer):
    def __init__(self, filters):
        super().__init__()
        self.conv = Conv2D(filters, 5)
        self.pool = MaxPool2D(2)

    def call(self, x):
        return self.pool(ops.sigmoid(self.conv(x)))


class LeNet5(Model):
    def __init__(self):
        super().__init__()
        self.stage1 = ConvPool(6)
        self.stage2 = ConvPool(12)  # FAULT filters
        self.flatten = Flatten()
        self.fc = [Dense(n, activation=a) for n, a in ((120, "sigmoid"), (84, "sigmoid"), (10, "softmax"))]

    def call(self, x):
        x = self.stage2(self.stage1(x))
        x = self.flatten(x)
        for fc in self.fc:
            x = fc(x)
        return x
