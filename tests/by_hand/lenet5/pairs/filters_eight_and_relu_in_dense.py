import keras
from keras import layers

model = keras.Sequential([
    layers.Input((32, 32, 3)),
    layers.Conv2D(8, 5, activation="sigmoid"),  # FAULT filters
    layers.MaxPool2D(2, 2),
    layers.Conv2D(16, 5, activation="sigmoid"),
    layers.MaxPool2D(2, 2),
    layers.Flatten(),
    layers.Dense(120, activation="sigmoid"),
    layers.Dense(84, activation="relu"),  # FAULT activation
    layers.Dense(10, activation="softmax"),
])
