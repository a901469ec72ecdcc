"""Places boxes in rows and lanes: what is read stands above what reads it, branches stand side by side.

A row is a step away from the image, the longest way counts. A lane is a column that a chain of boxes goes down; a line
past other boxes has a lane to itself, so that it never runs through one. The first reader of a box stays in its lane,
the others take the next free one on the right. Where lanes join, the box is as wide as all of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cnncheck.pictures.svg import Box, Point

MARGIN, ROW_GAP, LANE_GAP, BARE_LANE = 24.0, 30.0, 28.0, 24.0
"""Pixels around everything, between rows, between lanes, and of a lane that holds lines only."""

SPLIT = 0.35
"""Where in the gap between two rows a line changes its lane: near the row it comes from, or near the one it goes to."""

Edge = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Size:
    """What a box needs."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is: boxes in the order given, lines by the boxes they connect."""

    boxes: tuple[Box, ...]
    lines: Mapping[Edge, tuple[Point, ...]]
    width: float
    height: float


@dataclass
class _Lanes:
    """Which lane holds what in which rows; a range of rows is given by the row before it and its last."""

    taken: list[list[tuple[int, int]]] = field(default_factory=list)

    def take(self, first: int, above: int, last: int) -> int:
        """The first lane from `first` on that is free in those rows; it is so no longer."""
        lane = first
        while lane < len(self.taken) and not self.free(lane, above, last):
            lane += 1
        while len(self.taken) <= lane:
            self.taken.append([])
        self.taken[lane].append((above, last))
        return lane

    def free(self, lane: int, above: int, last: int) -> bool:
        return all(last <= start or end <= above for start, end in self.taken[lane])


def lay_out(sizes: Sequence[Size], reads: Sequence[Sequence[int]]) -> Layout:
    """Place boxes, given for each what it reads: boxes before it."""
    rows = _rows(reads)
    lane_of, edge_lane = _assign(rows, reads)
    spans = _spans(rows, reads, lane_of, edge_lane)
    lanes = 1 + max((*lane_of, *edge_lane.values()))
    lefts, widths = _columns(sizes, lane_of, spans, lanes)
    tops, heights = _tops(sizes, rows)
    boxes = tuple(
        Box(lefts[first], tops[rows[box]], lefts[last] + widths[last] - lefts[first], sizes[box].height)
        for box, (first, last) in enumerate(spans)
    )
    centres = [left + width / 2 for left, width in zip(lefts, widths, strict=True)]
    bottoms = [top + height for top, height in zip(tops, heights, strict=True)]
    lines = {}
    for (source, target), lane in edge_lane.items():
        enters = lane if spans[target][0] <= lane <= spans[target][1] else lane_of[target]
        turns = (bottoms[rows[source]] + SPLIT * ROW_GAP, tops[rows[target]] - SPLIT * ROW_GAP)
        start = Point(centres[lane_of[source]], boxes[source].bottom)
        lines[source, target] = _path(start, centres[lane], Point(centres[enters], boxes[target].y), turns)
    return Layout(boxes, lines, lefts[-1] + widths[-1] + MARGIN, bottoms[-1] + MARGIN)


def _rows(reads: Sequence[Sequence[int]]) -> list[int]:
    rows: list[int] = []
    for read in reads:
        rows.append(1 + max((rows[box] for box in read), default=-1))
    return rows


def _assign(rows: Sequence[int], reads: Sequence[Sequence[int]]) -> tuple[list[int], dict[Edge, int]]:
    """The lane of every box and of every line."""
    readers: list[list[int]] = [[] for _ in rows]
    for box, read in enumerate(reads):
        for source in dict.fromkeys(read):
            readers[source].append(box)
    lanes, lane_of = _Lanes(), [0] * len(rows)
    edge_lane: dict[Edge, int] = {}
    for row in range(max(rows) + 1):
        here = [box for box in range(len(rows)) if rows[box] == row]
        for box in here:
            entering = [edge_lane[source, box] for source in reads[box]]
            lane_of[box] = min(entering) if entering else lanes.take(0, row - 1, row)
        here.sort(key=lane_of.__getitem__)
        for turn in (slice(1), slice(1, None)):  # those that stay in their lane before those that look for one
            for box in here:
                for reader in readers[box][turn]:
                    edge_lane[box, reader] = lanes.take(lane_of[box], row, rows[reader])
    return lane_of, edge_lane


def _spans(
    rows: Sequence[int], reads: Sequence[Sequence[int]], lane_of: Sequence[int], edge_lane: Mapping[Edge, int]
) -> list[tuple[int, int]]:
    """First and last lane that each box covers: all that enter it, unless something else stands between them."""
    spans = []
    for box, read in enumerate(reads):
        entering = {edge_lane[source, box] for source in read}
        first, last = lane_of[box], max(entering, default=lane_of[box])
        others = {
            lane
            for (source, target), lane in edge_lane.items()
            if target != box and rows[source] < rows[box] <= rows[target]
        }
        spans.append((first, first if others & set(range(first, last + 1)) else last))
    return spans


def _columns(
    sizes: Sequence[Size], lane_of: Sequence[int], spans: Sequence[tuple[int, int]], lanes: int
) -> tuple[list[float], list[float]]:
    """Left side and width of every lane: as wide as the boxes that stand in it alone."""
    widths = [BARE_LANE] * lanes
    for size, lane, (first, last) in zip(sizes, lane_of, spans, strict=True):
        room = sum(widths[first : last + 1]) + LANE_GAP * (last - first)
        widths[lane] += max(size.width - room, 0)
    lefts = [MARGIN + sum(widths[:lane]) + LANE_GAP * lane for lane in range(len(widths))]
    return lefts, widths


def _tops(sizes: Sequence[Size], rows: Sequence[int]) -> tuple[list[float], list[float]]:
    """Upper side and height of every row."""
    heights = [0.0] * (1 + max(rows))
    for size, row in zip(sizes, rows, strict=True):
        heights[row] = max(heights[row], size.height)
    tops = [MARGIN + sum(heights[:row]) + ROW_GAP * row for row in range(len(heights))]
    return tops, heights


def _path(start: Point, lane: float, end: Point, turns: tuple[float, float]) -> tuple[Point, ...]:
    """Down, across to the lane, down it, across to where it enters, down; without the steps that lead nowhere."""
    points = [start]
    if lane != start.x:
        points += [Point(start.x, turns[0]), Point(lane, turns[0])]
    if lane != end.x:
        points += [Point(lane, turns[1]), Point(end.x, turns[1])]
    return (*points, end)
