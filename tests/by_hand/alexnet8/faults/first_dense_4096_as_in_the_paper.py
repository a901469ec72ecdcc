import keras
from keras import layers as L

FC = [4096, 2048]  # FAULT units

image = keras.Input(shape=(32, 32, 3))
x = image
for f in (96, 256):
    x = L.Conv2D(f, 3)(x)
    x = L.BatchNormalization()(x)
    x = L.Activation("relu")(x)
    x = L.MaxPool2D(3, 2)(x)
for f in (384, 384, 256):
    x = L.Conv2D(f, 3, padding="same", activation="relu")(x)
x = L.MaxPool2D(3, 2)(x)
x = L.Flatten()(x)
for n in FC:
    x = L.Dense(n, activation="relu")(x)  # FAULT units
    x = L.Dropout(0.5)(x)
x = L.Dense(10, activation="softmax")(x)
model = keras.Model(image, x)
