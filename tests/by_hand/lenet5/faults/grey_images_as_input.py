import tensorflow as tf
from tensorflow.keras import layers, models

model = models.Sequential()
model.add(layers.Input(shape=(32, 32, 1)))  # FAULT input-layout
model.add(layers.Conv2D(6, (5, 5), activation='sigmoid'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Conv2D(16, (5, 5), activation='sigmoid'))
model.add(layers.MaxPooling2D((2, 2)))
model.add(layers.Flatten())
model.add(layers.Dense(120, activation='sigmoid'))
model.add(layers.Dense(84, activation='sigmoid'))
model.add(layers.Dense(10, activation='softmax'))
