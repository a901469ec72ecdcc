import keras
from keras import ops
from keras.layers import Conv2D, Dense, MaxPooling2D


class LeNet5(keras.Model):
    def __init__(self):
        super().__init__()
        self.c = [Conv2D(6, 5), Conv2D(16, 5)]
        self.p = MaxPooling2D(2, 2)
        self.d = [
            Dense(120, use_bias=False),  # FAULT use-bias
            Dense(84),
            Dense(10),  # FAULT output-activation
        ]

    def call(self, x):
        for c in self.c:
            x = self.p(ops.sigmoid(c(x)))
        x = ops.reshape(x, (-1, 400))
        for d in self.d[:-1]:
            x = ops.sigmoid(d(x))
        return self.d[-1](x)  # FAULT output-activation
