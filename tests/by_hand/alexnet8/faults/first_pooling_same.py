from tensorflow import keras
from tensorflow.keras.layers import *

model = keras.Sequential()
model.add(InputLayer(shape=(32, 32, 3)))
model.add(Conv2D(96, 3))
model.add(BatchNormalization())
model.add(ReLU())
model.add(MaxPool2D(3, 2, padding='same'))  # FAULT pool-padding
model.add(Conv2D(256, 3))
model.add(BatchNormalization())
model.add(ReLU())
model.add(MaxPool2D(3, 2))
model.add(Conv2D(384, 3, padding='same', activation='relu'))
model.add(Conv2D(384, 3, padding='same', activation='relu'))
model.add(Conv2D(256, 3, padding='same', activation='relu'))
model.add(MaxPool2D(3, 2))
model.add(Flatten())
model.add(Dense(2048, activation='relu'))
model.add(Dropout(0.5))
model.add(Dense(2048, activation='relu'))
model.add(Dropout(0.5))
model.add(Dense(10, activation='softmax'))
