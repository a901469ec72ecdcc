"""The calculators of one layer: what a convolution or a pooling layer makes of an image, and what it costs."""

from dataclasses import dataclass

from cnncheck.explain.calculation import Calculation, Step, grouped
from reference.arithmetic import (
    conv2d_multiplications,
    conv2d_parameters,
    effective_kernel_size,
    output_size,
    padding_amounts,
)


@dataclass(frozen=True, slots=True)
class Channels:
    """Depths of a convolution: the image's, its own, and whether each filter has a bias."""

    in_channels: int
    filters: int
    use_bias: bool = True


@dataclass(frozen=True, slots=True)
class Window:
    """A window that slides over a square image; `name` is the argument its side is given by.

    Its properties raise ValueError where a number is not positive, the padding is unknown, or the window does not fit
    into the image.
    """

    name: str
    side: int
    size: int
    strides: int = 1
    padding: str = "valid"
    dilation_rate: int = 1

    @property
    def spanned(self) -> int:
        """Pixels from the first to the last cell."""
        return effective_kernel_size(self.side, self.dilation_rate)

    @property
    def output(self) -> int:
        """Positions along one side."""
        return output_size(self.size, self.side, self.strides, self.padding, self.dilation_rate)

    @property
    def added(self) -> tuple[int, int]:
        """Pixels that padding adds before and after the image."""
        return padding_amounts(self.size, self.side, self.strides, self.padding, self.dilation_rate)

    @property
    def unseen(self) -> int:
        """Pixels at the end of a side that no position of the window reaches."""
        return max(self.size - (self.output - 1) * self.strides - self.spanned, 0)


def convolution(window: Window, channels: Channels | None = None) -> Calculation:
    """The side of the output and the padding; with channels also parameters and multiplications.

    Raises:
        ValueError: as the properties of `Window`, or a number of channels is not positive.
    """
    output = window.output
    question = (
        f"A convolution over an image of {_square(window.size)} pixels: kernel_size={window.side}, "
        f"{_options(window)}, dilation_rate={window.dilation_rate}"
    )
    steps = [_span(window), _output(window), *_padding(window)]
    depth = ""
    if channels is not None:
        steps += _costs(window, channels)
        depth = f"x{channels.filters}"
    return Calculation(question, tuple(steps), f"The output is {_square(output)}{depth}.{_remark(window)}")


def pooling(window: Window) -> Calculation:
    """The side of the output and the padding.

    Raises:
        ValueError: as the properties of `Window`.
    """
    output = window.output
    question = f"Pooling over a map of {_square(window.size)} pixels: pool_size={window.side}, {_options(window)}"
    remark = _remark(window)
    if any(window.added):
        remark += (
            " Max pooling pads with minus infinity, which is never the largest; average pooling divides by the "
            "pixels that are really there."
        )
    answer = f"The output is {_square(output)}, with as many channels as the map.{remark}"
    return Calculation(question, (_output(window), *_padding(window)), answer)


def _square(side: int) -> str:
    return f"{side}x{side}"


def _options(window: Window) -> str:
    return f'strides={window.strides}, padding="{window.padding}"'


def _span(window: Window) -> Step:
    return Step(
        "pixels that the kernel spans",
        "k_eff",
        "(kernel_size - 1) * dilation_rate + 1",
        f"({window.side} - 1) * {window.dilation_rate} + 1",
        str(window.spanned),
    )


def _output(window: Window) -> Step:
    if window.padding == "same":
        formula, numbers = "ceil(size / strides)", f"ceil({window.size} / {window.strides})"
    else:
        side = "k_eff" if window.name == "kernel_size" else window.name
        formula = f"ceil((size - {side} + 1) / strides)"
        numbers = f"ceil(({window.size} - {window.spanned} + 1) / {window.strides})"
    return Step(f'side of the output, padding="{window.padding}"', "output", formula, numbers, str(window.output))


def _padding(window: Window) -> list[Step]:
    if window.padding == "valid":
        return []
    before, after = window.added
    side = "k_eff" if window.name == "kernel_size" else window.name
    total = Step(
        "pixels that are added to a side",
        "total",
        f"max((output - 1) * strides + {side} - size, 0)",
        f"max(({window.output} - 1) * {window.strides} + {window.spanned} - {window.size}, 0)",
        str(before + after),
    )
    if not before + after:
        return [total]
    return [
        total,
        Step("of these before the image", "before", "floor(total / 2)", f"floor({before + after} / 2)", str(before)),
        Step(
            "and after it, an odd one included", "after", "total - before", f"{before + after} - {before}", str(after)
        ),
    ]


def _costs(window: Window, channels: Channels) -> list[Step]:
    side, depths = window.side, f"{channels.in_channels} * {channels.filters}"
    size, rate = window.size, window.dilation_rate
    multiplications = conv2d_multiplications(
        size, size, side, channels.in_channels, channels.filters, window.strides, window.padding, rate
    )
    parameters = conv2d_parameters(side, channels.in_channels, channels.filters, channels.use_bias)
    bias = (" + filters", f" + {channels.filters}") if channels.use_bias else ("", "")
    return [
        Step(
            "weights, kernels and biases" if channels.use_bias else "weights, no biases",
            "parameters",
            f"kernel_size * kernel_size * in_channels * filters{bias[0]}",
            f"{side} * {side} * {depths}{bias[1]}",
            grouped(parameters),
        ),
        Step(
            "multiplications for one image (FLOPs are twice as many)",
            "multiplications",
            "output * output * kernel_size * kernel_size * in_channels * filters",
            f"{window.output} * {window.output} * {side} * {side} * {depths}",
            grouped(multiplications),
        ),
    ]


def _remark(window: Window) -> str:
    if window.padding == "valid":
        seen = f" The last {window.unseen} rows and columns are under no window." if window.unseen > 1 else ""
        seen = " The last row and the last column are under no window." if window.unseen == 1 else seen
        return f' With padding="valid" no pixels are added.{seen}'
    before, after = window.added
    if not before + after:
        return " Nothing needs to be added."
    return f" The image is padded by {before} above and on the left, {after} below and on the right."
