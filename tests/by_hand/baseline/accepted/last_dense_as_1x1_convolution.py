import keras
from keras import Sequential
from keras.layers import *

# head written with convolutions: a 1x1 map times a 1x1 kernel is a matrix product
features = Sequential([
    Conv2D(6, 5, padding="same"),
    BatchNormalization(),
    Activation("relu"),
    MaxPooling2D(2, 2),
    Dropout(0.2),
], name="features")

head = Sequential([
    Reshape((1, 1, 1536)),
    Conv2D(128, 1, activation="relu"),
    Dropout(0.2),
    Conv2D(10, 1),
    Flatten(),
    Softmax(),
], name="head")

model = Sequential([keras.Input((32, 32, 3)), features, head])
