"""Puts TensorFlow's element-wise arithmetic into words: sums, biases, and what batch normalisation is spelled with."""

import math
from collections.abc import Callable, Mapping
from dataclasses import replace

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_expressions import Atom, Expression, NoExpressionError, atom, constant
from cnncheck.networks.canonical_steps import Constant, Data, Deviation, Meaning, Noise, Parameter, without_batch
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import Activation, Add, Conv2D, Dense, Flatten, Opaque, Reshape

_Handler = Callable[[Workbench, TraceNode], Meaning]


def arithmetic(bench: Workbench, node: TraceNode) -> Meaning | None:
    """What a node of element-wise arithmetic means; None for another kind of node."""
    handler = _HANDLERS.get(node.op)
    if handler is None or not node.inputs:
        return None
    inputs = bench.inputs(node)
    if any(isinstance(each, Noise) for each in inputs) and not any(isinstance(each, Data) for each in inputs):
        return _mask(node, inputs) or _shifted(inputs) or Noise()
    try:
        return handler(bench, node)
    except NoExpressionError:
        return bench.opaque(node)


def _mask(node: TraceNode, inputs: list[Meaning]) -> Meaning | None:
    """Random numbers compared with a constant, or rounded down: zeros and ones."""
    noise = inputs[0]
    if node.op == "Floor" and isinstance(noise, Noise):
        return Parameter(atom(Atom("mask", (node.id, 0), 1 - noise.plus)))
    if node.op not in {"GreaterEqual", "Greater", "Less", "LessEqual"} or not isinstance(inputs[-1], Constant):
        return None
    limit = float(inputs[-1].array.flat[0]) if inputs[-1].array.size == 1 else -1.0
    limit -= noise.plus if isinstance(noise, Noise) else 0.0
    return Parameter(atom(Atom("mask", (node.id, 0), limit if node.op.startswith("G") else 1 - limit)))


def _shifted(inputs: list[Meaning]) -> Meaning | None:
    """Random numbers plus a constant."""
    numbers = [each.array for each in inputs if isinstance(each, Constant)]
    noises = [each for each in inputs if isinstance(each, Noise)]
    if len(inputs) != 2 or len(noises) != 1 or [each.size for each in numbers] != [1]:  # noqa: PLR2004 - two summands
        return None
    return Noise(noises[0].plus + float(numbers[0].flat[0]))


def _turned_mask(expression: Expression) -> Expression | None:
    """Ones where a mask has zeros."""
    alone = expression.product
    if alone is None or alone[1] != 1 or [each.kind for each in alone[0]] != ["mask"]:
        return None
    (mask,) = alone[0]
    return atom(replace(mask, value=1 - mask.value))


def _not(bench: Workbench, node: TraceNode) -> Meaning:
    (value,) = bench.inputs(node)[:1]
    turned = _turned_mask(value.expression) if isinstance(value, Parameter) else None
    return bench.opaque(node) if turned is None else Parameter(turned)


def _pair(bench: Workbench, node: TraceNode) -> tuple[Meaning, Meaning, Expression | None, Expression | None]:
    if len(node.inputs) < 2:  # noqa: PLR2004 - two operands
        raise NoExpressionError
    left, right = bench.inputs(node)[:2]
    return left, right, _expression(bench, node, 0), _expression(bench, node, 1)


def _expression(bench: Workbench, node: TraceNode, position: int) -> Expression | None:
    """What a node reads, as an expression; a variable of shape (1, 1, 1, channels) counts as one of (channels,)."""
    found = bench.expression(bench.inputs(node)[position], node.inputs[position])
    variable = None if found is None else found.variable
    shape = () if variable is None else bench.variables[variable]
    if variable is None or len(shape) < 2 or math.prod(shape) != shape[-1]:  # noqa: PLR2004 - one axis is as it should be
        return found
    made = bench.variables.changed(variable, "reshape", shape[-1:])
    return found if made is None else atom(Atom("variable", (made, 0)))


def _add(bench: Workbench, node: TraceNode) -> Meaning:
    if len(node.inputs) != 2:  # noqa: PLR2004 - AddN
        return _sum(bench, node)
    left, right, a, b = _pair(bench, node)
    if isinstance(right, Data) and a is not None:
        left, right, a, b = right, left, b, a
    if isinstance(left, Data) and b is not None:
        return _biased(bench, node, left, b) or _changed(bench, node, left, left.scale, left.shift + b)
    if a is not None and b is not None:
        return Parameter(a + b)
    return _sum(bench, node)


def _sum(bench: Workbench, node: TraceNode) -> Meaning:
    inputs = bench.inputs(node)
    if not all(isinstance(each, Data) for each in inputs):
        return bench.opaque(node)
    keys = tuple(bench.key(each) for each in inputs if isinstance(each, Data))
    for x, other in (keys, keys[::-1]) if len(keys) == 2 else ():  # noqa: PLR2004 - two summands
        if _is(bench.steps[other].operation, "Abs") and bench.steps[other].inputs == (x,):
            rectified = bench.make(node, Activation("relu"), (x,), part=1)
            return Data(rectified.base, node, constant(2))  # x + |x|
    if any(bench.shape(key) != without_batch(node) for key in keys):
        return bench.opaque(node, "an addition that repeats one tensor along an axis")
    return bench.make(node, Add(), keys)


def _biased(bench: Workbench, node: TraceNode, data: Data, added: Expression) -> Meaning | None:
    """A convolution or dense layer and the variable added to it."""
    step = bench.steps[data.base]
    variable = added.variable
    if variable is None or not data.plain:
        return None
    if isinstance(step.operation, Flatten | Reshape) and bench.shape(step.inputs[0])[-1:] == step.shape[-1:]:
        # Only the sides of one pixel were dropped in between.
        inner = bench.steps[step.inputs[0]]
        biased = _biased(bench, inner.node, Data(inner.key, inner.node), added)
        if not isinstance(biased, Data):
            return None
        return bench.make(node, step.operation, (biased.base,))
    if not isinstance(step.operation, Conv2D | Dense) or step.operation.use_bias:
        return None
    if bench.variables.get(variable) != step.shape[-1:]:
        return None
    operation = replace(step.operation, use_bias=True)
    weights = {**step.weights, "bias": variable}
    return bench.make(node, operation, step.inputs, weights=weights, constants=step.constants, place=step.node)


def _changed(bench: Workbench, node: TraceNode, data: Data, scale: Expression, shift: Expression) -> Meaning:
    """The same base with another scale and shift; opaque where the result has another shape."""
    if bench.shape(data.base) != without_batch(node):
        return bench.opaque(node)
    return Data(data.base, node, scale, shift)


def _subtract(bench: Workbench, node: TraceNode) -> Meaning:
    left, right, a, b = _pair(bench, node)
    if isinstance(left, Data) and b is not None:
        return _changed(bench, node, left, left.scale, left.shift + (-b))
    if isinstance(right, Data) and a is not None:
        return _changed(bench, node, right, -right.scale, a + (-right.shift))
    return Parameter(_variance(a + (-b))) if a is not None and b is not None else bench.opaque(node)


def _variance(expression: Expression) -> Expression:
    """The mean of the squares less the square of the mean is the variance."""
    for factors in expression.terms:
        if len(factors) == 1 and factors[0].kind == "mean square":
            mean = Atom("mean", factors[0].of)
            if expression.terms == {factors: 1.0, (mean, mean): -1.0}:
                return atom(Atom("variance", factors[0].of))
    return expression


def _multiply(bench: Workbench, node: TraceNode) -> Meaning:
    left, right, a, b = _pair(bench, node)
    if isinstance(right, Data) and a is not None:
        left, right, a, b = right, left, b, a
    if isinstance(left, Data) and b is not None:
        return _changed(bench, node, left, left.scale * b, left.shift * b)
    if a is not None and b is not None:
        return Parameter(a * b)
    return _gated(bench, node, left, right) or bench.opaque(node)


def _gated(bench: Workbench, node: TraceNode, left: Meaning, right: Meaning) -> Meaning | None:
    """A tensor times its own sigmoid: x * sigmoid(x)."""
    if not (isinstance(left, Data) and isinstance(right, Data)):
        return None
    a, b = bench.key(left), bench.key(right)
    for x, gate in ((a, b), (b, a)):
        step = bench.steps[gate]
        if step.operation == Activation("sigmoid") and step.inputs == (x,):
            return bench.make(node, Activation("silu"), (x,))
    return None


def _divide(bench: Workbench, node: TraceNode) -> Meaning:
    left, right, a, b = _pair(bench, node)
    inverse = None
    if b is not None:
        inverse = constant(1 / b.number) if b.number else b.inverse()
    if isinstance(left, Data) and inverse is not None:
        return _changed(bench, node, left, left.scale * inverse, left.shift * inverse)
    if a is not None and inverse is not None:
        return Parameter(a * inverse)
    return _softmax(bench, node, left, right) or bench.opaque(node)


def _softmax(bench: Workbench, node: TraceNode, left: Meaning, right: Meaning) -> Meaning | None:
    """exp(x) / sum(exp(x)) over the last axis, with or without the maximum taken off first."""
    if not (isinstance(left, Data) and isinstance(right, Data)):
        return None
    powers, total = bench.steps[bench.key(left)], bench.steps[bench.key(right)]
    if not (_is(powers.operation, "Exp") and _is(total.operation, "Sum over the last axis")):
        return None
    if total.inputs != (powers.key,):
        return None
    before = bench.steps[powers.inputs[0]]
    if _is(before.operation, "Sub") and len(before.inputs) == 2:  # noqa: PLR2004 - x and its maximum
        largest = bench.steps[before.inputs[1]]
        if _is(largest.operation, "Max over the last axis") and largest.inputs == before.inputs[:1]:
            return bench.make(node, Activation("softmax"), before.inputs[:1])
    return bench.make(node, Activation("softmax"), powers.inputs)


def _is(operation: object, name: str) -> bool:
    return isinstance(operation, Opaque) and operation.name == name


def _square(bench: Workbench, node: TraceNode) -> Meaning:
    (data,) = bench.inputs(node)[:1]
    if isinstance(data, Parameter):
        return Parameter(data.expression * data.expression)
    if isinstance(data, Data) and data.scale.number == 1 and data.shift.terms == _minus_mean(data):
        return Deviation(data.base)
    return bench.opaque(node)


def _minus_mean(data: Data) -> Mapping[tuple[Atom, ...], float]:
    return {(Atom("mean", data.base),): -1.0}


def _squared_difference(bench: Workbench, node: TraceNode) -> Meaning:
    left, right, a, b = _pair(bench, node)
    data, mean = (left, b) if isinstance(left, Data) else (right, a)
    if isinstance(data, Data) and data.plain and mean == atom(Atom("mean", data.base)):
        return Deviation(data.base)
    return bench.opaque(node)


def _root(*, inverse: bool) -> _Handler:
    def handle(bench: Workbench, node: TraceNode) -> Meaning:
        expression = _expression(bench, node, 0)
        return Parameter(expression.root(inverse=inverse)) if expression is not None else bench.opaque(node)

    return handle


def _power(bench: Workbench, node: TraceNode) -> Meaning:
    base, exponent, a, b = _pair(bench, node)
    power = b.number if b is not None else None
    if a is not None and power in {0.5, -0.5}:
        return Parameter(a.root(inverse=power == -0.5))  # noqa: PLR2004 - one over the root
    if isinstance(base, Data | Parameter) and power == 2:  # noqa: PLR2004 - a square
        return _square(bench, node)
    del exponent
    return bench.opaque(node)


def _negative(bench: Workbench, node: TraceNode) -> Meaning:
    (value,) = bench.inputs(node)[:1]
    if isinstance(value, Data):
        return _changed(bench, node, value, -value.scale, -value.shift)
    expression = _expression(bench, node, 0)
    return Parameter(-expression) if expression is not None else bench.opaque(node)


def _maximum(bench: Workbench, node: TraceNode) -> Meaning:
    """max(x, 0)."""
    left, right, a, b = _pair(bench, node)
    data, limit = (left, b) if isinstance(left, Data) else (right, a)
    if isinstance(data, Data) and limit is not None and limit.number == 0:
        return bench.make(node, Activation("relu"), (bench.key(data),))
    return bench.opaque(node)


def _select(bench: Workbench, node: TraceNode) -> Meaning:
    """A mask chooses between a tensor and zeros."""
    if len(node.inputs) != 3:  # noqa: PLR2004 - condition, then, else
        return bench.opaque(node)
    mask, then, otherwise = bench.inputs(node)
    zero = bench.expression(otherwise, node.inputs[2])
    if isinstance(mask, Parameter) and isinstance(then, Data) and zero is not None and zero.number == 0:
        return _changed(bench, node, then, then.scale * mask.expression, then.shift * mask.expression)
    none = bench.expression(then, node.inputs[1])
    turned = _turned_mask(mask.expression) if isinstance(mask, Parameter) else None
    if turned is not None and isinstance(otherwise, Data) and none is not None and none.number == 0:
        return _changed(bench, node, otherwise, otherwise.scale * turned, otherwise.shift * turned)
    return bench.opaque(node)


_HANDLERS: Mapping[str, _Handler] = {
    "Add": _add,
    "AddV2": _add,
    "AddN": _add,
    "BiasAdd": _add,
    "Sub": _subtract,
    "Mul": _multiply,
    "RealDiv": _divide,
    "Div": _divide,
    "Square": _square,
    "SquaredDifference": _squared_difference,
    "Sqrt": _root(inverse=False),
    "Rsqrt": _root(inverse=True),
    "Pow": _power,
    "Neg": _negative,
    "Maximum": _maximum,
    "Floor": lambda bench, node: bench.opaque(node),
    "LogicalNot": _not,
    "Select": _select,
    "SelectV2": _select,
    "GreaterEqual": lambda bench, node: bench.opaque(node),
    "Greater": lambda bench, node: bench.opaque(node),
    "Less": lambda bench, node: bench.opaque(node),
    "LessEqual": lambda bench, node: bench.opaque(node),
}
