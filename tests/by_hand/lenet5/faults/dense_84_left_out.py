from keras import Sequential
from keras.layers import Conv2D, Dense, Flatten, Input, MaxPool2D

model = Sequential([
    Input((32, 32, 3)),
    Conv2D(6, (5, 5), activation="sigmoid"),
    MaxPool2D((2, 2), 2),
    Conv2D(16, (5, 5), activation="sigmoid"),
    MaxPool2D((2, 2), 2),
    Flatten(),
    Dense(120, activation="sigmoid"),  # FAULT layer-missing
    Dense(10, activation="softmax"),  # FAULT layer-missing
])
