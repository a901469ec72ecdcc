import keras
from keras import layers

model = keras.Sequential([
    layers.Input((32, 32, 3)),
    layers.Conv2D(96, 3), layers.BatchNormalization(), layers.ReLU(),
    layers.MaxPooling2D(3, 2),
    layers.Conv2D(256, 3), layers.BatchNormalization(), layers.ReLU(),
    layers.AveragePooling2D(3, 2),  # FAULT pool-type
    layers.Conv2D(384, 3, padding="same", activation="relu"),
    layers.Conv2D(384, 3, padding="same", activation="relu"),
    layers.Conv2D(256, 3, padding="same", activation="relu"),
    layers.MaxPooling2D(3, 2),
    layers.Flatten(),
    layers.Dense(2048, activation="relu"), layers.Dropout(0.5),
    layers.Dense(1024, activation="relu"),  # FAULT units
    layers.Dropout(0.5),
    layers.Dense(10, activation="softmax"),
])
