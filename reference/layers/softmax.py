"""Softmax: scores become probabilities; in logarithms too, where rounding takes nothing away.

Each backward function takes the gradient with respect to the outputs and the logits.
"""

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import Array, as_floating, as_grad


def softmax(logits: Array, axis: int = -1) -> Array:
    """Turn the scores along an axis into probabilities.

        softmax(z)_i = exp(z_i) / sum over j of exp(z_j)

    The largest score is subtracted first: that cancels in the fraction, and exp cannot overflow.

    Raises:
        ValueError: logits have no such axis, or nothing along it.

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.

    >>> import numpy as np
    >>> softmax(np.array([[1000.0, 1000.0], [0.0, np.log(3.0)]]))
    array([[0.5 , 0.5 ],
           [0.25, 0.75]])
    """
    logits = _scores(logits, axis)
    exponentials = np.exp(logits - logits.max(axis=axis, keepdims=True))
    outputs: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return outputs


def softmax_backward(grad: Array, logits: Array, axis: int = -1) -> Array:
    """Gradient of softmax with respect to the logits: raising one probability lowers the others.

        p * (grad - sum over the axis of grad * p),   p = softmax(logits)

    Raises:
        ValueError: grad has another shape than logits, or there is no such axis.

    Source: Bridle, "Probabilistic Interpretation of Feedforward Classification Network Outputs", 1990.

    >>> import numpy as np
    >>> softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    array([[ 0.25, -0.25]])
    """
    outputs = softmax(logits, axis)
    grad = as_grad(grad, outputs, outputs.shape)
    gradient: Array = outputs * (grad - (grad * outputs).sum(axis=axis, keepdims=True))
    return gradient


def log_softmax(logits: Array, axis: int = -1) -> Array:
    """Logarithms of the probabilities that softmax gives, in nats.

        log_softmax(z)_i = z_i - log(sum over j of exp(z_j))

    The largest score is subtracted first, as in :func:`softmax`. Where softmax rounds to 0 the logarithm is lost; here
    it is not.

    Raises:
        ValueError: logits have no such axis, or nothing along it.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3, eq. 6.30.

    >>> import numpy as np
    >>> log_softmax(np.array([[0.0, 1000.0]]))
    array([[-1000.,     0.]])
    """
    logits = _scores(logits, axis)
    shifted = logits - logits.max(axis=axis, keepdims=True)
    outputs: Array = shifted - np.log(np.exp(shifted).sum(axis=axis, keepdims=True))
    return outputs


def log_softmax_backward(grad: Array, logits: Array, axis: int = -1) -> Array:
    """Gradient of log_softmax with respect to the logits.

        grad - softmax(logits) * sum over the axis of grad

    Raises:
        ValueError: grad has another shape than logits, or there is no such axis.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3, eq. 6.30, differentiated.

    >>> import numpy as np
    >>> log_softmax_backward(np.array([[1.0, 0.0]]), np.array([[0.0, 0.0]]))
    array([[ 0.5, -0.5]])
    """
    outputs = softmax(logits, axis)
    grad = as_grad(grad, outputs, outputs.shape)
    gradient: Array = grad - outputs * grad.sum(axis=axis, keepdims=True)
    return gradient


def _scores(logits: Array, axis: int) -> Array:
    logits = as_floating("logits", logits)
    axis = whole_number("axis", axis, smallest=-logits.ndim)
    if axis >= logits.ndim or logits.shape[axis] == 0:
        raise ValueError(
            "axis must be an axis of the logits with something along it. "
            f"Received: axis={axis}, logits of shape {logits.shape}"
        )
    return logits
