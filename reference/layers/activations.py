"""Activations: the functions that keep a stack of layers from being one layer.

Each backward function takes the gradient with respect to the outputs and the *inputs* of the forward function.
"""

import numpy as np

from reference.layers.arrays import Array, as_floating, as_grad


def relu(x: Array) -> Array:
    """Keep what is positive, and put 0 in place of the rest.

        relu(x) = max(x, 0)

    Source: Nair & Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.

    >>> import numpy as np
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    return np.maximum(as_floating("x", x), 0)


def relu_backward(grad: Array, x: Array) -> Array:
    """Gradient of relu: passed on where the input was positive; at 0 it is 0, as in TensorFlow.

        grad * (x > 0)

    Raises:
        ValueError: grad has another shape than x.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.3.

    >>> import numpy as np
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    x = as_floating("x", x)
    grad = as_grad(grad, x, x.shape)
    return np.where(x > 0, grad, 0).astype(x.dtype)


def relu6(x: Array) -> Array:
    """Keep what lies between 0 and 6, and cut off the rest: numbers in a fixed range survive low precision.

        relu6(x) = min(max(x, 0), 6)

    Source: Howard et al., "MobileNets", 2017; Sandler et al., "MobileNetV2", CVPR 2018, section 3.

    >>> import numpy as np
    >>> relu6(np.array([-2.0, 3.0, 9.0]))
    array([0., 3., 6.])
    """
    return np.clip(as_floating("x", x), 0, 6)


def relu6_backward(grad: Array, x: Array) -> Array:
    """Gradient of relu6: passed on strictly between 0 and 6, as in TensorFlow.

        grad * (0 < x < 6)

    Raises:
        ValueError: grad has another shape than x.

    Source: TensorFlow's API documentation, ``tf.nn.relu6``.

    >>> import numpy as np
    >>> relu6_backward(np.array([5.0, 5.0, 5.0]), np.array([0.0, 3.0, 6.0]))
    array([0., 5., 0.])
    """
    x = as_floating("x", x)
    grad = as_grad(grad, x, x.shape)
    return np.where((x > 0) & (x < 6), grad, 0).astype(x.dtype)  # noqa: PLR2004  # the 6 of relu6


def sigmoid(x: Array) -> Array:
    """Squeeze every number into (0, 1).

        sigmoid(x) = 1 / (1 + exp(-x)) = exp(x) / (1 + exp(x))

    The first form is used for positive x and the second for negative ones: exp never sees a positive number, so it
    cannot overflow.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    x = as_floating("x", x)
    small = np.exp(-np.abs(x))
    outputs: Array = np.where(x >= 0, 1, small) / (1 + small)
    return outputs


def sigmoid_backward(grad: Array, x: Array) -> Array:
    """Gradient of sigmoid: at most a quarter, and almost nothing far from 0.

        grad * sigmoid(x) * (1 - sigmoid(x))

    Raises:
        ValueError: grad has another shape than x.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> sigmoid_backward(np.array([1.0]), np.array([0.0]))
    array([0.25])
    """
    outputs = sigmoid(x)
    # sigmoid(-x) is 1 - sigmoid(x) without the loss of digits near 1.
    gradient: Array = as_grad(grad, outputs, outputs.shape) * outputs * sigmoid(-as_floating("x", x))
    return gradient


def tanh(x: Array) -> Array:
    """Squeeze every number into (-1, 1), with 0 at 0.

        tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2x) - 1

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    outputs: Array = np.tanh(as_floating("x", x))
    return outputs


def tanh_backward(grad: Array, x: Array) -> Array:
    """Gradient of tanh.

        grad * (1 - tanh(x)^2)

    Raises:
        ValueError: grad has another shape than x.

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> tanh_backward(np.array([3.0]), np.array([0.0]))
    array([3.])
    """
    outputs = tanh(x)
    gradient: Array = as_grad(grad, outputs, outputs.shape) * (1 - outputs**2)
    return gradient
