"""What goes wrong in output sizes."""

from cnncheck.functions.mistake import Mistake
from reference.arithmetic import effective_kernel_size, output_size


def _valid_without_one(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return -(-(size - effective_kernel_size(kernel_size, dilation_rate)) // strides)


def _floor_valid_without_one(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return (size - effective_kernel_size(kernel_size, dilation_rate)) // strides


def _valid_with_two(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return -(-(size - effective_kernel_size(kernel_size, dilation_rate)) // strides) + 1


def _valid_floor(size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return (size - effective_kernel_size(kernel_size, dilation_rate) + 1) // strides


def _strides_ignored(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    del strides
    return output_size(size, kernel_size, 1, padding, dilation_rate)


def _same_floor(size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1) -> int:
    return size // strides if padding == "same" else output_size(size, kernel_size, strides, padding, dilation_rate)


def _same_round(size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1) -> int:
    if padding == "same":
        return round(size / strides)
    return output_size(size, kernel_size, strides, padding, dilation_rate)


def _same_plus_one(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return size // strides + 1
    return output_size(size, kernel_size, strides, padding, dilation_rate)


def _same_is_size(size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1) -> int:
    return size if padding == "same" else output_size(size, kernel_size, strides, padding, dilation_rate)


def _padding_ignored(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    del padding
    # The formula as it is written, so that nothing is refused where no window fits.
    return -(-(size - effective_kernel_size(kernel_size, dilation_rate) + 1) // strides)


def _dilation_ignored(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    del dilation_rate
    return output_size(size, kernel_size, strides, padding)


def _dilation_multiplies(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return -(-(size - kernel_size * dilation_rate + 1) // strides)


def _dilation_one_more(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding == "same":
        return output_size(size, kernel_size, strides, "same")
    return -(-(size - kernel_size * dilation_rate) // strides)


def _same_undilated(
    size: int, kernel_size: int, strides: int = 1, padding: str = "valid", dilation_rate: int = 1
) -> int:
    if padding != "same":
        return output_size(size, kernel_size, strides, padding, dilation_rate)
    padded = size + kernel_size - 1
    return -(-(padded - effective_kernel_size(kernel_size, dilation_rate) + 1) // strides)


_COUNT_WINDOWS = "Slide a window of 3 over 5 pixels on paper: it has the places 0, 1 and 2, which is 5 - 3 + 1."
VALID_WITHOUT_ONE = Mistake(
    "output_size-valid-without-one",
    "output-size",
    _valid_without_one,
    "With valid padding the + 1 is missing from ceil((size - k_eff + 1) / strides).",
    "size - k_eff is how far the window can move; it also has the place where it starts.",
    _COUNT_WINDOWS,
)
FLOOR_VALID_WITHOUT_ONE = Mistake(
    "output_size-floor-valid-without-one",
    "output-size",
    _floor_valid_without_one,
    "With valid padding your function computes floor((size - k_eff) / strides), without the + 1.",
    "(size - k_eff) // strides is the number of steps; there is one place more than there are steps.",
    _COUNT_WINDOWS,
)
VALID_WITH_TWO = Mistake(
    "output_size-valid-one-too-many",
    "output-size",
    _valid_with_two,
    "With valid padding your function rounds up and then adds 1.",
    "floor((size - k_eff) / strides) + 1 and ceil((size - k_eff + 1) / strides) are both right; mixed they count a "
    "window that does not fit.",
    "Keep one of the two forms.",
)
VALID_FLOOR = Mistake(
    "output_size-valid-floor",
    "output-size",
    _valid_floor,
    "With valid padding your function rounds (size - k_eff + 1) / strides down.",
    "With the + 1 inside the fraction it is rounded up; floor goes with the + 1 outside.",
    "Look at the // in the valid formula: ceil(a / b) is -(-a // b).",
)
STRIDES_IGNORED = Mistake(
    "output_size-strides-ignored",
    "strides",
    _strides_ignored,
    "The strides do not change the result.",
    "A window that moves two pixels at a time visits about half as many places.",
    "See where `strides` is used in your function: the formulas divide by it.",
)
SAME_FLOOR = Mistake(
    "output_size-same-floor",
    "output-size",
    _same_floor,
    "With same padding your function rounds size / strides down; it is rounded up.",
    "Same padding adds as many pixels as the last, incomplete step needs, so that step counts.",
    "Look at the // in the same formula: ceil(a / b) is -(-a // b).",
)
SAME_ROUND = Mistake(
    "output_size-same-round",
    "output-size",
    _same_round,
    "With same padding your function rounds size / strides to the nearest whole number; it is rounded up.",
    "round() goes down below a half, and at a half to the even number.",
    "Use math.ceil, or -(-size // strides).",
)
SAME_PLUS_ONE = Mistake(
    "output_size-same-plus-one",
    "output-size",
    _same_plus_one,
    "With same padding your function computes size / strides + 1.",
    "The + 1 belongs to the valid formula, which counts window places; same gives ceil(size / strides).",
    "Try size 5 and strides 1: the output must keep the 5 pixels.",
)
SAME_IS_SIZE = Mistake(
    "output_size-same-keeps-size",
    "strides",
    _same_is_size,
    "With same padding your function returns the size itself, whatever the strides.",
    "Same keeps the size only at strides 1; otherwise it is divided by the strides and rounded up.",
    "Look at the branch for same padding.",
)
PADDING_IGNORED = Mistake(
    "output_size-padding-ignored",
    "output-size",
    _padding_ignored,
    "Your function computes the valid formula for same padding too.",
    "With same padding the kernel's size does not matter: the result is ceil(size / strides).",
    'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
)
DILATION_IGNORED = Mistake(
    "output_size-dilation-left-out",
    "output-size",
    _dilation_ignored,
    "The dilation rate is left out.",
    "A dilated kernel spans k_eff = (kernel_size - 1) * dilation_rate + 1 pixels.",
    "Put k_eff in place of kernel_size in the valid formula.",
)
DILATION_MULTIPLIES = Mistake(
    "output_size-dilation-times-kernel",
    "output-size",
    _dilation_multiplies,
    "Your function takes kernel_size * dilation_rate as the span of a dilated kernel.",
    "The gaps lie between the kernel's cells, so there is one less: k_eff = (kernel_size - 1) * dilation_rate + 1.",
    "Draw a kernel of 3 with dilation 2: it covers 5 pixels, not 6.",
)
DILATION_ONE_MORE = Mistake(
    "output_size-dilation-times-kernel-plus-one",
    "output-size",
    _dilation_one_more,
    "With valid padding your function takes kernel_size * dilation_rate + 1 as the span of the kernel.",
    "The gaps lie between the kernel's cells, so there is one less: k_eff = (kernel_size - 1) * dilation_rate + 1.",
    "Put in kernel 3 and dilation 1: the kernel covers 3 pixels, not 4.",
)
SAME_UNDILATED = Mistake(
    "output_size-same-pads-for-an-undilated-kernel",
    "output-size",
    _same_undilated,
    "With same padding your function pads kernel_size - 1 pixels, and then moves the dilated, longer kernel.",
    "Same padding adds as many pixels as the dilated kernel needs, so that the result is ceil(size / strides) again.",
    "Look at the branch for same padding: neither the kernel nor the dilation is in its formula.",
)

OUTPUT_SIZE = (
    VALID_WITHOUT_ONE,
    FLOOR_VALID_WITHOUT_ONE,
    VALID_WITH_TWO,
    VALID_FLOOR,
    STRIDES_IGNORED,
    SAME_FLOOR,
    SAME_ROUND,
    SAME_PLUS_ONE,
    SAME_IS_SIZE,
    PADDING_IGNORED,
    DILATION_IGNORED,
    DILATION_MULTIPLIES,
    DILATION_ONE_MORE,
    SAME_UNDILATED,
)
