from tensorflow.keras import Input, Model
from tensorflow.keras.layers import Activation, BatchNormalization, Conv2D, Dense, Flatten, MaxPool2D

inp = Input((32, 32, 3))
t = Conv2D(6, 5)(inp)
t = BatchNormalization()(t)  # FAULT batch-norm-extra
t = Activation('sigmoid')(t)
t = MaxPool2D(2, 2)(t)
t = Conv2D(16, 5)(t)
t = Activation('sigmoid')(t)
t = MaxPool2D(2, 2)(t)
t = Flatten()(t)
t = Dense(120, 'sigmoid')(t)
t = Dense(84, 'sigmoid')(t)
t = Dense(10, 'softmax')(t)
model = Model(inp, t)
