import keras
from keras.layers import BatchNormalization, Conv2D, Dense, Dropout, Flatten, Layer, MaxPooling2D, ReLU


class ConvBlock(Layer):
    def __init__(self, filters, padding, norm, pool):
        super().__init__()
        self.conv = Conv2D(filters, 3, padding=padding)
        self.norm = BatchNormalization() if norm else None
        self.relu = ReLU()
        self.pool = MaxPooling2D(3, 2) if pool else None

    def call(self, x, training=None):
        x = self.conv(x)
        if self.norm is not None:
            x = self.norm(x, training=training)
        x = self.relu(x)
        if self.pool is not None:
            x = self.pool(x)
        return x


#        filters  padding  norm   pool
PLAN = ((96, "valid", True, True),
        (256, "valid", True, True),
        (384, "same", False, False),
        (384, "same", False, False),
        (256, "same", False, True))


class AlexNet8(keras.Model):
    def __init__(self):
        super().__init__()
        self.blocks = [ConvBlock(*row) for row in PLAN]
        self.flatten = Flatten()
        self.hidden = [Dense(2048, activation="relu"), Dense(2048, activation="relu")]
        self.drop = [Dropout(0.5), Dropout(0.5)]
        self.classifier = Dense(10, activation="softmax")

    def call(self, x, training=None):
        for block in self.blocks:
            x = block(x, training=training)
        x = self.flatten(x)
        for fc, drop in zip(self.hidden, self.drop):
            x = drop(fc(x), training=training)
        return self.classifier(x)
