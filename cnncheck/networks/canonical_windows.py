"""Puts TensorFlow's operations with weights or windows into words: convolutions, dense layers, pooling, padding.

Each function returns None for a form that the vocabulary of graphs has no word for.
"""

import math
from collections.abc import Callable

from cnncheck.inside.wire import TraceLayer, TraceNode
from cnncheck.networks.canonical_affine import sort_roles
from cnncheck.networks.canonical_defaults import DEFAULTS
from cnncheck.networks.canonical_expressions import Atom, Key
from cnncheck.networks.canonical_steps import Constant, Data, Meaning, Unknown, without_batch
from cnncheck.networks.canonical_validation import integers, number
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Flatten,
    MaxPooling2D,
    Opaque,
    Pair,
    Reshape,
    Shape,
    ZeroPadding2D,
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


def _weight(bench: Workbench, node: TraceNode, position: int) -> tuple[int | None, bool]:
    """The variable read at a place, and whether a constant is read there instead."""
    meaning = bench.meanings[node.inputs[position]] if position < len(node.inputs) else Unknown()
    expression = bench.expression(meaning, node.inputs[position]) if position < len(node.inputs) else None
    variable = expression.variable if expression is not None else None
    factors = [each for terms in expression.terms for each in terms] if expression is not None else []
    fixed = expression is not None and all(each.kind == "constant" for each in factors)
    return variable, isinstance(meaning, Constant) or fixed


def _spatial(node: TraceNode, name: str) -> Pair | None:
    """Height and width of an attribute with one number per axis, NHWC."""
    told = integers(node.attributes.get(name))
    if told is None or len(told) != MAP + 1 or told[0] != 1 or told[3] != 1 or min(told) < 1:
        return None
    return told[1], told[2]


def convolution(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A convolution without a bias; explicit padding becomes a step before it."""
    strides, dilation = _spatial(node, "strides"), _spatial(node, "dilations") or (1, 1)
    shape, x = without_batch(node), read(bench, node)
    if strides is None or node.attributes.get("data_format", "NHWC") != "NHWC" or len(shape) != MAP:
        return None
    variable, fixed = _weight(bench, node, 1)
    kernel = _kernel_shape(bench, node, variable)
    if kernel is None or len(kernel) != MAP + 1 or not kernel[2] or not (variable is not None or fixed):
        return None
    padding, x = _padding(bench, node, x)
    if padding is None:
        return None
    groups = max(bench.shape(x)[-1] // kernel[2], 1)
    operation = Conv2D(kernel[3], (kernel[0], kernel[1]), strides, padding, dilation, groups, use_bias=False)
    return _weighted(bench, node, operation, x, variable)


def _times_a_column(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A matrix of units and inputs times each image's values as a column: what `tf.linalg.matvec` computes."""
    x = bench.meanings[node.inputs[1]]
    if not isinstance(x, Data) or any(node.attributes.get(flag) for flag in ("transpose_b", "adj_y")):
        return None
    variable, fixed = _weight(bench, node, 0)
    kernel, column = _kernel_shape(bench, node, variable, 0), bench.shape(bench.key(x))
    if kernel is None or len(kernel) != 2 or column != (kernel[1], 1) or (variable is None and not fixed):  # noqa: PLR2004
        return None
    matrix = _matrix(bench, variable, kernel, "ji", "i")
    if matrix is None:
        return None
    row = bench.make(node, Flatten(), (bench.key(x),), part=2, shape=column[:1]).base
    made = _weighted(bench, node, Dense(matrix[1], use_bias=False), row, matrix[0], part=1)
    return bench.make(node, Reshape((matrix[1], 1)), (made.base,)) if isinstance(made, Data) else None


def _of_patches(bench: Workbench, node: TraceNode, dense: Dense, x: Key, variable: int | None) -> Meaning | None:
    """A product with the patches of a map is a convolution."""
    patches = bench.steps[x]
    if patches.operation != Opaque("ExtractImagePatches", patches.shape) or variable is None:
        return None
    size, strides, rates = (_spatial(patches.node, name) for name in ("ksizes", "strides", "rates"))
    padding, before = str(patches.node.attributes.get("padding")).lower(), bench.shape(patches.inputs[0])
    if size is None or strides is None or rates is None or padding not in {"same", "valid"} or len(before) != MAP:
        return None
    kernel = bench.variables.changed(variable, "reshape", (*size, before[-1], dense.units))
    if kernel is None:
        return None
    operation = Conv2D(dense.units, size, strides, padding, rates, use_bias=False)
    return bench.make(node, operation, patches.inputs, weights={"kernel": kernel})


def _weighted(
    bench: Workbench, node: TraceNode, operation: Conv2D | Dense, x: Key, variable: int | None, part: int = 0
) -> Meaning:
    if isinstance(operation, Dense) and (of_patches := _of_patches(bench, node, operation, x, variable)):
        return of_patches
    weights = {} if variable is None else {"kernel": variable}
    shape = (operation.units,) if part and isinstance(operation, Dense) else None
    constants = () if weights else ("kernel",)
    return bench.make(node, operation, (x,), weights=weights, constants=constants, part=part, shape=shape)


def _kernel_shape(bench: Workbench, node: TraceNode, variable: int | None, position: int = 1) -> Shape | None:
    if variable is not None:
        return bench.variables[variable]
    told = bench.nodes[node.inputs[position]].shape if len(node.inputs) > position else None
    return None if told is None or None in told else tuple(side or 0 for side in told)


def _padding(bench: Workbench, node: TraceNode, x: Key) -> tuple[str | None, Key]:
    """The padding of a window, and the step it reads: explicit padding becomes a step of its own."""
    told = node.attributes.get("padding")
    if told in {"SAME", "VALID"}:
        return str(told).lower(), x
    explicit = integers(node.attributes.get("explicit_paddings"))
    before = bench.shape(x)
    if told != "EXPLICIT" or explicit is None or len(explicit) != 2 * (MAP + 1) or len(before) != MAP:
        return None, x
    if min(explicit) < 0 or any(explicit[:2] + explicit[6:]):
        return None, x
    padding = ((explicit[2], explicit[3]), (explicit[4], explicit[5]))
    return "valid", _padded(bench, node, x, padding, part=1)


def _padded(bench: Workbench, node: TraceNode, x: Key, padding: tuple[Pair, Pair], part: int) -> Key:
    if not any(padding[0] + padding[1]):
        return x
    height, width, channels = bench.shape(x)
    shape = (height + sum(padding[0]), width + sum(padding[1]), channels)
    return bench.make(node, ZeroPadding2D(padding), (x,), part=part, shape=shape).base


def pad(bench: Workbench, node: TraceNode) -> Meaning | None:
    """Zeros around a map."""
    told = known(bench, node, 1)
    x = read(bench, node)
    if told is None or len(told) != 2 * (MAP + 1) or any(told[:2] + told[6:]) or min(told) < 0:
        return None
    if len(node.inputs) > 2:  # noqa: PLR2004 - PadV2 names the value
        value = bench.expression(bench.meanings[node.inputs[2]], node.inputs[2])
        if value is None or value.number != 0:
            return None
    return Data(_padded(bench, node, x, ((told[2], told[3]), (told[4], told[5])), part=0), node)


def einsum(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A sum over the last axes of the image's data and those of a weight.

    'bi,ij->bj', '...i,ji->...j' and 'bhwc,hwcu->bu' are such: several axes are flattened first, and the weight's axes
    may come in any order.
    """
    operands, _, result = str(node.attributes.get("equation", "")).replace(" ", "").partition("->")
    sides = operands.split(",")
    if len(node.inputs) != 2 or len(sides) != 2:  # noqa: PLR2004 - two operands
        return None
    first = 0 if isinstance(bench.meanings[node.inputs[0]], Data) else 1
    if not isinstance(bench.meanings[node.inputs[first]], Data):
        return None
    summed = contraction(sides[first], sides[1 - first], result)
    variable, fixed = _weight(bench, node, 1 - first)
    if summed is None or (variable is None and not fixed):
        return None
    x = read(bench, node, first)
    if len(summed) > 1:
        if len(summed) != len(bench.shape(x)):
            return None
        x = bench.make(node, Flatten(), (x,), part=1, shape=(math.prod(bench.shape(x)),)).base
    matrix = _matrix(bench, variable, _kernel_shape(bench, node, variable, 1 - first), sides[1 - first], summed)
    if matrix is None:
        return None
    variable, units = matrix
    return _weighted(bench, node, Dense(units, use_bias=False), x, variable)


def contraction(data: str, weight: str, result: str) -> str | None:
    """The axes that are summed over, in the data's order; None for what is no dense layer.

    They are the last axes of the data, and what is left of the weight is one axis, the last of the result.

    >>> contraction("bi", "ij", "bj"), contraction("...i", "ji", "...j"), contraction("bhwc", "uwhc", "bu")
    ('i', 'i', 'hwc')
    >>> contraction("bi", "ij", "ij")
    """
    kept = result[:-1]
    summed = data.removeprefix(kept)
    letters = summed + result[-1:]
    is_dense = kept and summed and data == kept + summed and sorted(letters) == sorted(weight)
    return (
        summed
        if is_dense and len({*kept.replace("...", ""), *letters}) == len(kept.replace("...", "") + letters)
        else None
    )


def _matrix(
    bench: Workbench, variable: int | None, shape: Shape | None, axes: str, summed: str
) -> tuple[int | None, int] | None:
    """A weight as a matrix of inputs and units: the variable, or what becomes of it, and the number of units."""
    if shape is None or len(shape) != len(axes):
        return None
    order = tuple(axes.index(letter) for letter in summed)
    (last,) = set(range(len(axes))) - set(order)
    units, inputs = shape[last], math.prod(shape[axis] for axis in order)
    if variable is None:
        return None, units
    turned = bench.variables.changed(variable, "transpose", (*order, last))
    made = None if turned is None else bench.variables.changed(turned, "reshape", (inputs, units))
    return None if made is None else (made, units)


def einsum_layer(bench: Workbench, node: TraceNode, layer: TraceLayer) -> Meaning | None:
    """Keras's EinsumDense, where it is a dense layer."""
    operands, _, result = str(layer.config.get("equation", "")).replace(" ", "").partition("->")
    sides = operands.split(",")
    kernel = node.weights.get("kernel")
    summed = contraction(sides[0], sides[1], result) if len(sides) == 2 else None  # noqa: PLR2004 - two operands
    if summed is None or kernel is None:
        return None
    x = read(bench, node)
    if len(summed) > 1 and len(summed) == len(bench.shape(x)):
        x = bench.make(node, Flatten(), (x,), part=1, shape=(math.prod(bench.shape(x)),)).base
    matrix = _matrix(bench, kernel, bench.variables[kernel], sides[1], summed)
    if matrix is None or matrix[0] is None:
        return None
    weights = {"kernel": matrix[0]}
    if (bias := node.weights.get("bias")) is not None:
        weights["bias"] = bias
    operation = Dense(matrix[1], bias is not None, number(layer.config.get("kernel_l2")))
    return bench.make(node, operation, (x,), weights=weights)


def dense(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A product with a matrix of weights, which may be transposed on the way."""
    if any(node.attributes.get(flag) for flag in ("transpose_a", "adj_x")):
        return None
    if not isinstance(bench.meanings[node.inputs[0]], Data):
        return _times_a_column(bench, node)
    variable, fixed = _weight(bench, node, 1)
    kernel = _kernel_shape(bench, node, variable)
    if kernel is None or len(kernel) != 2 or (variable is None and not fixed):  # noqa: PLR2004 - a matrix
        return None
    axes = "ji" if any(node.attributes.get(flag) for flag in ("transpose_b", "adj_y")) else "ij"
    matrix = _matrix(bench, variable, kernel, axes, "i")
    if matrix is None:
        return None
    return _weighted(bench, node, Dense(matrix[1], use_bias=False), read(bench, node), matrix[0])


def pooling(kind: type[MaxPooling2D | AveragePooling2D]) -> Callable[[Workbench, TraceNode], Meaning | None]:
    """What pools with one kind of pooling."""

    def handle(bench: Workbench, node: TraceNode) -> Meaning | None:
        size, strides, padding = _spatial(node, "ksize"), _spatial(node, "strides"), node.attributes.get("padding")
        if size is None or strides is None or padding not in {"SAME", "VALID"}:
            return None
        if node.attributes.get("data_format", "NHWC") != "NHWC":
            return None
        return bench.make(node, kind(size, strides, str(padding).lower()), (read(bench, node),))

    return handle


def fused_batch_normalization(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A batch normalisation in one operation."""
    epsilon = number(node.attributes.get("epsilon"))
    if epsilon is None or node.output or len(node.inputs) < 5:  # noqa: PLR2004 - x, gamma, beta, mean, variance
        return None
    training = node.attributes.get("is_training") is not False
    roles = {}
    for role, position in (("gamma", 1), ("beta", 2), ("moving_mean", 3), ("moving_variance", 4)):
        variable, _ = _weight(bench, node, position)
        roles[role] = Atom("constant" if variable is None else "variable", (variable or 0, 0))
    weights, constants = sort_roles(roles)
    momentum = DEFAULTS.get(bench.dialect, DEFAULTS["keras3"]).momentum
    operation = BatchNormalization(momentum, float(f"{epsilon:.6g}"))
    inputs = (read(bench, node),)
    return bench.make(node, operation, inputs, weights=weights, constants=constants, training=training)
