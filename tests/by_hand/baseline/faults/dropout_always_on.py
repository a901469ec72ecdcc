import tensorflow as tf
from tensorflow.keras import Input, Model
from tensorflow.keras.layers import *

inputs = Input(shape=(32, 32, 3))
h = Conv2D(6, 5, padding='same')(inputs)
h = BatchNormalization()(h)
h = Activation('relu')(h)
h = MaxPool2D(2, padding='same')(h)
h = Dropout(0.2)(h)
h = Flatten()(h)
h = Dense(128, activation='relu')(h)
h = Dropout(0.2)(h, training=True)  # FAULT dropout-training
outputs = Dense(10, activation='softmax')(h)
model = Model(inputs, outputs)
