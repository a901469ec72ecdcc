"""Puts TensorFlow's operations with windows into words: convolutions, pooling, padding, batch normalisation.

Each function returns None for a form that the vocabulary of graphs has no word for.
"""

from collections.abc import Callable

from cnncheck.inside.wire import TraceNode
from cnncheck.networks.canonical_affine import sort_roles
from cnncheck.networks.canonical_defaults import DEFAULTS
from cnncheck.networks.canonical_expressions import Atom, Key
from cnncheck.networks.canonical_operands import MAP, kernel_shape, known, read, spatial, weight_read
from cnncheck.networks.canonical_products import weighted
from cnncheck.networks.canonical_steps import Data, Meaning, without_batch
from cnncheck.networks.canonical_validation import integers, number
from cnncheck.networks.canonical_workbench import Workbench
from reference.operations import (
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    MaxPooling2D,
    Pair,
    ZeroPadding2D,
)


def convolution(bench: Workbench, node: TraceNode) -> Meaning | None:
    """A convolution without a bias; explicit padding becomes a step before it."""
    strides, dilation = spatial(node, "strides"), spatial(node, "dilations") or (1, 1)
    shape, x = without_batch(node), read(bench, node)
    if strides is None or node.attributes.get("data_format", "NHWC") != "NHWC" or len(shape) != MAP:
        return None
    variable, fixed = weight_read(bench, node, 1)
    kernel = kernel_shape(bench, node, variable)
    if kernel is None or len(kernel) != MAP + 1 or not kernel[2] or not (variable is not None or fixed):
        return None
    padding, x = _padding(bench, node, x)
    if padding is None:
        return None
    groups = max(bench.shape(x)[-1] // kernel[2], 1)
    operation = Conv2D(kernel[3], (kernel[0], kernel[1]), strides, padding, dilation, groups, use_bias=False)
    return weighted(bench, node, operation, x, variable)


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


def pooling(kind: type[MaxPooling2D | AveragePooling2D]) -> Callable[[Workbench, TraceNode], Meaning | None]:
    """What pools with one kind of pooling."""

    def handle(bench: Workbench, node: TraceNode) -> Meaning | None:
        size, strides, padding = spatial(node, "ksize"), spatial(node, "strides"), node.attributes.get("padding")
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
        variable, _ = weight_read(bench, node, position)
        roles[role] = Atom("constant" if variable is None else "variable", (variable or 0, 0))
    weights, constants = sort_roles(roles)
    momentum = DEFAULTS.get(bench.dialect, DEFAULTS["keras3"]).momentum
    operation = BatchNormalization(momentum, float(f"{epsilon:.6g}"))
    inputs = (read(bench, node),)
    return bench.make(node, operation, inputs, weights=weights, constants=constants, training=training)
