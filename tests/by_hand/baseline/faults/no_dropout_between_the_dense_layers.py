import keras
from keras import layers as L

parts = [
    L.Conv2D(6, 5, padding="same"),
    L.BatchNormalization(),
    L.ReLU(),
    L.MaxPool2D(2),
    L.Dropout(0.2),
    L.Flatten(),
    L.Dense(128, activation="relu"),  # FAULT dropout-missing
    L.Dense(10, activation="softmax"),  # FAULT dropout-missing
]

x = keras.Input((32, 32, 3))
y = x
for part in parts:
    y = part(y)
model = keras.Model(x, y)
