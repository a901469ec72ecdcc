from keras import Model, layers as kl, ops


class AlexNet8(Model):
    def __init__(self):
        super().__init__()
        self.head = [kl.Conv2D(2048, 1), kl.Conv2D(2048, 1), kl.Conv2D(10, 1)]
        self.dropouts = {"fc6": kl.Dropout(0.5), "fc7": kl.Dropout(0.5)}
        self.conv5 = kl.Conv2D(256, 3, padding="same")
        self.conv4 = kl.Conv2D(384, 3, padding="same")
        self.conv3 = kl.Conv2D(384, 3, padding="same")
        self.bn2 = kl.BatchNormalization()
        self.conv2 = kl.Conv2D(256, 3)
        self.bn1 = kl.BatchNormalization()
        self.conv1 = kl.Conv2D(96, 3)

    def call(self, images, training=None):
        x = ops.relu(self.bn1(self.conv1(images), training=training))
        x = ops.max_pool(x, 3, strides=2)
        x = ops.relu(self.bn2(self.conv2(x), training=training))
        x = ops.max_pool(x, 3, strides=2)
        x = ops.relu(self.conv3(x))
        x = ops.relu(self.conv4(x))
        x = ops.relu(self.conv5(x))
        x = ops.max_pool(x, 3, strides=2)
        x = ops.reshape(x, (-1, 1, 1, 1024))
        x = self.dropouts["fc6"](ops.relu(self.head[0](x)), training=training)
        x = self.dropouts["fc7"](ops.relu(self.head[1](x)), training=training)
        x = ops.reshape(self.head[2](x), (-1, 10))
        return ops.softmax(x)
