"""What goes wrong in the gradient of softmax and cross entropy by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import one_hot, sigmoid, softmax, softmax_cross_entropy_backward

Array = NDArray[Any]


def _targets(logits: Array, labels: Array) -> Array:
    return one_hot(labels, logits.shape[-1])


def _labels_ignored(logits: Array, labels: Array) -> Array:
    probabilities: Array = softmax(logits) / len(labels)
    return probabilities


def _sign(logits: Array, labels: Array) -> Array:
    return -softmax_cross_entropy_backward(logits, labels)


def _one_everywhere(logits: Array, labels: Array) -> Array:
    return (softmax(logits) - 1) / len(labels)


def _numbers(logits: Array, labels: Array) -> Array:
    gradient: Array = (softmax(logits) - labels) / len(labels)
    return gradient


def _no_softmax(logits: Array, labels: Array) -> Array:
    gradient: Array = (logits - _targets(logits, labels)) / len(labels)
    return gradient


def _softmax_twice(logits: Array, labels: Array) -> Array:
    return softmax_cross_entropy_backward(softmax(logits), labels)


def _of_probabilities(logits: Array, labels: Array) -> Array:
    gradient: Array = -_targets(logits, labels) / softmax(logits) / len(labels)
    return gradient


def _sigmoid(logits: Array, labels: Array) -> Array:
    gradient: Array = (sigmoid(logits) - _targets(logits, labels)) / len(labels)
    return gradient


def _counted_from_one(logits: Array, labels: Array) -> Array:
    return softmax_cross_entropy_backward(logits, (labels - 1) % logits.shape[-1])


def _mean_of_classes(logits: Array, labels: Array) -> Array:
    gradient: Array = softmax_cross_entropy_backward(logits, labels) / logits.shape[-1]
    return gradient


def _first_axis(logits: Array, labels: Array) -> Array:
    gradient: Array = (softmax(logits, axis=0) - _targets(logits, labels)) / len(labels)
    return gradient


def _over_everything(logits: Array, labels: Array) -> Array:
    together = softmax(logits.reshape(-1)).reshape(logits.shape)
    gradient: Array = (together - _targets(logits, labels)) / len(labels)
    return gradient


def _sum(logits: Array, labels: Array) -> Array:
    gradient: Array = softmax_cross_entropy_backward(logits, labels) * len(labels)
    return gradient


def _divided_twice(logits: Array, labels: Array) -> Array:
    gradient: Array = softmax_cross_entropy_backward(logits, labels) / len(labels)
    return gradient


def _columns(logits: Array, labels: Array) -> Array:
    gradient = softmax(logits)
    gradient[:, labels] -= 1
    return gradient / len(labels)


def _unshifted(logits: Array, labels: Array) -> Array:
    exponentials = np.exp(logits)
    gradient: Array = (exponentials / exponentials.sum(1, keepdims=True) - _targets(logits, labels)) / len(labels)
    return gradient


def _one_maximum(logits: Array, labels: Array) -> Array:
    return _unshifted(logits - logits.max(), labels)


_RULE = "With loss = log(sum of exp(z)) - z[label] the gradient is softmax(z), less 1 at the label."
_LOGITS = "The function takes logits, the raw sums of the last layer; the probabilities are softmax(logits)."
_MEAN = "The loss is the mean over the batch, so the gradient is divided by the batch size, once."

LABELS_IGNORED = Mistake(
    "softmax_cross_entropy_backward-one-not-subtracted",
    "gradient-paths",
    _labels_ignored,
    "Your function returns the probabilities and subtracts nothing at the label.",
    _RULE + " The logit of the label reaches the loss in two ways, and one of them is missing.",
    "Subtract 1 from the probability of the true class: gradient[np.arange(batch), labels] -= 1.",
)
SIGN = Mistake(
    "softmax_cross_entropy_backward-wrong-sign",
    "value",
    _sign,
    "Your gradient has the opposite sign.",
    _RULE + " A step against the gradient must raise the logit of the label.",
    "probabilities - one_hot(labels), not the other way round.",
)
ONE_EVERYWHERE = Mistake(
    "softmax_cross_entropy_backward-one-subtracted-everywhere",
    "label-encoding",
    _one_everywhere,
    "Your function subtracts 1 from the probability of every class.",
    _RULE,
    "Subtract a row with a 1 at the label and 0 elsewhere: gradient[np.arange(batch), labels] -= 1.",
)
NUMBERS = Mistake(
    "softmax_cross_entropy_backward-labels-as-numbers",
    "label-encoding",
    _numbers,
    "Your function subtracts the class number itself from the probabilities.",
    "A label says at which class 1 is subtracted, not how much. " + _RULE,
    "Subtract one_hot(labels), or gradient[np.arange(batch), labels] -= 1.",
)
NO_SOFTMAX = Mistake(
    "softmax_cross_entropy_backward-logits-taken-for-probabilities",
    "loss-logits",
    _no_softmax,
    "Your function takes the logits for probabilities: it subtracts the label from them without softmax.",
    _LOGITS,
    "Compute softmax(logits) first.",
)
SOFTMAX_TWICE = Mistake(
    "softmax_cross_entropy_backward-softmax-twice",
    "loss-logits",
    _softmax_twice,
    "Your function applies softmax twice.",
    _LOGITS,
    "Apply softmax once.",
)
OF_PROBABILITIES = Mistake(
    "softmax_cross_entropy_backward-gradient-of-the-probabilities",
    "loss-logits",
    _of_probabilities,
    "Your function returns the gradient with respect to the probabilities, -1 / p at the label; the one with respect "
    "to the logits is asked.",
    "The chain rule leads on through softmax, where a higher probability of one class lowers the others. " + _RULE,
    "probabilities - one_hot(labels), divided by the batch size.",
)
SIGMOID = Mistake(
    "softmax_cross_entropy_backward-sigmoid",
    "loss",
    _sigmoid,
    "Your function takes the sigmoid of each logit in place of softmax.",
    "That is the gradient of the binary cross entropy, where classes do not exclude each other.",
    "Divide exp(z) by the sum over the classes.",
)
COUNTED_FROM_ONE = Mistake(
    "softmax_cross_entropy_backward-labels-counted-from-one",
    "label-encoding",
    _counted_from_one,
    "Your function subtracts 1 at the class before the label.",
    "Class numbers begin with 0, as columns do.",
    "Look for labels - 1.",
)
MEAN_OF_CLASSES = Mistake(
    "softmax_cross_entropy_backward-divided-by-classes",
    "loss-reduction",
    _mean_of_classes,
    "Your gradient is divided by the number of classes too.",
    _MEAN,
    "Look for a mean over both axes, or a division by logits.size.",
)
FIRST_AXIS = Mistake(
    "softmax_cross_entropy_backward-softmax-over-the-batch",
    "softmax-axis",
    _first_axis,
    "Your softmax goes along the batch.",
    "The probabilities of the classes of one image sum to 1: along the last axis.",
    "Use axis=1 and keepdims=True for the maximum and the sum.",
)
OVER_EVERYTHING = Mistake(
    "softmax_cross_entropy_backward-softmax-over-everything",
    "softmax-axis",
    _over_everything,
    "Your softmax divides by one sum over all images.",
    "The probabilities of the classes of one image sum to 1.",
    "Give the sum axis=1 and keepdims=True.",
)
SUM = Mistake(
    "softmax_cross_entropy_backward-not-divided",
    "loss-reduction",
    _sum,
    "Your gradient is not divided by the batch size.",
    _MEAN,
    "Divide by len(labels).",
)
DIVIDED_TWICE = Mistake(
    "softmax_cross_entropy_backward-divided-twice",
    "loss-reduction",
    _divided_twice,
    "Your gradient is divided by the batch size twice.",
    _MEAN,
    "Keep one of the two divisions.",
)
COLUMNS = Mistake(
    "softmax_cross_entropy_backward-columns-of-all-labels",
    "label-encoding",
    _columns,
    "Your function subtracts 1 in every row at the labels of all images: gradient[:, labels] takes whole columns.",
    "A colon is every row; the label of an image belongs to its own row.",
    "gradient[np.arange(batch), labels] -= 1 takes one place in each row.",
)
UNSHIFTED = Mistake(
    "softmax_cross_entropy_backward-overflow",
    "numerical-stability",
    _unshifted,
    "exp overflows for large logits.",
    "exp(1000) is infinite, and infinity divided by infinity is no number.",
    "Subtract the largest logit of each row before exp; that changes nothing in the fraction.",
)
ONE_MAXIMUM = Mistake(
    "softmax_cross_entropy_backward-one-maximum",
    "numerical-stability",
    _one_maximum,
    "Your function subtracts the largest logit of all images from every row.",
    "In rows far below it every exp becomes 0, and 0 divided by 0 is no number.",
    "Subtract each row's own maximum: logits.max(axis=1, keepdims=True).",
)

OF_ONE_IMAGE = (
    LABELS_IGNORED,
    SIGN,
    ONE_EVERYWHERE,
    NUMBERS,
    NO_SOFTMAX,
    SOFTMAX_TWICE,
    OF_PROBABILITIES,
    SIGMOID,
    COUNTED_FROM_ONE,
    MEAN_OF_CLASSES,
    FIRST_AXIS,
)
OF_A_BATCH = (OVER_EVERYTHING, SUM, DIVIDED_TWICE, COLUMNS)
OF_LARGE_LOGITS = (UNSHIFTED, ONE_MAXIMUM)

SOFTMAX_CROSS_ENTROPY_BACKWARD = (*OF_ONE_IMAGE, *OF_A_BATCH, *OF_LARGE_LOGITS)
