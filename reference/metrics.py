"""How good a classifier is: accuracy, top-k error, confusion matrix."""

import numpy as np

from reference.arguments import whole_number
from reference.layers.arrays import Array, as_floating, as_numbers, require_rank, require_shape, require_some
from reference.layers.losses import require_labels


def accuracy(labels: Array, predictions: Array) -> float:
    """Share of the predictions that are the true class, from 0 to 1.

        number of n with labels[n] == predictions[n] / number of labels

    Arguments: labels and predictions (n,), class numbers; at least one.

    Raises:
        ValueError: labels or predictions have another shape, or there are none.

    Source: Keras's API documentation, ``Accuracy``.

    >>> import numpy as np
    >>> accuracy(np.array([7, 2, 1, 0]), np.array([7, 2, 1, 6]))
    0.75
    """
    labels, predictions = as_numbers("labels", labels), as_numbers("predictions", predictions)
    require_rank("labels", labels, ("n",))
    require_shape("predictions", predictions, labels.shape)
    require_some("labels", labels)
    return float((labels == predictions).mean())


def top_k_error(probabilities: Array, labels: Array, k: int = 5) -> float:
    """Share of the images whose true class is not among the k most probable ones, from 0 to 1.

        number of n with at least k classes more probable than labels[n] / number of labels

    Top-5 error ranks the networks of the ImageNet challenge: AlexNet .164, VGG .073, Inception .0667, ResNet .0357.
    Classes of equal probability count in favour of the network, as in ``tf.math.in_top_k``.

    Arguments: probabilities (n, classes), or logits: only their order counts; labels (n,), class numbers.

    Raises:
        ValueError: the shapes do not fit together, there are no labels, or k is not from 1 to classes.

    Source: Russakovsky et al., "ImageNet Large Scale Visual Recognition Challenge", IJCV 2015, section 4.1.

    >>> import numpy as np
    >>> probabilities = np.array([[0.6, 0.3, 0.1], [0.6, 0.3, 0.1]])
    >>> top_k_error(probabilities, np.array([0, 1]), k=1), top_k_error(probabilities, np.array([0, 1]), k=2)
    (0.5, 0.0)
    """
    probabilities, k = as_floating("probabilities", probabilities), whole_number("k", k)
    require_rank("probabilities", probabilities, ("n", "classes"))
    if k > probabilities.shape[1]:
        raise ValueError(f"k must not exceed the number of classes. Received: k={k}, {probabilities.shape[1]} classes")
    labels = require_labels(labels, probabilities.shape[1])
    require_shape("labels", labels, probabilities.shape[:1])
    require_some("labels", labels)
    true_class = probabilities[np.arange(len(labels)), labels]
    ranks = (probabilities > true_class[:, None]).sum(axis=1)
    return float((ranks >= k).mean())


def confusion_matrix(labels: Array, predictions: Array, classes: int) -> Array:
    """Count how often each true class was taken for each class.

        outputs[t, p] = number of n with labels[n] == t and predictions[n] == p

    Rows are the true classes, so the rows sum to the sizes of the classes; the diagonal holds what was right. See
    :mod:`reference.conventions`.

    Arguments: labels and predictions (n,), class numbers. Returns (classes, classes), whole numbers.

    Raises:
        ValueError: the shapes do not fit together, or a class number is not from 0 to classes - 1.

    Source: scikit-learn's user guide, "Confusion matrix".

    >>> import numpy as np
    >>> counts = confusion_matrix(np.array([0, 0, 1, 2]), np.array([0, 1, 1, 1]), classes=3)
    >>> counts
    array([[1, 1, 0],
           [0, 1, 0],
           [0, 1, 0]])
    >>> counts.sum(axis=1)  # two images of class 0, one each of the others
    array([2, 1, 1])
    """
    classes = whole_number("classes", classes)
    labels, predictions = require_labels(labels, classes), require_labels(predictions, classes, "predictions")
    require_shape("predictions", predictions, labels.shape)
    counts = np.zeros((classes, classes), int)
    np.add.at(counts, (labels, predictions), 1)
    return counts
