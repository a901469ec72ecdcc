from tensorflow.keras import Model, layers


class Baseline(Model):
    def __init__(self):
        super().__init__()
        self.conv = layers.Conv2D(6, 5, padding="same")
        self.bn = layers.BatchNormalization()
        self.act = layers.Activation("relu")
        self.pool = layers.MaxPool2D(2, 2, padding="same")
        self.drop = layers.Dropout(0.2)
        self.flat = layers.GlobalAveragePooling2D()  # FAULT global-pooling
        self.hidden = layers.Dense(128, activation="relu")
        self.drop2 = layers.Dropout(0.2)
        self.out = layers.Dense(10, activation="softmax")

    def call(self, x, training=None):
        x = self.act(self.bn(self.conv(x), training=training))
        x = self.drop(self.pool(x), training=training)
        x = self.flat(x)  # FAULT global-pooling
        x = self.drop2(self.hidden(x), training=training)
        return self.out(x)
