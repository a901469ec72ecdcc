"""VGG-16 for CIFAR-10 as one Sequential, written from the table of widths."""
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

WIDTHS = [[64, 64], [128, 128], [256, 256, 256], [512, 512, 512], [512, 512, 512]]
RATE = 0.2
HIDDEN = 4096  # FAULT units

model = keras.Sequential(name="vgg")
model.add(keras.Input((32, 32, 3)))
for number, group in enumerate(WIDTHS, start=1):
    for index, width in enumerate(group, start=1):
        model.add(layers.Conv2D(width, 3, padding="same", name=f"conv{number}_{index}"))
        model.add(layers.BatchNormalization(name=f"norm{number}_{index}"))
        model.add(layers.ReLU(name=f"relu{number}_{index}"))
    model.add(layers.MaxPooling2D(2, 2, padding="same", name=f"pool{number}"))
    model.add(layers.Dropout(RATE, name=f"drop{number}"))
model.add(layers.Flatten())
for n in range(2):
    model.add(layers.Dense(HIDDEN, activation="relu"))  # FAULT units
    model.add(layers.Dropout(RATE))
model.add(layers.Dense(10, activation="softmax"))

if __name__ == "__main__":
    model.summary()
