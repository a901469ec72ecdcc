"""Puts TensorFlow's own operations into the vocabulary of graphs: convolutions, pooling, shapes, joins."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_arithmetic import arithmetic
from cnncheck.networks.canonical_defaults import DEFAULTS
from cnncheck.networks.canonical_expressions import ZERO, Atom, Key, atom
from cnncheck.networks.canonical_layers import concatenated, leaky_relu, reshaped
from cnncheck.networks.canonical_operands import MAP, known, read
from cnncheck.networks.canonical_products import dense, einsum
from cnncheck.networks.canonical_steps import (
    Constant,
    Data,
    Deviation,
    Meaning,
    Noise,
    Parameter,
    Unknown,
    without_batch,
)
from cnncheck.networks.canonical_validation import number
from cnncheck.networks.canonical_windows import convolution, fused_batch_normalization, pad, pooling
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    Activation,
    Add,
    AveragePooling2D,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Opaque,
    Reshape,
    Shape,
)

PASSED_ON = frozenset({
    "Identity", "IdentityN", "StopGradient", "PreventGradient", "Cast", "CheckNumerics", "EnsureShape", "Snapshot",
    "PlaceholderWithDefault",
})  # fmt: skip
"""Operations that return what they are given."""

ACTIVATIONS = {
    "Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "Softmax": "softmax", "Elu": "elu", "Selu": "selu",
    "Softplus": "softplus", "Softsign": "softsign", "Relu6": "relu6", "LogSoftmax": "log_softmax", "Exp": "exponential",
}  # fmt: skip

_Handler = Callable[[Workbench, TraceNode], Meaning]


def raw(bench: Workbench, node: TraceNode) -> Meaning:
    """What a raw operation means."""
    if node.op == "Variable" and node.variable is not None:
        return Parameter(atom(Atom("variable", (node.variable, 0))))
    if node.op == "Const":
        return _constant(node)
    if node.op in PASSED_ON and node.inputs:
        return bench.inputs(node)[0]
    return _beside(node) or arithmetic(bench, node) or _computed(bench, node)


def _beside(node: TraceNode) -> Meaning | None:
    """What is not computed from the values of an image."""
    if node.op.startswith(("RandomUniform", "StatelessRandomUniform")):
        return Noise()
    if node.op == "ZerosLike":
        return Parameter(ZERO)
    return Unknown() if node.op in {"Shape", "Size", "Rank"} else None


def _computed(bench: Workbench, node: TraceNode) -> Meaning:
    if node.op in _RESHAPING:
        return _reshape(bench, node)
    if node.op in _PRODUCTS and len(node.inputs) > 1:
        return _PRODUCTS[node.op](bench, node) or bench.opaque(node)
    if node.op == "StridedSlice" and node.inputs:
        return _sliced(bench, node) or bench.opaque(node)
    if node.op == "Transpose" and node.inputs:
        return _transposed(bench, node) or bench.opaque(node)
    handler = _HANDLERS.get(node.op)
    if handler is None or not _first(bench, node):
        return bench.opaque(node)
    return handler(bench, node) or bench.opaque(node)


def _constant(node: TraceNode) -> Meaning:
    if node.value is None:
        return Parameter(atom(Atom("constant", (node.id, 0))))
    return Constant(node.value.unpack())


def _first(bench: Workbench, node: TraceNode) -> bool:
    """Whether a node reads the image's data first."""
    return bool(node.inputs) and isinstance(bench.meanings[node.inputs[0]], Data | Deviation)


def _mean(bench: Workbench, node: TraceNode) -> Meaning | None:
    value = bench.meanings[node.inputs[0]]
    axes = _axes(bench, node)
    if axes is None:
        return None
    rank = len(bench.shape(value.base)) if isinstance(value, Data | Deviation) else 0
    if axes == tuple(range(rank)):
        # Over all axes but the last, the batch's among them: a statistic of batch normalisation.
        if isinstance(value, Deviation):
            return Parameter(atom(Atom("variance", value.base)))
        return _mean_of(bench, value) if isinstance(value, Data) else None
    return _global(bench, node, axes, GlobalAveragePooling2D())


def _mean_of(bench: Workbench, value: Data) -> Meaning:
    """The mean of a step's values over the batch, or of their squares."""
    step = bench.steps[bench.key(value)]
    squares = step.operation in {Opaque(name, step.shape) for name in ("Square", "Pow", "Mul")}
    if squares and len(set(step.inputs)) == 1:
        return Parameter(atom(Atom("mean square", step.inputs[0])))
    return Parameter(atom(Atom("mean", step.key)))


def _axes(bench: Workbench, node: TraceNode) -> tuple[int, ...] | None:
    """Axes of a reduction in order, counted from the batch."""
    told = known(bench, node, 1)
    before = bench.nodes[node.inputs[0]].shape
    if told is None or before is None:
        return None
    return tuple(sorted(axis + len(before) if axis < 0 else axis for axis in told))


def _maximum_over(bench: Workbench, node: TraceNode) -> Meaning | None:
    axes = _axes(bench, node)
    return (_global(bench, node, axes, GlobalMaxPooling2D()) if axes else None) or _over_the_last(bench, node, axes)


def _sum_over(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A sum of tensors that were stacked is an addition; a sum over the last axis may lead to a softmax."""
    stacked, summed = bench.steps[read(bench, node)], known(bench, node, 1)
    is_stack = stacked.operation == Opaque("Pack", stacked.shape) and not node.attributes.get("keep_dims")
    if is_stack and summed == (number(stacked.node.attributes.get("axis")),):
        return bench.make(node, Add(), stacked.inputs)
    return _over_the_last(bench, node, _axes(bench, node))


def _over_the_last(bench: Workbench, node: TraceNode, axes: tuple[int, ...] | None) -> Meaning | None:
    """A step of a softmax written by hand."""
    rank = len(bench.shape(read(bench, node)))
    return bench.opaque(node, f"{node.op} over the last axis") if axes == (rank,) else None


def _global(
    bench: Workbench, node: TraceNode, axes: tuple[int, ...], operation: GlobalAveragePooling2D | GlobalMaxPooling2D
) -> Meaning | None:
    """Over height and width; sides of 1 that are kept become a reshape of its own."""
    x, shape = read(bench, node), without_batch(node)
    if axes == (2, 4) and (windows := _windows(bench, node, x, operation)) is not None:
        return windows
    if len(bench.shape(x)) != MAP or axes != (1, 2):
        return None
    return kept_sides(bench, node, operation, x, shape)


def _windows(
    bench: Workbench, node: TraceNode, x: Key, operation: GlobalAveragePooling2D | GlobalMaxPooling2D
) -> Data | None:
    """Pooling by a reshaping that gives the pixels of a window axes of their own."""
    split, before = bench.steps[x], bench.steps[bench.steps[x].inputs[0]] if bench.steps[x].inputs else None
    if not isinstance(split.operation, Reshape) or before is None or len(split.shape) != 2 * MAP - 1:
        return None
    rows, height, columns, width, channels = split.shape
    if before.shape != (rows * height, columns * width, channels) or without_batch(node) != (rows, columns, channels):
        return None
    kind = MaxPooling2D if isinstance(operation, GlobalMaxPooling2D) else AveragePooling2D
    return bench.make(node, kind((height, width), (height, width), "valid"), (before.key,))


def kept_sides(
    bench: Workbench,
    node: TraceNode,
    operation: GlobalAveragePooling2D | GlobalMaxPooling2D,
    x: Key,
    shape: Shape,
) -> Data:
    """A global pooling whose result is (channels,) or (1, 1, channels)."""
    if len(shape) == 1:
        return bench.make(node, operation, (x,))
    inner = bench.make(node, operation, (x,), part=1, shape=shape[-1:])
    return bench.make(node, reshaped(shape[-1:], shape) or operation, (inner.base,))


def _reshape(bench: Workbench, node: TraceNode) -> Meaning:
    value = bench.inputs(node)[0] if node.inputs else Unknown()
    if isinstance(value, Parameter):
        return _seen(bench, value, "reshape", node.shape)
    if isinstance(value, Noise):
        return value
    if not isinstance(value, Data):
        return bench.opaque(node)
    x, shape = bench.key(value), without_batch(node)
    if node.shape is None or None in node.shape[1:] or int(np.prod(shape)) != int(np.prod(bench.shape(x))):
        return bench.opaque(node)
    before = bench.steps[x]
    if isinstance(before.operation, Reshape) and bench.shape(before.inputs[0]) == shape:
        return Data(before.inputs[0], node)  # there and back
    operation = reshaped(bench.shape(x), shape)
    return Data(x, node) if operation is None else bench.make(node, operation, (x,))


def _seen(bench: Workbench, value: Parameter, kind: str, numbers: tuple[int | None, ...] | None) -> Parameter:
    """A weight that is transposed or reshaped before a layer uses it; what is said of every channel stays that."""
    variable = value.expression.variable
    if variable is None or numbers is None or None in numbers:
        return value
    after = tuple(number or 0 for number in numbers)
    if kind == "reshape" and bench.variables[variable] == after[-1:] == (math.prod(after),):
        return value
    made = bench.variables.changed(variable, kind, after)
    return value if made is None else Parameter(atom(Atom("variable", (made, 0))))


def _transposed(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A weight with its axes in another order; of an image's data, only what leaves every axis in its place."""
    axes = known(bench, node, 1)
    value = bench.inputs(node)[0]
    if isinstance(value, Parameter):
        return _seen(bench, value, "transpose", axes)
    return value if axes is not None and axes == tuple(range(len(axes))) else None


def _concatenate(bench: Workbench, node: TraceNode) -> Meaning | None:
    *tensors, _ = bench.inputs(node)
    axis = known(bench, node, len(node.inputs) - 1)
    rank = len(without_batch(node))
    if axis is None or len(axis) != 1 or not all(isinstance(each, Data) for each in tensors):
        return None
    keys = tuple(bench.key(each) for each in tensors if isinstance(each, Data))
    if len(keys) == 1:
        return Data(keys[0], node)
    return bench.make(node, concatenated(axis[0], rank), keys)


def _activation(bench: Workbench, node: TraceNode) -> Meaning | None:
    if node.op == "Exp":
        return bench.opaque(node)
    return bench.make(node, Activation(ACTIVATIONS[node.op]), (read(bench, node),))


def _leaky_relu(bench: Workbench, node: TraceNode) -> Meaning | None:
    slope = number(node.attributes.get("alpha"))
    if slope is None:
        return None
    return bench.make(node, leaky_relu(slope, DEFAULTS["keras3"]), (read(bench, node),))


def _sliced(bench: Workbench, node: TraceNode) -> Meaning | None:
    """New axes, as `x[:, None]`, are a reshaping; every second pixel is a pooling whose window is one pixel."""
    strides, before = known(bench, node, 3), bench.nodes[node.inputs[0]].shape
    if strides is None or before is None or node.shape is None:
        return None
    sizes = [math.prod(side or 1 for side in shape) for shape in (before, node.shape)]
    if set(strides) == {1} and sizes[0] == sizes[1]:
        return _reshape(bench, node)
    masks = [number(node.attributes.get(name)) for name in ("new_axis_mask", "shrink_axis_mask", "ellipsis_mask")]
    begin = known(bench, node, 1)
    x = bench.inputs(node)[0]
    if not isinstance(x, Data) or any(masks) or len(before) != MAP + 1 or begin is None or any(begin):
        return None
    height, width = strides[1:3] if len(strides) > 2 else (1, 1)  # noqa: PLR2004 - batch, height, width
    others = (*strides[:1], *strides[3:])
    if min(strides) < 1 or set(others) != {1}:
        return None
    return bench.make(node, MaxPooling2D((1, 1), (height, width), "valid"), (bench.key(x),))


_RESHAPING = frozenset({"Reshape", "Squeeze", "ExpandDims"})

_PRODUCTS = {"Einsum": einsum, "MatMul": dense, "BatchMatMulV2": dense}

_HANDLERS: Mapping[str, Callable[[Workbench, TraceNode], Meaning | None]] = {
    "Conv2D": convolution,
    "MaxPool": pooling(MaxPooling2D),
    "AvgPool": pooling(AveragePooling2D),
    "Mean": _mean,
    "Max": _maximum_over,
    "Sum": _sum_over,
    "Pad": pad,
    "PadV2": pad,
    "ConcatV2": _concatenate,
    "LeakyRelu": _leaky_relu,
    "FusedBatchNorm": fused_batch_normalization,
    "FusedBatchNormV2": fused_batch_normalization,
    "FusedBatchNormV3": fused_batch_normalization,
    **dict.fromkeys(ACTIVATIONS, _activation),
}
