"""What goes wrong in activations by hand."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import relu_backward, sigmoid, sigmoid_backward, softmax

Array = NDArray[Any]
_RELU = "relu(x) = max(x, 0): positive values stay as they are, all others become 0."


def _leaky(slope: float) -> Mistake:
    """A relu that lets a share of the negative values through."""

    def wrong(x: Array) -> Array:
        return np.where(x > 0, x, slope * x)

    return Mistake(
        f"relu-leaky-{slope:g}",
        "activation",
        wrong,
        f"Your function multiplies negative values by {slope:g}: that is the leaky relu.",
        _RELU,
        "Look at what is returned for negative values.",
    )


def _capped(x: Array) -> Array:
    return np.clip(x, 0, 6)


def _mask(x: Array) -> Array:
    return relu_backward(np.ones_like(x), x)


def _negative_part(x: Array) -> Array:
    return np.minimum(x, 0)


def _unchanged(x: Array) -> Array:
    return x.copy()


def _softplus(x: Array) -> Array:
    result: Array = np.logaddexp(0, x)
    return result


def _exponential_unit(x: Array) -> Array:
    return np.where(x > 0, x, np.expm1(np.minimum(x, 0)))


def _positive_only(x: Array) -> Array:
    return x[x > 0]


def _along_an_axis(x: Array) -> Array:
    return np.asarray(np.max(x, 0))


def _whole_array(x: Array) -> Any:  # noqa: ANN401 - a number or an array
    return max(0, x)


def _capped_at_one(x: Array) -> Array:
    return np.clip(x, 0, 1)


def _in_place(x: Array) -> Array:
    x[x < 0] = 0
    return x


def _twice_as_steep(x: Array) -> Array:
    return sigmoid(2 * x)


def _no_minus(x: Array) -> Array:
    return sigmoid(-x)


def _without_brackets(x: Array) -> Array:
    result: Array = 1 + np.exp(-x)
    return result


def _difference(x: Array) -> Array:
    result: Array = 1 / (1 - np.exp(-x))
    return result


def _derivative(x: Array) -> Array:
    return sigmoid_backward(np.ones_like(x), x)


def _hard(x: Array) -> Array:
    return np.clip(0.2 * x + 0.5, 0, 1)


def _hard_sixth(x: Array) -> Array:
    return np.clip(x / 6 + 0.5, 0, 1)


def _step(x: Array) -> Array:
    return (x > 0).astype(float)


def _applied_twice(x: Array) -> Array:
    return sigmoid(sigmoid(x))


def _shifted(x: Array) -> Array:
    return sigmoid(x - x.max())


def _logarithm(x: Array) -> Array:
    result: Array = -np.logaddexp(0, -x)
    return result


def _quotient(x: Array) -> Array:
    result: Array = np.exp(x) / (1 + np.exp(x))
    return result


def _number_by_number(x: Array) -> Array:
    return np.array([1 / (1 + math.exp(-value)) for value in x.ravel()]).reshape(x.shape)


ABSOLUTE = Mistake(
    "relu-absolute-value",
    "activation",
    np.abs,
    "Your function makes negative values positive; relu puts 0 in their place.",
    _RELU,
    "Look for abs, or a minus sign where the value is negative.",
)
UNCHANGED = Mistake(
    "relu-unchanged",
    "activation",
    _unchanged,
    "Your function returns its input as it is.",
    _RELU + " Without it a stack of layers is one linear layer.",
    "See whether what you compute is what you return.",
)
LEAKY = tuple(_leaky(slope) for slope in (0.01, 0.1, 0.2, 0.3))
"""The slopes of PyTorch, of textbooks, of TensorFlow and of Keras."""
CAPPED = Mistake(
    "relu-capped-at-six",
    "activation",
    _capped,
    "Your function returns no more than 6: that is relu6, which MobileNet uses.",
    _RELU,
    "Look for np.clip or np.minimum.",
)
CAPPED_AT_ONE = Mistake(
    "relu-capped-at-one",
    "activation",
    _capped_at_one,
    "Your function returns no more than 1.",
    _RELU,
    "Look for np.clip or np.minimum.",
)
EXPONENTIAL_UNIT = Mistake(
    "relu-exponential",
    "activation",
    _exponential_unit,
    "Your function returns exp(x) - 1 for negative values: that is the ELU.",
    _RELU,
    "Look at what is returned for negative values.",
)
SOFTPLUS = Mistake(
    "relu-softplus",
    "activation",
    _softplus,
    "Your function is log(1 + exp(x)), the softplus: a relu without its corner.",
    _RELU,
    "Use the larger of x and 0.",
)
MASK = Mistake(
    "relu-gradient",
    "activation",
    _mask,
    "Your function returns 1 for positive values: that is the gradient of relu.",
    _RELU,
    "Multiply x > 0 by x, or use np.where(x > 0, x, 0).",
)
NEGATIVE_PART = Mistake(
    "relu-negative-part",
    "activation",
    _negative_part,
    "Your function keeps the negative values and puts 0 in place of the positive ones.",
    _RELU,
    "Look at the comparison, or for min where max is meant.",
)
POSITIVE_ONLY = Mistake(
    "relu-drops-values",
    "shape",
    _positive_only,
    "Your function leaves out what is not positive; relu puts 0 in its place.",
    "The result has the shape of x: every value has its own.",
    "x[x > 0] picks values out of the array; np.where(x > 0, x, 0) keeps the shape.",
)
ALONG_AN_AXIS = Mistake(
    "relu-maximum-along-an-axis",
    "shape",
    _along_an_axis,
    "Your function takes the largest value along the first axis.",
    "np.max(x, 0) reads the 0 as an axis; np.maximum(x, 0) compares every value with 0.",
    "Use np.maximum.",
)
WHOLE_ARRAY = Mistake(
    "relu-whole-array-compared",
    "activation",
    _whole_array,
    "Your function compares the whole array with 0 at once; relu compares every value.",
    "`if x > 0` and Python's max(0, x) decide about one number. An array of one value passes for one, a larger array "
    "makes Python stop: the truth value of an array is ambiguous.",
    "Use np.maximum(x, 0).",
)
IN_PLACE = Mistake(
    "relu-changes-its-argument",
    "input-mutated",
    _in_place,
    "Your function writes zeros into its argument.",
    "x[x < 0] = 0 works in the caller's array.",
    "Use np.maximum(x, 0), or take a copy first.",
    explains=False,
)

RELU = (
    ABSOLUTE,
    UNCHANGED,
    *LEAKY,
    CAPPED,
    CAPPED_AT_ONE,
    EXPONENTIAL_UNIT,
    SOFTPLUS,
    MASK,
    NEGATIVE_PART,
    POSITIVE_ONLY,
    ALONG_AN_AXIS,
    WHOLE_ARRAY,
)
"""The mistakes in values; `IN_PLACE` is found by what it does to its argument."""

_SIGMOID = "sigmoid(x) = 1 / (1 + exp(-x)): 0.5 at 0, near 1 for large x, near 0 for very negative x."
TANH = Mistake(
    "sigmoid-tanh",
    "activation",
    np.tanh,
    "Your function is tanh, which lies between -1 and 1.",
    _SIGMOID + " The two are relatives: tanh(x) = 2 * sigmoid(2x) - 1.",
    "Look at the formula you return.",
)
TWICE_AS_STEEP = Mistake(
    "sigmoid-twice-as-steep",
    "activation",
    _twice_as_steep,
    "Your function computes sigmoid(2x).",
    "By tanh it is (1 + tanh(x / 2)) / 2: x is halved first.",
    "Look for a missing / 2 inside tanh, or a factor 2 inside exp.",
)
NO_MINUS = Mistake(
    "sigmoid-minus-left-out",
    "activation",
    _no_minus,
    "Your function falls where the sigmoid rises: it computes sigmoid(-x).",
    _SIGMOID,
    "Look for the missing minus in exp(-x).",
)
WITHOUT_BRACKETS = Mistake(
    "sigmoid-brackets-left-out",
    "activation",
    _without_brackets,
    "Your function computes (1 / 1) + exp(-x).",
    "A division comes before an addition: 1 / 1 + exp(-x) is 1 + exp(-x).",
    "Put the whole denominator into brackets: 1 / (1 + np.exp(-x)).",
)
DIFFERENCE = Mistake(
    "sigmoid-minus-in-denominator",
    "activation",
    _difference,
    "Your function computes 1 / (1 - exp(-x)).",
    _SIGMOID,
    "Look at the sign in the denominator: it is 1 + exp(-x).",
)
DERIVATIVE = Mistake(
    "sigmoid-gradient",
    "activation",
    _derivative,
    "Your function returns the gradient of the sigmoid, s * (1 - s).",
    _SIGMOID,
    "Return s itself.",
)
SOFTMAX = Mistake(
    "sigmoid-softmax",
    "activation",
    softmax,
    "Your function is a softmax: the values along the last axis share a sum of 1.",
    "The sigmoid squeezes every value on its own. " + _SIGMOID,
    "Look for a sum, or a division by one.",
)
HARD = Mistake(
    "sigmoid-hard-fifth",
    "activation",
    _hard,
    "Your function is the hard sigmoid, a straight line 0.2 * x + 0.5 between 0 and 1.",
    _SIGMOID,
    "Use np.exp.",
)
HARD_SIXTH = Mistake(
    "sigmoid-hard-sixth",
    "activation",
    _hard_sixth,
    "Your function is the hard sigmoid, a straight line x / 6 + 0.5 between 0 and 1.",
    _SIGMOID,
    "Use np.exp.",
)
STEP = Mistake(
    "sigmoid-step",
    "activation",
    _step,
    "Your function returns 0 or 1 and nothing between.",
    _SIGMOID,
    "Look for a comparison or for rounding.",
)
LOGARITHM = Mistake(
    "sigmoid-logarithm",
    "activation",
    _logarithm,
    "Your function returns the logarithm of the sigmoid.",
    "A log-sigmoid is used inside a loss; here the value between 0 and 1 is wanted.",
    "Look for np.log.",
)
APPLIED_TWICE = Mistake(
    "sigmoid-twice",
    "activation",
    _applied_twice,
    "Your function applies the sigmoid twice.",
    _SIGMOID + " A second one squeezes again: all results lie between 0.5 and 0.731.",
    "Look for a helper that is called on its own result.",
)
SHIFTED = Mistake(
    "sigmoid-shifted-by-maximum",
    "numerical-stability",
    _shifted,
    "Your function subtracts the largest value first.",
    "In a softmax the maximum cancels; in a sigmoid it does not, and every value depends on the others.",
    "Leave the subtraction away: 1 / (1 + np.exp(-x)) needs none.",
)
QUOTIENT = Mistake(
    "sigmoid-overflow",
    "numerical-stability",
    _quotient,
    "For large x the exponential overflows, and the result is no number.",
    "exp(710) is larger than any float64, and infinity divided by infinity is no number.",
    "Use 1 / (1 + np.exp(-x)): where that exponential is infinite, 1 / infinity is the right 0. Or let exp see "
    "-abs(x) only.",
)
NUMBER_BY_NUMBER = Mistake(
    "sigmoid-math-exp",
    "numerical-stability",
    _number_by_number,
    "For very negative x math.exp raises an OverflowError.",
    "math.exp raises where np.exp returns infinity.",
    "Use np.exp.",
    explains=False,
)

SIGMOID = (
    TANH,
    TWICE_AS_STEEP,
    NO_MINUS,
    WITHOUT_BRACKETS,
    DIFFERENCE,
    DERIVATIVE,
    SOFTMAX,
    HARD,
    HARD_SIXTH,
    STEP,
    APPLIED_TWICE,
    SHIFTED,
    LOGARITHM,
)
"""The mistakes that show in small values."""

OVERFLOWING = (QUOTIENT, NUMBER_BY_NUMBER)
