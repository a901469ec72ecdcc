"""Receptive field: the part of the image that one value of a map depends on, along one axis, in pixels."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from reference.arguments import whole_number
from reference.arithmetic.sizes import effective_kernel_size, output_size, padding_amounts


class ReceptiveField(NamedTuple):
    """What the values of one map see of the image, along one axis; all in pixels of the image.

    Value i of the map sees the pixels from start + i * jump to start + i * jump + size - 1, as far as they exist: what
    lies outside is padding. An image sees itself, ``ReceptiveField()``.

    Attributes:
        size: pixels that one value depends on.
        jump: distance between the fields of neighbours, which is the product of the strides.
        start: first pixel of the field of value 0; negative where that begins on padding.

    >>> ReceptiveField().after(3, strides=2, before=1).after(3, before=1)  # two 3x3, padded by 1
    ReceptiveField(size=7, jump=2, start=-3)
    """

    size: int = 1
    jump: int = 1
    start: int = 0

    @property
    def centre(self) -> float:
        """Middle of the field of value 0; between two pixels where the field has an even size.

        centre = start + (size - 1) / 2
        """
        return self.start + (self.size - 1) / 2

    def after(self, kernel_size: int, strides: int = 1, dilation_rate: int = 1, before: int = 0) -> "ReceptiveField":
        """Field of the values that a window computes from this map; ``before`` is its padding on the near side.

            size  = size + (k_eff - 1) * jump
            start = start - before * jump
            jump  = jump * strides

        Raises:
            ValueError: an argument is not a positive whole number, ``before`` not one of at least 0.

        Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.
        """
        return ReceptiveField(
            self.size + (effective_kernel_size(kernel_size, dilation_rate) - 1) * self.jump,
            self.jump * whole_number("strides", strides),
            self.start - whole_number("before", before, smallest=0) * self.jump,
        )


def receptive_field(layers: Iterable[Sequence[int]]) -> int:
    """Side of the input square that one output value depends on, in pixels.

        field = 1 + sum((k_eff_i - 1) * product of the strides before i)

    ``layers`` are tuples (kernel_size, strides) or (kernel_size, strides, dilation_rate), the layer next to the
    input first. Padding does not change the field.

    Raises:
        ValueError: a layer has another number of entries, or one that is not a positive whole number.

    Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019, eq. 2.

    >>> receptive_field([(3, 1), (3, 1)]), receptive_field([(3, 1), (3, 1), (3, 1)])
    (5, 7)
    >>> receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)])  # LeNet-5 up to its second pooling
    16
    """
    field = ReceptiveField()
    for kernel_size, strides, dilation_rate in _entries(layers, "kernel_size", "strides", "dilation_rate"):
        field = field.after(kernel_size, strides, dilation_rate)
    return field.size


def receptive_field_with_place(
    layers: Iterable[tuple[int, int, str] | tuple[int, int, str, int]], size: int
) -> ReceptiveField:
    """Receptive field of a chain of layers on an image of ``size`` pixels, with where it lies.

    ``layers`` are tuples (kernel_size, strides, padding) or (kernel_size, strides, padding, dilation_rate), the layer
    next to the input first. The size of the image counts here, because "same" pads by what is missing at its end.

    Raises:
        ValueError: a layer has another number of entries or an entry out of range, or a window of a "valid" layer
            does not fit into the map it is laid over.

    Source: Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019.

    VGG16 up to its last pooling. Its maps are 7x7, one value for each 32x32 pixels, and sees 212x212 of them, centred
    on its own:

    >>> convolution, pooling = (3, 1, "same"), (2, 2, "same")
    >>> groups = [[convolution] * number + [pooling] for number in (2, 2, 3, 3, 3)]
    >>> vgg16 = receptive_field_with_place(sum(groups, []), size=224)
    >>> vgg16, vgg16.centre
    (ReceptiveField(size=212, jump=32, start=-90), 15.5)

    Strides of 2 over an even map pad only at its end, so that with them the fields are not centred:

    >>> receptive_field_with_place([(3, 2, "same")], size=32), receptive_field_with_place([(3, 2, "same")], size=33)
    (ReceptiveField(size=3, jump=2, start=0), ReceptiveField(size=3, jump=2, start=-1))
    """
    field, side = ReceptiveField(), whole_number("size", size)
    for layer in _entries(layers, "kernel_size", "strides", "padding", "dilation_rate"):
        kernel_size, strides, padding, dilation_rate = layer
        before, _ = padding_amounts(side, kernel_size, strides, padding, dilation_rate)
        field = field.after(kernel_size, strides, dilation_rate, before)
        side = output_size(side, kernel_size, strides, padding, dilation_rate)
    return field


def _entries(layers: Iterable[Iterable[Any]], *names: str) -> Iterator[tuple[Any, ...]]:
    """Yield the entries of each layer; the last of them, its dilation rate, is 1 where it is left out."""
    for layer in layers if isinstance(layers, Iterable) else [layers]:
        entries = tuple(layer) if isinstance(layer, Iterable) else ()
        if len(entries) not in {len(names) - 1, len(names)}:
            raise ValueError(f"layers holds ({', '.join(names[:-1])}) or ({', '.join(names)}). Received: {layer}")
        yield (*entries, 1)[: len(names)]
