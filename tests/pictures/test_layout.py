"""Rows and lanes: nothing overlaps, no line runs through a box, and every line ends where it should."""

from collections.abc import Sequence
from itertools import pairwise

from hypothesis import example, given
from hypothesis import strategies as st

from cnncheck.pictures.layout import Layout, Size, lay_out
from cnncheck.pictures.svg import Box, Point

CHAIN: list[list[int]] = [[], [0], [1]]
RESIDUAL: list[list[int]] = [[], [0], [1], [2, 0], [3]]
INCEPTION: list[list[int]] = [[], [0], [0], [2], [0], [4], [1, 3, 5]]
NESTED: list[list[int]] = [[], [0], [1], [2, 1], [3, 0], [4]]
DENSE: list[list[int]] = [[], [0], [0, 1], [2], [2, 3], [4]]
CROSSED: list[list[int]] = [[], [0], [0], [1, 2], [1, 2], [3, 4]]
TWO_IMAGES: list[list[int]] = [[], [], [0, 1]]


@st.composite
def networks(draw: st.DrawFn) -> list[list[int]]:
    """Any network: each box reads up to three of those before it."""
    count = draw(st.integers(1, 9))
    return [[], *(draw(st.lists(st.integers(0, box), min_size=1, max_size=3)) for box in range(count))]


def apart(one: Box, other: Box) -> bool:
    beside = one.right <= other.x or other.right <= one.x
    return beside or one.bottom <= other.y or other.bottom <= one.y


def crosses(start: Point, end: Point, box: Box) -> bool:
    """Whether a piece of a line, along an axis, has a point inside a box."""
    left, right, top, bottom = min(start.x, end.x), max(start.x, end.x), min(start.y, end.y), max(start.y, end.y)
    return left < box.right and right > box.x and top < box.bottom and bottom > box.y


def faults(layout: Layout, reads: Sequence[Sequence[int]]) -> list[str]:
    boxes = layout.boxes
    found = [f"{i} overlaps {j}" for i, one in enumerate(boxes) for j in range(i) if not apart(one, boxes[j])]
    paper = Box(0, 0, layout.width, layout.height)
    outside = (box for box in boxes if box.x < 0 or box.y < 0 or box.right > paper.right or box.bottom > paper.bottom)
    found += [f"{box} is outside" for box in outside]
    wanted = {(source, box) for box, read in enumerate(reads) for source in read}
    if set(layout.lines) != wanted:
        found.append("lines are not what is read")
    for (source, target), points in layout.lines.items():
        start, end = points[0], points[-1]
        if start.y != boxes[source].bottom or not boxes[source].x < start.x < boxes[source].right:
            found.append(f"{source}-{target} does not leave {source}")
        if end.y != boxes[target].y or not boxes[target].x < end.x < boxes[target].right:
            found.append(f"{source}-{target} does not reach {target}")
        for one, other in pairwise(points):
            if one.x != other.x and one.y != other.y:
                found.append(f"{source}-{target} is oblique")
            found += [f"{source}-{target} runs through {i}" for i, box in enumerate(boxes) if crosses(one, other, box)]
        if not 0 <= max(point.x for point in points) <= layout.width:
            found.append(f"{source}-{target} leaves the paper")
    return found


@given(networks(), st.lists(st.integers(20, 300), min_size=10, max_size=10))
@example(CHAIN, [100] * 10)
@example(RESIDUAL, [100] * 10)
@example(INCEPTION, [100, 200, 50, 70, 10, 20, 30, 0, 0, 0])
@example(NESTED, [100] * 10)
@example(DENSE, [100] * 10)
@example(CROSSED, [100] * 10)
@example(TWO_IMAGES, [100] * 10)
def test_any_network_is_laid_out_without_overlaps(reads: list[list[int]], widths: list[int]) -> None:
    sizes = [Size(max(width, 1), 20 + width % 50) for width, _ in zip(widths, reads, strict=False)]
    layout = lay_out(sizes, reads)
    assert faults(layout, reads) == []
    assert all(box.width >= size.width for box, size in zip(layout.boxes, sizes, strict=True))


def test_the_measure_sees_overlaps_and_lines_through_boxes() -> None:
    boxes = (Box(0, 0, 10, 10), Box(5, 5, 10, 10), Box(0, 40, 10, 10))
    wrong = Layout(boxes, {(0, 2): (Point(7, 10), Point(7, 40)), (0, 1): (Point(99, 10), Point(7, 6))}, 20, 60)
    assert faults(wrong, [[], [0], [0]]) == [
        "1 overlaps 0",
        "0-2 runs through 1",
        "0-1 does not leave 0",
        "0-1 does not reach 1",
        "0-1 is oblique",
        "0-1 runs through 0",
        "0-1 runs through 1",
        "0-1 leaves the paper",
    ]


def test_a_chain_is_one_column_and_branches_stand_side_by_side() -> None:
    chain = lay_out([Size(50, 20)] * 3, CHAIN)
    assert len({box.x for box in chain.boxes}) == 1
    inception = lay_out([Size(50, 20)] * 7, INCEPTION).boxes
    assert inception[1].y == inception[2].y == inception[4].y
    assert inception[1].right < inception[2].x
    assert inception[2].right < inception[4].x
    assert (inception[6].x, inception[6].right) == (inception[1].x, inception[4].right), "a join is as wide as they are"


def test_a_shortcut_has_a_lane_of_its_own() -> None:
    layout = lay_out([Size(50, 20)] * 5, RESIDUAL)
    assert len(layout.lines[0, 1]) == 2
    beside = layout.lines[0, 3]
    assert beside[-1].x > layout.boxes[1].right
    assert layout.boxes[3].right > beside[-1].x
