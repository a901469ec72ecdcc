"""What goes wrong in a sigmoid by hand."""

import math

import numpy as np

from cnncheck.functions.mistake import Mistake
from reference.layers import sigmoid, sigmoid_backward, softmax

_SIGMOID = "sigmoid(x) = 1 / (1 + exp(-x)): 0.5 at 0, near 1 for large x, near 0 for very negative x."
TANH = Mistake(
    "sigmoid-tanh",
    "activation",
    np.tanh,
    "Your function is tanh, which lies between -1 and 1.",
    _SIGMOID + " The two are relatives: tanh(x) = 2 * sigmoid(2x) - 1.",
    "Look at the formula you return.",
)
NOTHING_STORED = Mistake(
    "sigmoid-nothing-stored",
    "value",
    lambda x: np.zeros(np.shape(x)),
    "Your function returns 0 everywhere.",
    "np.zeros makes an array to be filled; what is stored elsewhere does not reach it.",
    "Look where the array that you return gets its values, and under which condition.",
)
TWICE_AS_STEEP = Mistake(
    "sigmoid-twice-as-steep",
    "activation",
    lambda x: sigmoid(2 * x),
    "Your function computes sigmoid(2x).",
    "By tanh it is (1 + tanh(x / 2)) / 2: x is halved first.",
    "Look for a missing / 2 inside tanh, or a factor 2 inside exp.",
)
NO_MINUS = Mistake(
    "sigmoid-minus-left-out",
    "activation",
    lambda x: sigmoid(-x),
    "Your function falls where the sigmoid rises: it computes sigmoid(-x).",
    _SIGMOID,
    "Look for the missing minus in exp(-x).",
)
WITHOUT_BRACKETS = Mistake(
    "sigmoid-brackets-left-out",
    "activation",
    lambda x: 1 + np.exp(-x),
    "Your function computes (1 / 1) + exp(-x).",
    "A division comes before an addition: 1 / 1 + exp(-x) is 1 + exp(-x).",
    "Put the whole denominator into brackets: 1 / (1 + np.exp(-x)).",
)
DIFFERENCE = Mistake(
    "sigmoid-minus-in-denominator",
    "activation",
    lambda x: 1 / (1 - np.exp(-x)),
    "Your function computes 1 / (1 - exp(-x)).",
    _SIGMOID,
    "Look at the sign in the denominator: it is 1 + exp(-x).",
)
DERIVATIVE = Mistake(
    "sigmoid-gradient",
    "activation",
    lambda x: sigmoid_backward(np.ones_like(x), x),
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
    lambda x: np.clip(0.2 * x + 0.5, 0, 1),
    "Your function is the hard sigmoid, a straight line 0.2 * x + 0.5 between 0 and 1.",
    _SIGMOID,
    "Use np.exp.",
)
HARD_SIXTH = Mistake(
    "sigmoid-hard-sixth",
    "activation",
    lambda x: np.clip(x / 6 + 0.5, 0, 1),
    "Your function is the hard sigmoid, a straight line x / 6 + 0.5 between 0 and 1.",
    _SIGMOID,
    "Use np.exp.",
)
STEP = Mistake(
    "sigmoid-step",
    "activation",
    lambda x: (x > 0).astype(float),
    "Your function returns 0 or 1 and nothing between.",
    _SIGMOID,
    "Look for a comparison or for rounding.",
)
LOGARITHM = Mistake(
    "sigmoid-logarithm",
    "activation",
    lambda x: -np.logaddexp(0, -x),
    "Your function returns the logarithm of the sigmoid.",
    "A log-sigmoid is used inside a loss; here the value between 0 and 1 is wanted.",
    "Look for np.log.",
)
APPLIED_TWICE = Mistake(
    "sigmoid-twice",
    "activation",
    lambda x: sigmoid(sigmoid(x)),
    "Your function applies the sigmoid twice.",
    _SIGMOID + " A second one squeezes again: all results lie between 0.5 and 0.731.",
    "Look for a helper that is called on its own result.",
)
SHIFTED = Mistake(
    "sigmoid-shifted-by-maximum",
    "numerical-stability",
    lambda x: sigmoid(x - x.max()),
    "Your function subtracts the largest value first.",
    "In a softmax the maximum cancels; in a sigmoid it does not, and every value depends on the others.",
    "Leave the subtraction away: 1 / (1 + np.exp(-x)) needs none.",
)
QUOTIENT = Mistake(
    "sigmoid-overflow",
    "numerical-stability",
    lambda x: np.exp(x) / (1 + np.exp(x)),
    "For large x the exponential overflows, and the result is no number.",
    "exp(710) is larger than any float64, and infinity divided by infinity is no number.",
    "Use 1 / (1 + np.exp(-x)): where that exponential is infinite, 1 / infinity is the right 0. Or let exp see "
    "-abs(x) only.",
)
NUMBER_BY_NUMBER = Mistake(
    "sigmoid-math-exp",
    "numerical-stability",
    lambda x: np.array([1 / (1 + math.exp(-value)) for value in x.ravel()]).reshape(x.shape),
    "For very negative x math.exp raises an OverflowError.",
    "math.exp raises where np.exp returns infinity.",
    "Use np.exp.",
    explains=False,
)

SIGMOID = (
    TANH,
    TWICE_AS_STEEP,
    NOTHING_STORED,
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
