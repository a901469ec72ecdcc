"""Graphs: what they refuse, what follows from them, and how they are edited."""

import pytest

from reference.graph import Graph, Node, Parameters, depth, multiplications, node_multiplications
from reference.networks import applications, baseline, lenet5, resnet18
from reference.networks.builder import IMAGE, GraphBuilder
from reference.operations import (
    Activation,
    Add,
    Concatenate,
    Conv2D,
    Dense,
    DepthwiseConv2D,
    Flatten,
    GlobalAveragePooling2D,
    Input,
    MaxPooling2D,
    Opaque,
    Operation,
    Reshape,
    Shape,
    ShapeError,
    WeightSpec,
    ZeroPadding2D,
)

IMAGE_NODE = Node("image", Input((8, 8, 3)))


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ((Node("image", Flatten(), ("image",)),), "two nodes are called 'image'"),
        ((Node("c1", Flatten(), ("c2",)),), r"'c1' reads \['c2'\], which do not come before it"),
        ((Node("c1", Flatten(), ("image",), shares="c0"),), "'c1' shares the weights of 'c0', which does not come"),
    ],
)
def test_a_node_has_a_name_of_its_own_and_reads_what_comes_before(nodes: tuple[Node, ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Graph("wrong", (IMAGE_NODE, *nodes))


def test_a_graph_begins_with_its_image() -> None:
    assert lenet5().input_shape == (32, 32, 3)
    with pytest.raises(TypeError, match="begins with its input"):
        _ = Graph("wrong", (Node("f1", Dense(3)),)).input_shape


@pytest.mark.parametrize(
    ("operation", "inputs", "message"),
    [
        (Conv2D(4, (5, 5)), [(4, 8, 3)], "the window must fit into the image. Received: size=4, a window of 5"),
        (Conv2D(4, (3, 3), dilation_rate=(1, 4)), [(8, 8, 3)], "Received: size=8, a window of 9"),
        (Conv2D(4, (3, 3), groups=2), [(8, 8, 3)], "3 channels and 4 filters do not divide into 2 groups"),
        (Conv2D(3, (3, 3), groups=2), [(8, 8, 4)], "4 channels and 3 filters do not divide into 2 groups"),
        (Conv2D(4, (3, 3)), [(192,)], r"a convolution takes \(height, width, channels\). Received: \(192,\)"),
        (DepthwiseConv2D((3, 3)), [(2, 8, 3)], "Received: size=2, a window of 3"),
        (DepthwiseConv2D((3, 3)), [(192,)], "a depthwise convolution takes .* Received"),
        (MaxPooling2D(), [(1, 1, 3)], "Received: size=1, a window of 2"),
        (MaxPooling2D(), [(4, 4)], r"pooling takes .* Received: \(4, 4\)"),
        (GlobalAveragePooling2D(), [(4,)], r"global pooling takes .* Received: \(4,\)"),
        (ZeroPadding2D(((1, 1), (1, 1))), [(4, 4)], r"padding takes .* Received: \(4, 4\)"),
        (Reshape((5, 5)), [(4, 4)], r"\(4, 4\) does not reshape to \(5, 5\)"),
        (Add(), [(4, 4, 3), (4, 4, 1)], r"one shape. Received: \(4, 4, 3\) and \(4, 4, 1\)"),
        (Concatenate(), [(4, 4, 3), (4, 2, 3)], r"agree on the other axes. Received: \(4, 4, 3\) and \(4, 2, 3\)"),
        (Concatenate(1), [(4, 4, 3), (4, 4, 2)], "agree on the other axes"),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Operation) else "",
)
def test_shapes_that_do_not_fit_are_told_with_their_numbers(
    operation: Operation, inputs: list[Shape], message: str
) -> None:
    with pytest.raises(ShapeError, match=message):
        operation.output_shape(*inputs)


def test_the_message_names_the_node() -> None:
    graph = Graph("small", (IMAGE_NODE, Node("c7", Conv2D(3, (9, 9)), ("image",))))
    with pytest.raises(ShapeError, match='c7: with padding="valid" the window must fit'):
        _ = graph.shapes


@pytest.mark.parametrize(
    ("operation", "inputs", "shape"),
    [
        (Conv2D(6, (3, 2), (2, 1), "same", groups=3), [(9, 8, 3)], (5, 8, 6)),
        (Concatenate(), [(4, 4, 3), (4, 4, 1)], (4, 4, 4)),
        (Concatenate(1), [(4, 4, 3), (2, 4, 3)], (6, 4, 3)),
        (Concatenate(-2), [(4, 4, 3), (4, 1, 3)], (4, 5, 3)),
        (DepthwiseConv2D((3, 1), depth_multiplier=2), [(9, 8, 3)], (7, 8, 6)),
        (Reshape((2, 8)), [(4, 4)], (2, 8)),
        (Opaque("Cumsum", (3,)), [(4, 4)], (3,)),
        (Dense(5), [(4, 7)], (4, 5)),
    ],
    ids=str,
)
def test_shapes(operation: Operation, inputs: list[Shape], shape: Shape) -> None:
    assert operation.output_shape(*inputs) == shape


def test_weights_of_a_depthwise_convolution() -> None:
    operation = DepthwiseConv2D((3, 2), depth_multiplier=2)
    assert operation.weights((8, 8, 5)) == (WeightSpec("kernel", (3, 2, 5, 2)), WeightSpec("bias", (10,)))
    assert DepthwiseConv2D((3, 3), use_bias=False).weights((8, 8, 5)) == (WeightSpec("kernel", (3, 3, 5, 1)),)


def test_a_node_is_taken_out_or_replaced() -> None:
    graph = baseline()
    assert [node.name for node in graph.consumers("c1")] == ["b1"]
    shorter = graph.without("b1")
    assert [node.name for node in shorter.consumers("c1")] == ["a1"]
    assert graph.parameters.total - shorter.parameters.total == 4 * 6
    wider = graph.replaced("f1", Dense(120))
    assert wider.parameters == Parameters(186_130, 186_118)
    assert wider["f1"].operation == Dense(120)
    with pytest.raises(ValueError, match="'image' reads nothing"):
        graph.without("image")


def test_shared_weights_are_counted_once_and_computed_with_twice() -> None:
    net = GraphBuilder("twice", (8, 8, 3))
    first = net.chain(IMAGE, {"c1": Conv2D(3, (3, 3), padding="same")})
    graph = net.graph()
    graph = Graph("twice", (*graph.nodes, Node("c2", Conv2D(3, (3, 3), padding="same"), (first,), shares="c1")))
    assert graph.parameters == (84, 84)
    assert multiplications(graph) == 2 * 8 * 8 * 81


def test_multiplications_are_positions_times_weights_of_a_kernel() -> None:
    net = GraphBuilder("counted", (8, 8, 4))
    x = net.chain(IMAGE, {"c1": Conv2D(6, (3, 3), (2, 2), "same", groups=2), "dw": DepthwiseConv2D((3, 3))})
    net.chain(x, {"a1": Activation("relu"), "flatten": Flatten(), "f1": Dense(10)})
    graph = net.graph()
    expected = {"c1": 4 * 4 * 9 * 2 * 6, "dw": 2 * 2 * 9 * 6, "a1": 0, "f1": 24 * 10}
    assert {name: node_multiplications(graph, graph[name]) for name in expected} == expected
    assert multiplications(graph) == sum(expected.values())


def test_depths_are_those_in_the_names() -> None:
    assert depth(resnet18()) == 18
    assert [depth(getattr(applications, name)()) for name in ("vgg16", "vgg19", "resnet34", "resnet50")] == [
        16,
        19,
        34,
        50,
    ]
    assert depth(applications.densenet121()) == 121
    assert depth(applications.mobilenet()) == 28  # Howard et al., section 3.2
    assert depth(Graph("nothing", (IMAGE_NODE,))) == 0
