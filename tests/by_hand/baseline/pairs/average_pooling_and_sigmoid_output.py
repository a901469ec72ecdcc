import keras
from keras import layers

image = keras.Input(shape=(32, 32, 3))
x = layers.Conv2D(6, 5, padding="same")(image)
x = layers.BatchNormalization()(x)
x = layers.ReLU()(x)
x = layers.AvgPool2D(2)(x)  # FAULT pool-type
x = layers.Dropout(0.2)(x)
x = layers.Flatten()(x)
x = layers.Dense(128, activation="relu")(x)
x = layers.Dropout(0.2)(x)
x = layers.Dense(10, activation="sigmoid")(x)  # FAULT output-activation
model = keras.Model(image, x)
