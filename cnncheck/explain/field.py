"""The calculator of receptive fields: how much of the image one output pixel sees, layer by layer."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from cnncheck.explain.calculation import grouped
from cnncheck.explain.table import table_text
from reference.arithmetic import ReceptiveField, effective_kernel_size

LAYER = re.compile(r"(\d+)/(\d+)(?:/(\d+))?", re.ASCII)
"""KERNEL/STRIDES, or KERNEL/STRIDES/DILATION."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A convolution or a pooling layer of a chain; field names are the textbook's."""

    kernel_size: int
    strides: int
    dilation_rate: int = 1

    @property
    def numbers(self) -> tuple[int, int, int]:
        """As `reference.arithmetic` takes it."""
        return self.kernel_size, self.strides, self.dilation_rate


def parse_layers(text: str) -> tuple[Layer, ...]:
    """The layers written as "3/1 3/1 2/2", the one next to the image first; commas may stand between them.

    Raises:
        ValueError: there is none, or one is written otherwise or holds a zero.

    >>> parse_layers("3/1 3/1/2")
    (Layer(kernel_size=3, strides=1, dilation_rate=1), Layer(kernel_size=3, strides=1, dilation_rate=2))
    """
    written = text.replace(",", " ").split()
    if not written:
        raise ValueError('--layers needs at least one layer, such as "3/1 3/1 2/2". Received none.')
    return tuple(_layer(part) for part in written)


def _layer(text: str) -> Layer:
    found = LAYER.fullmatch(text)
    if found is None:
        raise ValueError(f"A layer is written KERNEL/STRIDES or KERNEL/STRIDES/DILATION, such as 3/1. Received: {text}")
    layer = Layer(*(int(number) for number in found.groups() if number is not None))
    if 0 in layer.numbers:
        raise ValueError(f"Kernel, strides and dilation of a layer are at least 1. Received: {text}")
    return layer


def fields(layers: Sequence[Layer]) -> tuple[ReceptiveField, ...]:
    """Receptive field of the image itself, and behind each layer; where it starts, padding decides.

    >>> [(field.size, field.jump) for field in fields(parse_layers("3/1 3/1 2/2"))]
    [(1, 1), (3, 1), (5, 1), (6, 2)]
    """
    return tuple(accumulate(layers, lambda field, layer: field.after(*layer.numbers), initial=ReceptiveField()))


def field_text(layers: Sequence[Layer]) -> str:
    """The formula, a line for each layer with the numbers put in, and the answer."""
    chain = fields(layers)
    dilated = any(layer.dilation_rate > 1 for layer in layers)
    heads = ["layer", "kernel", "strides", *(["dilation", "k_eff"] if dilated else []), "field", "jump"]
    rows = [["image", "", "", *(["", ""] if dilated else []), "1", "1"]]
    for number, (layer, (before, after)) in enumerate(zip(layers, pairwise(chain), strict=True), 1):
        effective = effective_kernel_size(layer.kernel_size, layer.dilation_rate)
        span = [str(layer.dilation_rate), str(effective)] if dilated else []
        rows.append(
            [
                str(number),
                str(layer.kernel_size),
                str(layer.strides),
                *span,
                f"{before.size} + ({effective} - 1) * {before.jump} = {after.size}",
                f"{before.jump} * {layer.strides} = {after.jump}",
            ]
        )
    plural = "s" if len(layers) > 1 else ""
    question = f"The receptive field of {len(layers)} layer{plural}, the one next to the image first"
    answer = (
        f"The field of one output pixel is {grouped(chain[-1].size)}x{grouped(chain[-1].size)} pixels of the image; "
        f"that of its neighbour lies {_pixels(chain[-1].jump)} further on."
    )
    return "\n\n".join([question, _formula(dilated=dilated), table_text(heads, rows), answer])


def _pixels(number: int) -> str:
    return "1 pixel" if number == 1 else f"{grouped(number)} pixels"


def _formula(*, dilated: bool) -> str:
    lines = [
        f"  field = field before + ({'k_eff' if dilated else 'kernel'} - 1) * jump before",
        "  jump  = jump before * strides",
    ]
    if dilated:
        lines.append("  k_eff = (kernel - 1) * dilation + 1")
    return "\n".join(lines)
