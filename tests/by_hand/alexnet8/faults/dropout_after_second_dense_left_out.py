from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(Model):
    def __init__(self):
        super(AlexNet8, self).__init__()
        self.c1 = Conv2D(96, 3)
        self.b1 = BatchNormalization()
        self.c2 = Conv2D(256, 3)
        self.b2 = BatchNormalization()
        self.relu = Activation('relu')
        self.c3 = Conv2D(384, 3, padding='same')
        self.c4 = Conv2D(384, 3, padding='same')
        self.c5 = Conv2D(256, 3, padding='same')
        self.pool = MaxPool2D(3, 2)
        self.flatten = Flatten()
        self.f1 = Dense(2048)
        self.d1 = Dropout(0.5)
        self.f2 = Dense(2048)  # FAULT dropout-missing
        self.f3 = Dense(10, activation='softmax')  # FAULT dropout-missing

    def call(self, x, training=None):
        x = self.pool(self.relu(self.b1(self.c1(x), training=training)))
        x = self.pool(self.relu(self.b2(self.c2(x), training=training)))
        x = self.relu(self.c3(x))
        x = self.relu(self.c4(x))
        x = self.pool(self.relu(self.c5(x)))
        x = self.relu(self.f1(self.flatten(x)))
        x = self.d1(x, training=training)
        x = self.relu(self.f2(x))  # FAULT dropout-missing
        return self.f3(x)  # FAULT dropout-missing
