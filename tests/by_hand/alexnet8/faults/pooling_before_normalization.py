import keras
from keras import layers

net = keras.Sequential(name="alexnet8")
net.add(keras.Input((32, 32, 3)))

net.add(layers.Conv2D(96, 3))
net.add(layers.BatchNormalization())
net.add(layers.Activation("relu"))
net.add(layers.MaxPooling2D(3, 2))

net.add(layers.Conv2D(256, 3))
net.add(layers.MaxPooling2D(3, 2))  # FAULT layer-order
net.add(layers.BatchNormalization())  # FAULT layer-order
net.add(layers.Activation("relu"))  # FAULT layer-order

net.add(layers.Conv2D(384, 3, padding="same", activation="relu"))
net.add(layers.Conv2D(384, 3, padding="same", activation="relu"))
net.add(layers.Conv2D(256, 3, padding="same", activation="relu"))
net.add(layers.MaxPooling2D(3, 2))

net.add(layers.Flatten())
net.add(layers.Dense(2048, activation="relu"))
net.add(layers.Dropout(0.5))
net.add(layers.Dense(2048, activation="relu"))
net.add(layers.Dropout(0.5))
net.add(layers.Dense(10, activation="softmax"))
model = net
