"""What goes wrong in padding amounts."""

from cnncheck.functions.mistake import Mistake
from reference.arithmetic import effective_kernel_size, same_padding


def _total(size: int, kernel_size: int, strides: int, dilation_rate: int) -> int:
    return sum(same_padding(size, kernel_size, strides, dilation_rate))


def _odd_before(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    total = _total(size, kernel_size, strides, dilation_rate)
    return total - total // 2, total // 2


def _by_floor(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    window = effective_kernel_size(kernel_size, dilation_rate)
    total = max((size // strides - 1) * strides + window - size, 0)
    return total // 2, total - total // 2


def _both_sides_half(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    del size, strides
    half = effective_kernel_size(kernel_size, dilation_rate) // 2
    return half, half


def _stride_one(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    del strides
    return same_padding(size, kernel_size, 1, dilation_rate)


def _not_clipped(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    window = effective_kernel_size(kernel_size, dilation_rate)
    total = (-(-size // strides) - 1) * strides + window - size
    return total // 2, total - total // 2


def _undilated(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    del dilation_rate
    return same_padding(size, kernel_size, strides)


def _dilates_strides(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    if strides == 1:
        return same_padding(size, kernel_size, strides, dilation_rate)
    # The dilation is remembered in one of two branches only.
    return same_padding(size, kernel_size, strides)


def _symmetric(size: int, kernel_size: int, strides: int = 1, dilation_rate: int = 1) -> tuple[int, int]:
    half = -(-_total(size, kernel_size, strides, dilation_rate) // 2)
    return half, half


PADDING_ODD_BEFORE = Mistake(
    "same_padding-odd-pixel-before",
    "padding-side",
    _odd_before,
    "When the total is odd, your function puts the odd pixel before the image; it goes after.",
    "TensorFlow and Keras take before = total // 2 and after = the rest.",
    "Look at which of the two is rounded down.",
)
PADDING_SYMMETRIC = Mistake(
    "same_padding-symmetric",
    "padding-amount",
    _symmetric,
    "When the total is odd, your function pads both sides alike, one pixel too many.",
    "An odd total cannot be halved: before = total // 2, after = total - before.",
    "Compute `after` from `before`, so that the two add up to the total.",
)
PADDING_HALF_KERNEL = Mistake(
    "same_padding-half-kernel",
    "padding-amount",
    _both_sides_half,
    "Your function pads k_eff // 2 on both sides.",
    "That is right for odd kernels at strides 1 only; the total depends on size and strides too.",
    "Use total = max((ceil(size / strides) - 1) * strides + k_eff - size, 0).",
)
PADDING_STRIDES_IGNORED = Mistake(
    "same_padding-strides-ignored",
    "padding-amount",
    _stride_one,
    "The strides do not change your padding: the total is always k_eff - 1.",
    "With larger strides the last window starts at (ceil(size / strides) - 1) * strides, and only what it lacks is "
    "added.",
    "Compute where the last window starts and ends, and compare the end with the size.",
)
PADDING_FLOOR = Mistake(
    "same_padding-floor",
    "padding-amount",
    _by_floor,
    "Your function rounds size / strides down in the number of windows; it is rounded up.",
    "Same padding makes room for ceil(size / strides) windows.",
    "Look at the // in the number of windows: ceil(a / b) is -(-a // b).",
)
PADDING_NEGATIVE = Mistake(
    "same_padding-negative",
    "padding-amount",
    _not_clipped,
    "Your function returns a negative amount where the windows leave pixels over.",
    "With strides larger than the kernel the last window may end before the image does; then nothing is added.",
    "Take max(total, 0) before it is divided between the sides.",
)
PADDING_UNDILATED = Mistake(
    "same_padding-dilation-left-out",
    "dilation-rate",
    _undilated,
    "The dilation rate is left out.",
    "A dilated kernel spans k_eff = (kernel_size - 1) * dilation_rate + 1 pixels and needs more padding.",
    "Put k_eff in place of kernel_size in the total.",
)

PADDING_DILATES_STRIDES = Mistake(
    "same_padding-dilation-at-strides-one-only",
    "dilation-rate",
    _dilates_strides,
    "The dilation rate counts at strides 1 only.",
    "The formula is the same for all strides: total = max((ceil(size / strides) - 1) * strides + k_eff - size, 0).",
    "Look for an `if` about the strides: the one formula needs none.",
)

SAME_PADDING = (
    PADDING_ODD_BEFORE,
    PADDING_SYMMETRIC,
    PADDING_UNDILATED,
    PADDING_DILATES_STRIDES,
    PADDING_STRIDES_IGNORED,
    PADDING_FLOOR,
    PADDING_NEGATIVE,
    PADDING_HALF_KERNEL,
)
