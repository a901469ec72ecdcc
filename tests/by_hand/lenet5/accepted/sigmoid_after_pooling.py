from keras import Input, Model
from keras.layers import Activation, Conv2D, Dense, Flatten, MaxPooling2D


def lenet5(input_shape=(32, 32, 3), classes=10):
    # 先池化再激活：sigmoid 单调，结果相同
    inp = Input(input_shape)
    h = Conv2D(6, 5)(inp)
    h = MaxPooling2D()(h)
    h = Activation("sigmoid")(h)
    h = Conv2D(16, 5)(h)
    h = MaxPooling2D()(h)
    h = Activation("sigmoid")(h)
    h = Flatten()(h)
    for n in (120, 84):
        h = Dense(n)(h)
        h = Activation("sigmoid")(h)
    h = Dense(classes)(h)
    return Model(inp, Activation("softmax")(h))
