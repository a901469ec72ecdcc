"""Which concept a difference belongs to: the one thing that a teacher would point at."""

from collections.abc import Mapping

from cnncheck.mutation.sites import is_at_end, is_on_shortcut
from cnncheck.networks.difference import Difference
from cnncheck.networks.differences import Correspondence
from cnncheck.networks.grouping import is_border, is_transpose, turns_softmax
from reference.graph import Graph
from reference.operations import (
    Activation,
    Add,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Dropout,
    Flatten,
    GlobalPooling2D,
    Opaque,
    Operation,
    Pooling2D,
    ZeroPadding2D,
)

ATTRIBUTE_CODES: Mapping[type[Operation], Mapping[str, str]] = {
    Conv2D: {
        "filters": "filters",
        "kernel_size": "kernel-size",
        "strides": "strides",
        "padding": "padding",
        "dilation_rate": "dilation-rate",
        "groups": "groups",
        "use_bias": "use-bias",
        "regularizer": "regularizer",
    },
    DepthwiseConv2D: {
        "kernel_size": "kernel-size",
        "strides": "strides",
        "padding": "padding",
        "dilation_rate": "dilation-rate",
        "depth_multiplier": "filters",
        "use_bias": "use-bias",
    },
    Dense: {"units": "units", "use_bias": "use-bias", "regularizer": "regularizer"},
    BatchNormalization: {
        "momentum": "batch-norm-momentum",
        "epsilon": "batch-norm-epsilon",
        "center": "batch-norm-scale-offset",
        "scale": "batch-norm-scale-offset",
        "axis": "batch-norm-axis",
    },
    Pooling2D: {"pool_size": "pool-size", "strides": "pool-strides", "padding": "pool-padding"},
    Activation: {"function": "activation"},
    Dropout: {"rate": "dropout-rate"},
    Concatenate: {"axis": "branch-join"},
    ZeroPadding2D: {"padding": "padding"},
}

PRESENCE_CODES: Mapping[type[Operation], tuple[str, str]] = {
    BatchNormalization: ("batch-norm-missing", "batch-norm-extra"),
    Dropout: ("dropout-missing", "dropout-extra"),
    Activation: ("activation", "activation"),
    GlobalPooling2D: ("global-pooling", "global-pooling"),
    Add: ("residual-connection", "residual-connection"),
    Concatenate: ("branch-join", "branch-join"),
    ZeroPadding2D: ("padding", "padding"),
}
"""Codes of what is missing and of what is too much; for everything else layer-missing and layer-extra."""


def code_of(correspondence: Correspondence, difference: Difference) -> str:  # noqa: PLR0911 - one for each kind
    """The concept a difference belongs to."""
    match difference.kind:
        case "attribute":
            return _attribute_code(correspondence.reference, difference)
        case "operation":
            return _operation_code(correspondence.reference, difference)
        case "missing":
            return _presence_code(correspondence.reference, difference.node, 0)
        case "extra":
            return _extra_code(correspondence.translated, difference)
        case "moved":
            return "residual-connection" if _passed_an_addition(correspondence, difference.node) else "layer-order"
        case "shared":
            return "shared-layer"
        case "wiring":
            return _wiring_code(correspondence.reference, difference)
        case "widths":
            return "channel-doubling"
        case "known":
            return difference.known.code if difference.known is not None else "value"


def _passed_an_addition(correspondence: Correspondence, name: str) -> bool:
    """Whether an activation or a batch normalisation stands before the addition it should follow, or the reverse."""
    if not isinstance(correspondence.reference[name].operation, Activation | BatchNormalization):
        return False
    ours, theirs = (_neighbours(graph, name) for graph in (correspondence.reference, correspondence.translated))
    return any(isinstance(operation, Add) for operation in ours) and any(isinstance(one, Add) for one in theirs)


def _neighbours(graph: Graph, name: str) -> list[Operation]:
    """What a node reads, and what reads it."""
    return [graph[read].operation for read in graph[name].inputs] + [one.operation for one in graph.consumers(name)]


def _wiring_code(reference: Graph, difference: Difference) -> str:
    operation, read = reference[difference.node].operation, difference.received
    if isinstance(operation, Concatenate) and isinstance(read, tuple) and isinstance(difference.expected, tuple):
        fewer = len(read) < len(difference.expected) and set(read) < set(difference.expected)
        return "layer-missing" if fewer else "branch-wiring"
    return "residual-connection" if isinstance(operation, Add) else "branch-wiring"


def _attribute_code(reference: Graph, difference: Difference) -> str:
    operation = reference[difference.node].operation
    if difference.attribute == "strides" and is_on_shortcut(reference, difference.node):
        return "shortcut-projection"
    codes = next(codes for kind, codes in ATTRIBUTE_CODES.items() if isinstance(operation, kind))
    code = codes[difference.attribute]
    if code == "activation" and is_at_end(reference, difference.node):
        return "output-activation"
    return "output-classes" if code == "units" and is_at_end(reference, difference.node) else code


def _extra_code(graph: Graph, difference: Difference) -> str:
    first, last = difference.nodes[0], difference.nodes[-1]
    if is_transpose(graph, first) and not graph[graph[first].inputs[0]].inputs:
        return "input-layout"
    if first != last and turns_softmax(graph, first, last):
        return "output-activation"
    return "padding" if is_border(graph[first].operation) else _presence_code(graph, first, 1)


def _operation_code(reference: Graph, difference: Difference) -> str:
    expected, received = difference.expected, difference.received
    if isinstance(received, Opaque):
        if "channels first" in received.name:
            return "input-layout"
        return "pool-type" if isinstance(expected, Pooling2D) else _presence_code(reference, difference.node, 0)
    if isinstance(expected, Pooling2D) and isinstance(received, Pooling2D):
        return "pool-type"
    if isinstance(expected, GlobalPooling2D | Flatten) and isinstance(received, GlobalPooling2D | Flatten):
        return "global-pooling"
    return "branch-join"


def _presence_code(graph: Graph, name: str, side: int) -> str:
    operation = graph[name].operation
    if isinstance(operation, BatchNormalization | Conv2D) and is_on_shortcut(graph, name):
        return "shortcut-projection"
    code = next((codes[side] for kind, codes in PRESENCE_CODES.items() if isinstance(operation, kind)), None)
    if code is None:
        return ("layer-missing", "layer-extra")[side]
    return "output-activation" if code == "activation" and is_at_end(graph, name) else code
