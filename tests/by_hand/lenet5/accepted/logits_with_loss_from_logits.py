import keras
from keras import layers


class LeNet5(keras.Sequential):
    def __init__(self, classes=10):
        super().__init__(name="lenet")
        self.add(layers.Input((32, 32, 3)))
        for filters in [6, 16]:
            self.add(layers.Conv2D(filters, 5))
            self.add(layers.Activation("sigmoid"))
            self.add(layers.MaxPool2D())
        self.add(layers.Flatten())
        for units in [120, 84]:
            self.add(layers.Dense(units, "sigmoid"))
        self.add(layers.Dense(classes))


if True:
    model = LeNet5()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True), ["accuracy"])
