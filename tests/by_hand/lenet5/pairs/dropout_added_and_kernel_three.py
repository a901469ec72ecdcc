from tensorflow.keras import Sequential
from tensorflow.keras.layers import *

net = Sequential(name='lenet5')
net.add(Input(shape=(32, 32, 3)))
# 第一组
net.add(Conv2D(6, 5, activation='sigmoid'))
net.add(MaxPooling2D(2, 2))
net.add(Dropout(0.25))  # FAULT dropout-extra
# 第二组
net.add(Conv2D(16, 3, activation='sigmoid'))  # FAULT kernel-size
net.add(MaxPooling2D(2, 2))
net.add(Flatten())
net.add(Dense(120, activation='sigmoid'))
net.add(Dense(84, activation='sigmoid'))
net.add(Dense(10, activation='softmax'))
model = net
