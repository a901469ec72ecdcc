"""Planted faults of the larger networks, one edit each; in nested blocks one line makes many layers."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace

from bench import FILE
from planted import (
    COUNT,
    NUMBERS,
    OUTPUT,
    SHAPES,
    TRAINING,
    Edit,
    Planted,
    added,
    both,
    changed,
    instead,
    sharing,
    swap,
    unused,
    without,
)

from cnncheck.findings import Where
from cnncheck.mutation.surgery import inserted, rewired, sorted_graph
from cnncheck.networks.sequences import branch_by_branch
from reference.graph import Graph, Node
from reference.networks import inception10, resnet18, vgg16
from reference.operations import (
    Add,
    AveragePooling2D,
    BatchNormalization,
    Concatenate,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePooling2D,
    GlobalMaxPooling2D,
    MaxPooling2D,
    Operation,
)


def nested(graph: Graph) -> Mapping[str, Where]:
    """Places as a class of blocks has them: a layer of every block is created in one line."""
    lines: dict[str, int] = {}
    places = {}
    for node in graph:
        own = node.name.rpartition(".")[2] if "." in node.name else f"{node.name} of the network"
        line = lines.setdefault(own, len(lines) + 1)
        places[node.name] = Where(file=FILE, line=line, layer=node.name)
    return places


def everywhere(pattern: str, **attributes: object) -> Edit:
    """Change the nodes whose names match."""

    def edit(graph: Graph) -> Graph:
        for node in graph:
            if re.fullmatch(pattern, node.name):
                graph = graph.replaced(node.name, replace(node.operation, **attributes))
        return graph

    return edit


def without_all(pattern: str) -> Edit:
    def edit(graph: Graph) -> Graph:
        for node in graph:
            if re.fullmatch(pattern, node.name):
                graph = graph.without(node.name)
        return graph

    return edit


def reads(name: str, *inputs: str) -> Edit:
    """Have a node read other ones; what nobody reads any more goes."""
    return lambda graph: alive(rewired(graph, name, inputs))


def branches_in(order: tuple[int, ...], graph: Graph) -> Graph:
    """Compute and join the four branches of every cell in another order."""
    for cell in CELLS:
        inputs = graph[f"{cell}.concat"].inputs
        graph = rewired(graph, f"{cell}.concat", tuple(inputs[place] for place in order))
    return Graph(graph.name, branch_by_branch(graph))


def alive(graph: Graph) -> Graph:
    """The graph without what its output does not depend on."""
    needed, waiting = set[str](), [graph.output]
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed.add(name)
            waiting += graph[name].inputs
    return Graph(graph.name, tuple(node for node in graph if node.name in needed or not node.inputs))


def widths(pattern: str, rule: Mapping[str, int]) -> Edit:
    """Give the convolutions whose names match, and begin with a key, that many filters."""

    def edit(graph: Graph) -> Graph:
        for node in graph:
            for prefix, filters in rule.items():
                if re.fullmatch(pattern, node.name) and node.name.startswith(prefix):
                    graph = graph.replaced(node.name, replace(node.operation, filters=filters))
        return graph

    return edit


def after_activation(block: str, shortcut: str) -> Edit:
    """Add the shortcut behind the block's last activation."""

    def edit(graph: Graph) -> Graph:
        add, last = f"{block}.add", f"{block}.a2"
        nodes = []
        for node in graph:
            if node.name == add:
                continue
            if node.name == last:
                nodes += [replace(node, inputs=(f"{block}.b2",)), Node(add, Add(), (last, shortcut))]
                continue
            nodes.append(replace(node, inputs=tuple(add if read == last else read for read in node.inputs)))
        return sorted_graph(graph.name, nodes, graph.output)

    return edit


def projected(block: str, *, normalized: bool = True) -> Edit:
    """Put a 1x1 convolution on a shortcut that needs none."""

    def edit(graph: Graph) -> Graph:
        shortcut = graph[f"{block}.add"].inputs[1]
        filters = graph.shapes[shortcut][-1]
        convolution = Node(f"{block}.down_c1", Conv2D(filters, (1, 1), padding="same", use_bias=False), (shortcut,))
        graph = inserted(graph, convolution, frozenset({f"{block}.add"}))
        if normalized:
            node = Node(f"{block}.down_b1", BatchNormalization(), (convolution.name,))
            graph = inserted(graph, node, frozenset({f"{block}.add"}))
        return graph

    return edit


CELLS = tuple(f"block{block}.cell{cell}" for block in (1, 2) for cell in (1, 2))
FIRST, SECOND, THIRD, FOURTH = CELLS


def joined(operation: Operation, *cells: str) -> Edit:
    return both(*(instead(f"{cell}.concat", operation) for cell in cells))


RESNET18 = (
    Planted("logits", "output-activation", "f1", without("softmax"), NUMBERS),
    Planted("100 classes", "output-classes", "f1", changed("f1", units=100), OUTPUT),
    Planted("no regulariser", "regularizer", "f1", changed("f1", regularizer=None), TRAINING),
    Planted("weaker regulariser", "regularizer", "f1", changed("f1", regularizer=0.001), TRAINING),
    Planted("one bias", "use-bias", "group2.block1.c2", changed("group2.block1.c2", use_bias=True), COUNT),
    Planted("biases in every block", "use-bias", "group1.block1.c1", everywhere(r".*block\d.c1", use_bias=True), COUNT),
    Planted("bias of the first", "use-bias", "c1", changed("c1", use_bias=True), COUNT),
    Planted("flattened", "global-pooling", "pool", instead("pool", Flatten()), COUNT),
    Planted("global maximum", "global-pooling", "pool", instead("pool", GlobalMaxPooling2D()), NUMBERS),
    Planted("no shortcut in one", "residual-connection", "group1.block2.b2", without("group1.block2.add"), NUMBERS),
    Planted(
        "no shortcuts",
        "residual-connection",
        "group1.block1.b2",
        lambda graph: alive(without_all(r".*\.add")(graph)),
        COUNT,
    ),
    Planted(
        "added after the activation",
        "residual-connection",
        "group1.block2.a2",
        after_activation("group1.block2", "group1.block1.a2"),
        NUMBERS,
    ),
    Planted(
        "another tensor added",
        "residual-connection",
        "group1.block2.add",
        reads("group1.block2.add", "group1.block2.b2", "a1"),
        NUMBERS,
    ),
    Planted(
        "concatenated",
        "branch-join",
        "group4.block2.add",
        instead("group4.block2.add", Concatenate()),
        COUNT,
    ),
    Planted(
        "projection without normalisation",
        "shortcut-projection",
        "group2.block1.down_c1",
        without("group2.block1.down_b1"),
        COUNT,
    ),
    Planted(
        "projections without normalisation",
        "shortcut-projection",
        "group2.block1.down_c1",
        without_all(r".*\.down_b1"),
        COUNT,
    ),
    Planted(
        "superfluous projection", "shortcut-projection", "group3.block2.down_c1", projected("group3.block2"), COUNT
    ),
    Planted("shared", "shared-layer", "group1.block2.c2", sharing("group1.block2.c2", "group1.block2.c1"), COUNT),
    Planted(
        "first normalisation missing", "batch-norm-missing", "group3.block1.c1", without("group3.block1.b1"), COUNT
    ),
    Planted("inner activation missing", "activation", "group2.block2.b1", without("group2.block2.a1"), NUMBERS),
    Planted("last activation missing", "activation", "group2.block2.add", without("group2.block2.a2"), NUMBERS),
    Planted(
        "activation before normalisation",
        "layer-order",
        "group2.block1.b1",
        swap("group2.block1.b1", "group2.block1.a1"),
        NUMBERS,
    ),
    Planted("7x7", "kernel-size", "c1", changed("c1", kernel_size=(7, 7)), COUNT),
    Planted(
        "pooling behind the stem", "layer-extra", "p1", added("a1", "p1", MaxPooling2D((3, 3), (2, 2), "same")), SHAPES
    ),
    Planted("momentum", "batch-norm-momentum", "group4.block1.b2", changed("group4.block1.b2", momentum=0.9), TRAINING),
    Planted("epsilon", "batch-norm-epsilon", "group4.block1.b2", changed("group4.block1.b2", epsilon=1e-5), NUMBERS),
    Planted("5x5", "kernel-size", "group2.block2.c2", changed("group2.block2.c2", kernel_size=(5, 5)), COUNT),
    Planted("another dense layer", "layer-extra", "f0", added("pool", "f0", Dense(512)), COUNT),
    Planted("dropout", "dropout-extra", "d1", added("pool", "d1", Dropout(0.5)), TRAINING),
    Planted(
        "never doubled",
        "channel-doubling",
        "group2.block1.c1",
        widths(r".*\.(c1|c2|down_c1)", {"group": 64}),
        COUNT,
    ),
)

INCEPTION10 = (
    Planted("logits", "output-activation", "f1", without("softmax"), NUMBERS),
    Planted("9 classes", "output-classes", "f1", changed("f1", units=9), OUTPUT),
    Planted("flattened", "global-pooling", "pool", instead("pool", Flatten()), COUNT),
    Planted(
        "a branch reads another",
        "branch-wiring",
        f"{SECOND}.c2_1",
        reads(f"{SECOND}.c2_1", f"{SECOND}.a1"),
        COUNT,
    ),
    Planted(
        "the third reads the second's",
        "branch-wiring",
        f"{SECOND}.c3_2",
        reads(f"{SECOND}.c3_2", f"{SECOND}.a2_1"),
        COUNT,
    ),
    Planted("pooling not read", "layer-missing", f"{SECOND}.c4_2", without(f"{SECOND}.p4_1"), NUMBERS),
    Planted("added", "branch-join", f"{FOURTH}.concat", joined(Add(), FOURTH), COUNT),
    Planted("added everywhere", "branch-join", f"{FIRST}.concat", joined(Add(), *CELLS), COUNT),
    Planted("joined along the width", "branch-join", f"{FOURTH}.concat", joined(Concatenate(2), FOURTH), SHAPES),
    Planted("normalisation missing", "batch-norm-missing", f"{THIRD}.c3_1", without(f"{THIRD}.b3_1"), COUNT),
    Planted(
        "average pooling",
        "pool-type",
        f"{THIRD}.p4_1",
        instead(f"{THIRD}.p4_1", AveragePooling2D((3, 3), (1, 1), "same")),
        NUMBERS,
    ),
    Planted(
        "average pooling in every cell",
        "pool-type",
        f"{FIRST}.p4_1",
        both(*(instead(f"{cell}.p4_1", AveragePooling2D((3, 3), (1, 1), "same")) for cell in CELLS)),
        NUMBERS,
    ),
    Planted("5x5 is 3x3", "kernel-size", f"{FIRST}.c3_2", everywhere(r".*\.c3_2", kernel_size=(3, 3)), COUNT),
    Planted("bias missing", "use-bias", f"{FIRST}.c2_2", changed(f"{FIRST}.c2_2", use_bias=False), COUNT),
    Planted("shared", "shared-layer", f"{SECOND}.c3_1", sharing(f"{SECOND}.c3_1", f"{SECOND}.c2_1"), COUNT),
    Planted("activation missing", "activation", f"{THIRD}.b1", without(f"{THIRD}.a1"), NUMBERS),
    Planted(
        "doubled in the inner loop",
        "channel-doubling",
        f"{SECOND}.c1",
        widths(r".*\.c\d.*", {SECOND: 32, THIRD: 64, FOURTH: 128}),
        COUNT,
    ),
    Planted("never doubled", "channel-doubling", f"{THIRD}.c1", widths(r".*\.c\d.*", {"block2": 16}), COUNT),
    Planted(
        "every cell strided",
        "strides",
        f"{SECOND}.c1",
        everywhere(r".*cell2\.(c1|c2_1|c3_1|c4_2)", strides=(2, 2)),
        SHAPES,
    ),
    Planted("first cell narrow", "filters", f"{FIRST}.c1", changed(f"{FIRST}.c1", filters=8), COUNT),
    Planted(
        "a branch is missing",
        "layer-missing",
        f"{FOURTH}.concat",
        reads(f"{FOURTH}.concat", *(f"{FOURTH}.{branch}" for branch in ("a1", "a2_2", "a3_2"))),
        COUNT,
    ),
)

ALEXNET8 = (
    Planted("logits", "output-activation", "f3", without("softmax"), NUMBERS),
    Planted("c1 pads", "padding", "c1", changed("c1", padding="same"), SHAPES),
    Planted("c3 valid", "padding", "c3", changed("c3", padding="valid"), SHAPES),
    Planted("c1 of 64", "filters", "c1", changed("c1", filters=64), COUNT),
    Planted("p1 2x2", "pool-size", "p1", changed("p1", pool_size=(2, 2)), SHAPES),
    Planted("p3 2x2", "pool-size", "p3", changed("p3", pool_size=(2, 2)), NUMBERS),
    Planted("b2 missing", "batch-norm-missing", "c2", without("b2"), COUNT),
    Planted("a3 missing", "activation", "c3", without("a3"), NUMBERS),
    Planted("c4 missing", "layer-missing", "a3", without("c4", "a4"), COUNT),
    Planted("f1 4096", "units", "f1", changed("f1", units=4096), COUNT),
    Planted("d1 rate", "dropout-rate", "d1", changed("d1", rate=0.2), TRAINING),
    Planted("normalised behind c3", "batch-norm-extra", "b3", added("c3", "b3", BatchNormalization()), COUNT),
    Planted("f2 shared", "layer-missing", "d1", without("f2", "a7", "d2"), COUNT),
    Planted("d2 unused", "unused-layer", "d2", without("d2"), TRAINING, unused("d2", "Dropout", Dropout(0.5))),
)

VGG16 = (
    Planted("c7 of 512", "filters", "c7", changed("c7", filters=512), COUNT),
    Planted("logits", "output-activation", "f3", without("softmax"), NUMBERS),
    Planted("c5 valid", "padding", "c5", changed("c5", padding="valid"), SHAPES),
    Planted("c10 missing", "layer-missing", "a9", without("c10", "b10", "a10"), COUNT),
    Planted("b12 missing", "batch-norm-missing", "c12", without("b12"), COUNT),
    Planted("p2 average", "pool-type", "p2", instead("p2", AveragePooling2D(padding="same")), NUMBERS),
    Planted("d3 missing", "dropout-missing", "p3", without("d3"), TRAINING),
    Planted("f1 4096", "units", "f1", changed("f1", units=4096), COUNT),
    Planted("b9 behind a9", "layer-order", "b9", swap("b9", "a9"), NUMBERS),
    Planted("c2 shares c1's neighbour", "shared-layer", "c12", sharing("c12", "c11"), COUNT),
    Planted("c13 5x5", "kernel-size", "c13", changed("c13", kernel_size=(5, 5)), COUNT),
    Planted("f2 never called", "unused-layer", "f2", without("f2", "a15"), COUNT, unused("f2", "Dense", Dense(512))),
)


EQUIVALENTS: dict[str, tuple[Callable[[], Graph], Edit]] = {
    "branches in another order": (
        inception10,
        both(
            reads(f"{FIRST}.concat", *(f"{FIRST}.{branch}" for branch in ("a4_2", "a2_2", "a1", "a3_2"))),
            reads(f"{THIRD}.concat", *(f"{THIRD}.{branch}" for branch in ("a2_2", "a1", "a3_2", "a4_2"))),
        ),
    ),
    "every branch in another order, and 1x1 convolutions that say valid": (
        inception10,
        lambda graph: branches_in((3, 2, 0, 1), everywhere(r".*\.c4_2", padding="valid")(graph)),
    ),
    "the shortcut first": (resnet18, reads("group2.block1.add", "group2.block1.down_b1", "group2.block1.b2")),
    "a window as large as the map": (
        resnet18,
        both(instead("pool", AveragePooling2D((4, 4))), added("pool", "flatten", Flatten())),
    ),
    "a 1x1 convolution pads nothing": (resnet18, changed("group2.block1.down_c1", padding="valid")),
    "global pooling of one pixel": (vgg16, instead("flatten", GlobalAveragePooling2D())),
    "pooling of even maps without padding": (vgg16, changed("p3", padding="valid")),
}
