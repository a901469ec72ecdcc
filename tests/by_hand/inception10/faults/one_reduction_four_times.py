import keras
from keras import layers

POOL = layers.MaxPooling2D(pool_size=3, strides=1, padding="same")


class ConvNorm(layers.Layer):
    def __init__(self, filters, kernel_size, strides=1):
        super().__init__()
        self.conv = layers.Conv2D(filters, kernel_size, strides=strides, padding="same")
        self.norm = layers.BatchNormalization(momentum=0.99, epsilon=0.001)

    def call(self, x, training=None):
        return keras.ops.relu(self.norm(self.conv(x), training=training))


class Cell(layers.Layer):
    def __init__(self, filters, strides):
        super().__init__()
        self.reduce = [ConvNorm(filters, 1, strides)] * 4  # FAULT shared-layer
        self.three = ConvNorm(filters, 3)
        self.five = ConvNorm(filters, 5)

    def call(self, x, training=None):
        a = self.reduce[0](x, training=training)  # FAULT shared-layer
        b = self.three(self.reduce[1](x, training=training), training=training)  # FAULT shared-layer
        c = self.five(self.reduce[2](x, training=training), training=training)  # FAULT shared-layer
        d = self.reduce[3](POOL(x), training=training)  # FAULT shared-layer
        return keras.ops.concatenate([a, b, c, d], axis=-1)


class Inception10(keras.Model):
    def __init__(self, num_blocks=2, num_classes=10, init_ch=16):
        super().__init__()
        self.first = ConvNorm(init_ch, 3)
        self.cells = [Cell(init_ch << b, 2 - c) for b in range(num_blocks) for c in range(2)]
        self.average = layers.GlobalAveragePooling2D()
        self.scores = layers.Dense(num_classes)

    def call(self, x, training=None):
        x = self.first(x, training=training)
        for cell in self.cells:
            x = cell(x, training=training)
        return self.scores(self.average(x))


model = Inception10(2, 10)
model.compile(
    optimizer="adam",
    loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
    metrics=["sparse_categorical_accuracy"],
)
