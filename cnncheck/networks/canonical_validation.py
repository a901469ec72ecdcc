"""Judges what a worker told about a network before anything is made of it: a worker may tell anything."""

import math
from collections.abc import Iterable

from cnncheck.inside.wire import MAX_FRAME, NetworkOpened, Pair, Sequence, TraceNode, Value

MAX_NODES = 20_000
MAX_LAYERS = 10_000
MAX_INPUTS = 1_000
MAX_RANK = 8
MAX_SIDE = 2**24
MAX_TEXT = 80
"""Bounds far above any network of a course, low enough that nothing made from them can exhaust memory or time."""


MAX_WEIGHTS = MAX_FRAME // 4
"""More numbers in float32 cannot be sent to a worker."""

MAX_VALUES = 2**26
"""Of one image, in one tensor; the largest map of VGG-16 for ImageNet has 2**22."""


class TraceError(Exception):
    """What was told about a network does not fit together; no honest trace looks like that."""


class TooLargeError(TraceError):
    """The network, as it was told, is larger than can be computed here."""


def validate(opened: NetworkOpened) -> None:
    """Accept a trace whose parts fit together.

    Raises:
        TraceError: they do not, or they are too large.
    """
    require(len(opened.layers) <= MAX_LAYERS and len(opened.variables) <= MAX_LAYERS, "too many parts")
    layers = {layer.id for layer in opened.layers}
    variables = {variable.id for variable in opened.variables}
    require(len(layers) == len(opened.layers), "two layers have one number")
    require(len(variables) == len(opened.variables), "two variables have one number")
    require(all(layer.parent is None or layer.parent in layers for layer in opened.layers), "an unknown layer")
    require(
        all(variable.layer is None or variable.layer in layers for variable in opened.variables), "an unknown layer"
    )
    for variable in opened.variables:
        _shape(variable.shape)
    weights = sum(math.prod(variable.shape) for variable in opened.variables)
    if weights > MAX_WEIGHTS:
        raise TooLargeError(f"the network has {weights} weights, at most {MAX_WEIGHTS} can be looked at")
    known = _nodes(opened.nodes, set(), layers, variables)
    require(opened.output in known, "the output is not computed")
    if opened.training_nodes:
        trained = _nodes(opened.training_nodes, known, layers, variables)
        require(opened.training_output in trained - known, "the output in training is not computed")


def _nodes(nodes: Iterable[TraceNode], before: set[int], layers: set[int], variables: set[int]) -> set[int]:
    """Numbers of all nodes; every node reads only earlier ones of its own trace, so there are no cycles."""
    mine: set[int] = set()
    for node in nodes:
        require(node.id >= 0 and node.id not in mine and node.id not in before, "two steps have one number")
        require(len(mine) < MAX_NODES and len(node.inputs) <= MAX_INPUTS, "too many steps")
        require(set(node.inputs) <= mine, "a step reads what does not come before it")
        require(node.layer is None or node.layer in layers, "an unknown layer")
        require(node.variable is None or node.variable in variables, "an unknown variable")
        require(set(node.weights.values()) <= variables, "an unknown variable")
        require(0 <= node.output < MAX_INPUTS, "an impossible output")
        if node.shape is not None:
            sides = tuple(side for side in node.shape if side is not None)
            _shape(sides)
            if math.prod(sides) > MAX_VALUES:
                raise TooLargeError(f"a layer makes {math.prod(sides)} values, at most {MAX_VALUES} can be looked at")
        mine.add(node.id)
    return mine | before


def _shape(shape: tuple[int, ...]) -> None:
    require(len(shape) <= MAX_RANK and all(0 <= side <= MAX_SIDE for side in shape), "an impossible shape")


def require(condition: bool, otherwise: str) -> None:  # noqa: FBT001 - reads as a sentence
    """Go on, or refuse the trace.

    Raises:
        TraceError: the condition does not hold.
    """
    if not condition:
        raise TraceError(f"the network was described in a way that does not fit together: {otherwise}")


def text(value: str | None) -> str | None:
    """A name or line of the student's, cut to size and without characters that a terminal obeys."""
    if value is None:
        return None
    return "".join(each if each.isprintable() else "?" for each in value[: 3 * MAX_TEXT])


def position(value: int | None) -> int | None:
    """A line or cell number; None for an impossible one."""
    return value if value is not None and 0 < value < 2**31 else None


def integers(value: Value) -> tuple[int, ...] | None:
    """A tuple of whole numbers; None for anything else."""
    if isinstance(value, Pair | Sequence):
        numbers = [each for each in value.items if isinstance(each, int) and not isinstance(each, bool)]
        return tuple(numbers) if len(numbers) == len(value.items) else None
    return None


def number(value: Value) -> float | None:
    """A finite number; None for anything else."""
    if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < 1e30:  # noqa: PLR2004 - infinite for any purpose
        return float(value)
    return None
