from keras import Input, Model, layers

KERNEL = (3, 3)  # FAULT kernel-size


def baseline():
    x = image = Input((32, 32, 3))
    x = layers.Conv2D(6, KERNEL, padding="same")(x)  # FAULT kernel-size
    x = layers.BatchNormalization()(x)
    x = layers.Activation("relu")(x)
    x = layers.MaxPool2D(2, 2, padding="same")(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Flatten()(x)
    x = layers.Dense(128, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Dense(10, activation="softmax")(x)
    return Model(image, x)
