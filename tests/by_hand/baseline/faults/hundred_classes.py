import keras

NUM_CLASSES = 100  # FAULT output-classes

model = keras.Sequential([
    keras.Input((32, 32, 3)),
    keras.layers.Conv2D(6, 5, padding="same"),
    keras.layers.BatchNormalization(),
    keras.layers.ReLU(),
    keras.layers.MaxPooling2D(2),
    keras.layers.Dropout(0.2),
    keras.layers.Flatten(),
    keras.layers.Dense(128, activation="relu"),
    keras.layers.Dropout(0.2),
    keras.layers.Dense(NUM_CLASSES, activation="softmax"),  # FAULT output-classes
])
