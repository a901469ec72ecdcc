from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Dropout, InputLayer, MaxPool2D, Reshape
from tensorflow.keras.models import Sequential

model = Sequential()
model.add(InputLayer(shape=(32, 32, 3)))
model.add(Conv2D(6, (5, 5), padding="same"))
model.add(BatchNormalization())
model.add(Activation("relu"))
model.add(MaxPool2D((2, 2), strides=2, padding="same"))
model.add(Dropout(0.2))
model.add(Reshape((16 * 16 * 6,)))
model.add(Dense(128))
model.add(Activation("relu"))
model.add(Dropout(0.2))
model.add(Dense(10))
model.add(Activation("softmax"))
