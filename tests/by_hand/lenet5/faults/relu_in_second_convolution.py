import keras
from keras import layers

model = keras.Sequential()
model.add(keras.Input(shape=(32, 32, 3)))
model.add(layers.Conv2D(6, 5))
model.add(layers.Activation("sigmoid"))
model.add(layers.MaxPooling2D())
model.add(layers.Conv2D(16, 5))
model.add(layers.Activation("relu"))  # FAULT activation
model.add(layers.MaxPooling2D())
model.add(layers.Flatten())
model.add(layers.Dense(120))
model.add(layers.Activation("sigmoid"))
model.add(layers.Dense(84))
model.add(layers.Activation("sigmoid"))
model.add(layers.Dense(10))
model.add(layers.Activation("softmax"))
