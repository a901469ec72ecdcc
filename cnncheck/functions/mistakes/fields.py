"""What goes wrong in receptive fields."""

from collections.abc import Iterable, Sequence

from cnncheck.functions.mistake import Mistake
from reference.arithmetic import effective_kernel_size, receptive_field

Layers = Iterable[Sequence[int]]


def _no_product(layers: Layers) -> int:
    return 1 + sum(effective_kernel_size(layer[0], *layer[2:]) - 1 for layer in layers)


def _last_stride_only(layers: Layers) -> int:
    field, jump = 1, 1
    for layer in layers:
        field += (effective_kernel_size(layer[0], *layer[2:]) - 1) * jump
        jump = layer[1]
    return field


def _own_stride(layers: Layers) -> int:
    field, jump = 1, 1
    for layer in layers:
        jump *= layer[1]
        field += (effective_kernel_size(layer[0], *layer[2:]) - 1) * jump
    return field


def _own_stride_only(layers: Layers) -> int:
    return 1 + sum((effective_kernel_size(layer[0], *layer[2:]) - 1) * layer[1] for layer in layers)


def _sum_of_kernels(layers: Layers) -> int:
    field, jump = 0, 1
    for layer in layers:
        field += effective_kernel_size(layer[0], *layer[2:]) * jump
        jump *= layer[1]
    return field


def _from_zero(layers: Layers) -> int:
    return receptive_field(layers) - 1


def _reversed(layers: Layers) -> int:
    return receptive_field(list(layers)[::-1])


def _strides_added(layers: Layers) -> int:
    field, jump = 1, 1
    for layer in layers:
        field += (effective_kernel_size(layer[0], *layer[2:]) - 1) * jump
        jump += layer[1] - 1
    return field


def _dilation_left_out(layers: Layers) -> int:
    return receptive_field([layer[:2] for layer in layers])


def _dilation_multiplies(layers: Layers) -> int:
    field, jump = 1, 1
    for layer in layers:
        field += (layer[0] * (layer[2] if len(layer) > 2 else 1) - 1) * jump  # noqa: PLR2004 - the third entry
        jump *= layer[1]
    return field


SUM_OF_KERNELS = Mistake(
    "receptive_field-sum-of-kernels",
    "receptive-field",
    _sum_of_kernels,
    "Your function adds whole kernels; each layer adds kernel_size - 1.",
    "Neighbouring windows overlap: two 3x3 kernels see 5 pixels, not 6.",
    "Start with field = 1 and add (k_eff - 1) * jump for each layer.",
)
FROM_ZERO = Mistake(
    "receptive_field-starts-at-zero",
    "receptive-field",
    _from_zero,
    "The result is one pixel too small.",
    "Without any layer a value depends on itself, which is one pixel.",
    "Start with field = 1.",
)
STRIDE_PRODUCT_LEFT_OUT = Mistake(
    "receptive_field-strides-left-out",
    "receptive-field",
    _no_product,
    "The strides do not change the result.",
    "Behind a layer of strides 2, neighbouring values lie 2 input pixels apart, so a later kernel spans twice as many.",
    "Multiply k_eff - 1 by the product of the strides of all layers before.",
)
LAST_STRIDE_ONLY = Mistake(
    "receptive_field-last-stride-only",
    "receptive-field",
    _last_stride_only,
    "Your function multiplies by the stride of the layer before, not by the product of all strides before.",
    "The distances multiply: behind two layers of strides 2, neighbours lie 4 input pixels apart.",
    "Look at the line that updates the jump: it must be a product, jump *= strides.",
)
STRIDES_ADDED = Mistake(
    "receptive_field-strides-added",
    "receptive-field",
    _strides_added,
    "Your function adds the strides up; they multiply.",
    "Behind two layers of strides 3, neighbours lie 9 input pixels apart.",
    "Look at the line that updates the jump.",
)
OWN_STRIDE = Mistake(
    "receptive_field-own-stride-included",
    "receptive-field",
    _own_stride,
    "Your function includes a layer's own stride in its jump.",
    "A layer's stride spreads its outputs, not the pixels under its own kernel.",
    "Update the field first and the jump after it.",
)
OWN_STRIDE_ONLY = Mistake(
    "receptive_field-own-stride-only",
    "receptive-field",
    _own_stride_only,
    "Your function multiplies by a layer's own stride, not by the product of the strides before it.",
    "A layer's stride spreads what later layers see; its own kernel lies on pixels that the earlier strides spread.",
    "Keep a jump that starts at 1: field += (k_eff - 1) * jump, and then jump *= strides.",
)
REVERSED = Mistake(
    "receptive_field-from-the-output",
    "receptive-field",
    _reversed,
    "Your function takes the layers in the opposite order.",
    "The first layer of the list is next to the input, and its stride spreads all that follow.",
    "Go through the list from its beginning.",
)
DILATION_LEFT_OUT = Mistake(
    "receptive_field-dilation-left-out",
    "receptive-field",
    _dilation_left_out,
    "The dilation rate is left out.",
    "A layer may have three entries; a dilated kernel spans k_eff = (kernel_size - 1) * dilation_rate + 1 pixels.",
    "Use k_eff in place of kernel_size.",
)
DILATION_MULTIPLIES = Mistake(
    "receptive_field-dilation-times-kernel",
    "receptive-field",
    _dilation_multiplies,
    "Your function takes kernel_size * dilation_rate as the span of a dilated kernel.",
    "The gaps lie between the kernel's cells: k_eff = (kernel_size - 1) * dilation_rate + 1.",
    "Draw a kernel of 3 with dilation 2: it covers 5 pixels, not 6.",
)

RECEPTIVE_FIELD = (
    SUM_OF_KERNELS,
    FROM_ZERO,
    STRIDE_PRODUCT_LEFT_OUT,
    LAST_STRIDE_ONLY,
    STRIDES_ADDED,
    OWN_STRIDE,
    OWN_STRIDE_ONLY,
    REVERSED,
    DILATION_LEFT_OUT,
    DILATION_MULTIPLIES,
)
