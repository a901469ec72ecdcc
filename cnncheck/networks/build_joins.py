"""Explains why the branches of a block cannot be joined, from the maps that came before and the specified ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cnncheck.inside.wire import Problem, TrailStep
from cnncheck.networks.python_errors import Reason
from cnncheck.networks.wording import shape_of
from reference.graph import Graph
from reference.operations import Add, Conv2D, Shape

SUM = re.compile(
    r"Dimensions must be equal, but are (\d+) and (\d+)|Incompatible shapes|"
    r"failure dim has value (\d+), which cannot be broadcasted to (\d+)"
)
SIDE_BY_SIDE = re.compile(
    r"Dimension \d in both shapes must be equal.*Shapes are \[\?,(\d+),(\d+)\] and \[\?,(\d+),(\d+)\]"
)

MAP_AXES = 4
"""Batch, height, width, channels."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A convolution that was called: what it is, the map it made, and the specified one's map."""

    step: TrailStep
    made: Shape
    specified: Shape


def unjoined(problem: Problem, graph: Graph) -> Reason | None:
    """Why tensors could not be added or put side by side; None where something else stopped the network.

    The first convolution whose map is not the specified one comes first: a width that was doubled too early, strides
    where there should be none. If all are right, the shortcut is not.

    Args:
        problem: with the layers the image came through.
        graph: the specified network.
    """
    if found := SIDE_BY_SIDE.search(problem.message):
        first, second = f"{found[1]}x{found[2]}", f"{found[3]}x{found[4]}"
        message = f"{_failing(problem)} puts maps of different sizes side by side: {first} and {second}."
        return Reason("build-error", message, "maps of one size", f"{first} and {second}")
    if not SUM.search(problem.message) or not any(isinstance(node.operation, Add) for node in graph):
        return None
    seen = _convolutions(problem.trail, graph)
    other = next((one for one in seen if one.made != one.specified), None)
    return _shortcut(problem) if other is None else _other_map(problem, seen, other)


def _other_map(problem: Problem, seen: list[_Seen], other: _Seen) -> Reason | None:
    """A convolution makes another map than specified, and that is what does not fit."""
    if other.made[:2] == other.specified[:2]:
        return _width(other, seen)
    if not _is_at_join(problem.message, other.made[:2], other.specified[:2]):
        return None
    if other.made[:2] == _halved(other.specified):
        return _strides(other, "are 2 and should be 1")
    if _halved(other.made) == other.specified[:2]:
        block = [one for one in seen if one.step.layer.startswith(f"{_failing(problem)}.")]
        kept = [one for one in block if one.made[:2] == other.made[:2]]
        return _unstrided(other) if len(kept) == 1 < len(block) - 1 else _strides(other, "are 1 and should be 2")
    return None


def _halved(shape: Shape) -> Shape:
    return tuple(-(-side // 2) for side in shape[:2])


def _convolutions(trail: Sequence[TrailStep], graph: Graph) -> list[_Seen]:
    """The convolutions that were called, each with the specified one in its place.

    A projection may be called before or behind the other convolutions of its block: their maps have one shape.
    """
    specified = [graph.shapes[node.name] for node in graph if isinstance(node.operation, Conv2D)]
    called = [(step, _map(step)) for step in trail if step.class_name == "Conv2D"]
    made = [(step, shape) for step, shape in called if shape is not None]
    return [_Seen(step, shape, wanted) for (step, shape), wanted in zip(made, specified, strict=False)]


def _map(step: TrailStep) -> Shape | None:
    sides = step.shape[1:] if step.shape is not None and len(step.shape) == MAP_AXES else ()
    return tuple(side for side in sides if side is not None) if sides and None not in sides else None


def _is_at_join(message: str, *sides: Iterable[int]) -> bool:
    """Whether the exception speaks of these very sizes."""
    found = SUM.search(message)
    told = {int(number) for number in found.groups() if number} if found else set()
    return not told or told <= {side for pair in sides for side in pair}


def _width(other: _Seen, seen: list[_Seen]) -> Reason | None:
    """Another width: by a rule where the same line made other layers of the right width before."""
    expected, received = other.specified[-1], other.made[-1]
    place = seen.index(other)
    ruled = any(one.step.line == other.step.line and one.step.line is not None for one in seen[:place])
    widths = [", ".join(str(shape[-1]) for shape in row) for row in _rows(seen)]
    message = f"{other.step.layer} has {received} filters where {expected} are specified"
    message += ", and what it computes is added to a map that has other channels."
    if not ruled:
        return Reason("filters", message, str(expected), str(received))
    message += f" The widths so far are {widths[1]} where {widths[0]} are specified."
    return Reason("channel-doubling", message, widths[0], widths[1])


def _rows(seen: list[_Seen]) -> tuple[list[Shape], list[Shape]]:
    return [one.specified for one in seen], [one.made for one in seen]


def _strides(other: _Seen, told: str) -> Reason:
    expected, received = shape_of(other.specified), shape_of(other.made)
    message = f"{other.step.layer} makes a map of {received} where {expected} is specified: its strides {told}."
    return Reason("strides", message, expected, received)


def _unstrided(other: _Seen) -> Reason:
    expected, received = shape_of(other.specified), shape_of(other.made)
    message = (
        f"{other.step.layer}, the convolution on the shortcut, makes a map of {received}; the block's other "
        f"convolutions make {expected}: it needs their strides."
    )
    return Reason("shortcut-projection", message, expected, received)


def _shortcut(problem: Problem) -> Reason | None:
    """All convolutions are right, so what they computed does not fit what it is added to."""
    failing = problem.trail[-1] if problem.trail and problem.trail[-1].shape is None else None
    if failing is None:
        return None
    inside = [step for step in problem.trail if step.layer.startswith(f"{failing.layer}.")]
    maps = [(step, shape) for step in inside if (shape := _map(step)) is not None]
    before = [shape for step in problem.trail if step not in inside and (shape := _map(step)) is not None]
    if not maps or not before:
        return None
    shapes = f"{shape_of(maps[-1][1])} and {shape_of(before[-1])}"
    message = f"{failing.layer} adds its own input to a map of another shape: {shapes}."
    return Reason("shortcut-projection", message, "a 1x1 convolution on the shortcut", "the block's input as it is")


def _failing(problem: Problem) -> str:
    return problem.trail[-1].layer if problem.trail and problem.trail[-1].shape is None else "A layer"
