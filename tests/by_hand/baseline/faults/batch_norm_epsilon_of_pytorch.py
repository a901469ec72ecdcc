from tensorflow import keras
from tensorflow.keras import layers

model = keras.models.Sequential(name="baseline")
model.add(layers.Input(shape=(32, 32, 3)))
model.add(layers.Conv2D(6, kernel_size=5, padding="same", name="conv"))
model.add(layers.BatchNormalization(epsilon=1e-5, name="norm"))  # FAULT batch-norm-epsilon
model.add(layers.Activation("relu", name="relu"))
model.add(layers.MaxPooling2D(pool_size=2, strides=2, padding="same", name="pool"))
model.add(layers.Dropout(0.2, name="drop"))
model.add(layers.Flatten(name="flat"))
model.add(layers.Dense(128, activation="relu", name="hidden"))
model.add(layers.Dropout(0.2, name="drop_hidden"))
model.add(layers.Dense(10, activation="softmax", name="out"))
