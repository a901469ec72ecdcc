"""What goes wrong in counting multiplications."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from cnncheck.functions.mistake import Mistake
from reference.arguments import IntOrPair, pair
from reference.arithmetic import conv2d_multiplications, conv2d_parameters, output_size, padding_amounts

Sides = tuple[int, int]
T = TypeVar("T", int, float)


@dataclass(frozen=True, slots=True)
class _Convolution:
    """What the multiplications are counted of, its pairs taken apart."""

    image: Sides
    kernel: Sides
    in_channels: int
    filters: int
    strides: Sides
    padding: str

    @property
    def weights(self) -> int:
        """Weights of all filters, without biases."""
        return conv2d_parameters(self.kernel, self.in_channels, self.filters, use_bias=False)

    @property
    def positions(self) -> int:
        """Positions of the output."""
        return self.places(output_size)

    @property
    def multiplications(self) -> int:
        """What is right."""
        return self.weights * self.positions

    def places(self, along: Callable[[int, int, int, str], T]) -> T:
        """The output's height times its width; `along` tells one of them from size, kernel, strides and padding."""
        sides = zip(self.image, self.kernel, self.strides, strict=True)
        rows, columns = (along(size, side, step, self.padding) for size, side, step in sides)
        return rows * columns


def _counted(formula: Callable[[_Convolution], T]) -> Callable[..., T]:
    """A wrong version from its formula."""

    def wrong(
        height: int,
        width: int,
        kernel_size: IntOrPair,
        in_channels: int,
        filters: int,
        strides: IntOrPair = 1,
        padding: str = "valid",
    ) -> T:
        kernel, steps = pair("kernel_size", kernel_size), pair("strides", strides)
        return formula(_Convolution((height, width), kernel, in_channels, filters, steps, padding))

    return wrong


def _on_places(along: Callable[[int, int, int, str], T]) -> Callable[..., T]:
    """A wrong version that takes the output's sides for something else."""
    return _counted(lambda layer: layer.weights * layer.places(along))


def _size_itself(size: int, kernel_size: int, strides: int, padding: str) -> int:
    del kernel_size, strides, padding
    return size


def _one_less(size: int, kernel_size: int, strides: int, padding: str) -> int:
    return output_size(size, kernel_size, strides, padding) if padding == "same" else (size - kernel_size) // strides


def _valid_always(size: int, kernel_size: int, strides: int, padding: str) -> int:
    del padding
    # The formula as it is written, so that nothing is refused where no window fits.
    return -(-(size - kernel_size + 1) // strides)


def _size_kept(size: int, kernel_size: int, strides: int, padding: str) -> int:
    return size if padding == "same" else output_size(size, kernel_size, strides, padding)


def _plus_one(size: int, kernel_size: int, strides: int, padding: str) -> int:
    return size // strides + 1 if padding == "same" else output_size(size, kernel_size, strides, padding)


def _half_kernel(size: int, kernel_size: int, strides: int, padding: str) -> int:
    around = kernel_size // 2 if padding == "same" else 0
    return (size + 2 * around - kernel_size) // strides + 1


def _every_place(size: int, kernel_size: int, strides: int, padding: str) -> int:
    del strides
    return output_size(size, kernel_size, 1, padding)


def _rounded_down(size: int, kernel_size: int, strides: int, padding: str) -> int:
    return output_size(size, kernel_size, 1, padding) // strides


def _not_rounded(size: int, kernel_size: int, strides: int, padding: str) -> float:
    return size / strides if padding == "same" else (size - kernel_size) / strides + 1


def _pixels_of_the_image(size: int, kernel_size: int, strides: int, padding: str) -> int:
    """Pixels of the image under all windows along one axis; the zeros around it are not counted."""
    before, _ = padding_amounts(size, kernel_size, strides, padding)
    starts = [place * strides - before for place in range(output_size(size, kernel_size, strides, padding))]
    return sum(min(start + kernel_size, size) - max(start, 0) for start in starts)


def _on_the_image(layer: _Convolution) -> int:
    return layer.places(_pixels_of_the_image) * layer.in_channels * layer.filters


def _square(layer: _Convolution) -> int:
    rows = output_size(layer.image[0], layer.kernel[0], layer.strides[0], layer.padding)
    return layer.weights * rows * rows


def _rows_strided(layer: _Convolution) -> int:
    rows, columns = (
        output_size(layer.image[axis], layer.kernel[axis], step, layer.padding)
        for axis, step in enumerate((layer.strides[0], 1))
    )
    return layer.weights * rows * columns


def _kernel_swapped(layer: _Convolution) -> int:
    kernel = layer.kernel[::-1]
    if layer.padding == "valid" and any(size < side for size, side in zip(layer.image, kernel, strict=True)):
        return 0
    return conv2d_multiplications(*layer.image, kernel, layer.in_channels, layer.filters, layer.strides, layer.padding)


def _strides_swapped(layer: _Convolution) -> int:
    return conv2d_multiplications(
        *layer.image, layer.kernel, layer.in_channels, layer.filters, layer.strides[::-1], layer.padding
    )


_CODE = "cost-formula"
_EACH_OUTPUT = (
    "Each output value costs as many multiplications as a filter has weights: kernel height * kernel width * "
    "in_channels."
)
INPUT_SIZE = Mistake(
    "conv2d_multiplications-input-size",
    _CODE,
    _on_places(_size_itself),
    "Your function counts the positions of the input; it is the output that counts.",
    "The kernel is laid down once for each output value, and without padding it does not fit at the border.",
    "Use the output's height and width in place of the image's.",
)
ONE_LESS = Mistake(
    "conv2d_multiplications-output-one-too-small",
    "output-size",
    _on_places(_one_less),
    "Your function takes size - kernel_size for the output's side; there is one place more.",
    "size - kernel_size is how far the window can move; it also has the place where it starts.",
    "With valid padding the output's side is ceil((size - kernel_size + 1) / strides).",
)
PARAMETERS_ALONE = Mistake(
    "conv2d_multiplications-weights-alone",
    _CODE,
    _counted(lambda layer: layer.weights),
    "Your function counts the weights; each of them is used once for every position of the output.",
    _EACH_OUTPUT,
    "Multiply by the output's height and width.",
)
PLACES_ALONE = Mistake(
    "conv2d_multiplications-kernel-left-out",
    _CODE,
    _counted(lambda layer: layer.positions * layer.in_channels * layer.filters),
    "The size of the kernel is left out of the product.",
    _EACH_OUTPUT,
    "Multiply by the kernel's height and width.",
)
NO_DEPTH = Mistake(
    "conv2d_multiplications-input-channels-left-out",
    _CODE,
    _counted(lambda layer: layer.multiplications // layer.in_channels),
    "The input channels are left out.",
    "A kernel is as deep as its input has channels, and multiplies in each of them.",
    "Multiply by in_channels.",
)
NO_FILTERS = Mistake(
    "conv2d_multiplications-filters-left-out",
    _CODE,
    _counted(lambda layer: layer.multiplications // layer.filters),
    "Your function counts one filter only.",
    "Each filter slides over the whole image with a kernel of its own.",
    "Multiply by filters.",
)
SIDE_ONCE = Mistake(
    "conv2d_multiplications-side-not-squared",
    _CODE,
    _counted(lambda layer: layer.multiplications // layer.kernel[1]),
    "Your function counts one side of the kernel only.",
    "A kernel of size 3 multiplies 3 x 3 = 9 pixels of each input channel.",
    "Multiply by height and width of the kernel.",
)
SQUARE_IMAGE = Mistake(
    "conv2d_multiplications-height-squared",
    _CODE,
    _counted(_square),
    "Your function squares the output's height; an image need not be square.",
    "The positions of the output are its height times its width.",
    "Compute the output's width from the image's width.",
)
DOUBLED = Mistake(
    "conv2d_multiplications-doubled",
    _CODE,
    _counted(lambda layer: 2 * layer.multiplications),
    "Your function counts the additions too, which doubles the result.",
    "A multiplication and the addition after it are 2 FLOPs, but one multiplication.",
    "Leave the factor 2 away.",
)
BIAS_COUNTED = Mistake(
    "conv2d_multiplications-bias-counted",
    _CODE,
    _counted(lambda layer: layer.multiplications + layer.positions * layer.filters),
    "Your function counts the bias, once for each output value; a bias is added and not multiplied.",
    _EACH_OUTPUT,
    "Leave away the + 1 for the bias.",
)
ONE_BIAS_EACH = Mistake(
    "conv2d_multiplications-bias-parameters-counted",
    _CODE,
    _counted(lambda layer: layer.multiplications + layer.filters),
    "Your function counts one bias for each filter; a bias is added and not multiplied.",
    "The formula for parameters has the biases, the one for multiplications has not.",
    "Leave away the + filters.",
)
PADDING_FORGOTTEN = Mistake(
    "conv2d_multiplications-padding-ignored",
    _CODE,
    _on_places(_valid_always),
    "Your function counts as with valid padding, whatever `padding` says.",
    "Same padding gives an output of ceil(size / strides), more positions than valid.",
    'See how your function compares `padding`: the values are "same" and "valid", in lower case.',
)
PLUS_ONE = Mistake(
    "conv2d_multiplications-same-plus-one",
    "output-size",
    _on_places(_plus_one),
    "With same padding your function takes size / strides + 1 for the output's side.",
    "The + 1 belongs to the valid formula, which counts window places; same gives ceil(size / strides).",
    "Try strides 1: the output must be as large as the image.",
)
HALF_KERNEL = Mistake(
    "conv2d_multiplications-same-half-kernel",
    "padding-amount",
    _on_places(_half_kernel),
    "With same padding your function counts kernel_size // 2 padded pixels on both sides.",
    "That is right for odd kernels only: an even one gets a row and a column too many.",
    "With same padding the output's side is ceil(size / strides), whatever the kernel.",
)
ON_THE_IMAGE = Mistake(
    "conv2d_multiplications-padded-pixels-left-out",
    _CODE,
    _counted(_on_the_image),
    "Your function leaves out the multiplications with padded pixels; they count like any other.",
    "The zeros around the image are multiplied as well: the program does not know that they are zeros.",
    "Use output height * output width, and the whole kernel at each position.",
)
STRIDES_IGNORED = Mistake(
    "conv2d_multiplications-strides-ignored",
    "strides",
    _on_places(_every_place),
    "The strides do not change the result.",
    "A kernel that moves two pixels at a time takes about half as many places along each axis.",
    "See where `strides` is used in your function: the output's sides are divided by it.",
)
STRIDES_ONCE = Mistake(
    "conv2d_multiplications-strides-once",
    "strides",
    _counted(_rows_strided),
    "Your function applies the strides to the rows only.",
    "With strides 2 the output has half the height and half the width: a quarter of the positions.",
    "Compute the output's height and width one by one, each with its strides.",
)
SAME_KEEPS_SIZE = Mistake(
    "conv2d_multiplications-same-keeps-size",
    "strides",
    _on_places(_size_kept),
    "With same padding your function takes the image's size for the output's, whatever the strides.",
    "Same keeps the size only at strides 1; otherwise it is divided by the strides and rounded up.",
    "With same padding the output's side is ceil(size / strides).",
)
ROUNDED_DOWN = Mistake(
    "conv2d_multiplications-output-size-floor",
    "output-size",
    _on_places(_rounded_down),
    "Your function rounds the output's sides down.",
    "The output's side is ceil of the number of places over the strides, in valid and in same padding.",
    "Look at the // in the output size: ceil(a / b) is -(-a // b).",
)
NOT_ROUNDED = Mistake(
    "conv2d_multiplications-not-rounded",
    "output-size",
    _on_places(_not_rounded),
    "Your function does not round the output's sides: there is no half position.",
    "The output's side is ceil of the number of places over the strides, in valid and in same padding.",
    "Use math.ceil, or -(-a // b) for ceil(a / b).",
)
FIRST_SQUARED = Mistake(
    "conv2d_multiplications-kernel-height-squared",
    _CODE,
    _counted(lambda layer: layer.multiplications // layer.kernel[1] * layer.kernel[0]),
    "For a pair your function squares the height of the kernel.",
    "(height, width) need not be equal.",
    "Multiply the two entries of the pair.",
)
KERNEL_SWAPPED = Mistake(
    "conv2d_multiplications-kernel-swapped",
    "axis-swap",
    _counted(_kernel_swapped),
    "Your function takes a pair for the kernel size as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)
STRIDES_SWAPPED = Mistake(
    "conv2d_multiplications-strides-swapped",
    "axis-swap",
    _counted(_strides_swapped),
    "Your function takes a pair of strides as (width, height).",
    "Pairs are (height, width), as the axes of the image.",
    "Look at the order in which the pair is taken apart.",
)

CONV2D_MULTIPLICATIONS = (
    INPUT_SIZE,
    ONE_LESS,
    PARAMETERS_ALONE,
    PLACES_ALONE,
    NO_DEPTH,
    NO_FILTERS,
    SIDE_ONCE,
    SQUARE_IMAGE,
    DOUBLED,
    BIAS_COUNTED,
    ONE_BIAS_EACH,
    PADDING_FORGOTTEN,
    PLUS_ONE,
    HALF_KERNEL,
    ON_THE_IMAGE,
    STRIDES_IGNORED,
    STRIDES_ONCE,
    SAME_KEEPS_SIZE,
    ROUNDED_DOWN,
    NOT_ROUNDED,
    FIRST_SQUARED,
    KERNEL_SWAPPED,
    STRIDES_SWAPPED,
)
