import tensorflow as tf
from tensorflow.keras import layers


class Stage(tf.keras.layers.Layer):
    def __init__(self, filters, repeat):
        super().__init__()
        self.convs = [layers.Conv2D(filters, (3, 3), padding='same') for _ in range(repeat)]
        self.norms = [layers.BatchNormalization() for _ in range(repeat)]
        self.pool = layers.MaxPool2D((2, 2), 2, padding='same')
        self.drop = layers.Dropout(0.2)

    def call(self, x, training=None):
        for c, n in zip(self.convs, self.norms):
            x = tf.nn.relu(n(c(x), training=training))
        return self.drop(self.pool(x), training=training)


class VGG16(tf.keras.Model):
    def __init__(self):
        super().__init__()
        self.s1 = Stage(64, 2)
        self.s2 = Stage(128, 2)
        self.s3 = Stage(256, 3)
        self.s4 = Stage(512, 3)
        self.s5 = Stage(512, 3)
        self.flatten = layers.Flatten()
        self.f1 = layers.Dense(512, activation='relu')
        self.d1 = layers.Dropout(0.2)
        self.f2 = layers.Dense(512, activation='relu')
        self.d2 = layers.Dropout(0.2)
        self.f3 = layers.Dense(10)  # 不加softmax, 损失函数里有

    def call(self, x, training=None):
        for s in (self.s1, self.s2, self.s3, self.s4, self.s5):
            x = s(x, training=training)
        x = self.flatten(x)
        x = self.d1(self.f1(x), training=training)
        x = self.d2(self.f2(x), training=training)
        return self.f3(x)


model = VGG16()
model.compile(optimizer='adam',
              loss=tf.keras.losses.SparseCategoricalCrossentropy(from_logits=True),
              metrics=['sparse_categorical_accuracy'])
