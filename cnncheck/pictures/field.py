"""Draws what one output pixel sees: a row of each map from the output down to the image, its cells joined by a cone.

Cells stand where they lie over the image, so that a map with strides before it has wider ones. Distances are counted in
halves of an image pixel, since the middle of an even window lies between two pixels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod

from cnncheck.pictures.svg import PALE, Box, Drawing, Point, text_width
from reference.arithmetic import effective_kernel_size, receptive_field

Window = tuple[int, int, int]
"""kernel_size, strides and dilation_rate of a layer."""

MARGIN, CELL_HEIGHT, ROW_GAP, LINE = 24.0, 24.0, 34.0, 17.0
WIDTH, PIXEL, LEAST = 720.0, 30.0, 3.0
"""Pixels of the drawing for the whole field, at most for one image pixel, and at least for a cell that is drawn."""

SEEN, UNSEEN, CONE = "#3a6ea5", "#ffffff", "#e4eef8"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one map, as far as the output pixel sees it.

    Attributes:
        name: the layer behind which it lies.
        detail: the layer's numbers.
        cells: from the first to the last that is seen.
        jump: image pixels between neighbours.
        field: image pixels that one of the cells sees.
        seen: places of the cells that are seen, in half pixels from the middle; None where they are too many to draw.
    """

    name: str
    detail: str
    cells: int
    jump: int
    field: int
    seen: frozenset[int] | None

    @property
    def caption(self) -> str:
        """How much of it the output pixel sees: all the cells, or some with holes between them."""
        if self.cells == 1:
            return "one pixel"
        held = self.cells if self.seen is None else len(self.seen)
        return f"{_square(self.cells)} seen" if held == self.cells else f"{_square(held)} of {_square(self.cells)} seen"

    @property
    def sees(self) -> str:
        """What one of its cells sees."""
        return f"a cell sees {_square(self.field)}, jump {self.jump}" if self.detail else "jump 1"


def field_drawing(layers: Sequence[Window]) -> bytes:
    """The SVG document for a chain of layers, the one next to the image first.

    Raises:
        ValueError: a number is not a positive whole number.
    """
    across = max(receptive_field(layers), prod(strides for _, strides, _ in layers))
    scale = min(PIXEL, WIDTH / across)
    rows = _rows(layers, scale)
    left = (
        MARGIN + max(max(text_width(f"{row.name} {row.detail}", bold=True), text_width(row.sees)) for row in rows) + 20
    )
    right = left + across * scale + 16
    width = right + max(text_width(row.caption) for row in rows) + MARGIN
    height = 2 * MARGIN + len(rows) * CELL_HEIGHT + (len(rows) - 1) * ROW_GAP
    drawing = Drawing(
        width,
        height,
        f"The receptive field of {len(layers)} layer{'s' if len(layers) > 1 else ''}",
        f"The field of one output pixel is {_square(rows[-1].cells)} pixels of the image. From the output down: "
        + "; ".join(f"{row.name}, {row.caption}" for row in rows)
        + ".",
    )
    boxes = [
        _span(row, left + across * scale / 2, MARGIN + number * (CELL_HEIGHT + ROW_GAP), scale)
        for number, row in enumerate(rows)
    ]
    for upper, lower in pairwise(boxes):
        corners = ((upper.x, upper.bottom), (upper.right, upper.bottom), (lower.right, lower.y), (lower.x, lower.y))
        drawing.polygon([Point(*corner) for corner in corners], CONE)
    for row, box in zip(rows, boxes, strict=True):
        _draw(drawing, row, box, scale, right)
    return drawing.encode()


def _rows(layers: Sequence[Window], scale: float) -> list[Row]:
    """From the output down; below the first map whose cells are too narrow to draw, all are."""
    seen: frozenset[int] | None = frozenset({0})
    rows = []
    for depth in range(len(layers), -1, -1):
        jump = prod(strides for _, strides, _ in layers[:depth])
        if seen is not None and jump * scale < LEAST:
            seen = None
        cells, field = receptive_field(layers[depth:]), receptive_field(layers[:depth])
        name, detail = (f"layer {depth}", _numbers(layers[depth - 1])) if depth else ("image", "")
        rows.append(Row(name, detail, cells, jump, field, seen))
        if depth and seen is not None:
            seen = _below(seen, layers[depth - 1], jump // layers[depth - 1][1])
    return rows


def _below(seen: frozenset[int], layer: Window, jump: int) -> frozenset[int]:
    """Cells of the map below, whose neighbours are `jump` apart, that windows around the given cells hold."""
    kernel_size, _, dilation_rate = layer
    spanned = effective_kernel_size(kernel_size, dilation_rate)
    offsets = [(2 * cell * dilation_rate - (spanned - 1)) * jump for cell in range(kernel_size)]
    return frozenset(place + offset for place in seen for offset in offsets)


def _numbers(layer: Window) -> str:
    kernel_size, strides, dilation_rate = layer
    dilation = f", dilation {dilation_rate}" if dilation_rate > 1 else ""
    return f"{_square(kernel_size)}, strides {strides}{dilation}"


def _square(side: int) -> str:
    return f"{side}x{side}"


def _span(row: Row, middle: float, top: float, scale: float) -> Box:
    width = row.cells * row.jump * scale
    return Box(middle - width / 2, top, width, CELL_HEIGHT)


def _draw(drawing: Drawing, row: Row, box: Box, scale: float, right: float) -> None:
    group = drawing.group(row.name.replace(" ", "-"))
    if row.seen is None:
        drawing.rectangle(box, SEEN, SEEN, within=group)
    else:
        pitch = row.jump * scale
        gap = min(2.0, pitch / 6)
        for number in range(row.cells):
            place = (2 * number - (row.cells - 1)) * row.jump
            cell = Box(box.x + number * pitch + gap / 2, box.y, pitch - gap, CELL_HEIGHT)
            drawing.rectangle(cell, SEEN if place in row.seen else UNSEEN, SEEN, within=group)
    name = [(row.name, True), (row.detail, False)] if row.detail else [(row.name, True)]
    drawing.text(Point(MARGIN, box.y + 9), name, within=group)
    drawing.text(Point(MARGIN, box.y + 9 + LINE), [(row.sees, False)], within=group, fill=PALE)
    drawing.text(Point(right, box.y + 17), [(row.caption, False)], within=group)
