import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras import layers as L


class ConvBNRelu(L.Layer):
    """3x3卷积 + 批标准化 + relu"""

    def __init__(self, ch, **kwargs):
        super().__init__(**kwargs)
        self.conv = L.Conv2D(ch, 3, padding='same')
        self.bn = L.BatchNormalization()

    def call(self, x, training=None):
        return tf.nn.relu(self.bn(self.conv(x), training=training))


class VGG16(Model):
    def __init__(self, num_classes=10, drop=0.2):
        super().__init__()
        plan = [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]
        self.convs = []
        self.pools = []
        self.drops = []
        for ch, times in plan:
            self.convs.append([ConvBNRelu(ch) for _ in range(times)])
            self.pools.append(L.AveragePooling2D(2, 2, padding='same'))  # FAULT pool-type
            self.drops.append(L.Dropout(drop))
        self.flat = L.Flatten()
        self.fc = [L.Dense(512, activation='relu'), L.Dense(256, activation='relu')]  # FAULT units
        self.fc_drops = [L.Dropout(drop), L.Dropout(drop)]
        self.out = L.Dense(num_classes, activation='softmax')

    def call(self, x, training=None):
        for convs, pool, drop in zip(self.convs, self.pools, self.drops):
            for conv in convs:
                x = conv(x, training=training)
            x = pool(x)
            x = drop(x, training=training)
        x = self.flat(x)
        for fc, drop in zip(self.fc, self.fc_drops):
            x = fc(x)
            x = drop(x, training=training)
        return self.out(x)
