import keras
from keras import layers

# After five poolings the map is 1x1, so the dense layers are written as 1x1 convolutions.
# In each group the last relu stands behind the pooling, which saves three quarters of it.


def vgg16():
    x = image = layers.Input((32, 32, 3), name="image")
    for widths in [(64, 64), (128, 128), (256,) * 3, (512,) * 3, (512,) * 3]:
        *inner, last = widths
        for w in inner:
            x = layers.Conv2D(w, 3, padding="same")(x)
            x = layers.BatchNormalization()(x)
            x = layers.ReLU()(x)
        x = layers.Conv2D(last, 3, padding="same")(x)
        x = layers.BatchNormalization()(x)
        x = layers.MaxPooling2D()(x)
        x = layers.ReLU()(x)
        x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(512, 1, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(512, 1, activation="relu")(x)
    x = layers.Dropout(0.2)(x)
    x = layers.Conv2D(10, 1)(x)
    x = layers.Flatten()(x)
    return keras.Model(image, layers.Softmax()(x))


model = vgg16()
