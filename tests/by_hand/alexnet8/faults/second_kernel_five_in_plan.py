import keras
from keras import layers

# filters, kernel, padding, normalised, pooled
PLAN = [
    (96, 3, "valid", True, True),
    (256, 5, "valid", True, True),  # FAULT kernel-size
    (384, 3, "same", False, False),
    (384, 3, "same", False, False),
    (256, 3, "same", False, True),
]


def alexnet8():
    x = inp = keras.Input((32, 32, 3))
    for filters, kernel, padding, normalised, pooled in PLAN:
        x = layers.Conv2D(filters, kernel, padding=padding)(x)  # FAULT kernel-size
        if normalised:
            x = layers.BatchNormalization()(x)
        x = layers.ReLU()(x)
        if pooled:
            x = layers.MaxPooling2D(3, 2)(x)
    x = layers.Flatten()(x)
    for _ in range(2):
        x = layers.Dense(2048, activation="relu")(x)
        x = layers.Dropout(0.5)(x)
    return keras.Model(inp, layers.Dense(10, activation="softmax")(x))
