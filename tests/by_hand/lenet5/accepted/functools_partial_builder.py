from functools import partial, reduce

import keras

Conv = partial(keras.layers.Conv2D, kernel_size=(5, 5), strides=1, padding="valid", activation="sigmoid")
Pool = partial(keras.layers.MaxPooling2D, pool_size=2, strides=2)
Fc = partial(keras.layers.Dense, activation="sigmoid")


def make_model():
    start = keras.Input((32, 32, 3))
    chain = [Conv(6), Pool(), Conv(16), Pool(), keras.layers.Flatten(), Fc(120), Fc(84), Fc(10, activation="softmax")]
    end = reduce(lambda tensor, layer: layer(tensor), chain, start)
    return keras.Model(start, end)


model = make_model()
