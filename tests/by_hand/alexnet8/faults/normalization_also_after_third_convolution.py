import tensorflow as tf

K = tf.keras.layers


def conv_bn_relu(filters):
    return [K.Conv2D(filters, 3), K.BatchNormalization(), K.Activation('relu')]


model = tf.keras.Sequential(
    [K.Input((32, 32, 3))]
    + conv_bn_relu(96)
    + [K.MaxPool2D(3, 2)]
    + conv_bn_relu(256)
    + [
        K.MaxPool2D(3, 2),
        K.Conv2D(384, 3, padding='same'),
        K.BatchNormalization(),  # FAULT batch-norm-extra
        K.Activation('relu'),
        K.Conv2D(384, 3, padding='same'),
        K.Activation('relu'),
        K.Conv2D(256, 3, padding='same'),
        K.Activation('relu'),
        K.MaxPool2D(3, 2),
        K.Flatten(),
        K.Dense(2048, activation='relu'),
        K.Dropout(0.5),
        K.Dense(2048, activation='relu'),
        K.Dropout(0.5),
        K.Dense(10, activation='softmax'),
    ]
)
