"""What goes wrong in a cross entropy from logits by hand."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from cnncheck.functions.mistakes import cross_entropy as of_probabilities
from reference.layers import cross_entropy_from_logits, one_hot, softmax

Array = NDArray[Any]


def _after_softmax(mistake: Mistake) -> Mistake:
    """A mistake of the cross entropy from probabilities, made after a right softmax."""

    def wrong(logits: Array, labels: Array) -> Any:  # noqa: ANN401 - one of the mistakes returns an array
        return mistake.wrong(softmax(logits), labels)

    name = mistake.name.replace("cross_entropy-", "cross_entropy_from_logits-")
    look = mistake.look.replace("probabilities[", "softmax(logits)[")
    return replace(mistake, name=name, wrong=wrong, look=look)


def _of_true_class(scores: Array, labels: Array) -> Array:
    chosen: Array = scores[np.arange(len(labels)), labels]
    return chosen


def _true_logit(logits: Array, labels: Array) -> float:
    return float(-_of_true_class(logits, labels).mean())


def _logarithm_of_sum(logits: Array, labels: Array) -> float:
    return cross_entropy_from_logits(logits, labels) - _true_logit(logits, labels)


def _softmax_left_out(logits: Array, labels: Array) -> float:
    return float(-np.log(_of_true_class(logits, labels)).mean())


def _maximum_left_over(logits: Array, labels: Array) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return float((np.log(np.exp(shifted).sum(axis=1)) - _of_true_class(logits, labels)).mean())


def _sigmoid(logits: Array, labels: Array) -> float:
    return float(np.log1p(np.exp(-_of_true_class(logits, labels))).mean())


def _sigmoid_of_every_class(logits: Array, labels: Array) -> float:
    signs = 1 - 2 * one_hot(labels, logits.shape[1])
    return float(np.log1p(np.exp(signs * logits)).mean())


def _without_keepdims(*, of_maximum: bool, of_sum: bool) -> Callable[[Array, Array], float]:
    """A softmax in which numbers of rows meet columns: it stops where there are not as many rows as columns."""

    def wrong(logits: Array, labels: Array) -> float:
        powers = np.exp(logits - logits.max(axis=1, keepdims=not of_maximum))
        shares = powers / powers.sum(axis=1, keepdims=not of_sum)
        return float(-np.log(np.maximum(_of_true_class(shares, labels), 1e-12)).mean())

    return wrong


def _over_the_batch(logits: Array, labels: Array) -> float:
    return float(-np.log(_of_true_class(softmax(logits, axis=0), labels)).mean())


def _over_everything(logits: Array, labels: Array) -> float:
    shifted = logits - logits.max()
    return float(np.log(np.exp(shifted).sum()) - _of_true_class(shifted, labels).mean())


def _one_sum_for_all(logits: Array, labels: Array) -> float:
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return float(-np.log(np.maximum(_of_true_class(powers / powers.sum(), labels), 1e-12)).mean())


def _overflow(logits: Array, labels: Array) -> float:
    return float((np.log(np.exp(logits).sum(axis=1)) - _of_true_class(logits, labels)).mean())


def _overflow_in_softmax(logits: Array, labels: Array) -> float:
    exponentials = np.exp(logits)
    shares = exponentials / exponentials.sum(axis=1, keepdims=True)
    return float(-np.log(_of_true_class(shares, labels)).mean())


def _logarithm_of_softmax(logits: Array, labels: Array) -> float:
    return float(-np.log(_of_true_class(softmax(logits), labels)).mean())


def _zero_times_infinity(logits: Array, labels: Array) -> float:
    return float(-(one_hot(labels, logits.shape[1]) * np.log(softmax(logits))).sum(axis=1).mean())


def _cut_off(tiny: float) -> Callable[[Array, Array], float]:
    def wrong(logits: Array, labels: Array) -> float:
        chosen = _of_true_class(softmax(logits), labels).astype("float64")  # float32 does not hold the least guard
        return float(-np.log(np.maximum(chosen, tiny)).mean())

    return wrong


def _one_maximum(logits: Array, labels: Array) -> float:
    return _overflow(logits - logits.max(), labels)


def _in_the_type_of_logits(logits: Array, labels: Array) -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    logarithms = np.zeros_like(logits)
    logarithms[...] = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return _true_logit(logarithms, labels)


TRUE_LOGIT = Mistake(
    "cross_entropy_from_logits-true-logit-only",
    "loss",
    _true_logit,
    "Your function returns minus the logit of the true class, and leaves out the sum over the classes.",
    "Softmax divides by the sum of all exponentials: the loss is ln(sum of exp(z)) - z of the true class.",
    "Add np.log(np.sum(np.exp(logits), axis=1)).",
)
LOGARITHM_OF_SUM = Mistake(
    "cross_entropy_from_logits-logarithm-of-the-sum-only",
    "loss",
    _logarithm_of_sum,
    "Your function does not subtract the logit of the true class: the labels do not count.",
    "The loss is ln(sum of exp(z)) - z of the true class.",
    "Subtract logits[np.arange(len(labels)), labels] before taking the mean.",
)
MAXIMUM_LEFT_OVER = Mistake(
    "cross_entropy_from_logits-maximum-subtracted-once",
    "loss",
    _maximum_left_over,
    "Your function subtracts the maximum in the exponentials only.",
    "ln(sum of exp(z - m)) is ln(sum of exp(z)) less m: m cancels only where it is subtracted from both parts.",
    "Use the logits less their maximum for the true class too, or add the maximum to the logarithm.",
)
SIGMOID = Mistake(
    "cross_entropy_from_logits-sigmoid",
    "loss",
    _sigmoid,
    "Your function applies the sigmoid to the logit of the true class, in place of softmax.",
    "With one class out of several the classes compete: softmax divides by the sum of all exponentials.",
    "Look for 1 / (1 + np.exp(-...)).",
)
SIGMOID_OF_EVERY_CLASS = Mistake(
    "cross_entropy_from_logits-binary-of-sigmoids",
    "loss",
    _sigmoid_of_every_class,
    "Your function is the binary cross entropy of sigmoids, averaged over the classes.",
    "With one class out of several the classes compete: softmax divides by the sum of all exponentials.",
    "Use softmax in place of the sigmoid, and only the term of the true class.",
)
SOFTMAX_LEFT_OUT = Mistake(
    "cross_entropy_from_logits-softmax-left-out",
    "loss-logits",
    _softmax_left_out,
    "Your function takes the logarithm of the logits, as if they were probabilities.",
    "Logits are any numbers, negative ones too; softmax makes probabilities of them.",
    "Apply softmax before the logarithm, or use ln(sum of exp(z)) - z of the true class.",
)
SOFTMAX_TWICE = replace(
    _after_softmax(of_probabilities.SOFTMAX_INSIDE),
    name="cross_entropy_from_logits-softmax-twice",
    what="Your function applies softmax twice.",
    look="Look for a second softmax, perhaps inside a function that you call.",
)
OVER_THE_BATCH = Mistake(
    "cross_entropy_from_logits-softmax-over-the-batch",
    "softmax-axis",
    _over_the_batch,
    "Your function takes softmax along the first axis, which is the batch.",
    "The probabilities of one image, its row, sum to 1.",
    "Use axis=1 for the maximum and for the sum, with keepdims=True.",
)
OVER_EVERYTHING = Mistake(
    "cross_entropy_from_logits-softmax-over-everything",
    "softmax-axis",
    _over_everything,
    "Your function divides by the sum of exponentials over the whole batch.",
    "Every image has probabilities of its own: each row sums to 1.",
    "Use axis=1 for the maximum and for the sum, with keepdims=True.",
)
ONE_SUM_FOR_ALL = replace(OVER_EVERYTHING, name="cross_entropy_from_logits-one-sum-for-all", wrong=_one_sum_for_all)
WITHOUT_KEEPDIMS = tuple(
    Mistake(
        f"cross_entropy_from_logits-{'-and-'.join(parts)}-without-keepdims",
        "softmax-axis",
        _without_keepdims(of_maximum="maximum" in parts, of_sum="sum" in parts),
        f"Your function takes the {' and the '.join(parts)} of row n for column n.",
        "Without keepdims the result of shape (n,) is laid along the columns, where it fits, and else NumPy stops.",
        "Add keepdims=True to max and sum.",
    )
    for parts in (("maximum",), ("sum",), ("maximum", "sum"))
)
OVERFLOW = Mistake(
    "cross_entropy_from_logits-overflow",
    "numerical-stability",
    _overflow,
    "For large logits the exponential overflows, or all exponentials vanish.",
    "exp(710) is larger than any float64, and exp(-1000) is 0; its logarithm is minus infinity.",
    "Subtract the maximum of each row first: it cancels in ln(sum of exp(z)) - z.",
)
OVERFLOW_IN_SOFTMAX = Mistake(
    "cross_entropy_from_logits-overflow-in-softmax",
    "numerical-stability",
    _overflow_in_softmax,
    "For large logits the exponential in the softmax overflows.",
    "exp(710) is larger than any float64, and infinity divided by infinity is no number.",
    "Subtract the maximum of each row first, and compute the loss as ln(sum of exp(z)) - z of the true class.",
)
LOGARITHM_OF_SOFTMAX = Mistake(
    "cross_entropy_from_logits-logarithm-of-softmax",
    "numerical-stability",
    _logarithm_of_softmax,
    "Where the true class has a logit far below the largest, softmax is rounded to 0, and its logarithm is infinite.",
    "exp(-1000) is 0 for the computer; the loss of such an image is about 1000, and not infinite.",
    "Do not take the detour over probabilities: with z less the maximum of its row, the loss is "
    "ln(sum of exp(z)) - z of the true class.",
)
ZERO_TIMES_INFINITY = Mistake(
    "cross_entropy_from_logits-zero-times-infinity",
    "numerical-stability",
    _zero_times_infinity,
    "Where any logit is far below the largest, softmax is rounded to 0, and the logarithm of it is minus infinity.",
    "exp(-1000) is 0 for the computer; times 0 for a wrong class it is NaN, times 1 for the true class infinite.",
    "Do not take the detour over probabilities: with z less the maximum of its row, the loss is "
    "ln(sum of exp(z)) - z of the true class.",
)
ONE_MAXIMUM = Mistake(
    "cross_entropy_from_logits-one-maximum-for-all",
    "numerical-stability",
    _one_maximum,
    "Rows whose logits are far below the largest of the whole array have the logarithm of 0.",
    "One maximum for the whole array leaves other rows so negative that all their exponentials vanish.",
    "Subtract the maximum of each row: max(axis=1, keepdims=True).",
)
CUT_OFF = tuple(
    Mistake(
        f"cross_entropy_from_logits-cut-off-at-{tiny}",
        "numerical-stability",
        _cut_off(float(tiny)),
        f"The loss of an image never exceeds -ln({tiny}) = {-np.log(float(tiny)):.3g}: softmax is raised to {tiny}.",
        "The guard keeps the loss finite, but of an image that is wrong by far it no longer says by how far.",
        "Do not take the detour over probabilities: with z less the maximum of its row, the loss is "
        "ln(sum of exp(z)) - z of the true class.",
    )
    for tiny in ("1e-5", "1e-6", "1e-7", "1.2e-7", "1e-8", "1e-9", "1e-10", "1e-12", "1e-15", "2.2e-16", "2.2e-308")
)
"""Guards that are in use, each with a limit of its own."""

IN_THE_TYPE_OF_LOGITS = Mistake(
    "cross_entropy_from_logits-in-the-type-of-the-logits",
    "dtype",
    _in_the_type_of_logits,
    "The logarithms are stored in an array of the logits' type.",
    "np.zeros_like(logits) is an array of integers where the logits are integers.",
    "Make the logits float first.",
    explains=False,
)

OF_ONE_IMAGE = (
    TRUE_LOGIT,
    LOGARITHM_OF_SUM,
    MAXIMUM_LEFT_OVER,
    SIGMOID,
    SIGMOID_OF_EVERY_CLASS,
    SOFTMAX_LEFT_OUT,
    SOFTMAX_TWICE,
    OVER_THE_BATCH,
    *(_after_softmax(item) for item in of_probabilities.OF_ONE_IMAGE if item is not of_probabilities.SOFTMAX_INSIDE),
)
"""What is wrong for a single image already."""

OF_A_BATCH = (
    OVER_EVERYTHING,
    ONE_SUM_FOR_ALL,
    *WITHOUT_KEEPDIMS,
    *(_after_softmax(item) for item in of_probabilities.OF_A_BATCH),
)
"""What is wrong for several images only."""

OF_LARGE = (OVERFLOW, OVERFLOW_IN_SOFTMAX, LOGARITHM_OF_SOFTMAX, ZERO_TIMES_INFINITY, ONE_MAXIMUM, *CUT_OFF)
"""What is wrong for large logits only."""

CROSS_ENTROPY_FROM_LOGITS = (*OF_ONE_IMAGE, *OF_A_BATCH, *OF_LARGE, IN_THE_TYPE_OF_LOGITS)
