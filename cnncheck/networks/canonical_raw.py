"""Puts TensorFlow's own operations into the vocabulary of graphs: convolutions, pooling, shapes, joins."""

from collections.abc import Callable, Mapping

import numpy as np

from cnncheck.inside.wire import TraceNode, WireError
from cnncheck.networks.canonical_affine import sort_roles
from cnncheck.networks.canonical_arithmetic import arithmetic
from cnncheck.networks.canonical_defaults import DEFAULTS
from cnncheck.networks.canonical_expressions import ZERO, Atom, Key, atom
from cnncheck.networks.canonical_layers import concatenated, reshaped
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
from cnncheck.networks.canonical_validation import TraceError, integers, number
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Pair,
    Shape,
    ZeroPadding2D,
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

_MAP = 3
"""Height, width, channels."""

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
    handler = _HANDLERS.get(node.op)
    if handler is None or not _first(bench, node):
        return bench.opaque(node)
    return handler(bench, node) or bench.opaque(node)


def _constant(node: TraceNode) -> Meaning:
    if node.value is None:
        return Parameter(atom(Atom("constant", (node.id, 0))))
    try:
        return Constant(node.value.unpack())
    except WireError as error:
        raise TraceError("a constant does not fit its shape") from error


def _first(bench: Workbench, node: TraceNode) -> bool:
    """Whether a node reads the image's data first."""
    return bool(node.inputs) and isinstance(bench.meanings[node.inputs[0]], Data | Deviation)


def _x(bench: Workbench, node: TraceNode) -> Key:
    """The step that a node reads first."""
    data = bench.meanings[node.inputs[0]]
    return bench.key(data) if isinstance(data, Data) else bench.image


def _known(bench: Workbench, node: TraceNode, position: int) -> tuple[int, ...] | None:
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
    return variable, isinstance(meaning, Constant) or (variable is None and isinstance(meaning, Parameter))


def _spatial(node: TraceNode, name: str) -> Pair | None:
    """Height and width of an attribute with one number per axis, NHWC."""
    told = integers(node.attributes.get(name))
    if told is None or len(told) != _MAP + 1 or told[0] != 1 or told[3] != 1 or min(told) < 1:
        return None
    return told[1], told[2]


def _convolution(bench: Workbench, node: TraceNode) -> Meaning | None:
    strides, dilation = _spatial(node, "strides"), _spatial(node, "dilations") or (1, 1)
    shape, x = without_batch(node), _x(bench, node)
    if strides is None or node.attributes.get("data_format", "NHWC") != "NHWC" or len(shape) != _MAP:
        return None
    variable, fixed = _weight(bench, node, 1)
    kernel = _kernel_shape(bench, node, variable)
    if kernel is None or len(kernel) != _MAP + 1 or not kernel[2] or not (variable is not None or fixed):
        return None
    padding, x = _padding(bench, node, x)
    if padding is None:
        return None
    groups = max(bench.shape(x)[-1] // kernel[2], 1)
    operation = Conv2D(kernel[3], (kernel[0], kernel[1]), strides, padding, dilation, groups, use_bias=False)
    return _weighted(bench, node, operation, x, variable)


def _weighted(bench: Workbench, node: TraceNode, operation: Conv2D | Dense, x: Key, variable: int | None) -> Meaning:
    weights = {} if variable is None else {"kernel": variable}
    return bench.make(node, operation, (x,), weights=weights, constants=() if weights else ("kernel",))


def _kernel_shape(bench: Workbench, node: TraceNode, variable: int | None) -> Shape | None:
    if variable is not None:
        return bench.variables[variable]
    told = bench.nodes[node.inputs[1]].shape if len(node.inputs) > 1 else None
    return None if told is None or None in told else tuple(side or 0 for side in told)


def _padding(bench: Workbench, node: TraceNode, x: Key) -> tuple[str | None, Key]:
    """The padding of a window, and the step it reads: explicit padding becomes a step of its own."""
    told = node.attributes.get("padding")
    if told in {"SAME", "VALID"}:
        return str(told).lower(), x
    explicit = integers(node.attributes.get("explicit_paddings"))
    before = bench.shape(x)
    if told != "EXPLICIT" or explicit is None or len(explicit) != 2 * (_MAP + 1) or len(before) != _MAP:
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


def _pad(bench: Workbench, node: TraceNode) -> Meaning | None:
    told = _known(bench, node, 1)
    x = _x(bench, node)
    if told is None or len(told) != 2 * (_MAP + 1) or any(told[:2] + told[6:]) or min(told) < 0:
        return None
    if len(node.inputs) > 2:  # noqa: PLR2004 - PadV2 names the value
        value = bench.expression(bench.meanings[node.inputs[2]], node.inputs[2])
        if value is None or value.number != 0:
            return None
    return Data(_padded(bench, node, x, ((told[2], told[3]), (told[4], told[5])), part=0), node)


def _dense(bench: Workbench, node: TraceNode) -> Meaning | None:
    flags = ("transpose_a", "transpose_b", "adj_x", "adj_y")
    variable, fixed = _weight(bench, node, 1)
    kernel = _kernel_shape(bench, node, variable)
    if any(node.attributes.get(flag) for flag in flags) or kernel is None or len(kernel) != 2:  # noqa: PLR2004 - a matrix
        return None
    if variable is None and not fixed:
        return None
    return _weighted(bench, node, Dense(kernel[1], use_bias=False), _x(bench, node), variable)


def _pooling(kind: type[MaxPooling2D | AveragePooling2D]) -> Callable[[Workbench, TraceNode], Meaning | None]:
    def handle(bench: Workbench, node: TraceNode) -> Meaning | None:
        size, strides, padding = _spatial(node, "ksize"), _spatial(node, "strides"), node.attributes.get("padding")
        if size is None or strides is None or padding not in {"SAME", "VALID"}:
            return None
        if node.attributes.get("data_format", "NHWC") != "NHWC":
            return None
        return bench.make(node, kind(size, strides, str(padding).lower()), (_x(bench, node),))

    return handle


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
        return Parameter(atom(Atom("mean", bench.key(value)))) if isinstance(value, Data) else None
    return _global(bench, node, axes, GlobalAveragePooling2D())


def _axes(bench: Workbench, node: TraceNode) -> tuple[int, ...] | None:
    """Axes of a reduction in order, counted from the batch."""
    told = _known(bench, node, 1)
    before = bench.nodes[node.inputs[0]].shape
    if told is None or before is None:
        return None
    return tuple(sorted(axis + len(before) if axis < 0 else axis for axis in told))


def _maximum_over(bench: Workbench, node: TraceNode) -> Meaning | None:
    axes = _axes(bench, node)
    return (_global(bench, node, axes, GlobalMaxPooling2D()) if axes else None) or _over_the_last(bench, node, axes)


def _sum_over(bench: Workbench, node: TraceNode) -> Meaning | None:
    return _over_the_last(bench, node, _axes(bench, node))


def _over_the_last(bench: Workbench, node: TraceNode, axes: tuple[int, ...] | None) -> Meaning | None:
    """A step of a softmax written by hand."""
    rank = len(bench.shape(_x(bench, node)))
    return bench.opaque(node, f"{node.op} over the last axis") if axes == (rank,) else None


def _global(
    bench: Workbench, node: TraceNode, axes: tuple[int, ...], operation: GlobalAveragePooling2D | GlobalMaxPooling2D
) -> Meaning | None:
    """Over height and width; sides of 1 that are kept become a reshape of its own."""
    x, shape = _x(bench, node), without_batch(node)
    if len(bench.shape(x)) != _MAP or axes != (1, 2):
        return None
    return kept_sides(bench, node, operation, x, shape)


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
    if isinstance(value, Parameter | Noise):
        return value
    if not isinstance(value, Data):
        return bench.opaque(node)
    x, shape = bench.key(value), without_batch(node)
    if node.shape is None or None in node.shape[1:] or int(np.prod(shape)) != int(np.prod(bench.shape(x))):
        return bench.opaque(node)
    operation = reshaped(bench.shape(x), shape)
    return Data(x, node) if operation is None else bench.make(node, operation, (x,))


def _concatenate(bench: Workbench, node: TraceNode) -> Meaning | None:
    *tensors, _ = bench.inputs(node)
    axis = _known(bench, node, len(node.inputs) - 1)
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
    return bench.make(node, Activation(ACTIVATIONS[node.op]), (_x(bench, node),))


def _leaky_relu(bench: Workbench, node: TraceNode) -> Meaning | None:
    slope = number(node.attributes.get("alpha"))
    if slope is None or abs(slope - DEFAULTS["keras3"].leaky_slope) > 1e-6:  # noqa: PLR2004 - rounding of a float32
        return bench.opaque(node, f"LeakyRelu({slope})")
    return bench.make(node, Activation("leaky_relu"), (_x(bench, node),))


def _fused_batch_normalization(bench: Workbench, node: TraceNode) -> Meaning | None:
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
    inputs = (_x(bench, node),)
    return bench.make(node, operation, inputs, weights=weights, constants=constants, training=training)


_RESHAPING = frozenset({"Reshape", "Squeeze", "ExpandDims"})

_HANDLERS: Mapping[str, Callable[[Workbench, TraceNode], Meaning | None]] = {
    "Conv2D": _convolution,
    "MatMul": _dense,
    "BatchMatMulV2": _dense,
    "MaxPool": _pooling(MaxPooling2D),
    "AvgPool": _pooling(AveragePooling2D),
    "Mean": _mean,
    "Max": _maximum_over,
    "Sum": _sum_over,
    "Pad": _pad,
    "PadV2": _pad,
    "ConcatV2": _concatenate,
    "LeakyRelu": _leaky_relu,
    "FusedBatchNorm": _fused_batch_normalization,
    "FusedBatchNormV2": _fused_batch_normalization,
    "FusedBatchNormV3": _fused_batch_normalization,
    **dict.fromkeys(ACTIVATIONS, _activation),
}
