"""What goes wrong in the gradients of a dense layer by hand."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from cnncheck.functions.gradients import returned_otherwise
from cnncheck.functions.mistake import Mistake
from reference.layers import dense_backward

Array = NDArray[Any]
Three = tuple[Array, Array, Array]

INPUTS, KERNEL, BIAS = range(3)
"""Where each gradient stands among the results."""


def _with(**parts: Callable[[Array, Array, Array], Array]) -> Callable[[Array, Array, Array], Three]:
    """The named gradients are computed in another way, from grad, inputs and kernel."""

    def wrong(grad: Array, inputs: Array, kernel: Array) -> Three:
        right = dict(zip(("inputs", "kernel", "bias"), dense_backward(grad, inputs, kernel), strict=True))
        right |= {name: compute(grad, inputs, kernel) for name, compute in parts.items()}
        return right["inputs"], right["kernel"], right["bias"]

    return wrong


_LOSS = "The mean over the batch is taken once, in the loss: `grad` has the division in it already."
_PATHS = "What is used several times gets the sum of the gradients that come back along every way."

NOT_TRANSPOSED = Mistake(
    "dense_backward-kernel-not-transposed",
    "axis-swap",
    _with(inputs=lambda grad, _, kernel: grad @ kernel),
    "Your inputs gradient multiplies by the kernel as it stands; going back it is transposed.",
    "Forward, kernel (inputs, units) leads from inputs to units; backward it leads from units to inputs.",
    "grad @ kernel.T: (batch, units) by (units, inputs).",
)
RESHAPED = Mistake(
    "dense_backward-kernel-reshaped",
    "axis-swap",
    _with(inputs=lambda grad, _, kernel: grad @ kernel.reshape(kernel.shape[::-1])),
    "Your inputs gradient reads the kernel's numbers in the wrong order: it reshapes where it should transpose.",
    "reshape keeps the order of the numbers in memory; it does not exchange axes.",
    "grad @ kernel.T.",
)
INPUTS_DIVIDED = Mistake(
    "dense_backward-inputs-divided-by-batch",
    "loss-reduction",
    _with(inputs=lambda grad, _, kernel: grad @ kernel.T / len(grad)),
    "Your inputs gradient is divided by the batch size.",
    _LOSS,
    "Delete the division: each layer passes the gradient on as it is.",
)
KERNEL_GRADIENT_TRANSPOSED = Mistake(
    "dense_backward-kernel-gradient-transposed",
    "axis-swap",
    _with(kernel=lambda grad, inputs, _: grad.T @ inputs),
    "Your kernel gradient is transposed.",
    "A gradient has the axes of what it belongs to: (inputs, units). PyTorch stores kernels the other way round.",
    "inputs.T @ grad: (inputs, batch) by (batch, units).",
)
KERNEL_DIVIDED = Mistake(
    "dense_backward-kernel-divided-by-batch",
    "loss-reduction",
    _with(kernel=lambda grad, inputs, _: inputs.T @ grad / len(grad), bias=lambda grad, _, __: grad.sum(0) / len(grad)),
    "Your kernel gradient is divided by the batch size.",
    _LOSS,
    "Delete the division by the batch size, for the bias too.",
)
LAST_IMAGE = Mistake(
    "dense_backward-last-row-only",
    "gradient-paths",
    _with(kernel=lambda grad, inputs, _: inputs[-1:].T @ grad[-1:]),
    "Your kernel gradient counts the last row of the batch only.",
    "Every row of the batch uses the same kernel. " + _PATHS,
    "Inside the loop over the batch it must be += and not =; or use inputs.T @ grad, which sums over the batch.",
)
KERNEL_MEAN_OF_INPUTS = Mistake(
    "dense_backward-kernel-from-sums",
    "value",
    _with(kernel=lambda grad, inputs, _: inputs.sum(0)[:, None] * grad.sum(0)),
    "Your kernel gradient multiplies the sum of the inputs by the sum of grad.",
    "Each row's inputs go with its own grad: first multiply, then sum over the batch.",
    "inputs.T @ grad multiplies row by row and sums the products.",
)
BIAS_NOT_SUMMED = Mistake(
    "dense_backward-bias-not-summed",
    "bias",
    _with(bias=lambda grad, _, __: grad),
    "Your bias gradient is grad itself, one row for each input.",
    "The bias of a unit is added in every row of the batch. " + _PATHS,
    "grad.sum(axis=0).",
)
BIAS_OVER_UNITS = Mistake(
    "dense_backward-bias-over-the-units",
    "bias",
    _with(bias=lambda grad, _, __: grad.sum(1)),
    "Your bias gradient is summed over the units.",
    "Each unit has a bias of its own; it is added in every row of the batch.",
    "grad.sum(axis=0): one number for each unit.",
)
BIAS_OVER_ALL = Mistake(
    "dense_backward-bias-over-everything",
    "bias",
    _with(bias=lambda grad, _, __: np.asarray(grad.sum())),
    "Your bias gradient is summed over the units too.",
    "Each unit has a bias of its own.",
    "grad.sum(axis=0): one number for each unit; a sum without an axis is a single number.",
)
BIAS_AS_A_ROW = Mistake(
    "dense_backward-bias-as-a-row",
    "bias",
    _with(bias=lambda grad, _, __: grad.sum(0, keepdims=True)),
    "Your bias gradient has an axis too many.",
    "A gradient has the shape of what it belongs to, and the bias is (units,).",
    "Leave out keepdims=True.",
)
BIAS_MEAN = Mistake(
    "dense_backward-bias-mean",
    "loss-reduction",
    _with(bias=lambda grad, _, __: grad.mean(0)),
    "Your bias gradient is a mean over the batch; it is a sum.",
    _LOSS,
    "Look for np.mean, or a division.",
)

RETURNED_OTHERWISE = returned_otherwise(dense_backward, ("inputs", "kernel", "bias"))
OF_INPUTS = (NOT_TRANSPOSED, RESHAPED, INPUTS_DIVIDED)
OF_KERNEL = (KERNEL_GRADIENT_TRANSPOSED, KERNEL_DIVIDED, LAST_IMAGE, KERNEL_MEAN_OF_INPUTS)
OF_BIAS = (BIAS_NOT_SUMMED, BIAS_OVER_UNITS, BIAS_OVER_ALL, BIAS_AS_A_ROW, BIAS_MEAN)

DENSE_BACKWARD = (*RETURNED_OTHERWISE, *OF_INPUTS, *OF_KERNEL, *OF_BIAS)
