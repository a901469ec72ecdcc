"""Planted faults: edits of a reference, each with the code and the student's layer that a diagnosis must name."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from bench import FILE

from cnncheck.findings import Where
from cnncheck.mutation.surgery import inserted, swapped
from cnncheck.networks.subject import UnusedLayer
from reference.graph import Graph, Node
from reference.networks import baseline, lenet5
from reference.operations import (
    Activation,
    AveragePooling2D,
    BatchNormalization,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
    Reshape,
    ZeroPadding2D,
)

Edit = Callable[[Graph], Graph]


@dataclass(frozen=True)
class Planted:
    """One fault."""

    name: str
    code: str
    layer: str
    edit: Edit
    check: str
    traced: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name


def changed(name: str, **attributes: object) -> Edit:
    return lambda graph: graph.replaced(name, replace(graph[name].operation, **attributes))


def instead(name: str, operation: Operation) -> Edit:
    return lambda graph: graph.replaced(name, operation)


def without(*names: str) -> Edit:
    def edit(graph: Graph) -> Graph:
        for name in names:
            graph = graph.without(name)
        return graph

    return edit


def swap(first: str, second: str) -> Edit:
    return lambda graph: swapped(graph, first, second)


def added(behind: str, name: str, operation: Operation) -> Edit:
    return lambda graph: inserted(graph, Node(name, operation, (behind,)))


def sharing(name: str, other: str) -> Edit:
    return lambda graph: Graph(
        graph.name, tuple(replace(node, shares=other) if node.name == name else node for node in graph)
    )


def moved(name: str, behind: str) -> Edit:
    def edit(graph: Graph) -> Graph:
        operation = graph[name].operation
        return inserted(graph.without(name), Node(name, operation, (behind,)))

    return edit


def unchanged(graph: Graph) -> Graph:
    return graph


def both(*edits: Edit) -> Edit:
    def edit(graph: Graph) -> Graph:
        for one in edits:
            graph = one(graph)
        return graph

    return edit


SHAPES, COUNT, NUMBERS = "network.shape-walk", "network.parameter-count", "network.numeric-equivalence"
OUTPUT, TRAINING = "network.output-shape", "network.training-behaviour"


def unused(name: str, class_name: str, operation: Operation) -> dict[str, Any]:
    place = Where(file=FILE, line=30, layer=name)
    return {"unused_layers": (UnusedLayer(name, class_name, operation, place),)}


LENET5 = (
    Planted("c1 pads", "padding", "c1", changed("c1", padding="same"), SHAPES),
    Planted("c2 pads", "padding", "c2", changed("c2", padding="same"), SHAPES),
    Planted("c1 3x3", "kernel-size", "c1", changed("c1", kernel_size=(3, 3)), SHAPES),
    Planted("c2 3x3", "kernel-size", "c2", changed("c2", kernel_size=(3, 3)), SHAPES),
    Planted("c1 strides 2", "strides", "c1", changed("c1", strides=(2, 2)), SHAPES),
    Planted("c2 dilated", "dilation-rate", "c2", changed("c2", dilation_rate=(2, 2)), SHAPES),
    Planted("c2 in groups", "groups", "c2", changed("c2", groups=2), COUNT),
    Planted("c1 8 filters", "filters", "c1", changed("c1", filters=8), COUNT),
    Planted("c2 32 filters", "filters", "c2", changed("c2", filters=32), COUNT),
    Planted("c1 without bias", "use-bias", "c1", changed("c1", use_bias=False), COUNT),
    Planted("f1 without bias", "use-bias", "f1", changed("f1", use_bias=False), COUNT),
    Planted("p1 average", "pool-type", "p1", instead("p1", AveragePooling2D()), NUMBERS),
    Planted("p2 average", "pool-type", "p2", instead("p2", AveragePooling2D()), NUMBERS),
    Planted("p1 3x3", "pool-size", "p1", instead("p1", MaxPooling2D((3, 3), (3, 3))), SHAPES),
    Planted("p1 window 3", "pool-size", "p1", changed("p1", pool_size=(3, 3)), SHAPES),
    Planted("p1 strides 1", "pool-strides", "p1", changed("p1", strides=(1, 1)), SHAPES),
    Planted("f1 128", "units", "f1", changed("f1", units=128), COUNT),
    Planted("f2 80", "units", "f2", changed("f2", units=80), COUNT),
    Planted("100 classes", "output-classes", "f3", changed("f3", units=100), OUTPUT),
    Planted("a1 relu", "activation", "a1", instead("a1", Activation("relu")), NUMBERS),
    Planted("a3 tanh", "activation", "a3", instead("a3", Activation("tanh")), NUMBERS),
    Planted("a2 missing", "activation", "c2", without("a2"), NUMBERS),
    Planted("a4 twice", "activation", "again", added("a4", "again", Activation("sigmoid")), NUMBERS),
    Planted("logits", "output-activation", "f3", without("softmax"), NUMBERS),
    Planted("softmax twice", "output-activation", "again", added("softmax", "again", Activation("softmax")), NUMBERS),
    Planted("sigmoid at the end", "output-activation", "softmax", instead("softmax", Activation("sigmoid")), NUMBERS),
    Planted("f2 missing", "layer-missing", "a3", without("f2", "a4"), COUNT),
    Planted("second block missing", "layer-missing", "p1", without("c2", "a2", "p2"), COUNT),
    Planted("p2 missing", "layer-missing", "a2", without("p2"), COUNT),
    Planted("f2 twice", "layer-extra", "f2b", added("a4", "f2b", Dense(84)), COUNT),
    Planted("9 classes", "output-classes", "f3", changed("f3", units=9), OUTPUT),
    Planted(
        "f2 and a4 twice",
        "layer-extra",
        "f2b",
        both(added("a4", "f2b", Dense(84)), added("f2b", "a4b", Activation("sigmoid"))),
        COUNT,
    ),
    Planted(
        "f1 and a3 twice",
        "layer-extra",
        "f1b",
        both(added("a3", "f1b", Dense(120)), added("f1b", "a3b", Activation("sigmoid"))),
        COUNT,
    ),
    Planted("global average", "global-pooling", "flatten", instead("flatten", GlobalAveragePooling2D()), COUNT),
    Planted("global maximum", "global-pooling", "flatten", instead("flatten", GlobalMaxPooling2D()), COUNT),
    Planted("batch norm", "batch-norm-extra", "b1", added("c1", "b1", BatchNormalization()), COUNT),
    Planted("dropout", "dropout-extra", "d1", added("a3", "d1", Dropout(0.5)), TRAINING),
    Planted("pads with zeros", "padding", "zeros", added("image", "zeros", ZeroPadding2D(((1, 1), (1, 1)))), SHAPES),
    Planted("not flattened", "layer-missing", "p2", without("flatten"), OUTPUT),
    Planted("regularised", "regularizer", "f1", changed("f1", regularizer=0.01), TRAINING),
    Planted("frozen", "frozen-layer", "c1", unchanged, TRAINING, {"frozen": (("c1", "kernel"),)}),
    Planted("raw variable", "untracked-variable", "f1", unchanged, TRAINING, {"untracked": (("f1", "bias"),)}),
    Planted("f2 never called", "unused-layer", "f2", without("f2", "a4"), COUNT, unused("f2", "Dense", Dense(84))),
)
BASELINE = (
    Planted("c1 valid", "padding", "c1", changed("c1", padding="valid"), SHAPES),
    Planted("c1 3x3", "kernel-size", "c1", changed("c1", kernel_size=(3, 3)), COUNT),
    Planted("c1 strides 2", "strides", "c1", changed("c1", strides=(2, 2)), SHAPES),
    Planted("c1 dilated", "dilation-rate", "c1", changed("c1", dilation_rate=(2, 2)), NUMBERS),
    Planted("c1 in groups", "groups", "c1", changed("c1", groups=3), COUNT),
    Planted("c1 16 filters", "filters", "c1", changed("c1", filters=16), COUNT),
    Planted("c1 without bias", "use-bias", "c1", changed("c1", use_bias=False), COUNT),
    Planted("p1 average", "pool-type", "p1", instead("p1", AveragePooling2D(padding="same")), NUMBERS),
    Planted("p1 3x3", "pool-size", "p1", changed("p1", pool_size=(3, 3)), NUMBERS),
    Planted("p1 strides 1", "pool-strides", "p1", changed("p1", strides=(1, 1)), SHAPES),
    Planted("f1 120", "units", "f1", changed("f1", units=120), COUNT),
    Planted("12 classes", "output-classes", "f2", changed("f2", units=12), OUTPUT),
    Planted("a1 sigmoid", "activation", "a1", instead("a1", Activation("sigmoid")), NUMBERS),
    Planted("a1 relu6", "activation", "a1", instead("a1", Activation("relu6")), NUMBERS),
    Planted("a2 relu6", "activation", "a2", instead("a2", Activation("relu6")), NUMBERS),
    Planted("a1 missing", "activation", "b1", without("a1"), NUMBERS),
    Planted("a2 missing", "activation", "f1", without("a2"), NUMBERS),
    Planted("logits", "output-activation", "f2", without("softmax"), NUMBERS),
    Planted("b1 missing", "batch-norm-missing", "c1", without("b1"), COUNT),
    Planted("another batch norm", "batch-norm-extra", "b2", added("f1", "b2", BatchNormalization()), COUNT),
    Planted("epsilon", "batch-norm-epsilon", "b1", changed("b1", epsilon=1e-5), NUMBERS),
    Planted("momentum", "batch-norm-momentum", "b1", changed("b1", momentum=0.9), TRAINING),
    Planted("no gamma", "batch-norm-scale-offset", "b1", changed("b1", scale=False), COUNT),
    Planted("no beta", "batch-norm-scale-offset", "b1", changed("b1", center=False), COUNT),
    Planted("axis 1", "batch-norm-axis", "b1", changed("b1", axis=1), COUNT),
    Planted("order BA", "layer-order", "b1", swap("b1", "a1"), NUMBERS),
    Planted("order PB", "layer-order", "p1", moved("p1", "c1"), NUMBERS),
    Planted("order BC", "layer-order", "b1", moved("b1", "p1"), NUMBERS),
    Planted("d1 missing", "dropout-missing", "p1", without("d1"), TRAINING),
    Planted("d2 missing", "dropout-missing", "a2", without("d2"), TRAINING),
    Planted("d1 rate", "dropout-rate", "d1", changed("d1", rate=0.5), TRAINING),
    Planted("d1 too many", "dropout-extra", "d3", added("f2", "d3", Dropout(0.2)), TRAINING),
    Planted("d1 before pooling", "layer-order", "p1", swap("p1", "d1"), TRAINING),
    Planted("global average", "global-pooling", "flatten", instead("flatten", GlobalAveragePooling2D()), COUNT),
    Planted("another convolution", "layer-extra", "c2", added("d1", "c2", Conv2D(6, (5, 5), padding="same")), COUNT),
    Planted("f1 missing", "layer-missing", "flatten", without("f1", "a2", "d2"), COUNT),
    Planted("regularised", "regularizer", "f2", changed("f2", regularizer=0.01), TRAINING),
    Planted("frozen", "frozen-layer", "b1", unchanged, TRAINING, {"frozen": (("b1", "gamma"), ("b1", "beta"))}),
    Planted("hard-coded", "batch-norm-training", "b1", unchanged, TRAINING, {"never_trains": ("b1",)}),
    Planted("always trains", "batch-norm-training", "b1", unchanged, NUMBERS, {"always_trains": ("b1",)}),
    Planted("d2 hard-coded", "dropout-training", "d2", unchanged, TRAINING, {"never_trains": ("d2",)}),
    Planted("d1 unused", "unused-layer", "d1", without("d1"), TRAINING, unused("d1", "Dropout", Dropout(0.2))),
)

EQUIVALENTS: dict[str, tuple[Callable[[], Graph], Edit]] = {
    "pool same on even maps": (lenet5, changed("p1", padding="same")),
    "pool valid on even maps": (baseline, changed("p1", padding="valid")),
    "max pooling before sigmoid": (lenet5, swap("a1", "p1")),
    "max pooling before relu": (baseline, swap("a1", "p1")),
    "relu twice": (baseline, added("a1", "again", Activation("relu"))),
    "relu before and after pooling": (baseline, added("p1", "again", Activation("relu"))),
    "linear activation": (lenet5, added("f1", "linear", Activation("linear"))),
    "dropout of nothing": (lenet5, added("a3", "d1", Dropout(0.0))),
    "dropout before relu": (baseline, swap("a2", "d2")),
    "dropout behind flattening": (baseline, swap("d1", "flatten")),
    "reshape for flatten": (lenet5, instead("flatten", Reshape((400,)))),
    "convolution for the first dense layer": (
        lenet5,
        both(instead("f1", Conv2D(120, (5, 5))), moved("flatten", "a3")),
    ),
    "1x1 convolutions for dense layers": (
        lenet5,
        both(
            instead("f1", Conv2D(120, (5, 5))),
            instead("f2", Conv2D(84, (1, 1))),
            instead("f3", Conv2D(10, (1, 1), padding="same")),
            moved("flatten", "f3"),
        ),
    ),
    "explicit zeros for same": (
        baseline,
        both(changed("c1", padding="valid"), added("image", "zeros", ZeroPadding2D(((2, 2), (2, 2))))),
    ),
    "flattened twice": (lenet5, added("flatten", "again", Flatten())),
    "a pooling of one pixel": (lenet5, added("p2", "again", MaxPooling2D((1, 1), (1, 1)))),
}
