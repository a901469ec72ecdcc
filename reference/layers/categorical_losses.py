"""Cross entropy where the true classes are rows: a 1 in the column of the class, or a share for each class.

Keras calls these losses categorical, and sparse those of :mod:`reference.layers.losses`, which take class numbers. For
one-hot rows both give the same.
"""

import numpy as np

from reference.layers.arrays import Array, as_floating, as_type_of, require_rank, require_shape, require_some
from reference.layers.losses import as_probabilities, positive
from reference.layers.softmax import log_softmax, softmax

TOLERANCE = 1e-3
"""How far a row of targets may be from summing to 1: labels smoothed in half precision are."""


def categorical_cross_entropy(probabilities: Array, targets: Array) -> float:
    """Mean of the negative logarithms of the probabilities, weighted by the targets, in nats.

        loss = mean over n of -sum over c of targets[n, c] * log(probabilities[n, c])

    A probability of 0 is raised to the smallest positive number, as in :func:`reference.layers.cross_entropy`.

    Arguments: probabilities and targets (batch, classes); every row of the targets sums to 1.

    Raises:
        ValueError: a probability is not from 0 to 1, the shapes do not fit together, or the targets are not such rows.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 3.13, eq. 3.51; Keras's API documentation,
    ``CategoricalCrossentropy``.

    >>> import numpy as np
    >>> round(categorical_cross_entropy(np.full((1, 10), 0.1), np.eye(10)[[3]]), 3)  # ln 10
    2.303
    """
    probabilities = as_probabilities(probabilities)
    targets = _fit("probabilities", probabilities, targets)
    return float(-(targets * np.log(positive(probabilities))).sum(axis=1).mean())


def categorical_cross_entropy_backward(probabilities: Array, targets: Array) -> Array:
    """Gradient of the categorical cross entropy with respect to the probabilities.

        gradient[n, c] = -targets[n, c] / (batch * probabilities[n, c])

    Arguments and errors as for :func:`categorical_cross_entropy`. Returns (batch, classes).

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 3.13, eq. 3.51, differentiated.

    >>> import numpy as np
    >>> categorical_cross_entropy_backward(np.array([[0.5, 0.5]]), np.array([[0.25, 0.75]]))
    array([[-0.5, -1.5]])
    """
    probabilities = as_probabilities(probabilities)
    targets = _fit("probabilities", probabilities, targets)
    gradient: Array = -targets / (len(targets) * positive(probabilities))
    return gradient


def categorical_cross_entropy_from_logits(logits: Array, targets: Array) -> float:
    """Categorical cross entropy of softmax(logits), computed without the detour over probabilities, in nats.

        loss = mean over n of -sum over c of targets[n, c] * log_softmax(logits)[n, c]

    Arguments: logits and targets (batch, classes); every row of the targets sums to 1.

    Raises:
        ValueError: the shapes do not fit together, or the targets are not such rows.

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3, eq. 6.30.

    A second softmax by mistake: even a network that is certain and right cannot get below 1.461.

    >>> import numpy as np
    >>> certain = np.eye(10)[[0]]
    >>> round(categorical_cross_entropy_from_logits(certain, targets=certain), 3)
    1.461
    """
    logits = as_floating("logits", logits)
    targets = _fit("logits", logits, targets)
    return float(-(targets * log_softmax(logits)).sum(axis=1).mean())


def softmax_categorical_cross_entropy_backward(logits: Array, targets: Array) -> Array:
    """Gradient of :func:`categorical_cross_entropy_from_logits` with respect to the logits.

        gradient = (softmax(logits) - targets) / batch

    Arguments and errors as for :func:`categorical_cross_entropy_from_logits`. Returns (batch, classes).

    Source: Goodfellow, Bengio & Courville, "Deep Learning", 2016, section 6.2.2.3.

    >>> import numpy as np
    >>> softmax_categorical_cross_entropy_backward(np.array([[0.0, 0.0]]), np.array([[0.25, 0.75]]))
    array([[ 0.25, -0.25]])
    """
    logits = as_floating("logits", logits)
    targets = _fit("logits", logits, targets)
    gradient: Array = (softmax(logits) - targets) / len(targets)
    return gradient


def _fit(name: str, scores: Array, targets: Array) -> Array:
    require_rank(name, scores, ("batch", "classes"))
    require_some(name, scores)
    targets = as_type_of(scores, "targets", targets)
    require_shape("targets", targets, scores.shape)
    sums = targets.sum(axis=1)
    if (targets < 0).any() or (np.abs(sums - 1) > TOLERANCE).any():
        worst = targets[np.argmax(np.abs(sums - 1) + (targets < 0).any(axis=1))]
        raise ValueError(
            f"targets must be rows of shares that sum to 1, a 1 for the true class. Received: targets with {worst}"
        )
    return targets
