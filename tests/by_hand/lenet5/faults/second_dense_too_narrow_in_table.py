import tensorflow as tf

CONVOLUTIONS = [(6, 5), (16, 5)]
DENSES = [
    120,
    80,  # FAULT units
]


def lenet():
    layers = [tf.keras.layers.Input((32, 32, 3))]
    for filters, kernel in CONVOLUTIONS:
        layers.append(tf.keras.layers.Conv2D(filters, kernel, activation='sigmoid'))
        layers.append(tf.keras.layers.MaxPool2D(2, 2))
    layers.append(tf.keras.layers.Flatten())
    for units in DENSES:
        layers.append(tf.keras.layers.Dense(units, activation='sigmoid'))  # FAULT units
    layers.append(tf.keras.layers.Dense(10, activation='softmax'))
    return tf.keras.Sequential(layers)
