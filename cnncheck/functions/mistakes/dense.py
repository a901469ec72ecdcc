"""What goes wrong in a dense layer by hand."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.mistake import Mistake
from reference.layers import dense

Array = NDArray[Any]


def _transposed(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    return dense(inputs, kernel.T, bias)


def _reshaped(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    return dense(inputs, kernel.reshape(kernel.shape[::-1]).T, bias)


def _elementwise(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    product: Array = inputs * kernel
    return product if bias is None else product + bias


def _rectified(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    return np.maximum(dense(inputs, kernel, bias), 0)


def _no_bias(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    del bias
    return dense(inputs, kernel)


def _first_bias(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    return dense(inputs, kernel) + (0 if bias is None else bias[0])


def _subtracted(inputs: Array, kernel: Array, bias: Array | None = None) -> Array:
    return dense(inputs, kernel) - (0 if bias is None else bias)


TRANSPOSED = Mistake(
    "dense-kernel-transposed",
    "axis-swap",
    _transposed,
    "Your function multiplies by the transposed kernel.",
    "The kernel is (inputs, units): inputs @ kernel. PyTorch stores it the other way round, (units, inputs).",
    "Look for kernel.T, or exchanged indices in the inner loop.",
)
RESHAPED = Mistake(
    "dense-kernel-reshaped",
    "axis-swap",
    _reshaped,
    "Your function reads the kernel's numbers in the wrong order: it reshapes where it should leave the axes alone.",
    "reshape keeps the order of the numbers in memory; it does not exchange axes.",
    "Look for a reshape of the kernel: inputs @ kernel needs none.",
)
ELEMENTWISE = Mistake(
    "dense-elementwise-product",
    "value",
    _elementwise,
    "Your function multiplies element by element.",
    "For arrays * is no matrix product: each unit sums inputs times weights.",
    "Use inputs @ kernel.",
)
RECTIFIED = Mistake(
    "dense-relu-inside",
    "activation",
    _rectified,
    "Your function puts 0 in place of negative results.",
    "A dense layer is the weighted sum alone here; an activation is a function of its own.",
    "Look for np.maximum or an `if` at the end.",
)
BIAS_LEFT_OUT = Mistake(
    "dense-bias-left-out",
    "bias",
    _no_bias,
    "The bias is not added.",
    "Each unit adds its own bias to its weighted sum.",
    "Add `bias` to inputs @ kernel, where it is given.",
)
FIRST_BIAS = Mistake(
    "dense-first-bias-only",
    "bias",
    _first_bias,
    "Your function adds the first bias to every unit.",
    "There is one bias for each unit.",
    "Look at the index of `bias`: the whole array is added, NumPy repeats it for every row.",
)
SUBTRACTED = Mistake(
    "dense-bias-subtracted",
    "bias",
    _subtracted,
    "Your function subtracts the bias; it is added.",
    "outputs = inputs @ kernel + bias.",
    "Look at the sign.",
)

DENSE = (TRANSPOSED, RESHAPED, ELEMENTWISE, RECTIFIED, BIAS_LEFT_OUT, FIRST_BIAS, SUBTRACTED)
