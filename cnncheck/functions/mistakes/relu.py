"""What goes wrong in a relu by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import relu_backward

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


def _whole_array(x: Array) -> Any:  # noqa: ANN401 - a number or an array
    return max(0, x)


def _in_place(x: Array) -> Array:
    x[x < 0] = 0
    return x


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
    lambda x: x.copy(),
    "Your function returns its input as it is.",
    _RELU + " Without it a stack of layers is one linear layer.",
    "See whether what you compute is what you return.",
)
LEAKY = tuple(_leaky(slope) for slope in (0.01, 0.1, 0.2, 0.3))
"""The slopes of PyTorch, of textbooks, of TensorFlow and of Keras."""
CAPPED = Mistake(
    "relu-capped-at-six",
    "activation",
    lambda x: np.clip(x, 0, 6),
    "Your function returns no more than 6: that is relu6, which MobileNet uses.",
    _RELU,
    "Look for np.clip or np.minimum.",
)
CAPPED_AT_ONE = Mistake(
    "relu-capped-at-one",
    "activation",
    lambda x: np.clip(x, 0, 1),
    "Your function returns no more than 1.",
    _RELU,
    "Look for np.clip or np.minimum.",
)
EXPONENTIAL_UNIT = Mistake(
    "relu-exponential",
    "activation",
    lambda x: np.where(x > 0, x, np.expm1(np.minimum(x, 0))),
    "Your function returns exp(x) - 1 for negative values: that is the ELU.",
    _RELU,
    "Look at what is returned for negative values.",
)
SOFTPLUS = Mistake(
    "relu-softplus",
    "activation",
    lambda x: np.logaddexp(0, x),
    "Your function is log(1 + exp(x)), the softplus: a relu without its corner.",
    _RELU,
    "Use the larger of x and 0.",
)
MASK = Mistake(
    "relu-gradient",
    "activation",
    lambda x: relu_backward(np.ones_like(x), x),
    "Your function returns 1 for positive values: that is the gradient of relu.",
    _RELU,
    "Multiply x > 0 by x, or use np.where(x > 0, x, 0).",
)
NEGATIVE_PART = Mistake(
    "relu-negative-part",
    "activation",
    lambda x: np.minimum(x, 0),
    "Your function keeps the negative values and puts 0 in place of the positive ones.",
    _RELU,
    "Look at the comparison, or for min where max is meant.",
)
POSITIVE_ONLY = Mistake(
    "relu-drops-values",
    "shape",
    lambda x: x[x > 0],
    "Your function leaves out what is not positive; relu puts 0 in its place.",
    "The result has the shape of x: every value has its own.",
    "x[x > 0] picks values out of the array; np.where(x > 0, x, 0) keeps the shape.",
)
ALONG_AN_AXIS = Mistake(
    "relu-maximum-along-an-axis",
    "shape",
    lambda x: np.asarray(np.max(x, 0)),
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
