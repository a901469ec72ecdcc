"""Activations: the functions that keep a stack of layers from being one layer.

Each backward function takes the gradient with respect to the outputs and the *inputs* of the forward function.
"""

import numpy as np

from reference.layers.arrays import Array, as_floating


def relu(x: Array) -> Array:
    """Keep what is positive, and put 0 in place of the rest.

        relu(x) = max(x, 0)

    Source: Nair & Hinton, "Rectified Linear Units Improve Restricted Boltzmann Machines", ICML 2010.

    >>> import numpy as np
    >>> relu(np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 3.])
    """
    return np.maximum(as_floating(x), 0)


def relu_backward(grad: Array, x: Array) -> Array:
    """Gradient of relu: passed on where the input was positive; at 0 it is 0, as in TensorFlow.

        grad * (x > 0)

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.3.

    >>> import numpy as np
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-2.0, 0.0, 3.0]))
    array([0., 0., 5.])
    """
    x = as_floating(x)
    return np.where(x > 0, np.asarray(grad), 0).astype(x.dtype)


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
    x = as_floating(x)
    small = np.exp(-np.abs(x))
    outputs: Array = np.where(x >= 0, 1, small) / (1 + small)
    return outputs


def sigmoid_backward(grad: Array, x: Array) -> Array:
    """Gradient of sigmoid: at most a quarter, and almost nothing far from 0.

        grad * sigmoid(x) * (1 - sigmoid(x))

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> sigmoid_backward(np.array([1.0]), np.array([0.0]))
    array([0.25])
    """
    outputs = sigmoid(x)
    # sigmoid(-x) is 1 - sigmoid(x) without the loss of digits near 1.
    gradient: Array = np.asarray(grad) * outputs * sigmoid(-as_floating(x))
    return gradient.astype(outputs.dtype)


def tanh(x: Array) -> Array:
    """Squeeze every number into (-1, 1), with 0 at 0.

        tanh(x) = (exp(x) - exp(-x)) / (exp(x) + exp(-x)) = 2 * sigmoid(2x) - 1

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> tanh(np.array([-1000.0, 0.0, 1000.0]))
    array([-1.,  0.,  1.])
    """
    outputs: Array = np.tanh(as_floating(x))
    return outputs


def tanh_backward(grad: Array, x: Array) -> Array:
    """Gradient of tanh.

        grad * (1 - tanh(x)^2)

    Source: LeCun et al., "Efficient BackProp", 1998, section 4.4.

    >>> import numpy as np
    >>> tanh_backward(np.array([3.0]), np.array([0.0]))
    array([3.])
    """
    outputs = tanh(x)
    gradient: Array = np.asarray(grad) * (1 - outputs**2)
    return gradient.astype(outputs.dtype)


def softmax(logits: Array, axis: int = -1) -> Array:
    """Turn the scores along an axis into probabilities.

        softmax(z)_i = exp(z_i) / sum over j of exp(z_j)

    The largest score is subtracted first: that cancels in the fraction, and exp cannot overflow.

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.

    >>> import numpy as np
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, np.log(3.0)]]))
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    logits = as_floating(logits)
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    outputs: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return outputs


def softmax_backward(grad: Array, logits: Array, axis: int = -1) -> Array:
    """Gradient of softmax with respect to the logits: raising one probability lowers the others.

        p * (grad - sum over the axis of grad * p),   p = softmax(logits)

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.

    >>> import numpy as np
    >>> softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    array([[ 0.25, -0.25]])
    """
    outputs = softmax(logits, axis)
    grad = np.asarray(grad).astype(outputs.dtype, copy=False)
    gradient: Array = outputs * (grad - (grad * outputs).sum(axis=axis, keepdims=True))
    return gradient
