"""Gives the steps of a canonical form names that a student recognises, and places in the student's code."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cnncheck.findings import Where
from cnncheck.inside.wire import NetworkOpened, TraceLayer, TraceNode
from cnncheck.networks.canonical_expressions import Key
from cnncheck.networks.canonical_steps import Step
from cnncheck.networks.canonical_validation import position, text
from reference.operations import Activation, Input, Opaque, Operation, Reshape

IMAGE = "image"
"""Name of the input."""

_KINDS: Mapping[str, tuple[str, str]] = {
    "Conv2D": ("conv2d", "convolution"),
    "DepthwiseConv2D": ("depthwise_conv2d", "depthwise convolution"),
    "Dense": ("dense", "dense layer"),
    "BatchNormalization": ("batch_normalization", "batch normalisation"),
    "MaxPooling2D": ("max_pooling2d", "max pooling"),
    "AveragePooling2D": ("average_pooling2d", "average pooling"),
    "GlobalAveragePooling2D": ("global_average_pooling2d", "global average pooling"),
    "GlobalMaxPooling2D": ("global_max_pooling2d", "global max pooling"),
    "Dropout": ("dropout", "dropout"),
    "Flatten": ("flatten", "flattening"),
    "Reshape": ("reshape", "reshaping"),
    "ZeroPadding2D": ("zero_padding2d", "zero padding"),
    "Add": ("add", "addition"),
    "Concatenate": ("concatenate", "concatenation"),
}
"""Operation to the name of a node without one, and to the words for it."""

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def names(steps: Sequence[Step], layers: Mapping[int, TraceLayer]) -> dict[Key, str]:
    """A unique name for every step: the student's where there is one."""
    taken: Counter[str] = Counter()
    given: dict[Key, str] = {}
    for step in steps:
        wanted = _wanted(step, layers)
        name, number = wanted, taken[wanted]
        while taken[name]:
            number += 1
            name = f"{wanted}_{number}"
        taken[wanted] += 1
        if name != wanted:
            taken[name] += 1
        given[step.key] = name
    return given


def _wanted(step: Step, layers: Mapping[int, TraceLayer]) -> str:
    if isinstance(step.operation, Input):
        return IMAGE
    layer = layers.get(step.node.layer) if step.node.layer is not None else None
    path = text(layer.attribute) if layer is not None else ""
    kind = kind_name(step.operation)
    if layer is not None and step.node.builtin_layer and path:
        if step.node.op == "Activation" and layer.class_name != "Activation":
            return f"{path}_activation"
        # A global pooling that keeps its sides is two steps; the pooling carries the layer's name.
        return f"{path}_{kind}" if isinstance(step.operation, Reshape) and step.node.op != "Reshape" else path
    return f"{path}.{kind}" if path else kind


def kind_name(operation: Operation) -> str:
    """A name for a node whose author gave it none."""
    if isinstance(operation, Activation | Opaque):
        words = operation.function if isinstance(operation, Activation) else operation.name.lower()
        return "_".join("".join(each if each.isalnum() else " " for each in words).split()) or "unknown"
    return _KINDS.get(type(operation).__name__, (type(operation).__name__.lower(), ""))[0]


def kind_words(operation: Operation) -> str:
    """What a teacher calls an operation."""
    if isinstance(operation, Activation):
        return f"{operation.function} activation"
    if isinstance(operation, Opaque):
        return operation.name
    return _KINDS.get(type(operation).__name__, ("", type(operation).__name__))[1]


def places(
    steps: Iterable[Step],
    given: Mapping[Key, str],
    layers: Mapping[int, TraceLayer],
    variables: Mapping[int, str],
) -> dict[str, Where]:
    """Where each step stands in the student's code: where its layer was created, else where it is called."""
    counts: Counter[str] = Counter()
    found: dict[str, Where] = {}
    for step in steps:
        words = kind_words(step.operation)
        counts[words] += 1
        ordinal = f"the {_ordinal(counts[words])} {words}"
        layer = layers.get(step.node.layer) if step.node.builtin_layer and step.node.layer is not None else None
        owner = text(layer.attribute) if layer is not None else variables.get(step.weights.get("kernel", -1))
        if isinstance(step.operation, Input):
            ordinal, owner = "the image", None
        elif layer is not None and step.node.op == "Activation" and layer.class_name != "Activation":
            ordinal = f"the {words} of {owner}"
        elif owner:
            ordinal = f"{owner}, {ordinal}"
        found[given[step.key]] = replace(
            where(step.node, layers, ordinal, creation=layer is not None), layer=owner or None
        )
    return found


def where(node: TraceNode, layers: Mapping[int, TraceLayer], words: str | None, *, creation: bool = False) -> Where:
    """Where a node stands in the student's code: the line of the call, or where its layer was created.

    Args:
        node: the node.
        layers: by number.
        words: what it is.
        creation: whether the line that created the layer goes first; otherwise it only fills in where no line of the
            student's made the call, as in a `Sequential`.
    """
    layer = layers.get(node.layer) if node.layer is not None else None
    instead = layer is not None and layer.line is not None and (creation or node.line is None)
    told = layer if layer is not None and instead else node
    return Where(text(told.file), position(told.line), position(told.cell), None, words)


def layer_place(layer: TraceLayer | None) -> Where:
    """Where a layer was created."""
    if layer is None:
        return Where()
    name = text(layer.attribute) or text(layer.class_name)
    return Where(text(layer.file), position(layer.line), position(layer.cell), name, name)


def variable_names(opened: NetworkOpened) -> dict[int, str]:
    """The student's own names of variables that belong to no layer of Keras's."""
    builtin = {layer.id for layer in opened.layers if layer.builtin}
    return {each.id: text(each.name) or "" for each in opened.variables if each.layer not in builtin}


def _ordinal(number: int) -> str:
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    suffix = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{suffix}"
