"""What goes wrong in a softmax by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import softmax

Array = NDArray[Any]


def _over_everything(logits: Array, axis: int = -1) -> Array:
    del axis
    exponentials = np.exp(logits - logits.max())
    result: Array = exponentials / exponentials.sum()
    return result


def _first_axis(logits: Array, axis: int = -1) -> Array:
    return softmax(logits, 0 if axis == -1 else axis)


def _second_axis(logits: Array, axis: int = -1) -> Array:
    return softmax(logits, min(1, logits.ndim - 1) if axis == -1 else axis)


def _axis_ignored(logits: Array, axis: int = -1) -> Array:
    del axis
    return softmax(logits)


def _no_exponential(logits: Array, axis: int = -1) -> Array:
    result: Array = logits / logits.sum(axis=axis, keepdims=True)
    return result


def _no_sum(logits: Array, axis: int = -1) -> Array:
    result: Array = np.exp(logits - logits.max(axis=axis, keepdims=True))
    return result


def _logarithm(logits: Array, axis: int = -1) -> Array:
    return np.log(softmax(logits, axis))


def _sigmoid(logits: Array, axis: int = -1) -> Array:
    del axis
    result: Array = 1 / (1 + np.exp(-logits))
    return result


def _unshifted(logits: Array, axis: int = -1) -> Array:
    exponentials = np.exp(logits)
    result: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
    return result


def _shifted_by_one_maximum(logits: Array, axis: int = -1) -> Array:
    return _unshifted(logits - logits.max(), axis)


OVER_EVERYTHING = Mistake(
    "softmax-over-everything",
    "softmax-axis",
    _over_everything,
    "Your function divides by the sum over the whole array.",
    "Every row of a batch is a distribution of its own: each must sum to 1.",
    "Sum along `axis`, with keepdims=True.",
)
FIRST_AXIS = Mistake(
    "softmax-over-the-batch",
    "softmax-axis",
    _first_axis,
    "By default your function normalises along the first axis, which is the batch.",
    "The default is axis=-1, the classes: each row must sum to 1.",
    "Look at the axis of the sum.",
)
SECOND_AXIS = Mistake(
    "softmax-over-axis-one",
    "softmax-axis",
    _second_axis,
    "By default your function normalises along axis 1; the default is the last axis.",
    "Axis 1 is the last one for a table of logits only, not for a stack of maps.",
    "Use axis=-1.",
)
AXIS_IGNORED = Mistake(
    "softmax-axis-ignored",
    "softmax-axis",
    _axis_ignored,
    "Your function normalises along the last axis, whatever `axis` says.",
    "With axis=0 the columns must sum to 1.",
    "Pass `axis` on to the maximum and to the sum.",
)
NO_EXPONENTIAL = Mistake(
    "softmax-without-exponential",
    "value",
    _no_exponential,
    "Your function divides the logits themselves by their sum.",
    "The exponential makes every score positive; without it the result may be negative or divide by zero.",
    "Take np.exp of the logits first.",
)
NO_SUM = Mistake(
    "softmax-without-sum",
    "value",
    _no_sum,
    "Your function does not divide by the sum of the exponentials.",
    "Probabilities sum to 1.",
    "Divide by the sum along `axis`, with keepdims=True.",
)
LOGARITHM = Mistake(
    "softmax-logarithm",
    "value",
    _logarithm,
    "Your function returns the logarithm of the softmax.",
    "A log-softmax is used inside a loss; here the probabilities are wanted.",
    "Look for np.log at the end.",
)
SIGMOID = Mistake(
    "softmax-sigmoid",
    "value",
    _sigmoid,
    "Your function is a sigmoid: each value is squeezed on its own.",
    "Softmax values compete: together they sum to 1.",
    "Divide exp(z_i) by the sum of all exp(z_j) along `axis`.",
)
UNSHIFTED = Mistake(
    "softmax-overflow",
    "numerical-stability",
    _unshifted,
    "For large logits the exponential overflows.",
    "exp(710) is larger than any float64, and infinity divided by infinity is no number.",
    "Subtract the maximum along `axis` first: it cancels in the fraction.",
)
ONE_MAXIMUM = Mistake(
    "softmax-one-maximum-for-all",
    "numerical-stability",
    _shifted_by_one_maximum,
    "Rows whose logits are far below the largest of the whole array become 0 / 0.",
    "One maximum for the whole array leaves other rows so negative that all their exponentials vanish.",
    "Subtract the maximum of each row: max(axis=axis, keepdims=True).",
)

SOFTMAX = (
    FIRST_AXIS,
    OVER_EVERYTHING,
    SECOND_AXIS,
    AXIS_IGNORED,
    NO_EXPONENTIAL,
    NO_SUM,
    LOGARITHM,
    SIGMOID,
    UNSHIFTED,
    ONE_MAXIMUM,
)
