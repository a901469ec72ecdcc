"""What goes wrong in a cross entropy by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import cross_entropy, one_hot, softmax

Array = NDArray[Any]


def _of_true_class(probabilities: Array, labels: Array) -> Array:
    chosen: Array = probabilities[np.arange(len(labels)), labels]
    return chosen


def _losses(probabilities: Array, labels: Array) -> Array:
    """The loss of each image, finite for a probability of 0."""
    losses: Array = -np.log(np.maximum(_of_true_class(probabilities, labels), 1e-12))
    return losses


def _minus_missing(probabilities: Array, labels: Array) -> float:
    return -cross_entropy(probabilities, labels)


def _other_base(base: float) -> Callable[[Array, Array], float]:
    def wrong(probabilities: Array, labels: Array) -> float:
        return cross_entropy(probabilities, labels) / float(np.log(base))

    return wrong


def _without_logarithm(probabilities: Array, labels: Array) -> float:
    return float(-_of_true_class(probabilities, labels).mean())


def _one_minus_probability(probabilities: Array, labels: Array) -> float:
    return float((1 - _of_true_class(probabilities, labels)).mean())


def _predicted_class(probabilities: Array, labels: Array) -> float:
    return cross_entropy(probabilities, probabilities.argmax(axis=1)[: len(labels)])


def _every_class(probabilities: Array, labels: Array) -> float:
    del labels
    return float(-np.log(probabilities).sum(axis=1).mean())


def _entropy(probabilities: Array, labels: Array) -> float:
    del labels
    return float(-(probabilities * np.log(probabilities)).sum(axis=1).mean())


def _binary(probabilities: Array, labels: Array) -> Array:
    encoded = one_hot(labels, probabilities.shape[1])
    losses: Array = -(encoded * np.log(probabilities) + (1 - encoded) * np.log(1 - probabilities))
    return losses


def _binary_summed(probabilities: Array, labels: Array) -> float:
    return float(_binary(probabilities, labels).sum(axis=1).mean())


def _binary_averaged(probabilities: Array, labels: Array) -> float:
    return float(_binary(probabilities, labels).mean())


def _squared_error(probabilities: Array, labels: Array) -> float:
    return float(((probabilities - one_hot(labels, probabilities.shape[1])) ** 2).mean())


def _softmax_inside(probabilities: Array, labels: Array) -> float:
    return cross_entropy(softmax(probabilities), labels)


def _over_classes_too(probabilities: Array, labels: Array) -> float:
    _, classes = probabilities.shape
    return float(_losses(probabilities, labels).mean() / classes)


def _in_an_array(probabilities: Array, labels: Array) -> Array:
    return np.array([cross_entropy(probabilities, labels)])


def _one_for_each_image(probabilities: Array, labels: Array) -> Array:
    return _losses(probabilities, labels)


def _labels_as_rows(probabilities: Array, labels: Array) -> float:
    return float(-(labels * np.log(probabilities)).sum(axis=-1).mean())


def _labels_as_rows_averaged(probabilities: Array, labels: Array) -> float:
    return float(-(labels * np.log(probabilities)).mean())


def _argmax_of_labels(probabilities: Array, labels: Array) -> float:
    losses: Array = -np.log(probabilities[np.arange(len(labels)), labels.argmax(axis=-1)])
    return float(losses.mean())


def _numbered_from_one(probabilities: Array, labels: Array) -> float:
    return float(_losses(probabilities, labels - 1).mean())


def _in_the_type_of_labels(probabilities: Array, labels: Array) -> float:
    return float(_losses(probabilities, labels).astype(labels.dtype).mean())


def _summed(probabilities: Array, labels: Array) -> float:
    return float(_losses(probabilities, labels).sum())


def _first_image(probabilities: Array, labels: Array) -> float:
    return float(_losses(probabilities, labels)[0])


def _last_image(probabilities: Array, labels: Array) -> float:
    return float(_losses(probabilities, labels)[-1] / len(labels))


def _logarithm_of_mean(probabilities: Array, labels: Array) -> float:
    return float(-np.log(max(_of_true_class(probabilities, labels).mean(), 1e-12)))


def _every_label_in_every_row(probabilities: Array, labels: Array) -> float:
    return float(-np.log(np.maximum(probabilities[:, labels], 1e-12)).mean())


def _logarithm_of_zero(probabilities: Array, labels: Array) -> float:
    return float(-np.log(_of_true_class(probabilities, labels)).mean())


def _zero_times_infinity(probabilities: Array, labels: Array) -> float:
    return float(-(one_hot(labels, probabilities.shape[1]) * np.log(probabilities)).sum(axis=1).mean())


def _guard_in_whole_numbers(probabilities: Array, labels: Array) -> float:
    guarded = probabilities.copy()
    guarded[guarded == 0] = 1e-12  # in an array of integers this is 0
    return _logarithm_of_zero(guarded, labels)


MINUS_MISSING = Mistake(
    "cross_entropy-minus-missing",
    "loss",
    _minus_missing,
    "The minus is missing.",
    "The logarithm of a probability is negative, and a loss is smaller the better the network is.",
    "Put a minus before the logarithm.",
)
BASE_TWO = Mistake(
    "cross_entropy-base-two",
    "loss",
    _other_base(2),
    "Your function takes the logarithm to base 2.",
    "The loss is in nats: ten equally probable classes have ln 10 = 2.303, not 3.322 bits.",
    "Use np.log in place of np.log2.",
)
BASE_TEN = Mistake(
    "cross_entropy-base-ten",
    "loss",
    _other_base(10),
    "Your function takes the logarithm to base 10.",
    "The loss is in nats: ten equally probable classes have ln 10 = 2.303, not 1.",
    "Use np.log in place of np.log10: without a number, log is the natural logarithm.",
)
NO_LOGARITHM = Mistake(
    "cross_entropy-without-logarithm",
    "loss",
    _without_logarithm,
    "Your function does not take the logarithm.",
    "The loss of an image is -ln(p) of its true class, not -p.",
    "Apply np.log to the probability of the true class.",
)
ONE_MINUS = Mistake(
    "cross_entropy-one-minus-probability",
    "loss",
    _one_minus_probability,
    "Your function returns what is missing to a probability of 1.",
    "The loss of an image is -ln(p) of its true class, not 1 - p.",
    "Look for a 1 - ..., and apply np.log.",
)
PREDICTED_CLASS = Mistake(
    "cross_entropy-of-predicted-class",
    "loss",
    _predicted_class,
    "Your function takes the most probable class in place of the true one.",
    "What counts is the probability that the network gave to the true class, labels[n].",
    "Look for max or argmax of the probabilities.",
)
EVERY_CLASS = Mistake(
    "cross_entropy-of-every-class",
    "loss",
    _every_class,
    "Your function adds up the logarithms of all classes.",
    "Only the true class counts: in the sum over the classes all others are multiplied by 0.",
    "Take probabilities[n, labels[n]] before the logarithm, or multiply by the one-hot labels.",
)
ENTROPY = Mistake(
    "cross_entropy-entropy",
    "loss",
    _entropy,
    "Your function computes the entropy of the probabilities; the labels do not count.",
    "The cross entropy is -sum(y * ln(p)), where y is 1 for the true class and 0 elsewhere, not -sum(p * ln(p)).",
    "Look at what the logarithm is multiplied by.",
)
BINARY_SUMMED = Mistake(
    "cross_entropy-binary",
    "loss",
    _binary_summed,
    "Your function adds ln(1 - p) of the wrong classes, as the binary cross entropy does.",
    "With one class out of several, -ln(p) of the true class is all: the probabilities sum to 1 already.",
    "Leave out the term with 1 - p.",
)
BINARY_AVERAGED = Mistake(
    "cross_entropy-binary-averaged",
    "loss",
    _binary_averaged,
    "Your function is the binary cross entropy, averaged over the classes.",
    "With one class out of several, -ln(p) of the true class is all: the probabilities sum to 1 already.",
    "Leave out the term with 1 - p, and divide by the number of images only.",
)
SQUARED_ERROR = Mistake(
    "cross_entropy-squared-error",
    "loss",
    _squared_error,
    "Your function is the mean squared error.",
    "The cross entropy of an image is -ln(p) of its true class; there is no square in it.",
    "Look for ** 2.",
)
SOFTMAX_INSIDE = Mistake(
    "cross_entropy-softmax-inside",
    "loss-logits",
    _softmax_inside,
    "Your function applies softmax to what are probabilities already.",
    "After a second softmax the loss of ten classes cannot get below 1.461.",
    "Leave softmax out here; cross_entropy_from_logits is the function that needs it.",
)
PER_CLASS = Mistake(
    "cross_entropy-mean-over-classes",
    "loss-reduction",
    _over_classes_too,
    "Your function divides by the number of classes too.",
    "np.mean over the one-hot products counts the zeros of the wrong classes; the mean is over the images only.",
    "Sum over the classes (axis=1), and then take the mean; or divide the sum by len(labels).",
)
PER_IMAGE = Mistake(
    "cross_entropy-one-for-each-image",
    "loss-reduction",
    _one_for_each_image,
    "Your function returns the loss of each image.",
    "The loss is one number, the mean over the batch.",
    "Take np.mean of what you return.",
)
IN_AN_ARRAY = Mistake(
    "cross_entropy-in-an-array",
    "wrong-type",
    _in_an_array,
    "Your function returns an array with the loss in it.",
    "The loss is one number; keepdims=True keeps an axis of length 1.",
    "Take the mean without keepdims and without brackets around it.",
)
LABELS_AS_ROWS = Mistake(
    "cross_entropy-labels-taken-for-one-hot",
    "label-encoding",
    _labels_as_rows,
    "Your function multiplies by the labels as if they were one-hot rows.",
    "The labels are class numbers: label 2 means column 2, and not a factor of 2.",
    "Take probabilities[np.arange(len(labels)), labels], or make one-hot rows of the labels first.",
)
LABELS_AS_ROWS_AVERAGED = Mistake(
    "cross_entropy-labels-taken-for-one-hot-and-averaged",
    "label-encoding",
    _labels_as_rows_averaged,
    "Your function multiplies by the labels as if they were one-hot rows, and takes the mean over the classes too.",
    "The labels are class numbers: label 2 means column 2, and not a factor of 2.",
    "Take probabilities[np.arange(len(labels)), labels], or make one-hot rows of the labels first.",
)
ARGMAX_OF_LABELS = Mistake(
    "cross_entropy-argmax-of-labels",
    "label-encoding",
    _argmax_of_labels,
    "Your function takes argmax of the labels, as if they were one-hot rows.",
    "The labels are class numbers already: argmax of them is the place of the largest one.",
    "Use the labels as they are.",
)
NUMBERED_FROM_ONE = Mistake(
    "cross_entropy-labels-numbered-from-one",
    "label-encoding",
    _numbered_from_one,
    "Your function takes the probability of the class before the true one.",
    "Classes are numbered from 0, as Python's indices are.",
    "Look for labels - 1.",
)
IN_THE_TYPE_OF_LABELS = Mistake(
    "cross_entropy-losses-in-whole-numbers",
    "dtype",
    _in_the_type_of_labels,
    "The losses are cut to whole numbers.",
    "np.zeros_like(labels) is an array of integers, and so is np.zeros(n, int): what is stored there loses its "
    "fraction.",
    "Use np.zeros(len(labels)).",
)
SUMMED = Mistake(
    "cross_entropy-sum-over-the-batch",
    "loss-reduction",
    _summed,
    "Your function adds up the losses of the images.",
    "A sum grows with the batch: the loss is the mean over the images.",
    "Divide by len(labels), or use np.mean in place of np.sum.",
)
FIRST_IMAGE = Mistake(
    "cross_entropy-first-image-only",
    "loss-reduction",
    _first_image,
    "Your function returns the loss of the first image.",
    "The loss is the mean over all images of the batch.",
    "A `return` that is indented into the loop ends it in its first round.",
)
LAST_IMAGE = Mistake(
    "cross_entropy-last-image-only",
    "loss-reduction",
    _last_image,
    "Only the last image counts, divided by the number of images.",
    "`loss = ...` inside the loop forgets the images before.",
    "Use `loss += ...`, with loss = 0 before the loop.",
)
LOGARITHM_OF_MEAN = Mistake(
    "cross_entropy-logarithm-of-the-mean",
    "loss-reduction",
    _logarithm_of_mean,
    "Your function takes the logarithm of the mean probability.",
    "The loss is the mean of the logarithms: one image with a tiny probability must count heavily.",
    "Take np.log first, and then np.mean.",
)
EVERY_LABEL_IN_EVERY_ROW = Mistake(
    "cross_entropy-every-label-in-every-row",
    "loss",
    _every_label_in_every_row,
    "Your function takes the classes of all labels from every row.",
    "probabilities[:, labels] is every image with every label; an image has one label, its own.",
    "Use probabilities[np.arange(len(labels)), labels], or a loop over the images.",
)
LOGARITHM_OF_ZERO = Mistake(
    "cross_entropy-logarithm-of-zero",
    "numerical-stability",
    _logarithm_of_zero,
    "Where the true class has the probability 0, the loss is infinite.",
    "The logarithm of 0 is minus infinity, and one such image makes the loss of the whole batch useless.",
    "Raise the probabilities to a tiny number first: np.maximum(probabilities, 1e-12). In float32 1e-300 is 0 itself.",
)
ZERO_TIMES_INFINITY = Mistake(
    "cross_entropy-zero-times-infinity",
    "numerical-stability",
    _zero_times_infinity,
    "Where any class has the probability 0, the loss is not a number.",
    "In the sum over the classes 0 * ln(0) is 0 times minus infinity, which is NaN.",
    "Take the probability of the true class before the logarithm, and raise it to a tiny number: "
    "np.maximum(probabilities, 1e-12).",
)
GUARD_IN_WHOLE_NUMBERS = Mistake(
    "cross_entropy-guard-lost-in-whole-numbers",
    "dtype",
    _guard_in_whole_numbers,
    "A tiny number written into an array of integers is 0.",
    "The probabilities may be the integers 0 and 1.",
    "Make them float first.",
    explains=False,
)

OF_ONE_IMAGE = (
    MINUS_MISSING,
    BASE_TWO,
    BASE_TEN,
    NO_LOGARITHM,
    ONE_MINUS,
    PREDICTED_CLASS,
    EVERY_CLASS,
    ENTROPY,
    BINARY_SUMMED,
    BINARY_AVERAGED,
    SQUARED_ERROR,
    SOFTMAX_INSIDE,
    PER_CLASS,
    PER_IMAGE,
    IN_AN_ARRAY,
    LABELS_AS_ROWS,
    LABELS_AS_ROWS_AVERAGED,
    ARGMAX_OF_LABELS,
    NUMBERED_FROM_ONE,
    IN_THE_TYPE_OF_LABELS,
)
"""What is wrong for a single image already."""

OF_A_BATCH = (SUMMED, FIRST_IMAGE, LAST_IMAGE, LOGARITHM_OF_MEAN, EVERY_LABEL_IN_EVERY_ROW)
"""What is wrong for several images only."""

OF_ZERO = (LOGARITHM_OF_ZERO, ZERO_TIMES_INFINITY)
"""What is wrong for a probability of 0 only."""

CROSS_ENTROPY = (*OF_ONE_IMAGE, *OF_A_BATCH, *OF_ZERO, GUARD_IN_WHOLE_NUMBERS)
