import keras
from keras import layers, ops


class AlexNet8(keras.Model):
    def __init__(self):
        super().__init__()
        self.convs = [layers.Conv2D(96, 3), layers.Conv2D(256, 3), layers.Conv2D(384, 3, padding="same"),
                      layers.Conv2D(384, 3, padding="same"), layers.Conv2D(256, 3, padding="same")]
        self.norms = [layers.BatchNormalization(), layers.BatchNormalization()]
        self.fcs = [layers.Dense(2048), layers.Dense(2048)]
        self.drops = [layers.Dropout(0.5), layers.Dropout(0.5)]
        self.out = layers.Dense(10)

    def call(self, x, training=None):
        for i in (0, 1):
            x = self.norms[i](self.convs[i](x), training=training)
            x = ops.max_pool(ops.relu(x), 3, 2)
        for i in (2, 3, 4):
            x = ops.relu(self.convs[i](x))
        x = ops.max_pool(x, 2, 2)  # FAULT pool-size
        x = ops.reshape(x, (-1, 1024))
        for fc, drop in zip(self.fcs, self.drops):
            x = drop(ops.relu(fc(x)), training=training)
        return ops.softmax(self.out(x))
