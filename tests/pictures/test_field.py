"""The drawing of a receptive field: a row for each map, exactly the cells that one output pixel depends on."""

from collections.abc import Callable
from itertools import pairwise
from math import prod
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cnncheck.pictures import field_drawing
from cnncheck.pictures.field import CONE, LEAST, SEEN, WIDTH
from reference.arithmetic import receptive_field

LAYERS = st.lists(st.tuples(st.integers(1, 4), st.integers(1, 3), st.integers(1, 3)), min_size=1, max_size=4)

MOST = WIDTH / LEAST
"""Cells side by side of which each is drawn."""


def rows(drawing: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - a drawing that was read
    """From the output down: name of each row, and its cells: # where they are seen."""
    return [
        (group.attrib["id"], "".join("#" if cell.get("fill") == SEEN else "." for cell in drawing.all("rect", group)))
        for group in drawing.all("g")
    ]


def depends_on(layers: list[tuple[int, int, int]]) -> list[str]:
    """The same, by asking which cells of a map change the output when they change."""
    maps = []
    for depth in range(len(layers), -1, -1):
        size = receptive_field(layers[depth:])
        counts = np.eye(size)
        for kernel_size, strides, dilation_rate in layers[depth:]:
            spanned = (kernel_size - 1) * dilation_rate + 1
            starts = range(0, len(counts) - spanned + 1, strides)
            counts = np.array([counts[start : start + spanned : dilation_rate].sum(axis=0) for start in starts])
        maps.append("".join("#" if count else "." for count in counts[0]))
    return maps


@given(LAYERS)
def test_exactly_the_cells_that_the_output_depends_on_are_filled(
    read: Callable[..., Any], layers: list[tuple[int, int, int]]
) -> None:
    assume(max(receptive_field(layers), prod(strides for _, strides, _ in layers)) <= MOST)
    names, cells = zip(*rows(read(field_drawing(layers))), strict=True)
    assert list(names) == [*(f"layer-{number}" for number in range(len(layers), 0, -1)), "image"]
    assert list(cells) == depends_on(layers)


@pytest.mark.parametrize(
    "layers", [[(3, 1, 1), (3, 1, 1), (2, 2, 1)], [(3, 1, 1), (3, 1, 4)], [(1, 9, 1)], [(11, 4, 1)] * 8, [(1, 1000, 1)]]
)
def test_nothing_overlaps_or_leaves_the_paper(
    read: Callable[..., Any], box: Callable[..., Any], layers: list[tuple[int, int, int]]
) -> None:
    drawing = read(field_drawing(layers))
    texts = list(drawing.texts())
    cells = [box(cell) for group in drawing.all("g") for cell in drawing.all("rect", group)]
    for room in (*cells, *(text.box for text in texts)):
        assert room.x >= 0
        assert room.y >= 0
        assert room.right <= drawing.width
        assert room.bottom <= drawing.height
    for text in texts:
        assert all(
            text.box.right <= cell.x
            or cell.right <= text.box.x
            or cell.bottom <= text.box.y
            or text.box.bottom <= cell.y
            for cell in cells
        ), text
    for group in drawing.all("g"):
        for one, other in pairwise(box(cell) for cell in drawing.all("rect", group)):
            assert one.right <= other.x
    assert drawing.width < 1500


def test_the_cone_joins_each_row_to_the_next(read: Callable[..., Any], box: Callable[..., Any]) -> None:
    drawing = read(field_drawing([(3, 1, 1), (3, 1, 1)]))
    cones = [shape for shape in drawing.all("polygon") if shape.get("fill") == CONE]
    spans = []
    for group in drawing.all("g"):
        cells = [box(cell) for cell in drawing.all("rect", group)]
        spans.append((cells[0].x, cells[-1].right, cells[0].y, cells[0].bottom))
    assert len(cones) == 2
    for cone, (upper, lower) in zip(cones, pairwise(spans), strict=True):
        corners = [tuple(map(float, point.split(","))) for point in cone.attrib["points"].split()]
        wanted = [(upper[0], upper[3]), (upper[1], upper[3]), (lower[1], lower[2]), (lower[0], lower[2])]
        for corner, place in zip(corners, wanted, strict=True):
            assert corner == pytest.approx(place, abs=1.5)


def test_what_is_said_of_each_row(read: Callable[..., Any]) -> None:
    drawing = read(field_drawing([(3, 1, 1), (3, 1, 2), (2, 2, 1)]))
    assert [text.text for text in drawing.texts()] == [
        "layer 3 2x2, strides 2", "a cell sees 8x8, jump 2", "one pixel",
        "layer 2 3x3, strides 1, dilation 2", "a cell sees 7x7, jump 1", "2x2 seen",
        "layer 1 3x3, strides 1", "a cell sees 3x3, jump 1", "6x6 seen",
        "image", "jump 1", "8x8 seen",
    ]  # fmt: skip
    assert drawing.one("desc").text == (
        "The field of one output pixel is 8x8 pixels of the image. From the output down: "
        "layer 3, one pixel; layer 2, 2x2 seen; layer 1, 6x6 seen; image, 8x8 seen."
    )
    holes = [text.text for text in read(field_drawing([(1, 1, 1), (3, 1, 2)])).texts()]
    assert holes[-1] == "3x3 of 5x5 seen"


def test_too_many_cells_become_a_bar(read: Callable[..., Any]) -> None:
    drawn = dict(rows(read(field_drawing([(11, 4, 1)] * 8))))
    assert (drawn["layer-8"], drawn["layer-7"], drawn["image"]) == ("#", "#" * 11, "#")


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="kernel_size=0"):
        field_drawing([(0, 1, 1)])
