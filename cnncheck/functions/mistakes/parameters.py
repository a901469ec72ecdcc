"""What goes wrong in counting parameters."""

from cnncheck.functions.mistake import Mistake
from reference.arguments import IntOrPair, pair
from reference.arithmetic import conv2d_parameters, dense_parameters


def _no_bias_ever(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    del use_bias
    return conv2d_parameters(kernel_size, in_channels, filters, use_bias=False)


def _bias_per_channel(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return conv2d_parameters(kernel_size, in_channels, filters, use_bias=False) + in_channels * use_bias


def _one_bias(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return conv2d_parameters(kernel_size, in_channels, filters, use_bias=False) + int(use_bias)


def _no_depth(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    del in_channels
    return conv2d_parameters(kernel_size, 1, filters, use_bias)


def _side_once(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return conv2d_parameters((pair("kernel_size", kernel_size)[0], 1), in_channels, filters, use_bias)


def _first_squared(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return conv2d_parameters(pair("kernel_size", kernel_size)[0], in_channels, filters, use_bias)


def _always_bias(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    del use_bias
    return conv2d_parameters(kernel_size, in_channels, filters)


def _default_without_bias(kernel_size: IntOrPair, in_channels: int, filters: int, use_bias: bool = False) -> int:  # noqa: FBT001, FBT002
    return conv2d_parameters(kernel_size, in_channels, filters, use_bias)


def _dense_no_bias_ever(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    del use_bias
    return inputs * units


def _dense_bias_per_input(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return inputs * units + inputs * use_bias


def _dense_one_bias(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return inputs * units + int(use_bias)


def _dense_bias_per_weight(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return inputs * units * (1 + use_bias)


def _dense_added(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    return inputs + units * (1 + use_bias)


def _dense_always_bias(inputs: int, units: int, use_bias: bool = True) -> int:  # noqa: FBT001, FBT002
    del use_bias
    return dense_parameters(inputs, units)


def _dense_default_without_bias(inputs: int, units: int, use_bias: bool = False) -> int:  # noqa: FBT001, FBT002
    return dense_parameters(inputs, units, use_bias)


_CODE = "parameter-formula"
NO_BIAS_EVER = Mistake(
    "conv2d_parameters-bias-left-out",
    _CODE,
    _no_bias_ever,
    "The biases are not counted.",
    "Every filter has one bias, besides its kernel.",
    "Add `filters` where use_bias is true.",
)
DEFAULT_WITHOUT_BIAS = Mistake(
    "conv2d_parameters-default-without-bias",
    _CODE,
    _default_without_bias,
    "Your default for use_bias is False, so that the biases are not counted; the course's, and Keras's, is True.",
    "A convolution has a bias for each filter unless one says otherwise.",
    "Look at the line of the def.",
)
BIAS_PER_CHANNEL = Mistake(
    "conv2d_parameters-bias-per-input-channel",
    _CODE,
    _bias_per_channel,
    "Your function counts one bias for each input channel; there is one for each filter.",
    "The bias is added to what a filter has summed over all input channels.",
    "Look at the term you add for the bias.",
)
ONE_BIAS = Mistake(
    "conv2d_parameters-one-bias",
    _CODE,
    _one_bias,
    "Your function counts a single bias; there is one for each filter.",
    "The formula for one filter is kernel * in_channels + 1, and there are `filters` of them.",
    "Look at the brackets: (kernel_height * kernel_width * in_channels + 1) * filters.",
)
NO_DEPTH = Mistake(
    "conv2d_parameters-input-channels-left-out",
    _CODE,
    _no_depth,
    "The input channels are left out.",
    "A kernel is as deep as its input has channels.",
    "Multiply by in_channels.",
)
SIDE_ONCE = Mistake(
    "conv2d_parameters-side-not-squared",
    _CODE,
    _side_once,
    "Your function counts one side of the kernel only.",
    "A kernel of size 3 is 3 x 3 = 9 weights for each input channel.",
    "Multiply height and width of the kernel.",
)
FIRST_SQUARED = Mistake(
    "conv2d_parameters-height-squared",
    _CODE,
    _first_squared,
    "For a pair your function squares the height of the kernel.",
    "(height, width) need not be equal.",
    "Multiply the two entries of the pair.",
)
ALWAYS_BIAS = Mistake(
    "conv2d_parameters-bias-always",
    _CODE,
    _always_bias,
    "Your function counts the biases with use_bias=False too.",
    "A convolution before batch normalisation often has no bias.",
    "Add `filters` only where use_bias is true.",
)

CONV2D_PARAMETERS = (
    NO_BIAS_EVER,
    DEFAULT_WITHOUT_BIAS,
    BIAS_PER_CHANNEL,
    ONE_BIAS,
    NO_DEPTH,
    SIDE_ONCE,
    FIRST_SQUARED,
    ALWAYS_BIAS,
)

_EACH_UNIT = "A unit has one weight for each input, and one bias: inputs + 1 numbers."
DENSE_NO_BIAS_EVER = Mistake(
    "dense_parameters-bias-left-out",
    _CODE,
    _dense_no_bias_ever,
    "The biases are not counted.",
    _EACH_UNIT,
    "Add `units` where use_bias is true.",
)
DENSE_DEFAULT_WITHOUT_BIAS = Mistake(
    "dense_parameters-default-without-bias",
    _CODE,
    _dense_default_without_bias,
    "Your default for use_bias is False, so that the biases are not counted; the course's, and Keras's, is True.",
    _EACH_UNIT,
    "Look at the line of the def.",
)
DENSE_BIAS_PER_INPUT = Mistake(
    "dense_parameters-bias-per-input",
    _CODE,
    _dense_bias_per_input,
    "Your function counts one bias for each input; there is one for each unit.",
    _EACH_UNIT,
    "Look at the term you add for the bias: inputs * units + units.",
)
DENSE_ONE_BIAS = Mistake(
    "dense_parameters-one-bias",
    _CODE,
    _dense_one_bias,
    "Your function counts a single bias for the whole layer; there is one for each unit.",
    _EACH_UNIT,
    "Look at the brackets: (inputs + 1) * units.",
)
DENSE_BIAS_PER_WEIGHT = Mistake(
    "dense_parameters-bias-per-weight",
    _CODE,
    _dense_bias_per_weight,
    "Your function counts a bias for each weight; there is one for each unit.",
    _EACH_UNIT,
    "Look at the term you add for the bias: inputs * units + units.",
)
DENSE_ADDED = Mistake(
    "dense_parameters-inputs-plus-units",
    _CODE,
    _dense_added,
    "Your function adds the inputs to the units; each unit has a weight for every input, so they are multiplied.",
    _EACH_UNIT,
    "Use inputs * units for the weights.",
)
DENSE_ALWAYS_BIAS = Mistake(
    "dense_parameters-bias-always",
    _CODE,
    _dense_always_bias,
    "Your function counts the biases with use_bias=False too.",
    "A dense layer before batch normalisation often has no bias.",
    "Add `units` only where use_bias is true.",
)

DENSE_PARAMETERS = (
    DENSE_NO_BIAS_EVER,
    DENSE_DEFAULT_WITHOUT_BIAS,
    DENSE_BIAS_PER_INPUT,
    DENSE_ONE_BIAS,
    DENSE_BIAS_PER_WEIGHT,
    DENSE_ADDED,
    DENSE_ALWAYS_BIAS,
)
