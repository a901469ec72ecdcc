"""Cross entropy: how surprised the network is by the true class, on average.

The labels here are class numbers, as for Keras's "sparse" losses; :mod:`reference.layers.categorical_losses` takes
them as rows.
"""

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import Array, as_floating, as_numbers, require_rank, require_shape, require_some
from reference.layers.softmax import log_softmax, softmax


def one_hot(labels: Array, classes: int) -> Array:
    """Write each class number as a row with a 1 in its column.

        outputs[n, c] = 1 if labels[n] == c else 0

    Arguments: labels (batch,), whole numbers from 0 to classes - 1. Returns (batch, classes), float64.

    Raises:
        ValueError: labels are not such numbers.

    Source: Keras's API documentation, ``keras.utils.to_categorical``.

    >>> import numpy as np
    >>> one_hot(np.array([2, 0]), classes=3)
    array([[0., 0., 1.],
           [1., 0., 0.]])
    """
    classes = whole_number("classes", classes)
    return np.eye(classes)[require_labels(labels, classes)]


def cross_entropy(probabilities: Array, labels: Array) -> float:
    """Mean of the negative logarithm of the probability given to the true class, in nats.

        loss = mean over n of -log(probabilities[n, labels[n]])

    A probability of 0 is raised to the smallest positive number, so that the loss stays finite; see
    :mod:`reference.conventions`.

    Arguments: probabilities (batch, classes), labels (batch,) class numbers.

    Raises:
        ValueError: a probability is not from 0 to 1, or labels are not one class number per row.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3.

    A network of ten classes that knows nothing has a loss of ln 10:

    >>> import numpy as np
    >>> round(cross_entropy(np.full((4, 10), 0.1), np.array([3, 1, 4, 1])), 3)
    2.303
    """
    probabilities = as_probabilities(probabilities)
    labels = _fit("probabilities", probabilities, labels)
    return float(-np.log(positive(_true_class(probabilities, labels))).mean())


def cross_entropy_backward(probabilities: Array, labels: Array) -> Array:
    """Gradient of the cross entropy with respect to the probabilities.

        gradient[n, c] = -1 / (batch * probabilities[n, c]) if labels[n] == c else 0

    Arguments and errors as for :func:`cross_entropy`. Returns (batch, classes).

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3.

    >>> import numpy as np
    >>> cross_entropy_backward(np.array([[0.25, 0.75]]), np.array([0])).tolist()
    [[-4.0, 0.0]]
    """
    probabilities = as_probabilities(probabilities)
    labels = _fit("probabilities", probabilities, labels)
    gradient = np.zeros_like(probabilities)
    chosen = positive(_true_class(probabilities, labels))
    gradient[np.arange(len(labels)), labels] = -1 / (len(labels) * chosen)
    return gradient


def cross_entropy_from_logits(logits: Array, labels: Array) -> float:
    """Cross entropy of softmax(logits), computed without the detour over probabilities, in nats.

        loss = mean over n of log(sum over c of exp(logits[n, c])) - logits[n, labels[n]]

    Where softmax rounds to 0 the logarithm is lost; here it is not.

    Arguments: logits (batch, classes), labels (batch,) class numbers.

    Raises:
        ValueError: labels are not one class number per row.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3, eq. 6.30.

    >>> import numpy as np
    >>> cross_entropy_from_logits(np.array([[0.0, 1000.0]]), np.array([0]))
    1000.0

    A second softmax by mistake: even a network that is certain and right cannot get below 1.461.

    >>> certain = np.array([[1.0] + [0.0] * 9])
    >>> round(cross_entropy_from_logits(certain, np.array([0])), 3)
    1.461
    """
    logits = as_floating("logits", logits)
    labels = _fit("logits", logits, labels)
    return float(-_true_class(log_softmax(logits), labels).mean())


def softmax_cross_entropy_backward(logits: Array, labels: Array) -> Array:
    """Gradient of :func:`cross_entropy_from_logits` with respect to the logits.

        gradient = (softmax(logits) - one_hot(labels)) / batch

    Arguments and errors as for :func:`cross_entropy_from_logits`. Returns (batch, classes).

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3.

    >>> import numpy as np
    >>> softmax_cross_entropy_backward(np.array([[0.0, 0.0]]), np.array([1]))
    array([[ 0.5, -0.5]])
    """
    logits = as_floating("logits", logits)
    labels = _fit("logits", logits, labels)
    gradient = softmax(logits)
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


def require_labels(labels: Array, classes: int, name: str = "labels") -> Array:
    """Return class numbers as an array, refusing what NumPy's indexing would take for something else.

    Raises:
        ValueError: labels are not of shape (batch,), not whole numbers, or not from 0 to classes - 1.

    >>> import numpy as np
    >>> require_labels(np.array([0, -1]), classes=10)
    Traceback (most recent call last):
    ValueError: labels must be whole numbers from 0 to 9. Received: labels with -1
    """
    labels = as_numbers(name, labels)
    require_rank(name, labels, ("batch",))
    wrong = labels[(labels < 0) | (labels >= classes) | (labels != np.floor(labels))]
    if wrong.size:
        raise ValueError(f"{name} must be whole numbers from 0 to {classes - 1}. Received: {name} with {wrong[0]}")
    return labels.astype(int)


ROUNDING = 1e-5
"""How far above 1 a probability may be: a float32 softmax of many classes is rounded."""


def as_probabilities(probabilities: Array) -> Array:
    """Return probabilities as an array of floats.

    Raises:
        ValueError: one is not from 0 to 1.

    >>> import numpy as np
    >>> as_probabilities(np.array([[2.0, -1.0]]))
    Traceback (most recent call last):
    ValueError: probabilities must be from 0 to 1. Received: probabilities with 2.0
    """
    probabilities = as_floating("probabilities", probabilities)
    wrong = probabilities[~((probabilities >= 0) & (probabilities <= 1 + ROUNDING))]
    if wrong.size:
        raise ValueError(f"probabilities must be from 0 to 1. Received: probabilities with {wrong[0]}")
    return probabilities


def positive(probabilities: Array) -> Array:
    """Raise probabilities of 0 to the smallest positive number of their type, whose logarithm is finite.

    >>> import numpy as np
    >>> np.log(positive(np.array([0.0, 1.0]))).round()
    array([-708.,    0.])
    """
    return probabilities.clip(min=np.finfo(probabilities.dtype).tiny)


def _fit(name: str, scores: Array, labels: Array) -> Array:
    require_rank(name, scores, ("batch", "classes"))
    require_some(name, scores)
    labels = require_labels(labels, scores.shape[1])
    require_shape("labels", labels, scores.shape[:1])
    return labels


def _true_class(scores: Array, labels: Array) -> Array:
    chosen: Array = scores[np.arange(len(labels)), labels]
    return chosen
