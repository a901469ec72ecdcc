import tensorflow as tf
from tensorflow.keras import Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, Flatten, MaxPool2D


class AlexNet8(Model):
    def __init__(self):
        super(AlexNet8, self).__init__()
        self.parts = {
            'c1': Conv2D(96, 3), 'b1': BatchNormalization(), 'a1': Activation('relu'), 'p1': MaxPool2D(3, 2),
            'c2': Conv2D(256, 3), 'b2': BatchNormalization(), 'a2': Activation('relu'), 'p2': MaxPool2D(3, 2),
            'c3': Conv2D(384, 3, padding='same', activation='relu'),
            'c4': Conv2D(384, 3, padding='same', activation='relu'),
            'c5': Conv2D(256, 3, padding='same', activation='relu'), 'p3': MaxPool2D(3, 2),
            'flatten': Flatten(),
            'f1': Dense(2048, activation='relu'),
            'd1': Dropout(0.5),
            'f2': Dense(2048, activation='relu'),
            'd2': Dropout(0.5),  # FAULT unused-layer
            'f3': Dense(10, activation='softmax'),
        }

    def call(self, x, training=None):
        order = 'c1 b1 a1 p1 c2 b2 a2 p2 c3 c4 c5 p3 flatten f1 d1 f2 f3'  # FAULT unused-layer
        for name in order.split():
            layer = self.parts[name]
            if name[0] in 'bd':
                x = layer(x, training=training)
            else:
                x = layer(x)
        return x
