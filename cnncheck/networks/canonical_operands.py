"""What a traced operation reads: steps of the network, known whole numbers, weights."""

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_expressions import Key
from cnncheck.networks.canonical_steps import Constant, Data, Unknown
from cnncheck.networks.canonical_validation import integers
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    Pair,
    Shape,
)

MAP = 3
"""Height, width, channels."""


def read(bench: Workbench, node: TraceNode, position: int = 0) -> Key:
    """The step that a node reads first, or at another position."""
    data = bench.meanings[node.inputs[position]]
    return bench.key(data) if isinstance(data, Data) else bench.image


def known(bench: Workbench, node: TraceNode, position: int) -> tuple[int, ...] | None:
    """Whole numbers that a node reads as a constant."""
    if position >= len(node.inputs):
        return None
    value = bench.meanings[node.inputs[position]]
    if not isinstance(value, Constant) or value.array.dtype.kind not in "iu":
        return None
    return tuple(int(each) for each in value.array.flat)


def weight_read(bench: Workbench, node: TraceNode, position: int) -> tuple[int | None, bool]:
    """The variable read at a place, and whether a constant is read there instead."""
    meaning = bench.meanings[node.inputs[position]] if position < len(node.inputs) else Unknown()
    expression = bench.expression(meaning, node.inputs[position]) if position < len(node.inputs) else None
    variable = expression.variable if expression is not None else None
    factors = [each for terms in expression.terms for each in terms] if expression is not None else []
    fixed = expression is not None and all(each.kind == "constant" for each in factors)
    return variable, isinstance(meaning, Constant) or fixed


def spatial(node: TraceNode, name: str) -> Pair | None:
    """Height and width of an attribute with one number per axis, NHWC."""
    told = integers(node.attributes.get(name))
    if told is None or len(told) != MAP + 1 or told[0] != 1 or told[3] != 1 or min(told) < 1:
        return None
    return told[1], told[2]


def kernel_shape(bench: Workbench, node: TraceNode, variable: int | None, position: int = 1) -> Shape | None:
    """The shape of the weight read at a place, a variable or a constant."""
    if variable is not None:
        return bench.variables[variable]
    told = bench.nodes[node.inputs[position]].shape if len(node.inputs) > position else None
    return None if told is None or None in told else tuple(side or 0 for side in told)
