"""Puts products with weights into words: matrix products, einsum, and what is a convolution of patches.

Each function returns None for a form that the vocabulary of graphs has no word for.
"""

import math

from cnncheck.inside.wire import TraceLayer, TraceNode
from cnncheck.networks.canonical_expressions import Key
from cnncheck.networks.canonical_operands import MAP, kernel_shape, read, spatial, weight_read
from cnncheck.networks.canonical_steps import Data, Meaning
from cnncheck.networks.canonical_validation import number
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    Conv2D,
    Dense,
    Flatten,
    Opaque,
    Reshape,
    Shape,
)


def dense(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A product with a matrix of weights, which may be transposed on the way."""
    if any(node.attributes.get(flag) for flag in ("transpose_a", "adj_x")):
        return None
    if not isinstance(bench.meanings[node.inputs[0]], Data):
        return _times_a_column(bench, node)
    variable, fixed = weight_read(bench, node, 1)
    kernel = kernel_shape(bench, node, variable)
    if kernel is None or len(kernel) != 2 or (variable is None and not fixed):  # noqa: PLR2004 - a matrix
        return None
    axes = "ji" if any(node.attributes.get(flag) for flag in ("transpose_b", "adj_y")) else "ij"
    matrix = _matrix(bench, variable, kernel, axes, "i")
    if matrix is None:
        return None
    return weighted(bench, node, Dense(matrix[1], use_bias=False), read(bench, node), matrix[0])


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
    variable, fixed = weight_read(bench, node, 1 - first)
    if summed is None or (variable is None and not fixed):
        return None
    x = read(bench, node, first)
    if len(summed) > 1:
        if len(summed) != len(bench.shape(x)):
            return None
        x = bench.make(node, Flatten(), (x,), part=1, shape=(math.prod(bench.shape(x)),)).base
    matrix = _matrix(bench, variable, kernel_shape(bench, node, variable, 1 - first), sides[1 - first], summed)
    if matrix is None:
        return None
    variable, units = matrix
    return weighted(bench, node, Dense(units, use_bias=False), x, variable)


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


def _times_a_column(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A matrix of units and inputs times each image's values as a column: what `tf.linalg.matvec` computes."""
    x = bench.meanings[node.inputs[1]]
    if not isinstance(x, Data) or any(node.attributes.get(flag) for flag in ("transpose_b", "adj_y")):
        return None
    variable, fixed = weight_read(bench, node, 0)
    kernel, column = kernel_shape(bench, node, variable, 0), bench.shape(bench.key(x))
    if kernel is None or len(kernel) != 2 or column != (kernel[1], 1) or (variable is None and not fixed):  # noqa: PLR2004
        return None
    matrix = _matrix(bench, variable, kernel, "ji", "i")
    if matrix is None:
        return None
    row = bench.make(node, Flatten(), (bench.key(x),), part=2, shape=column[:1]).base
    made = weighted(bench, node, Dense(matrix[1], use_bias=False), row, matrix[0], part=1)
    return bench.make(node, Reshape((matrix[1], 1)), (made.base,)) if isinstance(made, Data) else None


def _of_patches(bench: Workbench, node: TraceNode, dense: Dense, x: Key, variable: int | None) -> Meaning | None:
    """A product with the patches of a map is a convolution."""
    patches = bench.steps[x]
    if patches.operation != Opaque("ExtractImagePatches", patches.shape) or variable is None:
        return None
    size, strides, rates = (spatial(patches.node, name) for name in ("ksizes", "strides", "rates"))
    padding, before = str(patches.node.attributes.get("padding")).lower(), bench.shape(patches.inputs[0])
    if size is None or strides is None or rates is None or padding not in {"same", "valid"} or len(before) != MAP:
        return None
    kernel = bench.variables.changed(variable, "reshape", (*size, before[-1], dense.units))
    if kernel is None:
        return None
    operation = Conv2D(dense.units, size, strides, padding, rates, use_bias=False)
    return bench.make(node, operation, patches.inputs, weights={"kernel": kernel})


def weighted(
    bench: Workbench, node: TraceNode, operation: Conv2D | Dense, x: Key, variable: int | None, part: int = 0
) -> Meaning:
    """A step with a kernel: a variable, or a constant where there is none; `part` is its number within the node."""
    if isinstance(operation, Dense) and (of_patches := _of_patches(bench, node, operation, x, variable)):
        return of_patches
    weights = {} if variable is None else {"kernel": variable}
    shape = (operation.units,) if part and isinstance(operation, Dense) else None
    constants = () if weights else ("kernel",)
    return bench.make(node, operation, (x,), weights=weights, constants=constants, part=part, shape=shape)
